"""``theory demo``."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from theory.cli import main
from theory.commands import notebooks


def test_demos_are_listed_with_their_titles() -> None:
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == 6
    assert "own_curve" in result.output and "Is it really 1/√n?" in result.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["nothing"], "there are: acceleration,"), (["--html", "page.html"], "needs the NAME")],
)
def test_bad_calls_are_explained(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(main, ["demo", *arguments])
    assert result.exit_code == 2
    assert message in result.output


def test_without_marimo_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theory.commands.demo.has_marimo", lambda: False)
    assert 'pip install "theory-verification[demos]"' in CliRunner().invoke(main, ["demo", "own_curve"]).output


def test_notebooks_of_an_installed_package_are_found_inside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "demos").mkdir()
    (tmp_path / "demos" / "toy.py").write_text('"""A toy.\n\nMore."""\n')
    monkeypatch.setattr(notebooks, "PACKAGE", tmp_path)
    assert {name: notebooks.title(path) for name, path in notebooks.notebooks().items()} == {"toy": "A toy."}
