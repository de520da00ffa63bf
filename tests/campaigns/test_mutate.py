"""Mutants of a pinned claim die; those of a vague one survive, with a reason."""

import jax
import jax.numpy as jnp

from theory import Expectation, Paper, claim, steps
from theory.campaigns.mutate import mutants

PAPER = Paper("k", "t", ("A B",), 2020, "", None, None, "", ("B",))


def test_every_mutant_of_a_sharp_claim_dies() -> None:
    @claim(PAPER, "e", "O(1/T)", bound=lambda T: 1 / T, T=steps(10_000))
    def sharp(key: jax.Array, T: jax.Array) -> jax.Array:
        return 1.0 / T

    found = list(mutants(sharp))
    assert [mutant.factor for mutant in found] == [0.5, 0.75, 1.25, 1.5, 0.75, 0.5]
    assert all(mutant.killed for mutant in found)


def test_loose_bounds_and_constants_have_no_mutants() -> None:
    @claim(PAPER, "e", "Ω(1)", bound=lambda T: 10.0 + 0 * T, T=steps(1000))
    def flat(key: jax.Array, T: jax.Array) -> jax.Array:
        return jnp.ones_like(T)

    assert list(mutants(flat)) == []


def test_claims_that_are_not_confirmed_have_no_mutants() -> None:
    @claim(PAPER, "e", "O(1/sqrt(T))", T=steps(1000))
    def easy(key: jax.Array, T: jax.Array) -> jax.Array:
        return 1.0 / T

    assert list(mutants(easy)) == []


def test_survivors_say_why() -> None:
    @claim(PAPER, "e", "O(T^(-1/6))", mode=Expectation(), seeds=8, T=steps(1000))
    def noisy(key: jax.Array, T: jax.Array) -> jax.Array:
        return jnp.exp(0.2 * jax.random.normal(key, T.shape)) * T ** (-1 / 6)

    found = [mutant for seed in range(20) for mutant in mutants(noisy, seed)]
    survivors = [mutant for mutant in found if not mutant.killed]
    assert 0 < len(survivors) < len(found)
    assert all(mutant.reason for mutant in survivors)
