"""Noshad, Moon, Yasaei Sekeh & Hero (2017): divergences from the labels among nearest neighbours.

Setting: N draws X from f and N draws Y from g on a bounded set of dimension d, densities bounded away from 0 and
infinity and Hölder of exponent γ. N_i and M_i count X's and Y's among the k nearest neighbours of Y_i in the joint
sample. The mean of (N_i/(M_i + 1))^α estimates ∫ f^α g^(1-α), and with it Rényi's divergence of order α.

Theorems, in our words: the bias is O((k/N)^(γ/d) + 1/k) and the variance O(1/N). With k of order N^(γ/(γ+d)) the mean
squared error is O(N^(-2γ/(γ+d))). For d derivatives, weights on k = l√N that cancel the first d powers of (k/N)^(1/d)
give O(1/N).

Instances: g uniform, α = 1/2. On the line, f is a Weierstrass density that is Hölder of exponent 1/2 and no better, or
linear (γ = 1). Both attain the rate of the mean squared error, because of the counting bias 1/k, which every pair of
densities has: for f = g the labels are exchangeable, N_i is hypergeometric, and that bias is exact. N is a power of k,
so that rounding k leaves no trace.

The other term, the smoothing bias (k/N)^(γ/d), is what is left of the error for N → ∞ at fixed u = k/N: a quadrature.
For powers of the ratio it is only an upper bound. Balls are almost symmetric, so averaging over them is almost
self-adjoint and the first order cancels: the bias is of order u^(2γ/d). Where |t - 1| takes the place of t^α, waves as
long as the balls attain u^(γ/d), each at its own u.

The ensemble is judged in four dimensions by its exact mean, with Poisson sample sizes and balls in the maximum norm,
on [0, 1] times circles. It attains 1/N; but its weights multiply the counting bias, and up to N = 10⁷ a single k = 4√N
has the smaller error.

Not covered: sampling in more dimensions than one, the variance of the ensemble, and the constants.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import CONSISTENT, Expectation, cite, claim, geomspace, grid, sizes
from theory.statistics.densities import Histogram
from theory.statistics.divergence import (
    expected_ratio_under_equality,
    neighbour_labels_on_the_line,
    renyi_integral,
)
from theory.statistics.expected_divergence import ensemble_weights, expected_renyi_integral, limiting_share

PAPER = cite("noshad2017divergence", near=__file__)
ORDER = 0.5
ROUGH = Histogram.weierstrass(smoothness=0.5, amplitude=0.35)
ROUGHER_THAN_BALLS = Histogram.weierstrass(smoothness=0.5, amplitude=0.35, octaves=15, cells=1 << 17)
STEEP = Histogram(0.3 + 1.4 * (np.arange(1024) + 0.5) / 1024)
MULTIPLES = np.geomspace(0.25, 4.0, 9)
OCTAVES = grid(*2.0 ** -np.arange(4, 13))
LINEAR = Histogram(0.6 + 0.8 * (np.arange(4096) + 0.5) / 4096)


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
    most_seeds=512,
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


def _ratio_on_balls(density, u):
    """The limit of N_i/M_i for N → ∞ at each place, k = uN."""
    share = limiting_share(density, jnp.atleast_1d(u), 1)[:, 0]
    return share / (1 - share)


def _smoothing_bias(density, u):
    return jnp.abs(jnp.mean(_ratio_on_balls(density, u) ** ORDER) - density.power_integral(ORDER))


@claim(
    PAPER,
    r"|\lim_{N \to \infty} \mathrm{E}\hat J - J|",
    "O(sqrt(u))",
    expect=CONSISTENT,
    u=OCTAVES,
    rivals=["Θ(sqrt(u))", "O(u^(3/2))"],
)
def smoothing_bias(key, u):
    """For a density that is Hölder of exponent 1/2, k = uN neighbours leave a bias of O(u^(1/2))."""
    return _smoothing_bias(ROUGHER_THAN_BALLS, u)


@claim(
    PAPER,
    r"|\lim_{N \to \infty} \mathrm{E}\hat J - J|",
    "Θ(u)",
    u=OCTAVES,
    rivals=["Θ(u^(3/4))", "Θ(u^(3/2))"],
)
def smoothing_bias_at_twice_the_exponent(key, u):
    """That bias is of order u: twice the exponent, since averaging over balls is almost self-adjoint."""
    return _smoothing_bias(ROUGHER_THAN_BALLS, u)


def _waves_as_long_as_balls(u):
    cells = (jnp.arange(1 << 17) + 0.5) / (1 << 17)
    return Histogram(1 + 0.5 * jnp.sqrt(u) * jnp.cos(4 * jnp.pi * cells / u))


@claim(
    PAPER,
    r"|\lim_{N \to \infty} \mathrm{E}\hat V - V|,\ V = \int |f - g|",
    "Θ(sqrt(u))",
    u=OCTAVES,
    rivals=["Θ(u)", "Θ(u^(3/8))"],
)
def smoothing_bias_of_total_variation(key, u):
    """For |t - 1| in place of a power, some density of Hölder exponent 1/2 leaves a bias of order u^(1/2)."""
    density = _waves_as_long_as_balls(u)
    return jnp.abs(jnp.mean(jnp.abs(_ratio_on_balls(density, u) - 1)) - jnp.mean(jnp.abs(density.heights - 1)))


@smoothing_bias_of_total_variation.control("a power of the ratio, which is smooth")
def smooth_functional(key, u):
    return _smoothing_bias(_waves_as_long_as_balls(u), u)


def _bias(multiple, N):
    """Exact bias with k = multiple √N neighbours in four dimensions, and N of at most 10⁷."""
    k = jnp.round(multiple * jnp.sqrt(N))
    mean = expected_renyi_integral(STEEP, N, k, dimension=4, order=ORDER, largest=12_650)
    return mean - STEEP.power_integral(ORDER)


@claim(
    PAPER,
    r"(\mathrm{E}\hat J_w - J)^2",
    "O(1/N)",
    N=geomspace(1e4, 1e7, 10),
    rivals=["Θ(N^(-3/4))", "Θ(N^(-5/4))"],
)
def ensemble(key, N):
    """In four dimensions the weighted ensemble has the squared bias 1/N of a parametric estimate."""
    return (ensemble_weights(MULTIPLES, 4) @ jax.lax.map(lambda multiple: _bias(multiple, N), MULTIPLES)) ** 2


@ensemble.control("a single number of neighbours, k = 4√N")
def no_ensemble(key, N):
    return _bias(MULTIPLES[-1], N) ** 2
