"""The slope of curves whose asymptotic slope is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.trend import trend

K = np.unique(np.geomspace(10, 10_000, 40).astype(int)).astype(float)


@given(slope=st.floats(-4, 4), level=st.floats(-20, 20))
def test_power_is_recovered_exactly(slope: float, level: float) -> None:
    found = trend(K, level + slope * np.log(K))
    assert found.slope == pytest.approx(slope, abs=1e-8)
    assert found.high - found.low < 2e-3


@pytest.mark.parametrize("shift", [1, 10, 100, 1000])
@pytest.mark.parametrize("power", [0.5, 1.0, 2.0, 3.0])
def test_interval_covers_shifted_powers(shift: float, power: float) -> None:
    found = trend(K, -power * np.log(K + shift))
    assert found.low <= -power * 0.98 and found.high >= -power * 1.02


@pytest.mark.parametrize(("first", "second", "share"), [(1.0, 2.0, 30.0), (0.5, 1.0, 3.0), (1.0, 3.0, 1e4)])
def test_interval_covers_sums_of_two_powers(first: float, second: float, share: float) -> None:
    found = trend(K, np.log(K**-first + share * K**-second))
    assert found.low - 0.02 <= -first <= found.high + 0.02


def test_logarithmic_factor_is_seen() -> None:
    found = trend(K, np.log(np.log(K)))
    assert found.low > 0.05


def test_oscillation_widens_the_interval() -> None:
    found = trend(K, -2 * np.log(K) + np.log(1 + 0.9 * np.sin(K / 5)))
    assert found.low <= -2 <= found.high
    assert found.systematic > 0.05


def test_direction_of_the_limit_orients_the_slope() -> None:
    h = np.geomspace(1, 1e-3, 20)
    assert trend(h, 2 * np.log(h)).slope == pytest.approx(-2)


@given(scale=st.floats(1e-3, 1e3))
def test_units_of_the_variable_do_not_matter(scale: float) -> None:
    y = -np.log(K + 30)
    assert trend(scale * K, y).slope == pytest.approx(trend(K, y).slope, abs=1e-6)


def test_interval_covers_the_truth_under_noise() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(100):
        errors = rng.gamma(1.0, size=(16, len(K))) / K
        draws = rng.integers(16, size=(400, 16))
        found = trend(K, np.log(errors.mean(0)), np.log(errors[draws].mean(1)), 16)
        covered += found.low <= -1 <= found.high
    assert covered >= 89


def test_two_points_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 3 points"):
        trend(K[:2], K[:2])
