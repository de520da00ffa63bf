"""Lipschitz functions on which subgradient methods are as slow as their theorems allow."""

import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Bool, Float, Int

from theory.problems.base import Problem


class ResistingMaximum(Problem):
    """f(x) = max(0, max_i h_i·x), on which the last iterate of steps 1/√t from 0 is logarithmically bad.

    With 1-based i <= T + 1: h_i has entries a_j = 1/(8(T - j + 1)) for j < i and, unless i = T + 1, -√i/(2√T) at i. At
    iterate t all pieces i >= t are equal, and the oracle answers with piece t (Harvey, Liaw, Plan & Randhawa 2019,
    Section 4). The minimum is 0, at 0.

    Arguments:
        horizon: T, the number of steps to which the function is tuned.
        dimension: length of x, a static bound on T + 1.
    """

    rise: Float[Array, " d"]
    fall: Float[Array, " d"]
    legal: Bool[Array, " d"]

    def __init__(self, horizon: Int[ArrayLike, ""], dimension: int) -> None:
        i = jnp.arange(1, dimension + 1)
        self.legal = i <= jnp.asarray(horizon) + 1
        self.rise = jnp.where(i <= horizon, 1 / (8 * jnp.maximum(jnp.asarray(horizon) - i + 1, 1)), 0.0)
        self.fall = jnp.where(i <= horizon, jnp.sqrt(i / horizon) / 2, 0.0)

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return jnp.maximum(jnp.max(self._pieces(x)), 0.0)

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        """The first piece that attains the maximum, up to rounding."""
        pieces = self._pieces(x)
        first = jnp.argmax(pieces >= jnp.max(pieces) - 1e-12)
        i = jnp.arange(len(x))
        return jnp.where(i < first, self.rise, jnp.where(i == first, -self.fall, 0.0))

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """The value: the minimum is 0."""
        return self.value(x)

    def _pieces(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        before = jnp.concatenate([jnp.zeros(1), jnp.cumsum(self.rise * x)[:-1]])
        return jnp.where(self.legal, before - self.fall * x, -jnp.inf)


class MaximumOfCoordinates(Problem):
    """f(x) = max(max_i x_i, ‖x‖ - 1 - 1/√n) over n coordinates: 1-Lipschitz, with its minimiser at distance 1 from 0.

    A subgradient method started at 0 learns of one new coordinate at a time: after fewer than n steps it is still
    1/√n above the minimum -1/√n, the best that any method can guarantee (Drori & Teboulle 2016).

    Arguments:
        coordinates: n.
        dimension: a static bound on it; x has this length.
    """

    coordinates: Int[Array, ""]
    legal: Bool[Array, " d"]

    def __init__(self, coordinates: Int[ArrayLike, ""], dimension: int) -> None:
        self.coordinates = jnp.asarray(coordinates)
        self.legal = jnp.arange(dimension) < self.coordinates

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return jnp.maximum(self._largest(x), self._outside(x))

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        """The first largest coordinate's unit vector, or the direction of x."""
        first = jnp.argmax(jnp.where(self.legal, x, -jnp.inf))
        unit = (jnp.arange(len(x)) == first).astype(float)
        return jnp.where(self._largest(x) >= self._outside(x), unit, x / jnp.maximum(jnp.linalg.norm(x), 1e-300))

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """f(x) + 1/√n, never far below its size: there is nothing to cancel."""
        return self.value(x) + 1 / jnp.sqrt(self.coordinates)

    def _largest(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return jnp.max(jnp.where(self.legal, x, -jnp.inf))

    def _outside(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return jnp.linalg.norm(x) - 1 - 1 / jnp.sqrt(self.coordinates)
