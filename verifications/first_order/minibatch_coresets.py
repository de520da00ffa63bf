"""Yang, Kang & Mirzasoleiman (ICML 2023): mini-batch coresets for data-efficient training (CREST).

Setting: at each step a random subset of r examples is drawn, and a coreset of m ≪ r of them by greedy facility location
on their gradients; each chosen example is weighted by the number of those it is the nearest to. Only the m weighted
examples are trained on.

Theorems, in our words. (1) The weighted gradients of a coreset S miss the sum over the examples by at most
Σ_i min_{j∈S} ‖g_i - g_j‖. (2) Where examples are redundant the gradients of the coreset are nearly unbiased and have
the variance of the large subset, of order 1/r instead of 1/m. (3) Hence stochastic gradient descent on a smooth
objective needs fewer steps: (1/T) Σ E‖∇f(x_t)‖² = O(1/√(rT)), with constants 2F/(ηT) + ηLσ²/r for the step η,
F = f(x_0) - inf f.

Instances. (1) Clusters on a line, in each a stack of equal gradients and one that differs, always to the same side: the
errors add up, and the bound is attained. (2) Four clusters of unequal mass and radius 0.01 at mutual distances of
order 1, coresets of four. (3) A quadratic with additive noise of variance σ²/r, as a coreset of fully redundant
examples has; expectations are exact.

Not covered: when a coreset must be selected anew (the quadratic model of the loss), the bias of coresets without
redundancy, networks, exclusion of learned examples.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import Expectation, cite, claim, geomspace, grid, simulate, sizes
from theory.methods.averaging import MeanError
from theory.methods.coresets import facility_location
from theory.methods.moments import ExpectedGradientDescent
from theory.problems.noise import GaussianNoise
from theory.problems.quadratic import Quadratic

PAPER = cite("yang2023crest", near=__file__)
CORESET = 4
LARGEST = 100
CENTRES = jax.device_put(np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 2.0], [0.5, -1.5]]))
MASSES = np.array([0.4, 0.3, 0.2, 0.1])


def _clusters_on_a_line(m):
    """Cluster i = 1, ..., m has i + 2 gradients at 10 i and one at 10 i + 1."""
    at = [10.0 * i + shift for i in range(1, m + 1) for shift in [0.0] * (i + 2) + [1.0]]
    return jnp.asarray(at)[:, None]


def _missed_share(m, weigh):
    """‖Σ g_i - Σ γ_j g_j‖ over the sum of the distances to the coreset."""
    points = _clusters_on_a_line(m)
    chosen, weights = facility_location(points, m)
    missed = jnp.sum(points, axis=0) - weigh(weights) @ points[chosen]
    to_chosen = jnp.linalg.norm(points[:, None] - points[None, chosen], axis=2)
    return jnp.linalg.norm(missed) / jnp.sum(jnp.min(to_chosen, axis=1))


@claim(
    PAPER,
    r"\|\sum_i g_i - \sum_{j \in S} \gamma_j g_j\| / \sum_i \min_{j \in S} \|g_i - g_j\|",
    bound=lambda: 1.0,
    theorem="error of a coreset",
    m=sizes(1, 2, 4, 8),
)
def error_of_a_coreset(key, m):
    """A coreset misses the sum of all gradients by at most the sum of the distances to it."""
    return _missed_share(m, lambda weights: weights)


@error_of_a_coreset.control("equal weights")
def equal_weights(key, m):
    return _missed_share(m, lambda weights: jnp.full(m, jnp.mean(weights)))


def _clustered(key):
    """Gradients in four clusters, and their expectation."""
    place, shift = jax.random.split(key)
    cluster = jax.random.choice(place, len(MASSES), (LARGEST,), p=MASSES)
    return CENTRES[cluster] + 0.01 * jax.random.normal(shift, (LARGEST, 2)), MASSES @ CENTRES


def _squared_error_of_coreset(gradients, mean, r):
    """‖weighted mean of a coreset of the first r gradients - expectation‖²."""
    chosen, weights = facility_location(gradients, CORESET, r)
    return jnp.sum((weights @ gradients[chosen] / r - mean) ** 2)


@claim(
    PAPER,
    r"\mathbb{E} \|\sum_{j \in S} \gamma_j g_j / r - \nabla f\|^2",
    "O(1/r)",
    theorem="variance of a mini-batch coreset",
    mode=Expectation(),
    seeds=1000,
    r=grid(1, 2, 4, 8, 16, 30, 55, LARGEST),
    rivals=["O(1/r²)", "Ω(1/sqrt(r))"],
)
def variance(key, r):
    """A coreset of four examples has the variance of the whole subset from which it was selected."""
    return _squared_error_of_coreset(*_clustered(key), r)


@variance.control("four random examples instead")
def random_examples(key, r):
    gradients, mean = _clustered(key)
    return jnp.sum((jnp.mean(gradients[:CORESET], axis=0) - mean) ** 2)


@variance.control("no redundancy: normal gradients in ten dimensions")
def isotropic(key, r):
    return _squared_error_of_coreset(jax.random.normal(key, (LARGEST, 10)), jnp.zeros(10), r)


def _mean_squared_gradient(T, step_size, variance):
    """Over x_1, ..., x_T of stochastic gradient descent on x²/2 from f(x_0) = 1."""
    judged = MeanError(ExpectedGradientDescent(step_size), _expected_squared_gradient)
    problem = GaussianNoise(Quadratic(1.0), variance)
    start = jnp.full(1, jnp.sqrt(2.0))
    return simulate(judged, problem, start, T.astype(int)[None], metric=lambda _, error: error)[0]


def _expected_squared_gradient(problem, moments):
    return jnp.sum(problem.spectrum**2 * moments.iterate)


@claim(
    PAPER,
    r"\frac{1}{T} \sum_t \mathbb{E} \|\nabla f(x_t)\|^2",
    "O(1/sqrt(r T))",
    bound=lambda r, T: 3 / (r * T) ** 0.5,
    theorem="convergence to a stationary point",
    r=grid(4, 8, 16, 32, 64, 128),
    T=geomspace(1000, 50_000, 11),
    rivals=["O(1/(r sqrt(T)))", "O(1/T)", "Ω(1/(r T)^(1/4))"],
)
def convergence(key, r, T):
    """With mini-batch coresets from subsets of size r the mean squared gradient is of order 1/√(rT)."""
    return _mean_squared_gradient(T, jnp.sqrt(r / T), 1 / r)


@convergence.control("random mini-batches of four, the same steps")
def random_batches(key, r, T):
    return _mean_squared_gradient(T, jnp.sqrt(r / T), 1 / CORESET)
