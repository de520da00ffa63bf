"""Noshad, Moon, Yasaei Sekeh & Hero (2017): divergences from the labels among nearest neighbours.

Setting: N draws X from f and N draws Y from g on a bounded set of dimension d, densities bounded away from 0 and
infinity and Hölder of exponent γ. N_i and M_i count X's and Y's among the k nearest neighbours of Y_i in the joint
sample. The mean of (N_i/(M_i + 1))^α estimates ∫ f^α g^(1-α), and with it Rényi's divergence of order α.

Theorems, in our words: the bias is O((k/N)^(γ/d) + 1/k) and the variance O(1/N). With k of order N^(γ/(γ+d)) the mean
squared error is O(N^(-2γ/(γ+d))).

Instances: on the line, g uniform, α = 1/2, and f a Weierstrass density that is Hölder of exponent 1/2 and no better, or
a linear one (γ = 1). Both attain the rate, because of the counting bias 1/k, which every pair of densities has: for
f = g the labels are exchangeable, N_i is hypergeometric, and that bias is exact. The other term, (k/N)^(γ/d), is an
upper bound only: averaged over the points it is of order (k/N)^(2γ/d) here. N is a power of k, so that rounding k
leaves no trace.

Not covered: more dimensions than one, the weighted ensemble, which removes the powers of k/N, and the constants.
"""

import jax
import jax.numpy as jnp

from theory import Expectation, cite, claim, geomspace, sizes
from theory.statistics.densities import Histogram
from theory.statistics.divergence import (
    expected_ratio_under_equality,
    neighbour_labels_on_the_line,
    renyi_integral,
)

PAPER = cite("noshad2017divergence", near=__file__)
ORDER = 0.5
ROUGH = Histogram.weierstrass(smoothness=0.5, amplitude=0.35)
LINEAR = Histogram(0.6 + 0.8 * (jnp.arange(4096) + 0.5) / 4096)


def _squared_error_on_the_line(key, density, N, k, order=ORDER):
    key_x, key_y = jax.random.split(key)
    x, y = density.sample(key_x, N), jax.random.uniform(key_y, (N,))
    estimate = renyi_integral(neighbour_labels_on_the_line(x, y, k), k, 1.0, order)
    return (estimate - density.power_integral(order)) ** 2


@claim(
    PAPER,
    r"\mathrm{E}(\hat J - J)^2",
    "O(N^(-2/3))",
    mode=Expectation(),
    seeds=32,
    N=sizes(343, 729, 1728, 4096, 8000, 15_625),
    rivals=["Θ(1/N)", "Θ(N^(-1/2))"],
)
def rough_on_the_line(key, N):
    """For a density on the line that is Hölder of exponent 1/2, k = N^(1/3) gives the error N^(-2/3)."""
    return _squared_error_on_the_line(key, ROUGH, N, k=round(N ** (1 / 3)))


@rough_on_the_line.control("one neighbour for every N: the counting bias stays")
def one_neighbour(key, N):
    return _squared_error_on_the_line(key, ROUGH, N, k=1)


@claim(
    PAPER,
    r"\mathrm{E}(\hat J - J)^2",
    "O(1/N)",
    mode=Expectation(),
    seeds=96,
    N=sizes(256, 576, 1024, 2304, 4096, 9216),
    rivals=["Θ(N^(-2/3))", "Θ(N^(-4/3))"],
)
def lipschitz_on_the_line(key, N):
    """For a Lipschitz density on the line, k = N^(1/2) gives the parametric error 1/N."""
    return _squared_error_on_the_line(key, LINEAR, N, k=round(N**0.5))


@lipschitz_on_the_line.control("one neighbour for every N: the counting bias stays")
def one_neighbour_again(key, N):
    return _squared_error_on_the_line(key, LINEAR, N, k=1)


@claim(
    PAPER,
    r"|\mathrm{E}\hat J - 1|",
    "Θ(1/k)",
    k=geomspace(4, 4096, 16),
    rivals=["Θ(1/k²)", "Θ(1/sqrt(k))"],
)
def counting_bias(key, k):
    """Where the two densities agree, the bias is of order 1/k, in every dimension."""
    return jnp.abs(expected_ratio_under_equality(10**6, jnp.round(k), 4096, ORDER) - 1)


@counting_bias.control("the samples differ in size by a tenth and are taken to be equal")
def wrong_ratio(key, k):
    return jnp.abs(1.1**ORDER * expected_ratio_under_equality(10**6, jnp.round(k), 4096, ORDER) - 1)
