"""Randomised coordinate descent with exact steps along the coordinates."""

from typing import Any

import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from theory.methods.base import Method
from theory.simulation.draws import uniform_index


class RandomCoordinateDescent(Method):
    """x⁺ = x + η e_i for a random i, with η the problem's `coordinate_step` (Yuan 2023)."""

    def along(self, problem: Any, x: Float[Array, " d"], i: Array) -> Array:
        """How far to go along coordinate i."""
        return problem.coordinate_step(x, i)

    def step(self, problem: Any, state: Float[Array, " d"], key: Key[Array, ""] | None) -> Float[Array, " d"]:
        """One coordinate."""
        assert key is not None
        i = uniform_index(key, len(state))
        x = state.at[i].add(self.along(problem, state, i))
        return jnp.where(jnp.all(jnp.isfinite(x)), x, state)


class LocalCoordinateDescent(RandomCoordinateDescent):
    """The same with the problem's `local_step`, which knows the neighbourhood of x alone."""

    def along(self, problem: Any, x: Float[Array, " d"], i: Array) -> Array:
        return problem.local_step(x, i)
