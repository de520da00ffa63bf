"""Two ledgers are compared claim by claim."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from theory.campaigns.ledger import save
from theory.cli import main
from theory.report.difference import compare


def exponent(fitted: float) -> dict[str, Any]:
    return {"name": "T", "claimed": -1.0, "fitted": fitted, "interval": [fitted - 0.1, fitted + 0.1]}


def entry(name: str = "a/b/c", verdict: str = "CONFIRMED", fitted: float = -1.0, jax: str = "1") -> dict[str, Any]:
    return {
        "claim": name,
        "verdict": verdict,
        "exponents": [exponent(fitted)],
        "controls": [{"name": "floor & <ceiling>", "verdict": "REFUTED"}],
        "rivals": [],
        "versions": {"jax": jax},
    }


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["diff", *arguments])


def test_a_ledger_does_not_differ_from_itself(tmp_path: Path) -> None:
    save(tmp_path, [entry()])
    result = diff(str(tmp_path), str(tmp_path))
    assert result.exit_code == 0
    assert "1 claims in both ledgers; 0 verdicts moved" in result.output


def test_verdicts_of_claims_and_parts_move() -> None:
    after = entry(verdict="REFUTED") | {"controls": [{"name": "floor & <ceiling>", "verdict": "CONFIRMED"}]}
    moved = compare([entry()], [after]).moved
    assert [(m.part, m.before, m.after) for m in moved] == [
        ("", "CONFIRMED", "REFUTED"),
        ("control: floor & <ceiling>", "REFUTED", "CONFIRMED"),
    ]


@pytest.mark.parametrize(("fitted", "count"), [(-1.0, 0), (-1.09, 0), (-1.11, 1), (-0.5, 1)])
def test_exponents_drift_when_they_leave_the_interval(fitted: float, count: int) -> None:
    assert len(compare([entry()], [entry(fitted=fitted)]).drifts) == count


def test_one_side_may_have_the_wider_interval() -> None:
    wide = entry(fitted=-1.2)
    wide["exponents"][0]["interval"] = [-2.0, 0.0]
    assert len(compare([entry()], [wide]).drifts) == len(compare([wide], [entry()]).drifts) == 1


def test_lonely_claims_and_versions() -> None:
    found = compare([entry(), entry("a/b/x")], [entry(jax="2"), entry("a/b/y", jax="2")])
    assert (found.compared, found.only_first, found.only_second) == (1, ("a/b/x",), ("a/b/y",))
    assert found.versions == (("jax", "1", "2"),)


def test_the_command_prints_writes_and_fails(tmp_path: Path) -> None:
    one, two, page = tmp_path / "one", tmp_path / "two", tmp_path / "made/diff.html"
    after = entry(verdict="REFUTED", fitted=-0.5, jax="2")
    save(one, [entry(), entry("a/b/x")])
    save(two, [after | {"controls": [{"name": "floor & <ceiling>", "verdict": "CONFIRMED"}]}])
    result = diff(str(one), str(two), "--html", str(page))
    assert result.exit_code == 1
    for text in ("2 verdicts moved", "Exponents outside", "Claims only in", "Versions that differ"):
        assert text in result.output
    written = page.read_text(encoding="utf-8")
    assert "floor &amp; &lt;ceiling&gt;" in written
    assert "a/b/x" in written


def test_missing_and_empty_ledgers_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    save(tmp_path / "one", [entry()])
    missing = diff(str(tmp_path / "one"), str(tmp_path / "no"))
    empty = diff(str(tmp_path / "empty"), str(tmp_path / "one"))
    assert missing.exit_code == empty.exit_code == 2
    assert "there is no folder" in missing.output
    assert "is empty" in empty.output
    assert "must end in .html" in diff(str(tmp_path / "one"), str(tmp_path / "one"), "--html", "x.txt").output
