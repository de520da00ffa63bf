"""Palm & Nagler (2025): a central limit theorem without a limit, by relative weak convergence.

Setting: a triangular array of dependent, non-stationary variables with n^{-1/2} Σ (X_{n,i} - E X_{n,i}) of variance
V_n/n that need not converge. The sums come close to N(0, V_n/n), a law that moves with n, in the sense that
E f(S_n) - E f(G_n) → 0 for bounded continuous f.

Theorem, in our words: under mixing and moments above two that holds, although no fixed law is approached.

Instance: X_i = a_i X_{i-1} + s_i (e_i - 1), e_i independent exponentials, with a_i and s_i that oscillate in log i, so
that V_n/n oscillates for ever; the claim is read where it turns, between 2.6 and 4.0. S_n is a weighted sum of the
innovations, whose characteristic function is a product; V_n comes from a backward recursion, the distance from
Fourier inversion. Nothing is sampled. The paper states no rate; with skewed innovations of finite third moment,
n^{-1/2} is Berry and Esseen's.

Not covered: empirical processes indexed by functions, and the multiplier bootstrap.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, grid
from theory.statistics.laws import (
    FREQUENCIES,
    distance_to_normal_by_inversion,
    log_characteristic_of_exponentials,
)

PAPER = cite("palm2024relative", near=__file__)
TURNS = (23, 37, 67, 105, 193, 288, 555, 830, 1597, 2389, 4372, 6878)
LONGEST = TURNS[-1]
INDEX = np.arange(1, LONGEST + 1)
AUTOREGRESSION = 0.3 + 0.2 * np.sin(6 * np.log(INDEX))
DEVIATION = 1 + 0.5 * np.sin(6 * np.log(INDEX))


def _weights(n):
    """S_n = Σ_{i≤n} X_i as a weighted sum of the innovations: w_j = s_j (1 + a_{j+1} + a_{j+1} a_{j+2} + ...)."""
    present = INDEX <= n

    def back(carried, now):
        a, is_present = now
        total = jnp.where(is_present, 1 + carried, 0.0)
        return a * total, total

    _, total = jax.lax.scan(back, 0.0, (AUTOREGRESSION, present), reverse=True)
    return DEVIATION * total


def _distance(weights, deviation):
    """Kolmogorov's distance between the weighted sum and N(0, deviation²)."""
    return distance_to_normal_by_inversion(jnp.exp(log_characteristic_of_exponentials(weights / deviation)))


@claim(
    PAPER,
    r"\sup_x |P(S_n \leq x \sqrt{V_n}) - \Phi(x)|",
    "Θ(1/sqrt(n))",
    kind="limit",
    n=grid(*TURNS),
    rivals=["Θ(1/n)", "Θ(n^(-1/3))"],
)
def relative_clt(key, n):
    """Sums of a non-stationary, dependent array come close to the normal law of their own variance."""
    weights = _weights(n)
    return _distance(weights, jnp.linalg.norm(weights))


@relative_clt.control("one normal law for all n, whose variance per term lies between the extremes")
def fixed_limit(key, n):
    return _distance(_weights(n), jnp.sqrt(3.3 * n))


@relative_clt.control("the variance of independent terms with the same marginal variances")
def dependence_ignored(key, n):
    def marginal(variance, now):
        a, s = now
        variance = a**2 * variance + s**2
        return variance, variance

    _, variances = jax.lax.scan(marginal, 0.0, (AUTOREGRESSION, DEVIATION))
    total = jnp.sum(jnp.where(INDEX <= n, variances, 0.0))
    return _distance(_weights(n), jnp.sqrt(total))


@relative_clt.control("innovations without variance: symmetric stable of index 3/2")
def heavy_tails(key, n):
    weights = _weights(n)
    scaled = jnp.sum(jnp.abs(weights / jnp.linalg.norm(weights)) ** 1.5)
    return distance_to_normal_by_inversion(jnp.exp(-scaled * FREQUENCIES**1.5 + 0j))
