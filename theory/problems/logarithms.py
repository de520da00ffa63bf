"""Sums of logarithms: self-concordant, and finite on part of the space only."""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from theory.problems.base import Problem


class Waterfilling(Problem):
    """f(x) = -Σ log(a_i + x_i) over the simplex, infinite where a_i + x_i ≤ 0; standard self-concordant.

    It is the log-loss of a portfolio that on day i sees asset i pay 1 more than the others' a_i, and
    the negative capacity of parallel channels with noise a_i, which water-filling maximises: x*_i = (level - a_i)_+.

    Arguments:
        offset: a; of a NumPy array the minimiser is found by NumPy, without compilation.
    """

    offset: Float[Array, " d"]
    minimizer: Float[Array, " d"]
    level: Float[Array, ""]

    def __init__(self, offset: Float[Array | np.ndarray, " d"]) -> None:
        xp = offset.__array_namespace__()
        ordered = xp.sort(offset)
        levels = (1 + xp.cumsum(ordered)) / xp.arange(1, len(ordered) + 1)
        level = levels[xp.sum(ordered < levels) - 1]
        self.offset, self.level = jax.device_put((offset, level))
        self.minimizer = jax.device_put(xp.maximum(level - offset, 0.0))

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        shifted = self.offset + x
        return jnp.where(jnp.all(shifted > 0), -jnp.sum(jnp.log(jnp.where(shifted > 0, shifted, 1.0))), jnp.inf)

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        return -1 / (self.offset + x)

    def change(self, x: Float[Array, " d"], step: Float[Array, " d"]) -> Float[Array, ""]:
        """f(x + step) - f(x), accurate for small steps; infinite outside the domain."""
        ratio = step / (self.offset + x)
        return jnp.where(jnp.all(ratio > -1), -jnp.sum(jnp.log1p(jnp.where(ratio > -1, ratio, 0.0))), jnp.inf)

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """The Bregman distance from x*, by its series where that is short, and the first-order part."""
        u = (x - self.minimizer) / (self.offset + self.minimizer)
        series = u**2 * (1 / 2 - u * (1 / 3 - u * (1 / 4 - u * (1 / 5 - u * (1 / 6 - u * (1 / 7 - u / 8))))))
        inside = u > -1
        exact = jnp.where(inside, u - jnp.log1p(jnp.where(inside, u, 0.0)), jnp.inf)
        return jnp.sum(jnp.where(jnp.abs(u) < 0.005, series, exact)) + self.first_order(x)

    def first_order(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """Σ x_i (1/level - 1/a_i) over the coordinates above the level, for x in the simplex."""
        excess = jnp.maximum(self.offset - self.level, 0.0)
        return jnp.sum(x * excess / (self.level * (self.level + excess)))
