"""Figures are drawn from records alone: the panels that a kind needs, nothing cut, the same bytes every time."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.figure import Figure
from matplotlib.testing.compare import compare_images

from tests.report.pictures import BASELINE, PICTURES, RIVALS, T, drawn, fitted, record
from theory.campaigns.ledger import save
from theory.cli import main
from theory.report import figures

# Root mean square of the differences of pixels; matplotlib brings its own fonts, so that only rounding is left.
TOLERANCE = 1.0


def titles(figure: Figure) -> list[str]:
    return [axes.get_title(loc="left") or axes.get_title() for axes in figure.axes if axes.axison]


def test_a_rate_has_its_curve_and_its_controls() -> None:
    figure = figures.draw(record(1 / T))
    assert len(titles(figure)) == 2
    measured = figure.axes[0]
    assert (measured.get_xscale(), measured.get_yscale()) == ("log", "log")
    np.testing.assert_allclose(measured.lines[0].get_ydata(), 1 / T)


def test_a_further_variable_of_the_rate_has_a_panel() -> None:
    d = np.array([1.0, 2.0, 4.0])
    axes = {"d": d, "T": T}
    exponents = [{"name": n, "claimed": c, "fitted": c, "interval": [c, c]} for n, c in (("d", 1.0), ("T", -1.0))]
    figure = figures.draw(record(d[:, None] / T, axes, rate="Θ(d/T)", exponents=exponents))
    assert len(titles(figure)) == 3


def test_an_order_shows_its_local_slopes() -> None:
    figure = figures.draw(record(1 / T, kind="order"))
    assert "order between neighbouring points" in titles(figure)


def test_errors_that_are_all_nought_are_drawn_on_a_linear_scale() -> None:
    figure = figures.draw(record(np.zeros(len(T)), rate=None, kind="identity", exponents=[]))
    assert figure.axes[0].get_yscale() == "linear"


@pytest.mark.parametrize("lost", [np.inf, 0.0])
def test_errors_without_a_logarithm_do_not_spoil_the_scale(lost: float) -> None:
    errors = 1 / T
    errors[-3:] = lost
    low, high = figures.draw(record(errors)).axes[0].get_ylim()
    assert 0 < low < 1e-2 < 0.1 < high < 10


def test_legends_lie_inside_the_figure() -> None:
    γ = np.geomspace(0.1, 1, 6)
    entry = record(γ[:, None] / T, {"γ": γ, "T": T}, rate="Θ(γ/T)", exponents=[])
    entry["rivals"] = [{"name": "Θ(γ/T²)", "verdict": "REFUTED"}, {"name": "Θ(γ²/sqrt(T))", "verdict": "REFUTED"}]
    figure = figures.draw(entry)
    figure.canvas.draw()
    for legend in (axes.get_legend() for axes in figure.axes):
        if legend is not None:
            assert legend.get_window_extent().y0 >= 0


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_look_as_they_did(name: str, tmp_path: Path) -> None:
    """After a change that is meant: look at what ``python -m tests.report.pictures`` draws, and commit it."""
    path = drawn(PICTURES[name], tmp_path / f"{name}.png")
    assert compare_images(str(BASELINE / path.name), str(path), TOLERANCE) is None


@pytest.mark.parametrize("change", [{"rivals": RIVALS[::-1]}, {"verdict": "REFUTED"}, {"exponents": fitted(T=-1.2)}])
def test_a_change_of_the_picture_is_noticed(change: dict[str, Any], tmp_path: Path) -> None:
    path = drawn(PICTURES["rate"] | change, tmp_path / "rate.png")
    assert compare_images(str(BASELINE / path.name), str(path), TOLERANCE) is not None


def test_many_claims_are_drawn_by_several_processes(tmp_path: Path) -> None:
    entries = [PICTURES["identity"] | {"claim": f"alpha/one/claim{i}"} for i in range(8)]
    save(tmp_path / "ledger", entries)
    places = ["--ledger", str(tmp_path / "ledger"), "--output", str(tmp_path / "figures")]
    result = CliRunner().invoke(main, ["figures", "--format", "svg", *places])
    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "figures").glob("*.svg"))) == len(result.output.splitlines()) == 8


def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    entry = record(1 / T)
    first, again = (list(figures.save(entry, tmp_path / name, ["svg", "pdf"])) for name in ("a", "b"))
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


def test_the_command_draws_what_matches(tmp_path: Path) -> None:
    save(tmp_path / "ledger", [record(1 / T)])
    places = ["--ledger", str(tmp_path / "ledger"), "--output", str(tmp_path / "figures")]
    result = CliRunner().invoke(main, ["figures", "one/second", "--format", "svg", *places])
    assert result.exit_code == 0, result.output
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["alpha-one-second.svg"]
    nothing = CliRunner().invoke(main, ["figures", "nothing", *places])
    assert nothing.exit_code == 2
    assert "no claim that matches 'nothing'" in nothing.output
