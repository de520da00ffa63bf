"""Experiments are run on the grid of their claim, with more seeds while the decision is open."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from tests.laboratory import PAPER
from theory import (
    CONFIRMED,
    CONSISTENT,
    INCONCLUSIVE,
    REFUTED,
    CurveError,
    Evidence,
    Expectation,
    Exponent,
    Rate,
    claim,
    grid,
    sizes,
    steps,
)
from theory.claims.measure import looks, share_of_risk


def declare(function: Any, **changes: Any) -> Any:
    return claim(PAPER, "e", **({"rate": "O(1/T)", "T": steps(1000)} | changes))(function)


def test_grid_follows_the_order_of_declaration() -> None:
    @claim(PAPER, "e", "O(1/T)", seeds=3, T=steps(100, count=5), n=sizes(2, 5), α=grid(1.0, 10.0, 100.0))
    def product(key: jax.Array, T: jax.Array, n: int, α: jax.Array) -> jax.Array:
        return α * n * jnp.ones(n).mean() / T

    curves = product.measure().curves(product.seeds)
    T, n, α = (curves.axes[name] for name in "Tnα")
    expected = α[None, None, :] * n[None, :, None] / T[:, None, None]
    np.testing.assert_allclose(curves.errors, np.broadcast_to(expected[..., None], (5, 2, 3, 3)))


def test_seeds_differ_and_repeat() -> None:
    def noisy(key: jax.Array, n: int) -> jax.Array:
        return jnp.abs(jax.random.normal(key, (n,))).mean()

    first, again = (claim(PAPER, "e", "O(n)", n=sizes(3, 4, 5), seeds=8)(noisy) for _ in range(2))
    errors = first.measure(seed=1).curves(first.seeds).errors
    assert len(np.unique(errors)) == errors.size
    np.testing.assert_array_equal(errors, again.measure(seed=1).curves(again.seeds).errors)
    assert not np.any(errors == first.measure(seed=2).curves(first.seeds).errors)


def test_wrong_shape_is_refused() -> None:
    with pytest.raises(CurveError, match="must return the shape of T"):
        declare(lambda key, T: jnp.ones(3)).judge()


def noisy(key: jax.Array, T: jax.Array) -> jax.Array:
    return jax.random.exponential(key, T.shape) ** 2 / T


def spread_out(**changes: Any) -> Any:
    return declare(noisy, rate="Θ(1/T)", mode=Expectation(), seeds=4, T=steps(1000, count=12), **changes)


def test_looks_grow_by_a_factor_up_to_the_cap() -> None:
    assert looks(16, 16) == (16,)
    assert looks(16, 1000) == (16, 64, 256)


def test_looks_share_one_risk_and_the_last_has_most() -> None:
    counts = looks(16, 4096)
    shares = [share_of_risk(counts, count) for count in counts]
    assert sum(shares) == pytest.approx(1)
    np.testing.assert_allclose(np.divide(shares[1:], shares[:-1]), 2)
    assert share_of_risk((100,), 100) == 1


def test_added_seeds_leave_the_first_ones_as_they_are() -> None:
    grown, whole = spread_out().measure(), spread_out().measure()
    few = grown.curves(3).errors
    many = grown.curves(8).errors
    np.testing.assert_array_equal(many[:, :3], few)
    np.testing.assert_array_equal(many, whole.curves(8).errors)
    np.testing.assert_array_equal(grown.curves(3).errors, few)


def test_seeds_are_added_until_the_claim_is_decided() -> None:
    assert spread_out().judge()[0].verdict is INCONCLUSIVE
    evidence, curves = spread_out(most_seeds=4**7).judge()
    assert evidence.verdict is CONFIRMED
    assert 4 < curves.seeds < 4**7


def test_a_decided_claim_takes_no_more_seeds() -> None:
    _, curves = declare(lambda key, T: 1.0 / T, mode=Expectation(), seeds=4, most_seeds=64).judge()
    assert curves.seeds == 4


@pytest.mark.parametrize(("interval", "seeds"), [((-1.4, -0.9), 64), ((-1.4, -1.1), 4)])
def test_seeds_are_added_while_the_claim_may_yet_be_tight(interval: tuple[float, float], seeds: int) -> None:
    wide = Evidence(CONSISTENT, (Exponent("T", -1.0, -1.2, interval, 0.2, CONSISTENT),))
    measured = spread_out(most_seeds=256).measure()
    _, curves = measured.until_decided(lambda curves: wide if curves.seeds < 64 else Evidence(CONFIRMED))
    assert curves.seeds == seeds


def test_rivals_and_controls_add_seeds_of_their_own() -> None:
    growing = spread_out(most_seeds=4**7)

    @growing.control("slower by a quarter of the exponent")
    def slow(key: jax.Array, T: jax.Array) -> jax.Array:
        return noisy(key, T) * T**0.25

    assert growing.judge_rival(Rate("Θ(T^(-5/4))")).verdict is REFUTED
    assert slow.judge()[0].verdict is REFUTED


def test_looking_often_costs_precision_not_honesty() -> None:
    """Of true claims, looked at up to three times, not more are refuted than the risk of one look allows."""
    refuted = 0
    for root in range(30):
        growing = declare(noisy, rate="Θ(1/T)", mode=Expectation(), seeds=8, most_seeds=128, T=steps(1000, count=12))
        refuted += growing.judge(root)[0].verdict is REFUTED
    assert refuted <= 2
