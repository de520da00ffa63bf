"""Diffusion models whose noise prediction is known in closed form.

Time is the half log-SNR λ = log(α/σ) of a variance-preserving diffusion x = α x₀ + σ ε with α² + σ² = 1; it grows from
noise to data.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
from jax.scipy.special import ndtr
from jaxtyping import Array, ArrayLike, Float


def signal(λ: Float[ArrayLike, "..."]) -> Float[Array, "..."]:
    """α(λ)."""
    return jnp.sqrt(jax.nn.sigmoid(2 * jnp.asarray(λ)))


def noise(λ: Float[ArrayLike, "..."]) -> Float[Array, "..."]:
    """σ(λ)."""
    return jnp.sqrt(jax.nn.sigmoid(-2 * jnp.asarray(λ)))


class MixtureDiffusion(eqx.Module):
    """Data on the line from a mixture of normal laws; arrays x hold independent points.

    Arguments:
        weights: of the components; they sum to 1.
        means, deviations: of the components. A deviation of 0 is an atom.
    """

    weights: Float[Array, " components"]
    means: Float[Array, " components"]
    deviations: Float[Array, " components"]

    def predict_noise(self, x: Float[Array, " points"], λ: Float[Array, ""]) -> Float[Array, " points"]:
        """ε(x, λ) = -σ ∇ log q_λ(x), the best prediction of the noise in x."""
        centered, variance = self._marginals(x, λ)
        log_density = jnp.log(self.weights) - centered**2 / (2 * variance) - jnp.log(variance) / 2
        share = jax.nn.softmax(log_density, axis=-1)
        return noise(λ) * jnp.sum(share * centered / variance, axis=-1)

    def distribution(self, x: Float[Array, " points"], λ: Float[Array, ""]) -> Float[Array, " points"]:
        """The distribution function of q_λ."""
        centered, variance = self._marginals(x, λ)
        return jnp.sum(self.weights * ndtr(centered / jnp.sqrt(variance)), axis=-1)

    def flow(
        self, x: Float[Array, " points"], start: Float[ArrayLike, ""], end: Float[ArrayLike, ""]
    ) -> Float[Array, " points"]:
        """The exact solution at `end` of the probability-flow equation through x at `start`.

        On the line the flow keeps the order of points, hence their quantiles: the solution is found by bisection.
        """
        level = self.distribution(x, jnp.asarray(start))
        radius = jnp.max(jnp.abs(self.means) + 10 * self.deviations) + 10

        def halve(_: int, bracket: tuple[Array, Array]) -> tuple[Array, Array]:
            low, high = bracket
            middle = (low + high) / 2
            below = self.distribution(middle, jnp.asarray(end)) < level
            return jnp.where(below, middle, low), jnp.where(below, high, middle)

        low, high = jax.lax.fori_loop(0, 60, halve, (jnp.full_like(x, -radius), jnp.full_like(x, radius)))
        return (low + high) / 2

    def _marginals(self, x: Array, λ: Array) -> tuple[Array, Array]:
        """Distance of points to the components' means, and the components' variances, at λ."""
        variance = (signal(λ) * self.deviations) ** 2 + noise(λ) ** 2
        return x[:, None] - signal(λ) * self.means, variance
