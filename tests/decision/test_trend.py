"""The slope of curves whose asymptotic slope is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.decision.trend import _LEAST_SPREAD, decay_trend, trend

K = np.unique(np.geomspace(10, 10_000, 40).astype(int)).astype(float)


@given(slope=st.floats(-4, 4), level=st.floats(-20, 20))
def test_power_is_recovered_exactly(slope: float, level: float) -> None:
    found = trend(K, level + slope * np.log(K))
    assert found.slope == pytest.approx(slope, abs=1e-8)
    assert found.high - found.low == pytest.approx(2 * 1.96 * _LEAST_SPREAD, rel=0.05)


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
    assert found.high - found.low > 0.2


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


T = np.linspace(25, 1000, 40)


@given(stretch=st.floats(0.25, 4), size=st.floats(2, 30))
def test_stretched_exponential_is_recovered(stretch: float, size: float) -> None:
    found = decay_trend(T, T, -size * (T / T[-1]) ** stretch)
    assert found.slope == pytest.approx(stretch - 1, abs=0.01)
    assert found.low <= stretch - 1 <= found.high


def test_drift_is_in_units_of_the_claimed_exponent() -> None:
    found = decay_trend(T, T**0.5, -10 * T / T[-1])
    assert found.slope == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("early", [1.0, 5.0])
def test_a_faster_start_does_not_hide_a_constant_decay(early: float) -> None:
    found = decay_trend(T, T, -10 * T / T[-1] - early * np.minimum(T / 300, 1))
    assert found.low <= 0.02 and found.high >= -0.02


def test_replicates_widen_the_interval_of_a_decay() -> None:
    rng = np.random.default_rng(2)
    y = -10 * T / T[-1]
    sure, noisy = (decay_trend(T, T, y, y + size * rng.normal(size=(400, 40)), 16) for size in (1e-6, 0.3))
    assert noisy.high - noisy.low > 10 * (sure.high - sure.low)


def test_less_risk_takes_a_wider_interval() -> None:
    noise = 0.1 * np.random.default_rng(3).normal(size=(400, len(K)))
    whole, fifth = (trend(K, -np.log(K), -np.log(K) + noise, 16, risk) for risk in (1.0, 0.2))
    assert fifth.low < whole.low and fifth.highest > whole.highest
    assert fifth.slope == pytest.approx(whole.slope)


def test_a_power_is_no_exponential() -> None:
    found = decay_trend(T, T, -3 * np.log(T))
    assert found.highest < -0.5


def test_a_power_in_front_of_the_exponential_is_seen_through() -> None:
    found = decay_trend(T, T, -10 * T / T[-1] - 0.5 * np.log(T))
    assert abs(found.slope) < 0.02 and found.low < 0 < found.high


@pytest.mark.parametrize("density", [0.5, 1.0])
def test_a_power_that_turns_exponential_is_seen_through(density: float) -> None:
    constants = np.geomspace(12 / T[-1], 1.0, 400)
    noise = 0.02 * np.random.default_rng(6).normal(size=(400, len(T)))
    y = np.log(np.exp(-constants * T[:, None]) @ constants**density)
    found = decay_trend(T, T, y, y + noise, 16)
    assert found.low < 0.02 and found.high > -0.02
    assert abs(found.slope) < 0.2


def test_a_power_that_turns_exponential_is_open_where_heavy_tails_hide_it() -> None:
    rng, even = np.random.default_rng(7), np.linspace(25, 1000, 40)
    constants = np.geomspace(12 / even[-1], 1.0, 30)
    errors = np.exp(-constants * even[:, None]) @ constants**0.5
    ends = []
    for _ in range(20):
        seeds = errors[:, None] * (1 + rng.pareto(1.5, (len(even), 16)))
        again = [np.log(seeds[:, rng.integers(16, size=16)].mean(axis=1)) for _ in range(200)]
        ends.append(decay_trend(even, even, np.log(seeds.mean(axis=1)), np.array(again), 16).highest)
    assert np.mean(np.array(ends) > -0.05) >= 0.95


def test_a_plateau_is_no_exponential() -> None:
    noise = 0.01 * np.random.default_rng(4).normal(size=len(T))
    found = decay_trend(T, T, np.log(np.exp(-T / 20) + 1e-3) + noise)
    assert found.highest < -0.5


def test_an_unlikely_curve_ends_the_search_for_a_stretch() -> None:
    jump = np.where(T < 500, 0.0, -3.0)
    assert decay_trend(T, T, jump).low < decay_trend(T, T, jump).high


@pytest.mark.parametrize("power", [1 / 6, 0.5, 2.0])
@pytest.mark.parametrize("frequency", [5.0, 12.0])
def test_a_wave_about_a_power_hides_little_of_its_slope(power: float, frequency: float) -> None:
    x = np.log(K)
    found = trend(K, -power * x + np.log1p(0.4 * np.sin(1 + frequency * x)))
    assert found.low <= -power <= found.high
    assert found.high - found.low < 0.04
