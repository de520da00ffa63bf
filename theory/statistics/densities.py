"""Densities with known roughness on the unit interval."""

from typing import Self

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Key


class Histogram(eqx.Module):
    """A piecewise constant density on equal cells of [0, 1].

    Arguments:
        heights: of the cells; they are divided by their mean. A NumPy array is summed up by NumPy, without compilation.
    """

    heights: Float[Array, " cells"]
    mass: Float[Array, " edges"]

    def __init__(self, heights: Float[Array | np.ndarray, " cells"]) -> None:
        xp = heights.__array_namespace__()
        heights = heights / xp.mean(heights)
        mass = xp.concat([xp.zeros(1), xp.cumsum(heights) / len(heights)])
        self.heights, self.mass = jnp.asarray(heights, float), jnp.asarray(mass, float)

    @classmethod
    def weierstrass(cls, smoothness: float, amplitude: float, octaves: int = 12, cells: int = 1 << 15) -> Self:
        """Cell means of 1 + amplitude Σ_{j ≤ octaves} 2^(-γj) cos(2π 2^j u), Hölder of exponent γ and no better."""
        edges = np.arange(cells + 1) / cells
        frequency = 2 * np.pi * 2.0 ** np.arange(1, octaves + 1)
        waves = np.sin(frequency * edges[:, None]) / frequency
        integral = edges + amplitude * waves @ 2.0 ** (-smoothness * np.arange(1, octaves + 1))
        return cls(np.diff(integral) * cells)

    def sample(self, key: Key[Array, ""], count: int) -> Float[Array, " count"]:
        """Independent draws, by inverting the distribution function."""
        return jnp.interp(jax.random.uniform(key, (count,)), self.mass, jnp.linspace(0, 1, len(self.mass)))

    def distribution(self, u: Float[Array, "*points"]) -> Float[Array, "*points"]:
        """∫₀^u f, for u on [0, 1]."""
        cells = len(self.heights)
        cell = jnp.minimum((u * cells).astype(int), cells - 1)
        return self.mass[cell] + self.heights[cell] * (u - cell / cells)

    def power_integral(self, order: float) -> Float[Array, ""]:
        """∫ f^α, the Rényi integral against the uniform density."""
        return jnp.mean(self.heights**order)
