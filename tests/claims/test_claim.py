"""Claims are refused where their pieces do not fit, and measured on the grid that they declare."""

from typing import Any

import jax
import jax.numpy as jnp
import pytest

from tests.laboratory import PAPER
from theory import (
    CONFIRMED,
    REFUTED,
    ClaimError,
    CurveError,
    Expectation,
    Quantile,
    claim,
    geomspace,
    steps,
)


def declare(function: Any, **changes: Any) -> Any:
    return claim(PAPER, "e", **({"rate": "O(1/T)", "T": steps(1000)} | changes))(function)


def inverse(key: jax.Array, T: jax.Array) -> jax.Array:
    return 1.0 / T


def test_claim_is_identified_by_field_file_and_name() -> None:
    assert declare(inverse).id == "claims/test_claim/inverse"


def test_rate_and_bound_decide_together() -> None:
    assert declare(inverse, bound=lambda T: 2 / T).judge()[0].verdict is CONFIRMED
    broken = declare(inverse, bound=lambda T: 0.5 / T).judge()[0]
    assert broken.verdict is REFUTED
    assert broken.bound_ratio == pytest.approx(2)


def test_control_goes_through_the_same_decision() -> None:
    holding = declare(inverse)

    @holding.control("a floor")
    def floor(key: jax.Array, T: jax.Array) -> jax.Array:
        return 0.1 + 1.0 / T

    assert holding.has_teeth
    assert floor.judge()[0].verdict is REFUTED


def test_control_that_overflows_diverged() -> None:
    holding = declare(inverse)

    @holding.control("the error doubles until infinities cancel")
    def doubling(key: jax.Array, T: jax.Array) -> jax.Array:
        return jnp.where(T > 900, jnp.nan, 2.0**T)

    @holding.control("0/0 where the error has shrunk")
    def dividing(key: jax.Array, T: jax.Array) -> jax.Array:
        return jnp.where(T > 900, jnp.nan, 1.0 / T)

    evidence, curves = doubling.judge()
    assert evidence.verdict is REFUTED
    assert jnp.isinf(curves.errors[-1]).all()
    with pytest.raises(CurveError, match="the error is NaN"):
        dividing.judge()


def test_rates_note_the_variables_that_they_omit() -> None:
    @claim(PAPER, "e", "O(1/T)", T=steps(1000), α=geomspace(1.0, 0.1, 3), rivals=["O(α/T²)"])
    def proportional(key: jax.Array, T: jax.Array, α: jax.Array) -> jax.Array:
        return α / T

    note = "O(1/T) says nothing of α: judged is the mean trend over the values"
    assert note in proportional.judge()[0].notes
    assert not any("says nothing" in text for text in proportional.judge_rival(proportional.rivals[0]).notes)
    assert not any("says nothing" in text for text in declare(inverse).judge()[0].notes)


def test_tolerance_confirms_an_identity() -> None:
    exact = declare(lambda key, T: 0.0 * T, rate=None, kind="identity", bound=lambda: 1e-12)
    assert exact.judge()[0].verdict is CONFIRMED


def test_nan_names_the_claim() -> None:
    def broken(key: jax.Array, T: jax.Array) -> jax.Array:
        return jnp.where(T > 10, jnp.nan, 1.0 / T)

    with pytest.raises(CurveError, match="claims/test_claim/broken: the error is NaN at T="):
        declare(broken).judge()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rate": None}, "needs a rate or a bound"),
        ({"rate": "O(1/n)"}, "speaks of n; declared are T"),
        ({"rivals": ["O(1/n)"]}, "speaks of n"),
        ({"kind": "wish"}, "the kind must be one of rate, order"),
        ({"mode": Expectation()}, "needs at least 2 seeds, got 1"),
        ({"mode": Quantile(0.9), "seeds": 1}, "at least 50 seeds, got 1"),
        ({"expect": REFUTED}, "needs a finding that says why"),
        ({"α": geomspace(1, 0.1, 3)}, r"must take \(key, T, α\), it takes \(key, T\)"),
        ({"bound": lambda n: n}, "the bound asks for n"),
        ({"seeds": 16, "most_seeds": 32}, "most_seeds must be at least 4 times the 16 seeds"),
    ],
)
def test_misfits_are_refused_at_declaration(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ClaimError, match=f"claims/test_claim/inverse: .*{message}"):
        declare(inverse, **changes)


def test_two_horizons_are_refused() -> None:
    with pytest.raises(ClaimError, match="one horizon"):
        claim(PAPER, "e", "O(1/T)", T=steps(10), S=steps(10))(lambda key, T, S: 1.0 / T)


def test_second_declaration_of_a_name_is_refused() -> None:
    source = "@declare\ndef same(key, T):\n    return 1.0 / T\n"
    with pytest.raises(ClaimError, match="declared twice, in lines"):
        exec(compile(source + source, __file__, "exec"), {"declare": declare})


def test_control_is_declared_once_and_takes_the_variables() -> None:
    holding = declare(inverse)
    holding.control("one")(inverse)
    with pytest.raises(ClaimError, match="declared twice"):
        holding.control("two")(inverse)
    with pytest.raises(ClaimError, match="must take"):
        holding.control("three")(lambda key: 1.0)


def test_greek_variables_may_be_spelled_out() -> None:
    @claim(PAPER, "e", "Θ(alpha)", bound=lambda alpha: 2 * alpha, alpha=geomspace(1.0, 0.01, 8))
    def spelled(key: jax.Array, alpha: jax.Array) -> jax.Array:
        return alpha

    assert spelled.judge()[0].verdict is CONFIRMED
