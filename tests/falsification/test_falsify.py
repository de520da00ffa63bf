"""What is false is refuted by a legal instance, what is true is not, and bad questions are refused."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import Quantile, WorstCase, falsify
from theory.decision.curves import CurveError
from theory.falsification.families import Box, Built
from theory.falsification.univariate import Univariate

UNIT = Box((), 0.0, 1.0)
T = np.array([1, 2, 5, 10, 20])
SMALL = {"restarts": 4, "steps": 40}


def quadratic(λ, T):
    """Gradient descent with step 1 on λx²/2."""
    return λ * (1 - λ) ** (2 * T) / 2


def worst(T):
    return (2 * T / (2 * T + 1)) ** (2 * T) / (4 * T + 2)


def test_the_exact_constant_stands_and_a_smaller_one_falls() -> None:
    stands = falsify(quadratic, UNIT, T=T, bound=worst, **SMALL)
    assert not stands.refuted and stands.ratio == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(stands.envelope, worst(T), rtol=1e-3)
    falls = falsify(quadratic, UNIT, T=T, bound=lambda T: 0.99 * worst(T), **SMALL)
    assert falls.refuted and falls.ratio == pytest.approx(1 / 0.99, abs=1e-3)
    assert "REFUTED; error/bound = 1.01" in falls.summary()
    assert quadratic(falls.instance, falls.horizon) == pytest.approx(falls.curve[T == falls.horizon][0])


def test_the_search_meets_the_worst_smooth_convex_function() -> None:
    def one_step(f, T):
        x = jnp.asarray(1.0)
        return f.value(x - f.gradient(x))[None]

    found = falsify(one_step, Univariate(0.0, 1.0, pieces=2), T=[1], bound=lambda T: 1 / (4 * T + 2), **SMALL)
    assert not found.refuted
    assert 0.99 < found.ratio <= 1 + 1e-9


def test_rates_are_held_against_the_largest_error_at_every_horizon() -> None:
    T = np.unique(np.geomspace(4, 1000, 20).astype(int))
    right = falsify(quadratic, UNIT, T=T, rate="O(1/T)", **SMALL)
    assert not right.refuted and right.evidence.verdict == "CONFIRMED"
    wrong = falsify(quadratic, UNIT, T=T, rate="O(1/T^2)", **SMALL)
    assert wrong.refuted and wrong.evidence.exponents[0].fitted == pytest.approx(-1, abs=0.05)


def test_random_methods_are_judged_by_fresh_seeds() -> None:
    def errors(λ, T, key):
        return λ * jax.random.exponential(key, T.shape)

    bound = {"T": T, "seeds": 8, "seed": 3} | SMALL
    assert falsify(errors, UNIT, bound=lambda T: 0.5 + 0 * T, **bound).refuted
    assert not falsify(errors, UNIT, bound=lambda T: 1.1 + 0 * T, **bound).refuted


def test_high_probability_is_judged_by_a_quantile() -> None:
    def errors(λ, T, key):
        return λ * jax.random.exponential(key, T.shape)

    level, quantile = Quantile(0.9), -np.log(0.1)
    common = {"T": [1], "mode": level, "restarts": 2, "steps": 20}
    found = falsify(errors, UNIT, bound=lambda T: 0.5 * quantile + 0 * T, **common)
    assert found.refuted and found.ratio == pytest.approx(2, rel=0.2)
    assert not falsify(errors, UNIT, bound=lambda T: 1.05 * quantile + 0 * T, **common).refuted


def test_divergence_refutes() -> None:
    found = falsify(lambda λ, T: jnp.exp(1e3 * λ * T), UNIT, T=T, bound=lambda T: 1.0 + 0 * T, **SMALL)
    assert found.refuted and np.isinf(found.ratio)


def test_an_illegal_instance_refutes_nothing() -> None:
    intruder = Built(UNIT, lambda x: 2 * x, lambda x, rng: {"at most 1": float(x) - 1})
    found = falsify(lambda x, T: x + 0 * T, intruder, T=T, bound=lambda T: 1.0 + 0 * T, **SMALL)
    assert found.ratio > 1.9 and not found.legal and not found.refuted
    assert "breaks at most 1" in found.summary()


def test_bad_questions_are_refused_before_the_search() -> None:
    with pytest.raises(ValueError, match="either a bound or a rate"):
        falsify(quadratic, UNIT, T=T)
    with pytest.raises(ValueError, match="ascending integers"):
        falsify(quadratic, UNIT, T=[3, 2], rate="O(1/T)")
    with pytest.raises(ValueError, match="Expectation"):
        falsify(quadratic, UNIT, T=T, rate="O(1/T)", mode=WorstCase())
    with pytest.raises(TypeError, match="must be a Family"):
        falsify(quadratic, 3.0, T=T, rate="O(1/T)")
    with pytest.raises(CurveError):
        falsify(quadratic, UNIT, T=[3, 4], rate="O(1/T)", **SMALL)
