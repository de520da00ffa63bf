"""Claims as pytest items, in a repository that is not ours."""

import json
from pathlib import Path

import pytest

import theory.campaigns.ledger
import theory.commands.render
from tests.laboratory import write_laboratory
from theory.claims.discover import find_claims

pytest_plugins = ["pytester"]

# Imported before pytester takes its snapshot of modules: jax cannot be imported twice in one process.
LOADED = (theory.campaigns.ledger, theory.commands.render)

OPTIONS = (
    "-c",
    "/dev/null",
    "--rootdir=.",
    "-p",
    "no:cacheprovider",
    "-o",
    "python_files=verifications/*/*.py",
)


@pytest.fixture
def laboratory(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(pytester.path / "cache"))
    return write_laboratory(pytester.path)


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    return pytester.runpytest(*OPTIONS, "verifications", *options)


def test_every_claim_control_and_rival_is_an_item(pytester: pytest.Pytester, laboratory: Path) -> None:
    result = run(pytester, "-v")
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines_random(
        [
            "*toy.py::harmonic PASSED*",
            "*toy.py::harmonic[[]control: floor[]] PASSED*",
            "*toy.py::harmonic[[]rival: Θ*] PASSED*",
            "*toy.py::mean_deviation PASSED*",
            "*verdicts*",
            "*2 claims: 1 CONFIRMED, 0 CONSISTENT, 1 REFUTED, 0 INCONCLUSIVE*",
        ]
    )


def test_ledger_holds_evidence_controls_and_curves(pytester: pytest.Pytester, laboratory: Path) -> None:
    run(pytester)
    entry = json.loads((pytester.path / "ledger/toys/toy/harmonic.json").read_text())
    assert entry["verdict"] == "CONFIRMED"
    assert entry["bound_ratio"] == pytest.approx(1)
    assert [(c["name"], c["verdict"]) for c in entry["controls"]] == [("the error stops at a floor", "REFUTED")]
    assert [r["verdict"] for r in entry["rivals"]] == ["REFUTED"]
    assert len(entry["curves"]["center"]) == len(entry["curves"]["axes"]["T"])


def test_workers_report_to_one_ledger(pytester: pytest.Pytester, laboratory: Path) -> None:
    result = pytester.runpytest_subprocess(*OPTIONS, "verifications", "-n", "2", "--dist", "loadgroup")
    result.assert_outcomes(passed=5)
    assert len(list((pytester.path / "ledger").glob("*/*/*.json"))) == 2


@pytest.mark.parametrize(
    ("option", "count"), [("-mtoys", 5), ("-mlimit", 2), ("-mcontrol", 1), ("-mrival", 2), ("-kharmonic", 3)]
)
def test_items_are_selected_by_field_kind_and_name(
    pytester: pytest.Pytester, laboratory: Path, option: str, count: int
) -> None:
    run(pytester, option).assert_outcomes(passed=count, deselected=5 - count)


@pytest.mark.parametrize(("depth", "count", "folder"), [("quick", 3, "ledger"), ("deep", 5, "ledger/deep")])
def test_depth_selects_claims_and_ledger(
    pytester: pytest.Pytester, laboratory: Path, depth: str, count: int, folder: str
) -> None:
    run(pytester, "--depth", depth).assert_outcomes(passed=count)
    entries = theory.campaigns.ledger.load(pytester.path / folder)
    assert len(entries) == (1 if depth == "quick" else 2)
    assert all(entry["seeds"] == (256 if entry["kind"] == "limit" else 1) for entry in entries)


def test_what_pytest_recorded_is_not_run_again(pytester: pytest.Pytester, laboratory: Path) -> None:
    run(pytester, "-k", "harmonic")
    [claim] = find_claims(pytester.path / "verifications", "harmonic")
    assert theory.campaigns.ledger.current(pytester.path / "ledger", claim, 0) is not None
    run(pytester, "-k", "harmonic and not floor")
    assert theory.campaigns.ledger.current(pytester.path / "ledger", claim, 0) is None


def test_failure_says_what_was_seen(pytester: pytest.Pytester, laboratory: Path) -> None:
    text = laboratory.read_text().replace('"Θ(1/T)", bound=lambda T: 1 / T', '"Θ(1/sqrt(T))"')
    laboratory.write_text(text)
    result = run(pytester)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*toys/toy/harmonic: Θ*",
            "*verdict * REFUTED, expected CONFIRMED*",
            "*T: claimed -0.5, fitted -1 in*",
        ]
    )


def test_claim_without_teeth_fails(pytester: pytest.Pytester, laboratory: Path) -> None:
    text = laboratory.read_text().replace(', rivals=["Θ(1/T^2)"]', "")
    start, end = text.index("@harmonic.control"), text.index("@claim(\n")
    laboratory.write_text(text[:start] + text[end:])
    result = run(pytester, "-k", "harmonic")
    result.assert_outcomes(failed=1, deselected=2)
    result.stdout.fnmatch_lines(["*has neither a control nor a rival*"])


def test_surviving_rival_fails(pytester: pytest.Pytester, laboratory: Path) -> None:
    laboratory.write_text(laboratory.read_text().replace("Θ(1/T^2)", "O(1/sqrt(T))"))
    result = run(pytester, "-k", "harmonic")
    result.assert_outcomes(failed=1, passed=2, deselected=2)
    result.stdout.fnmatch_lines(["*harmonic, rival *", "*CONSISTENT, expected REFUTED*"])


def test_nan_is_an_error_that_names_the_claim(pytester: pytest.Pytester, laboratory: Path) -> None:
    laboratory.write_text(laboratory.read_text().replace("return 1.0 / T\n", "return jnp.nan / T\n", 1))
    result = run(pytester, "-k", "harmonic and not rival and not control")
    result.assert_outcomes(failed=1, deselected=4)
    result.stdout.fnmatch_lines(["*toys/toy/harmonic: the error is NaN at T=1, seed 0*"])
