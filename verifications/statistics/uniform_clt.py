"""Bengs & Holzmann (2019): classical limit theorems, uniformly over a family of laws.

Setting: for each n a whole family of laws P. Uniform convergence in distribution to limits with equicontinuous
distribution functions is sup_P sup_x |F_{n,P}(x) - F_P(x)| → 0.

Theorems, in our words: the central limit theorem holds uniformly where the squared standardised summands are uniformly
integrable; Slutsky's lemma and, where the function is uniformly differentiable, the delta method hold uniformly.
With third moments, Berry and Esseen give the rate, here with Shevtsova's constant 0.4748: the distance of a
Bernoulli mean is at most 0.4748 (p² + (1-p)²)/√(n p(1-p)).

Instance: Bernoulli(p), δ ≤ p ≤ 1 - δ, whose means are binomial: every distance is exact, without sampling. The
distance is close to (1/2 + |1-2p|/6)/√(2π n p(1-p)), half of it from the jumps, so the supremum is of order
1/√(nδ): δ is the price of uniformity. At p = 1/n, which the family reaches for δ = 0, the mean is Poisson in the
limit and nothing vanishes, although every fixed p converges.

Not covered: families without a third moment (convergence without a rate) and laws on metric spaces. The supremum over
p is taken on a grid with both ends.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, geomspace, sizes
from theory.statistics.laws import binomial, distance_to_normal

PAPER = cite("bengs2019uniform", near=__file__)
FAMILY = jax.device_put(np.linspace(0.1, 0.9, 9))


def _standardised(n, p):
    """Kolmogorov's distance of √n (p̂ - p)/√(p(1-p))."""
    mean = jnp.arange(n + 1) / n
    return distance_to_normal(jnp.sqrt(n / (p * (1 - p))) * (mean - p), binomial(n, p))


def _studentised(n, p):
    """Kolmogorov's distance of √n (p̂ - p)/√(p̂(1-p̂))."""
    mean = jnp.arange(n + 1) / n
    return distance_to_normal(jnp.sqrt(n) * (mean - p) / jnp.sqrt(mean * (1 - mean)), binomial(n, p))


def _inverse(n, p):
    """Kolmogorov's distance of √n (1/p̂ - 1/p) over its limiting deviation √(p(1-p))/p²."""
    mean = jnp.arange(n + 1) / n
    values = p**2 * jnp.sqrt(n / (p * (1 - p))) * (1 / mean - 1 / p)
    return distance_to_normal(values[::-1], binomial(n, p)[::-1])


def _supremum(distance, n, family):
    return jnp.max(jax.lax.map(lambda p: distance(n, p), family))


@claim(
    PAPER,
    r"\sup_{\delta \leq p \leq 1-\delta} \sup_x |F_{n,p}(x) - \Phi(x)|",
    "Θ(1/sqrt(n δ))",
    bound=lambda n, δ: 0.4748 * (δ**2 + (1 - δ) ** 2) / (n * δ * (1 - δ)) ** 0.5,
    kind="limit",
    n=sizes(300, 1000, 3000, 10_000),
    δ=geomspace(0.1, 0.01, 5),
    rivals=["Θ(1/(n δ))", "Θ(1/(δ sqrt(n)))", "Θ((n δ)^(-1/3))"],
)
def uniform_clt(key, n, δ):
    """The central limit theorem holds uniformly over Bernoulli laws away from 0 and 1, at the rate 1/√(nδ)."""
    return _supremum(_standardised, n, jnp.linspace(δ, 1 - δ, 5))


@uniform_clt.control("the family reaches down to p = 1/n")
def poisson_corner(key, n, δ):
    return _supremum(_standardised, n, jnp.linspace(1 / n, 1 - δ, 5))


@claim(
    PAPER,
    r"\sup_p \sup_x |F_{n,p}(x) - \Phi(x)|",
    "Θ(1/sqrt(n))",
    kind="limit",
    n=sizes(100, 300, 1000, 3000, 10_000),
    rivals=["Θ(1/n)", "Θ(n^(-1/3))"],
)
def uniform_slutsky(key, n):
    """Divided by the estimated standard deviation, the mean still has a normal limit uniformly over the family."""
    return _supremum(_studentised, n, FAMILY)


@uniform_slutsky.control("the family reaches down to p = 1/n")
def rare_successes(key, n):
    return _supremum(_studentised, n, FAMILY.at[0].set(1 / n))


@uniform_slutsky.control("divided by the standard deviation at p = 1/2")
def wrong_deviation(key, n):
    def distance(n, p):
        return distance_to_normal(2 * jnp.sqrt(n) * (jnp.arange(n + 1) / n - p), binomial(n, p))

    return _supremum(distance, n, FAMILY)


@claim(
    PAPER,
    r"\sup_p \sup_x |F_{n,p}(x) - \Phi(x)|",
    "Θ(1/sqrt(n))",
    kind="limit",
    n=sizes(100, 300, 1000, 3000, 10_000),
    rivals=["Θ(1/n)", "Θ(n^(-1/3))"],
)
def uniform_delta_method(key, n):
    """The inverse of the mean has the delta method's normal limit uniformly over means away from 0."""
    return _supremum(_inverse, n, FAMILY)


@uniform_delta_method.control("the mean may be 1/n, where the derivative of the inverse is unbounded")
def near_the_pole(key, n):
    return _supremum(_inverse, n, FAMILY.at[0].set(1 / n))
