"""Every demo runs headless, says what it should, and follows its sliders."""

from importlib import import_module
from typing import Any

import marimo as mo
import matplotlib

from theory.decision.verdict import CONFIRMED, REFUTED

matplotlib.use("Agg")


def run(name: str, **chosen: Any) -> dict[str, Any]:
    """The names that a demo defines, with other values of its sliders."""
    _, names = import_module(f"demos.{name}").app.run(defs=chosen)
    return dict(names)


def slider(value: float) -> Any:
    return mo.ui.slider(steps=[value], value=value)


def test_overparameterization() -> None:
    names = run("overparameterization")
    assert (names["slow"].verdict, names["fast"].verdict) == (CONFIRMED, CONFIRMED)


def test_acceleration() -> None:
    names = run("acceleration")
    assert names["of_descent"].verdict is REFUTED
    assert names["of_nesterov"].verdict is CONFIRMED
    assert names["of_plain"].verdict is CONFIRMED
    assert names["of_heavy"].verdict is CONFIRMED
    assert names["of_circle"].verdict is REFUTED


def test_without_momentum_the_root_is_gone() -> None:
    rate = mo.ui.dropdown(["O(1/T)"], value="O(1/T)")
    names = run("acceleration", rate=rate, condition=slider(300), share=slider(0))
    assert names["of_descent"].verdict is CONFIRMED
    assert names["of_heavy"].verdict is REFUTED


def test_noise_ball() -> None:
    names = run("noise_ball")
    verdicts = {name: evidence.verdict for name, evidence in names["verdicts"].items()}
    assert verdicts == {"constant": REFUTED, "decreasing": CONFIRMED, "averaged": CONFIRMED}
    assert names["of_ball"].verdict is CONFIRMED


def test_perceptron() -> None:
    names = run("perceptron")
    assert (names["of_limit"].verdict, names["of_steps"].verdict) == (CONFIRMED, CONFIRMED)


def test_orders_of_solvers() -> None:
    names = run("solver_order")
    assert [evidence.verdict for evidence in names["verdicts"]] == [CONFIRMED] * 4


def test_the_order_drops_where_the_largest_step_shrinks_too_slowly() -> None:
    names = run("solver_order", shrinking=slider(0.5), width=slider(0.2))
    assert names["predicted"] == [1, 1, 1.5, 2]
    assert [evidence.verdict for evidence in names["verdicts"]][2:] == [REFUTED, REFUTED]


def test_own_curve() -> None:
    assert run("own_curve")["evidence"].verdict is CONFIRMED
