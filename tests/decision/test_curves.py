"""Curves refuse what cannot be judged, and say where."""

import numpy as np
import pytest

from theory.decision.curves import CurveError, Curves

T = np.array([1, 10, 100])


def test_values_broadcast_against_the_grid() -> None:
    curves = Curves(np.ones((2, 3, 5)), {"α": np.array([0.4, 0.1]), "T": T}, "T")
    values = curves.values()
    assert (values["α"] * values["T"]).shape == (2, 3)
    assert curves.seeds == 5


def test_shape_must_fit_the_axes() -> None:
    with pytest.raises(CurveError, match="mine: errors of shape"):
        Curves(np.ones((2, 5)), {"T": T}, owner="mine")


def test_nan_is_located() -> None:
    errors = np.ones((3, 2))
    errors[1, 1] = np.nan
    with pytest.raises(CurveError, match=r"mine: the error is NaN at T=10, seed 1 \(1 of 6 values\)"):
        Curves(errors, {"T": T}, owner="mine")


@pytest.mark.parametrize(("value", "message"), [(-1.0, "is negative at T=10"), (0.0, "is exactly zero at T=10")])
def test_errors_without_logarithm_are_located(value: float, message: str) -> None:
    errors = np.ones((3, 1))
    errors[1] = value
    with pytest.raises(CurveError, match=message):
        Curves(errors, {"T": T}).require_positive()


def test_single_seed_at_zero_is_no_error() -> None:
    errors = np.ones((3, 2))
    errors[2, 0] = 0.0
    Curves(errors, {"T": T}).require_positive()


@pytest.mark.parametrize("axis", [[1, 1, 2], [1, 3, 2], [-1, 0, 1], [1, np.inf, np.inf]])
def test_axes_must_run_towards_a_limit(axis: list[float]) -> None:
    with pytest.raises(CurveError):
        Curves(np.ones((3, 1)), {"T": np.array(axis, dtype=float)})
