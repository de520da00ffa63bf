"""Kolmogorov's distance between an exact law and the standard normal one: of lattice laws, and by Fourier inversion."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.stats import binom, norm
from jaxtyping import Array, ArrayLike, Complex, Float

FREQUENCIES = jax.device_put(0.1 * (np.arange(300) + 0.5))
_POINTS = jax.device_put(np.linspace(-6.0, 6.0, 481))


def binomial(n: int, p: ArrayLike) -> Float[Array, " n+1"]:
    """Probabilities of 0, 1, ..., n successes in n independent trials."""
    return binom.pmf(jnp.arange(n + 1), n, p)


def distance_to_normal(values: Float[Array, " m"], probabilities: Float[Array, " m"]) -> Float[Array, ""]:
    """Largest |P(V ≤ x) - Φ(x)| of a discrete variable V.

    Arguments:
        values: in ascending order; may begin and end with infinities.
        probabilities: of each value.
    """
    right = jnp.cumsum(probabilities)
    left = right - probabilities
    reference = norm.cdf(values)
    return jnp.max(jnp.maximum(jnp.abs(right - reference), jnp.abs(left - reference)))


def distance_to_normal_by_inversion(characteristic: Complex[Array, " frequencies"]) -> Float[Array, ""]:
    """Largest distance of P(V ≤ x) and Φ(x) for x in [-6, 6], from V's characteristic function φ at `FREQUENCIES`.

    Gil-Pelaez: P(V ≤ x) - Φ(x) = -(1/π) ∫₀^∞ Im(exp(-itx) (φ(t) - exp(-t²/2)))/t dt. The midpoint rule is exact up to
    the mass that V has beyond |x| ≈ 50, if φ has vanished at t = 30.
    """
    t = FREQUENCIES
    difference = (characteristic - jnp.exp(-(t**2) / 2)) / t
    integral = jnp.exp(-1j * _POINTS[:, None] * t) @ difference * (t[1] - t[0])
    return jnp.max(jnp.abs(integral.imag)) / jnp.pi


def log_characteristic_of_exponentials(weights: Float[Array, " n"]) -> Complex[Array, " frequencies"]:
    """The logarithm of E exp(it Σ w_j (e_j - 1)) at `FREQUENCIES`, for independent standard exponentials e_j."""
    angle = weights[:, None] * FREQUENCIES
    return jnp.sum(-0.5 * jnp.log1p(angle**2), axis=0) + 1j * jnp.sum(jnp.arctan(angle) - angle, axis=0)
