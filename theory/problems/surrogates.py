"""Objectives through a trained network: a smooth function of its outputs, with a penalty that jumps."""

from typing import Self

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from theory.problems.base import Problem


class NetworkSurrogate(Problem):
    """w·Φ(x) + ‖Φ(x)‖²/2 where c·Φ(x) ≤ 0, and `jump` more elsewhere, for Φ(x) = V max(Ux + b, 0) + o.

    The gradient is that of the continuous part: what backpropagation through the network sees.

    Arguments:
        inner: U.
        bias: b.
        outer: V.
        offset: o.
        weights: w.
        constraint: c.
        jump: the penalty.
    """

    inner: Float[Array, "hidden d"]
    bias: Float[Array, " hidden"]
    outer: Float[Array, "outputs hidden"]
    offset: Float[Array, " outputs"]
    weights: Float[Array, " outputs"]
    constraint: Float[Array, " outputs"]
    jump: Float[Array, ""]

    @classmethod
    def ravine(cls, steepness: float, jump: float = 1.0) -> Self:
        """Φ(x) = (steepness|x_1 - x_2|, |x_1 + x_2|, x_1 - x_2) with w = (1, 1, 0); penalised where x_1 < x_2.

        The minimum is 0, at 0, and the first kink is one unit's: |t| = 2 max(t, 0) - t, with a unit that is always
        active where |x_1 - x_2| < 100 for the linear part. Axes and gradients lead out of the ravine x_1 = x_2.
        """
        scale = np.array([steepness, 1.0, 1.0])
        parts = {
            "inner": np.array([[1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, -1.0]]),
            "bias": np.array([0.0, 100.0, 0.0, 0.0]),
            "outer": np.array([[2.0, -1, 0, 0], [0, 0, 1, 1], [0, 1, 0, 0]]) * scale[:, None],
            "offset": np.array([100.0, 0.0, -100.0]) * scale,
            "weights": np.array([1.0, 1.0, 0.0]),
            "constraint": np.array([0.0, 0.0, -1.0]),
            "jump": np.array(jump),
        }
        return cls(**jax.device_put(parts))

    def outputs(self, x: Float[Array, " d"]) -> Float[Array, " outputs"]:
        """Φ(x)."""
        return self.outer @ jnp.maximum(self.inner @ x + self.bias, 0.0) + self.offset

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        φ = self.outputs(x)
        return self.weights @ φ + φ @ φ / 2 + jnp.where(self.constraint @ φ > 0, self.jump, 0.0)

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        active = jnp.where(self.inner @ x + self.bias > 0, 1.0, 0.0)
        return ((self.weights + self.outputs(x)) @ self.outer * active) @ self.inner
