"""The guide's claims get the verdicts that it shows."""

import re
from pathlib import Path

import pytest

from theory.campaigns.campaign import verify
from theory.claims.claim import Claim
from theory.claims.discover import find_claims

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "from-theorem-to-claim.md").read_text(encoding="utf-8")
SHOWN = dict(re.findall(r"^first_order/guide/(\w+): ([A-Z]+)$", GUIDE, re.MULTILINE))


@pytest.fixture(scope="module")
def claims(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Claim]:
    folder = tmp_path_factory.mktemp("verifications")
    bibliography = (ROOT / "verifications" / "references.bib").read_text(encoding="utf-8")
    (folder / "references.bib").write_text(bibliography, encoding="utf-8")
    path = folder / "first_order" / "guide.py"
    path.parent.mkdir()
    path.write_text("\n\n".join(re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)), encoding="utf-8")
    return {claim.name: claim for claim in find_claims(folder)}


def test_every_claim_of_the_guide_is_run_in_it(claims: dict[str, Claim]) -> None:
    assert SHOWN.keys() == claims.keys()


@pytest.mark.parametrize("name", SHOWN)
def test_a_claim_of_the_guide_gets_the_verdict_shown(claims: dict[str, Claim], name: str) -> None:
    entry = verify(claims[name])
    refuted = {part["verdict"] == "REFUTED" for part in entry["controls"] + entry["rivals"]}
    assert entry["verdict"] == SHOWN[name]
    assert refuted == {name != "easy"}


def test_the_ratio_of_error_and_bound_is_the_one_in_the_text(claims: dict[str, Claim]) -> None:
    assert verify(claims["hard"])["bound_ratio"] == pytest.approx(0.5, abs=0.001)
    assert verify(claims["tight"])["bound_ratio"] == pytest.approx(1.0)
