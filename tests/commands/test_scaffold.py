"""What `theory new` writes runs as it is, and nothing is overwritten."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from theory.campaigns.campaign import verify
from theory.claims.discover import find_claims
from theory.cli import main
from theory.commands.scaffold import ScaffoldError, scaffold


def test_a_new_verification_is_confirmed_and_has_teeth(tmp_path: Path) -> None:
    scaffold(tmp_path, "first_order", "my_paper")
    (claim,) = find_claims(tmp_path)
    entry = verify(claim)
    assert claim.id == "first_order/my_paper/my_paper"
    assert entry["verdict"] == "CONFIRMED"
    assert [part["verdict"] for part in entry["controls"] + entry["rivals"]] == ["REFUTED", "REFUTED"]


@pytest.mark.parametrize("name", ["descend", "steps", "t"])
def test_a_name_that_the_file_uses_is_no_obstacle(tmp_path: Path, name: str) -> None:
    scaffold(tmp_path, "first_order", name)
    assert len(find_claims(tmp_path)) == 1


def test_entries_of_the_bibliography_stay(tmp_path: Path) -> None:
    scaffold(tmp_path, "first_order", "one")
    scaffold(tmp_path, "stochastic", "two")
    assert [claim.paper.key for claim in find_claims(tmp_path)] == ["one", "two"]


@pytest.mark.parametrize("name", ["Two", "my-paper", "2nd", "lambda", "", "a/b"])
def test_bad_names_are_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScaffoldError, match="lower-case"):
        scaffold(tmp_path, "first_order", name)
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path, bibliography = scaffold(tmp_path, "first_order", "mine")
    path.write_text("changed")
    with pytest.raises(ScaffoldError, match="exists already"):
        scaffold(tmp_path, "first_order", "mine")
    with pytest.raises(ScaffoldError, match="an entry mine already"):
        scaffold(tmp_path, "stochastic", "mine")
    assert path.read_text() == "changed"
    assert bibliography.read_text().count("@misc{mine") == 1


def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["new", "first_order/mine", "--verifications", str(tmp_path)])
    assert result.exit_code == 0
    assert "theory verify first_order/mine" in result.output
    wrong = CliRunner().invoke(main, ["new", "mine", "--verifications", str(tmp_path)])
    assert wrong.exit_code == 2
    assert "give a field and a name" in wrong.output
