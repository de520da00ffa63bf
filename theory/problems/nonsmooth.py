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
