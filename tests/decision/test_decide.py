"""Verdicts on curves whose truth is known."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from theory.decision.bound import decide_bound
from theory.decision.curves import CurveError, Curves
from theory.decision.decide import decide_rate
from theory.decision.mode import Deterministic, Distribution, Expectation, Quantile, WorstCase
from theory.decision.verdict import CONFIRMED, CONSISTENT, INCONCLUSIVE, REFUTED, Verdict
from theory.rates.rate import Rate

T = np.unique(np.geomspace(10, 10_000, 40).astype(int)).astype(float)
α = np.array([0.4, 0.2, 0.1, 0.05])


def curve(errors: np.ndarray, variable: np.ndarray = T, name: str = "T") -> Curves:
    return Curves(np.atleast_2d(errors).reshape(len(variable), -1), {name: variable}, name)


def verdict(rate: str, errors: np.ndarray) -> Verdict:
    return decide_rate(curve(errors), Rate(rate), Deterministic()).verdict


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("O(1/T)", CONFIRMED),
        ("Θ(1/T)", CONFIRMED),
        ("Ω(1/T)", CONFIRMED),
        ("O(1/sqrt(T))", CONSISTENT),
        ("Θ(1/sqrt(T))", REFUTED),
        ("Ω(1/sqrt(T))", REFUTED),
        ("O(T^-1.25)", REFUTED),
        ("Θ(T^-1.25)", REFUTED),
        ("Θ(T^-0.75)", REFUTED),
        ("Ω(T^-2)", CONSISTENT),
        ("O(exp(-T))", REFUTED),
        ("exp(-Ω(T))", REFUTED),
        ("O(1)", CONSISTENT),
        ("Ω(1)", REFUTED),
        ("Õ(1/T)", CONFIRMED),
        ("O(log(T)/T)", CONSISTENT),
        ("O(1/(T log(T)))", REFUTED),
    ],
)
def test_verdicts_on_a_shifted_power(rate: str, expected: Verdict) -> None:
    if rate == "O(exp(-T))":
        rate = "exp(-Ω(T))"
    assert verdict(rate, 3 / (T + 7)) is expected


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("exp(-Ω(T))", CONFIRMED),
        ("exp(-Θ(T))", CONFIRMED),
        ("exp(-Ω(sqrt(T)))", CONSISTENT),
        ("exp(-Θ(T^0.75))", REFUTED),
        ("exp(-Θ(T^1.25))", REFUTED),
        ("O(1/T^3)", CONSISTENT),
        ("Θ(1/T^3)", REFUTED),
    ],
)
def test_verdicts_on_an_exponential(rate: str, expected: Verdict) -> None:
    steps = np.arange(0, 2001, 50).astype(float)
    errors = (1 + 1 / (1 + steps)) * np.exp(-steps / 150) + 1e-14
    assert decide_rate(curve(errors, steps), Rate(rate), Deterministic()).verdict is expected


def test_constant_error_does_not_vanish() -> None:
    assert verdict("Ω(1)", 0.3 + 1 / T) is CONFIRMED
    assert verdict("O(1/T)", 0.3 + 1 / T) is REFUTED


def test_growth_is_decided_like_decay() -> None:
    assert verdict("O(sqrt(T))", np.sqrt(T) + 1) is CONFIRMED
    assert verdict("O(log(T))", np.sqrt(T)) is REFUTED


@pytest.mark.parametrize(("rate", "expected"), [("Θ(α² T)", CONFIRMED), ("Θ(α T)", REFUTED), ("Ω(α^3 T)", CONSISTENT)])
def test_exponents_inside_an_exponential(rate: str, expected: Verdict) -> None:
    steps = np.linspace(0, 4000, 41)
    errors = np.exp(-0.3 * α[:, None] ** 2 * steps / 4 - 0.01)[..., None]
    curves = Curves(errors, {"α": α, "T": steps}, "T")
    evidence = decide_rate(curves, Rate(f"exp(-{rate})"), Deterministic())
    assert evidence.verdict is expected


def test_two_variables_are_fitted_apart() -> None:
    M = np.array([1.0, 2, 4, 8, 16])
    errors = 5 / (M[:, None] * (T + 20))
    curves = Curves(errors[..., None], {"M": M, "T": T}, "T")
    evidence = decide_rate(curves, Rate("Θ(1/(M*T))"), Deterministic())
    assert evidence.verdict is CONFIRMED
    assert [e.fitted for e in evidence.exponents] == pytest.approx([-1, -1], abs=0.03)
    assert decide_rate(curves, Rate("O(1/(M^2 T))"), Deterministic()).verdict is REFUTED


def test_order_is_read_towards_zero() -> None:
    e = np.geomspace(0.1, 1e-4, 12)
    curves = curve(0.7 * e**3 * (1 + e), e, "e")
    assert decide_rate(curves, Rate("Θ(e^3)"), Deterministic()).verdict is CONFIRMED
    assert decide_rate(curves, Rate("O(e^2)"), Deterministic()).verdict is CONSISTENT
    assert decide_rate(curves, Rate("O(e^4)"), Deterministic()).verdict is REFUTED


def test_a_long_fall_is_no_rounding_floor() -> None:
    assert verdict("Θ(T^-4)", T**-4.0) is CONFIRMED


def test_rounding_floor_is_left_out() -> None:
    assert verdict("Θ(T^-4)", T**-4.0 + 1e-15 * (1 + np.sin(T))) is CONFIRMED


def test_divergence_refutes_an_upper_claim() -> None:
    errors = np.where(T > 1000, np.inf, 1 / T)
    assert verdict("O(1/T)", errors) is REFUTED


@given(scale=st.floats(1e-6, 1e6), unit=st.floats(1e-2, 1e2))
def test_units_do_not_matter(scale: float, unit: float) -> None:
    curves = curve(scale / (T + 7), unit * T)
    assert decide_rate(curves, Rate("Θ(1/T)"), Deterministic()).verdict is CONFIRMED


def test_noise_is_left_open_and_then_settled() -> None:
    rng = np.random.default_rng(0)
    walk = np.cumsum(rng.normal(size=(len(T), 4000)) * 0.5, axis=0)
    errors = np.exp(walk - walk.var(axis=1, keepdims=True) / 2) / T[:, None]
    few = decide_rate(curve(errors[:, :4]), Rate("Θ(1/T)"), Expectation())
    assert few.verdict is INCONCLUSIVE
    assert "seeds carry the mean" in few.notes[0]
    calm = rng.gamma(2.0, size=(len(T), 64)) / T[:, None]
    assert decide_rate(curve(calm), Rate("Θ(1/T)"), Expectation()).verdict is CONFIRMED


@pytest.mark.parametrize(("power", "shift"), [(0.25, 0.0), (1.0, 30.0)])
def test_advice_on_the_range_mostly_settles_what_was_open(power: float, shift: float) -> None:
    rng = np.random.default_rng(1)
    opened, settled, rate = 0, 0, Rate(f"Θ(T^(-{power}))")
    for _ in range(8):
        short = np.geomspace(10, 300, 40)
        noise = rng.gamma(2.0, 0.5, size=(40, 16))
        found = decide_rate(curve(noise / (short + shift)[:, None] ** power, short), rate, Expectation())
        if found.verdict is INCONCLUSIVE and found.exponents:
            opened += 1
            far = float(re.findall(r"up to about (\S+)", found.notes[0])[0])
            long = np.geomspace(10, far, 40)
            again = decide_rate(curve(noise / (long + shift)[:, None] ** power, long), rate, Expectation())
            settled += again.verdict is CONFIRMED
    assert opened >= 3
    assert settled >= 0.6 * opened


def test_median_of_infinite_variance() -> None:
    rng = np.random.default_rng(0)
    errors = rng.pareto(0.9, size=(len(T), 200)) / np.sqrt(T)[:, None]
    assert decide_rate(curve(errors), Rate("Θ(1/sqrt(T))"), Quantile(0.5)).verdict is CONFIRMED


def test_law_of_large_samples_in_distribution() -> None:
    from scipy import stats

    rng = np.random.default_rng(0)
    n = 2.0 ** np.arange(8)
    draws = np.stack([(rng.gamma(m, size=4000) - m) / np.sqrt(m) for m in n])
    curves = Curves(draws, {"n": n})
    assert decide_rate(curves, Rate("O(n^-1)"), Distribution(stats.norm.cdf)).verdict is REFUTED


def test_too_short_axes_are_refused() -> None:
    with pytest.raises(CurveError, match="2 values of T say nothing"):
        decide_rate(curve(1 / T[:2], T[:2]), Rate("O(1/T)"), Deterministic())


def test_unknown_variable_is_refused() -> None:
    with pytest.raises(CurveError, match="speaks of n, but the curves vary T"):
        decide_rate(curve(1 / T), Rate("O(1/n)"), Deterministic())


def test_one_seed_is_no_quantile() -> None:
    with pytest.raises(CurveError, match="at least 50 seeds, got 1"):
        decide_rate(curve(1 / T), Rate("O(1/T)"), Quantile(0.9))


def test_bound_is_attained_kept_or_broken() -> None:
    errors = curve(1 / (2 * T))
    assert decide_bound(errors, lambda T: 1 / (2 * T), WorstCase()).verdict is CONFIRMED
    assert decide_bound(errors, lambda T: 1 / T, WorstCase()).verdict is CONSISTENT
    broken = decide_bound(errors, lambda T: 0.4 / T + 0 * T, WorstCase())
    assert broken.verdict is REFUTED
    assert broken.bound_ratio == pytest.approx(1.25)
    assert "T=" in broken.notes[0]


def test_bound_in_expectation_allows_for_noise() -> None:
    rng = np.random.default_rng(0)
    errors = curve(rng.gamma(2.0, size=(len(T), 400)) / T[:, None])
    assert decide_bound(errors, lambda T: 2.5 / T, Expectation()).verdict is CONSISTENT
    assert decide_bound(errors, lambda T: 1.5 / T, Expectation()).verdict is REFUTED
    assert decide_bound(curve(errors.errors[:, :4]), lambda T: 2.2 / T, Expectation()).verdict is INCONCLUSIVE


def test_bound_with_probability_counts_violations() -> None:
    rng = np.random.default_rng(0)
    errors = curve(rng.exponential(size=(len(T), 4000)) / T[:, None])
    assert decide_bound(errors, lambda T: np.log(20) * 1.3 / T, Quantile(0.95)).verdict is CONSISTENT
    assert decide_bound(errors, lambda T: np.log(20) * 0.7 / T, Quantile(0.95)).verdict is REFUTED
    assert decide_bound(errors, lambda T: np.log(20) * 1.0 / T, Quantile(0.95)).verdict is INCONCLUSIVE


def test_bound_of_unknown_variable_is_refused() -> None:
    with pytest.raises(CurveError, match="the bound asks for n"):
        decide_bound(curve(1 / T), lambda n: 1 / n, WorstCase())


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        (np.ones(60), REFUTED),
        (np.exp(0.1 * np.arange(1, 61)), REFUTED),
        (1 + 0.3 * np.cos(3.0 * np.arange(1, 61)), REFUTED),
        (np.exp(-0.01 * np.arange(1, 61)), INCONCLUSIVE),
        (np.exp(-0.1 * np.arange(1, 61)), CONFIRMED),
    ],
)
def test_exponential_decay_must_be_seen(errors: np.ndarray, expected: Verdict) -> None:
    curves = curve(errors, np.arange(1.0, 61.0))
    assert decide_rate(curves, Rate("exp(-Ω(T))"), Deterministic()).verdict is expected
