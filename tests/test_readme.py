"""The README's examples do what it says."""

import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from theory.claims.claim import Claim
from theory.claims.discover import claims_of, load_module
from theory.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def python_block(containing: str) -> str:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    return next(block for block in blocks if containing in block)


@pytest.fixture
def example(tmp_path: Path) -> Claim:
    """The claim of the README, in a folder that has the project's bibliography."""
    path = tmp_path / "verifications" / "gradient" / "quadratic.py"
    path.parent.mkdir(parents=True)
    path.write_text(python_block("@claim"), encoding="utf-8")
    bibliography = (ROOT / "verifications" / "references.bib").read_text(encoding="utf-8")
    (tmp_path / "verifications" / "references.bib").write_text(bibliography, encoding="utf-8")
    (found,) = claims_of(load_module(path))
    return found


def test_example_claim_gets_the_verdict_it_expects(example: Claim) -> None:
    evidence, _ = example.judge(0)
    assert evidence.verdict is example.expect


def test_example_control_and_rival_are_refuted(example: Claim) -> None:
    (control,), (rival,) = example.controls, example.rivals
    assert control.judge(0)[0].verdict == "REFUTED"
    assert example.judge_rival(rival, 0).verdict == "REFUTED"


def test_example_of_python_check_gives_the_verdict_in_its_comment() -> None:
    lines = python_block("theory.check").strip().splitlines()
    names: dict[str, object] = {}
    exec("\n".join(lines[:-1]), names)
    call, verdict = lines[-1].split("  # ")
    assert eval(call, names) == verdict


@pytest.mark.parametrize(
    ("rate", "shown"), re.findall(r'theory check "(.*?)" curves\.csv\n(curves\.csv: .*\n  .*\n)', README)
)
def test_example_of_command_gives_the_output_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: str, shown: str
) -> None:
    T = np.unique(np.geomspace(10, 10_000, 30).astype(int))
    noise = np.exp(0.05 * np.random.default_rng(0).normal(size=(len(T), 6)))
    table = np.column_stack([T, 3 / np.sqrt(T + 5)[:, None] * noise])
    monkeypatch.chdir(tmp_path)
    header = "T,seed0,seed1,seed2,seed3,seed4,seed5"
    np.savetxt("curves.csv", table, delimiter=",", header=header, comments="", fmt="%.5g")
    assert CliRunner().invoke(main, ["check", rate, "curves.csv"]).output == shown


@pytest.mark.parametrize("target", re.findall(r"`make (\w+)`|^make (\w+)", README, re.MULTILINE))
def test_commands_are_targets_of_the_makefile(target: tuple[str, str]) -> None:
    assert re.search(rf"^{''.join(target)}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", re.findall(r"!\[.*?\]\((.*?)\)", README))
def test_pictures_exist(path: str) -> None:
    assert (ROOT / path).is_file()
