"""Convex functions on which a method's worst case is attained."""

import jax.numpy as jnp
from jaxtyping import Array, Float

from theory.problems.base import Problem


class Huber(Problem):
    """Quadratic with curvature ``smoothness`` near the minimiser 0, linear with slope ``slope`` beyond.

    Gradient descent that stays on the linear part moves by a constant vector: with the slope tuned to the horizon
    this is its worst L-smooth convex function (Drori & Teboulle 2014, Theorem 3).
    """

    slope: Float[Array, ""]
    smoothness: Float[Array, ""]

    def value(self, x: Float[Array, ""]) -> Float[Array, ""]:
        """Half L x² up to |x| = slope/L, then slope·|x| minus a constant."""
        r = jnp.abs(x)
        knee = self.slope / self.smoothness
        return jnp.where(r <= knee, 0.5 * self.smoothness * r**2, self.slope * (r - 0.5 * knee))

    def gradient(self, x: Float[Array, ""]) -> Float[Array, ""]:
        """L x, clipped at the slope."""
        return jnp.clip(self.smoothness * x, -self.slope, self.slope)

    def suboptimality(self, x: Float[Array, ""]) -> Float[Array, ""]:
        """The value: the minimum is 0."""
        return self.value(x)
