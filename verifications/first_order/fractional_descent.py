"""Yuan (ICML 2023): coordinate descent for the minimisation of a ratio F = f/g.

Setting: f convex, g positive and convex or concave. A step picks a coordinate at random and minimises along it,
globally, the ratio in which f may be replaced by a quadratic upper model.

Theorems, in our words. (1) If g is concave, every critical point is a global minimum, and F(x_t) - F* = O(1/t) in
expectation. (2) If g is convex, a point that no global step along a coordinate improves is more than a critical point.
(3) Under an error bound the convergence to such a point is linear.

Instances. (1) f = 1 + huber(Σx_i), g = 1 - s (sqrt(1 + (Σx_i)²) - 1)/2, with s the slope of the Huber function, started
at Σx_i = 1; the largest error over the slopes. All coordinates are alike, so nothing is random. (2), (3) The Rayleigh
quotient of Q = V diag(λ) Vᵀ: its critical points are the eigenvectors, and steps are found in closed form. A step along
e_i always reaches values of at most Q_ii, so that coordinate-wise stationary points have F ≤ min_i Q_ii, and every
eigenvector of a larger eigenvalue is critical without being one. V is a random orthogonal matrix.

Not covered: the constants; non-smooth numerators; Dinkelbach's parametric variant; rates where the error bound fails.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, grid, simulate, steps
from theory.methods.coordinate import LocalCoordinateDescent, RandomCoordinateDescent
from theory.problems.fractional import HuberRatio, RayleighQuotient
from theory.simulation.worst import worst_of

PAPER = cite("yuan2023fractional", near=__file__)
DIMENSION = 8
STEPS = 100
EIGENVALUES = jax.device_put(np.linspace(1.0, 3.0, DIMENSION))


def _quotient(key):
    V, _ = jnp.linalg.qr(jax.random.normal(key, (DIMENSION, DIMENSION)))
    return RayleighQuotient(EIGENVALUES, V)


@claim(
    PAPER,
    r"\max_F F(x_t) - F^\star",
    "O(1/t)",
    theorem="concave denominator",
    t=steps(3000, first=10, count=30),
    rivals=["O(1/t²)", "O(t^-1.2)", "Θ(t^-0.8)"],
)
def concave_denominator(key, t):
    """With a concave denominator coordinate descent finds the global minimum at the rate 1/t."""

    def run(slope):
        return simulate(RandomCoordinateDescent(), HuberRatio(slope, slope / 2), jnp.full(2, 0.5), t, key=key)

    return worst_of(run, jnp.geomspace(0.3, 0.0001, 80))


@concave_denominator.control("convex denominator: started near a critical point that is no global minimum")
def convex_denominator(key, t):
    slope, bend = jnp.asarray(0.1), -0.5
    error = simulate(RandomCoordinateDescent(), HuberRatio(slope, jnp.asarray(bend)), jnp.full(2, 0.02), t, key=key)
    return error + 1 + slope / bend


@claim(
    PAPER,
    r"F(x_{100}) / \min_i Q_{ii}",
    bound=lambda j: 1 + 0 * j,
    theorem="coordinate-wise stationary points are more than critical",
    kind="finite",
    seeds=20,
    j=grid(*range(DIMENSION)),
)
def leaves_critical_points(key, j):
    """Global steps along coordinates leave every critical point whose value exceeds the least diagonal entry."""
    return _value_from_eigenvector(key, RandomCoordinateDescent(), j)


def _value_from_eigenvector(key, method, j):
    rotation, draws = jax.random.split(key)
    problem = _quotient(rotation)
    start = problem.eigenvectors[:, j]
    value = simulate(method, problem, start, jnp.array([STEPS]), key=draws, metric=lambda problem, x: problem.value(x))
    return value[0] / jnp.min(jnp.diag(problem.matrix))


@leaves_critical_points.control("local steps along coordinates")
def stays_at_critical_points(key, j):
    return _value_from_eigenvector(key, LocalCoordinateDescent(), j)


def _gap(key, method, t):
    rotation, start, draws = jax.random.split(key, 3)
    return simulate(method, _quotient(rotation), jax.random.normal(start, (DIMENSION,)), t, key=draws)


@claim(
    PAPER,
    r"F(x_t) - F^\star",
    "exp(-Ω(t))",
    theorem="linear convergence under an error bound",
    seeds=192,
    most_seeds=12_288,
    # From 370 steps on the fastest of a thousand runs are at rounding level, and the mean bends.
    t=even_steps(350, 60, first=60),
    rivals=["exp(-Ω(t²))", "exp(-Ω(t^1.5))"],
)
def linear(key, t):
    """Coordinate descent on a Rayleigh quotient converges linearly to the least eigenvalue."""
    return _gap(key, RandomCoordinateDescent(), t)
