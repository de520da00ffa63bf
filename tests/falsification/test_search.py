"""The search climbs by the gradient in either mode, and without one by mutation."""

import jax
import jax.numpy as jnp
import pytest

from theory.falsification import families
from theory.falsification.families import Box
from theory.falsification.search import search

KEY = jax.random.key(0)


def best(objective, family, horizons=(1,), restarts=4, steps=60):
    found = search(objective, family, jnp.array(horizons), restarts, steps, KEY)
    i = jnp.argmax(found.height, axis=1)
    return jnp.exp(jnp.max(found.height, axis=1)), [
        families.instance(family, jax.tree.map(lambda a, j=j, k=k: a[j, k], found.parameters)) for j, k in enumerate(i)
    ]


def test_every_horizon_gets_its_own_instance() -> None:
    # λ(1 - λ)^(2T) is largest at λ = 1/(2T + 1)
    _, found = best(lambda λ, T: λ * (1 - λ) ** (2 * T), Box((), 0.0, 1.0), horizons=(1, 4, 16))
    assert [float(λ) for λ in found] == pytest.approx([1 / 3, 1 / 9, 1 / 33], rel=1e-3)


def test_forward_mode_serves_where_reverse_mode_cannot() -> None:
    def power(λ, T):
        return λ * jax.lax.fori_loop(0, T, lambda _, x: x * (1 - λ) ** 2, 1.0)

    _, found = best(power, Box((), 0.0, 1.0), horizons=(4,))
    assert float(found[0]) == pytest.approx(1 / 9, rel=1e-3)


def test_steps_without_a_gradient_are_climbed_by_mutation_to_the_last_but_one() -> None:
    target = jnp.array([0.123, 0.456, 0.789])
    height, _ = best(lambda x, T: 1 / (1 + jnp.sum(jnp.round(200 * jnp.abs(x - target)))), Box(3, 0.0, 1.0), steps=300)
    assert float(height[0]) >= 0.5


def test_members_without_an_error_are_passed_over() -> None:
    height, _ = best(lambda x, T: jnp.where(x > 0.5, jnp.nan, x), Box((), 0.0, 1.0))
    assert float(height[0]) == pytest.approx(0.5, abs=1e-3)
