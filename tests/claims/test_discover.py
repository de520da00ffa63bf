"""Claims are found by folder, and the folder's mistakes are explained."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.laboratory import write_laboratory
from theory import ClaimError
from theory.claims.discover import find_claims

COUNT = """
from pathlib import Path
import jax
from theory.claims.discover import find_claims
events = []
jax.monitoring.register_event_duration_secs_listener(lambda event, *_, **__: events.append(event))
claims = find_claims(Path("verifications"))
print(len(claims), events.count("/jax/core/compile/backend_compile_duration"))
"""


def test_claims_are_found_in_order_and_by_pattern(tmp_path: Path) -> None:
    folder = write_laboratory(tmp_path).parents[1]
    assert [claim.name for claim in find_claims(folder)] == ["harmonic", "mean_deviation"]
    assert [claim.name for claim in find_claims(folder, "toys/*/harm*")] == ["harmonic"]
    assert [claim.name for claim in find_claims(folder, "deviation")] == ["mean_deviation"]


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ClaimError, match="no such folder"):
        find_claims(tmp_path / "nowhere")


def test_broken_module_is_named_with_its_error(tmp_path: Path) -> None:
    path = write_laboratory(tmp_path)
    path.write_text("from theory import nothing")
    with pytest.raises(ClaimError, match=r"toy\.py: cannot be imported: cannot import name 'nothing'"):
        find_claims(path.parents[1])


def test_name_declared_twice_is_refused(tmp_path: Path) -> None:
    path = write_laboratory(tmp_path)
    text = path.read_text()
    path.write_text(text + text[text.index("@claim(PAPER, r") : text.index("@harmonic.control")])
    with pytest.raises(ClaimError, match="toys/toy/harmonic: declared twice"):
        find_claims(path.parents[1])


def test_importing_the_verifications_compiles_no_program() -> None:
    """Every process of a campaign would pay for it: constants are computed by NumPy."""
    root = Path(__file__).parents[2]
    found = subprocess.run([sys.executable, "-c", COUNT], cwd=root, capture_output=True, text=True, check=True)
    claims, programs = map(int, found.stdout.split())
    assert claims > 0
    assert programs == 0
