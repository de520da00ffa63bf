"""The command line as a user meets it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.laboratory import write_laboratory
from theory.campaigns.campaign import verify_each
from theory.campaigns.ledger import load, save
from theory.cli import main


@pytest.fixture
def laboratory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = write_laboratory(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def write_curve(path: Path, power: float) -> str:
    rows = [f"{T},{3 * T**power}" for T in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)]
    path.write_text("\n".join(["T,error", *rows]))
    return str(path)


def test_list_names_claims_rates_and_papers(laboratory: Path) -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "toys/toy/harmonic" in result.output
    assert "Doe & Roe (2020)" in result.output
    assert "mean_deviation" not in run("list", "harm").output


def test_verify_runs_everything_and_writes_records(laboratory: Path, tmp_path: Path) -> None:
    result = run("verify", "--json", "out.json", "--seed", "3")
    assert result.exit_code == 0, result.output
    records = json.loads((tmp_path / "out.json").read_text())
    wanted = {
        *("claim", "paper", "field", "kind", "verdict", "expected", "exponents", "bound_ratio", "resolution"),
        *("controls", "rivals", "seconds", "seed", "versions"),
    }
    assert all(wanted <= set(entry) and entry["seed"] == 3 for entry in records)
    assert set(records[0]["exponents"][0]) >= {"name", "claimed", "fitted", "interval"}
    assert "curves" not in records[0]


def test_verify_runs_only_what_changed(laboratory: Path) -> None:
    assert "did not change" not in run("verify", "--ledger", "made").output
    again = run("verify", "--ledger", "made")
    assert again.exit_code == 0
    assert "2 of 2 did not change" in again.output
    assert "2 claims: 1 CONFIRMED" in again.output
    assert "harmonic: CONFIRMED" not in again.output
    assert "harmonic: CONFIRMED" in run("verify", "harmonic", "--ledger", "made", "--fresh").output
    assert "harmonic: CONFIRMED" in run("verify", "harmonic", "--ledger", "made", "--seed", "1").output
    laboratory.write_text(laboratory.read_text().replace("+ 0.1", "+ 0.2"))
    assert "did not change" not in run("verify", "--ledger", "made").output


def test_verify_takes_several_patterns(laboratory: Path) -> None:
    assert "2 claims" in run("verify", "harm", "mean").output
    wrong = run("verify", "harm", "nothing")
    assert wrong.exit_code == 2
    assert "matches 'nothing'" in wrong.output


def test_interrupted_run_goes_on(laboratory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(tasks):
        yield next(verify_each(tasks))
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("theory.commands.verify.verify_each", interrupted)
        first = run("verify")
    assert first.exit_code == 130
    assert "1 of 2 are in the ledger" in first.output
    assert "1 of 2 did not change" in run("verify").output


def test_a_broken_experiment_stops_no_other(laboratory: Path) -> None:
    laboratory.write_text(laboratory.read_text().replace("return 1.0 / T\n", "return jnp.nan / T\n", 1))
    result = run("verify")
    assert result.exit_code == 1
    assert "harmonic: the error is NaN" in result.output
    assert "mean_deviation: REFUTED" in result.output


def test_several_root_seeds_have_a_ledger_each(laboratory: Path) -> None:
    result = run("verify", "--seed", "0-2")
    assert result.exit_code == 0, result.output
    assert "2 claims under 3 root seeds: 2 hold under each alike" in result.output
    assert [entry["seed"] for seed in range(3) for entry in load(Path(f"ledger/seed-{seed}"))] == [0, 0, 1, 1, 2, 2]
    assert "6 of 6 did not change" in run("verify", "--seed", "0-2").output


def test_verdicts_that_move_with_the_root_seed_are_listed(laboratory: Path) -> None:
    entry = run("verify", "harmonic", "--seed", "0-1") and load(Path("ledger/seed-1"))[0]
    save(Path("ledger/seed-1"), [entry | {"verdict": "REFUTED"}])
    result = run("verify", "harmonic", "--seed", "0-1")
    assert result.exit_code == 1
    assert "0 hold under each alike" in result.output
    assert "CONFIRMED: 0" in result.output
    assert "REFUTED: 1" in result.output


def test_quick_runs_one_claim_of_a_file_as_it_is_declared(laboratory: Path) -> None:
    assert "1 claims" in run("verify", "--depth", "quick").output
    assert "1 of 2 did not change" in run("verify").output


def test_deep_records_lie_beside_the_others(laboratory: Path) -> None:
    assert run("verify", "mean", "--depth", "deep").exit_code == 0
    assert [entry["seeds"] for entry in load(Path("ledger/deep"))] == [256]
    assert load(Path("ledger")) == []


@pytest.mark.parametrize(
    "options", [("--seed", "x"), ("--seed", "3-1"), ("--workers", "2", "--scheduler", "tcp://a:1")]
)
def test_verify_refuses_options_that_say_nothing(laboratory: Path, options: tuple[str, ...]) -> None:
    assert run("verify", *options).exit_code == 2


def test_verify_fails_when_a_verdict_is_not_the_expected_one(laboratory: Path) -> None:
    laboratory.write_text(laboratory.read_text().replace('"Θ(1/T)", bound', '"Θ(1/sqrt(T))", bound'))
    assert run("verify", "harmonic").exit_code == 1


def test_show_prints_the_evidence(laboratory: Path) -> None:
    run("verify", "harmonic")
    output = run("show", "harmonic").output
    for words in (
        "Doe & Roe (2020) Theorem 1",
        "exponent of T",
        "the error stops at a floor: REFUTED",
        "pin the exponent",
    ):
        assert words in output
    assert "run theory verify" in run("show", "nothing").output


def test_report_has_a_section_per_paper_and_a_row_per_claim(laboratory: Path) -> None:
    assert "run theory verify" in run("report").output
    run("verify")
    printed = run("report").output
    assert (
        "### A toy" in printed
        and "| harmonic: The error is the inverse of the time. | `Θ(1/T)` | CONFIRMED |" in printed
    )
    assert run("report", "--output", "made/report.md").exit_code == 0
    assert Path("made/report.md").read_text(encoding="utf-8") == printed


def test_mutate_counts_the_dead(laboratory: Path) -> None:
    result = run("mutate", "harmonic")
    assert result.exit_code == 0
    assert "× 0.75: 2 of 2" in result.output
    assert "none survived" in result.output
    assert run("mutate", "mean_deviation").exit_code == 2


def test_unmatched_pattern_and_missing_folder_are_usage_errors(laboratory: Path) -> None:
    assert run("verify", "nothing").exit_code == 2
    assert "no such folder" in run("list", "--verifications", "nowhere").output


def test_check_status_tells_the_verdict(tmp_path: Path) -> None:
    good, slow = write_curve(tmp_path / "good.csv", -0.5), write_curve(tmp_path / "slow.csv", -0.25)
    assert run("check", "O(1/sqrt(T))", good).exit_code == 0
    assert run("check", "O(1/T^0.25)", good).exit_code == 0
    assert run("check", "O(1/sqrt(T))", slow).exit_code == 1
    both = run("check", "O(1/sqrt(T))", good, slow)
    assert both.exit_code == 1
    assert "good.csv: CONFIRMED" in both.output
    assert "slow.csv: REFUTED" in both.output


def test_check_prints_one_record_per_file(tmp_path: Path) -> None:
    files = [write_curve(tmp_path / "a.csv", -0.5), write_curve(tmp_path / "b.csv", -0.5)]
    records = [json.loads(line) for line in run("check", "--json", "O(1/sqrt(T))", *files).output.splitlines()]
    assert [record["file"] for record in records] == files
    assert all({"rate", "verdict", "exponents", "resolution"} <= set(record) for record in records)


@pytest.mark.parametrize(("rate", "text"), [("O(1/", "T,e\n1,1\n"), ("O(1/T)", "T,e\n1,x\n2,1\n3,1\n")])
def test_check_refuses_bad_input(tmp_path: Path, rate: str, text: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text)
    result = run("check", rate, str(path))
    assert result.exit_code == 2
    assert "^" in result.output or "bad.csv, line 2" in result.output


def test_help_needs_no_heavy_import() -> None:
    code = "import sys, theory.cli; theory.cli.main(['--help'], standalone_mode=False); print('jax' in sys.modules)"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert output.strip().endswith("False")
