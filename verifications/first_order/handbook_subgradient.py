"""Garrigos & Gower (2023), handbook of convergence theorems: subgradient methods.

Setting: f convex, D = ‖x₀ - x*‖, x⁺ = x - γ_k g with E g a subgradient of f at x and E‖g‖² ≤ G²; x̄ is the mean of
x_0, ..., x_(T-1), weighted by the γ_k where they vary.

Theorems:
- constant step: E f(x̄_T) - f* ≤ D²/(2γT) + γG²/2, hence DG/sqrt(T) for γ = D/(G sqrt(T));
- any steps: E f(x̄_T) - f* ≤ (D² + G² Σγ_k²)/(2 Σγ_k), hence log(T)/sqrt(T) for γ_k ~ 1/sqrt(k + 1);
- f μ-strongly convex, γ_k = 2/(μ(k + 2)), weights k + 1: E f(x̄_T) - f* ≤ 2G²/(μ(T + 1)); the handbook projects on a
  set where the gradients are bounded, which here is not left anyhow;
- steps of Polyak, (f(x) - f*)/‖g‖²: f(x̄_T) - f* ≤ DG/sqrt(T), without knowing D or G.

Instances. s|x| of all slopes s ≤ G, the largest error among them: with s Σγ_k = D the last iterate is the minimiser,
where the bounds for constant and for any steps are equalities. Stochastic: |x|/2 with g = ±1, a walk on a lattice
whose law is computed exactly; the error is that of an iterate drawn at random, E f(x_k) averaged over k, which by
convexity is at least that of x̄. Strongly convex: μx²/2 with the gradient off by ±σ; from |x₀| ≤ σ/μ the iterates
stay there, so that G² = 2σ². Polyak's step: the largest of T + 1 coordinates, of which the method finds one per step
(Drori & Teboulle 2016); no method does better in T steps.

The strongly convex bound is not attained: on parabolas its constant is four to six times too large.

Not covered: the last iterate, minibatches.
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, geomspace, grid, simulate, steps
from theory.methods.averaging import Average
from theory.methods.base import Method
from theory.methods.gradient import GradientDescent
from theory.methods.moments import ExpectedGradientDescent, average_gap
from theory.methods.polyak import PolyakStep
from theory.methods.schedules import Inverse, InverseSqrt
from theory.problems.convex import AbsoluteValue
from theory.problems.noise import RademacherNoise
from theory.problems.nonsmooth import MaximumOfCoordinates
from theory.problems.quadratic import Quadratic
from theory.simulation.worst import worst_of

PAPER = cite("garrigos2023handbook", near=__file__)


class Plateau(AbsoluteValue):
    """|x| up to 1/2, almost flat beyond: not convex."""

    def value(self, x):
        return jnp.minimum(jnp.abs(x), 0.5) + 0.01 * jnp.maximum(jnp.abs(x) - 0.5, 0.0)

    def gradient(self, x):
        return jnp.where(jnp.abs(x) <= 0.5, 1.0, 0.01) * jnp.sign(x)


def _worst_slope(method: Method, total, T):
    """The largest error over the s|x|, s ≤ 1, that reach 0 when the steps sum to `total` at a checkpoint; D = 1."""

    def run(slope):
        return simulate(method, AbsoluteValue(slope), 1.0, T)

    return worst_of(run, jnp.minimum(1 / total, 1.0))


@claim(
    PAPER,
    r"\max_f f(\bar x_T) - f^\star",
    bound=lambda γ, T: 1 / (2 * γ * T) + γ / 2,
    theorem="subgradient method, constant step",
    γ=geomspace(0.3, 0.001, 6),
    T=steps(3000, first=10, count=30),
)
def constant_step(key, γ, T):
    """The mean iterate of the subgradient method with constant step has an error of at most D²/(2γT) + γG²/2."""
    return _worst_slope(Average(GradientDescent(γ)), γ * T, T)


@constant_step.control("not convex: almost flat at the start")
def plateau(key, γ, T):
    return simulate(Average(GradientDescent(γ)), Plateau(jnp.asarray(1.0)), 1.0, T)


def _sum_of_roots(T):
    """Σ_(k<T) 1/sqrt(k + 1), by Euler and Maclaurin."""
    return 2 * T**0.5 - 1.4603545088095868 + 0.5 / T**0.5 - 1 / (24 * T**1.5) + 1 / (384 * T**3.5)


def _sum_of_inverses(T):
    """Σ_(k<T) 1/(k + 1), by Euler and Maclaurin."""
    return jnp.log(T) + 0.5772156649015329 + 1 / (2 * T) - 1 / (12 * T**2) + 1 / (120 * T**4)


@claim(
    PAPER,
    r"\max_f f(\bar x_T) - f^\star",
    bound=lambda c, T: (1 + c**2 * _sum_of_inverses(T)) / (2 * c * _sum_of_roots(T)),
    theorem="subgradient method, γ_k = c/sqrt(k + 1)",
    c=geomspace(1.0, 0.03, 5),
    T=steps(3000, first=10, count=30),
)
def decreasing_steps(key, c, T):
    """The weighted mean iterate of the subgradient method has an error of at most (D² + G² Σγ²)/(2 Σγ)."""
    schedule = InverseSqrt(c)
    return _worst_slope(Average(GradientDescent(schedule), schedule), c * _sum_of_roots(T), T)


@decreasing_steps.control("not convex: almost flat at the start")
def plateau_again(key, c, T):
    schedule = InverseSqrt(c)
    return simulate(Average(GradientDescent(schedule), schedule), Plateau(jnp.asarray(1.0)), 1.0, T)


SITES, HORIZON = 512, 10_000


def _random_walk(step_size, toward, T):
    """The mean of E|x_0|/2, ..., E|x_(T-1)|/2 for a walk of fixed step from 1 that goes towards 0 with `toward`."""

    def at_horizon(horizon):
        places = jnp.abs(1 - step_size(horizon) * jnp.arange(-SITES // 4, 3 * SITES // 4))
        down = jnp.where(1 - step_size(horizon) * jnp.arange(-SITES // 4, 3 * SITES // 4) > 0, toward, 1 - toward)

        def move(k, carry):
            law, total = carry
            moved = jnp.roll(law * down, 1) + jnp.roll(law * (1 - down), -1)
            return moved, total + law @ places / 2

        start = jnp.zeros(SITES).at[SITES // 4].set(1.0)
        return jax.lax.fori_loop(0, horizon, move, (start, 0.0))[1] / horizon

    return jax.lax.map(at_horizon, T)


@claim(
    PAPER,
    r"\frac{1}{T} \sum_{k<T} E f(x_k) - f^\star",
    "O(1/sqrt(T))",
    bound=lambda T: 1 / T**0.5,
    theorem="stochastic subgradient method, γ = D/(G sqrt(T))",
    T=steps(HORIZON, first=10, count=24),
    rivals=["O(1/T)", "Θ(T^(-1/4))"],
)
def stochastic(key, T):
    """The stochastic subgradient method with steps D/(G sqrt(T)) has an error of at most DG/sqrt(T)."""
    return _random_walk(lambda horizon: 1 / jnp.sqrt(horizon), 0.75, T)


@stochastic.control("biased: the walk goes away from the minimiser as often as towards it")
def biased(key, T):
    return _random_walk(lambda horizon: 1 / jnp.sqrt(horizon), 0.5, T)


@claim(
    PAPER,
    r"E f(\bar x_T) - f^\star",
    "O(1/T)",
    bound=lambda μ, T: 4 / (μ * (T + 1)),
    theorem="stochastic subgradient method, strongly convex, γ_k = 2/(μ(k + 2))",
    μ=geomspace(1.0, 0.01, 3),
    T=steps(10_000, count=30),
    rivals=["O(1/T²)", "Θ(1/sqrt(T))"],
)
def strongly_convex(key, μ, T):
    """With steps 2/(μ(k + 2)) and weights k + 1 the mean iterate has an error of at most 2G²/(μ(T + 1))."""
    return _noisy_parabola(μ, Inverse(2 / μ, 2.0), T)


@strongly_convex.control("steps ten times smaller")
def small_steps(key, μ, T):
    return _noisy_parabola(μ, Inverse(0.2 / μ, 2.0), T)


def _noisy_parabola(μ, step_size, T):
    method = ExpectedGradientDescent(step_size, lambda k: k + 1.0)
    return simulate(method, RademacherNoise(Quadratic(μ), 1.0), jnp.ones(1) / μ, T, metric=average_gap)


MOST = 1000


@claim(
    PAPER,
    r"f(\bar x_T) - f^\star",
    "Θ(1/sqrt(T))",
    bound=lambda T: 1 / T**0.5,
    theorem="Polyak's step size, convex and Lipschitz",
    T=grid(10, 20, 50, 100, 200, 500, MOST),
    rivals=["O(1/T)", "Θ(T^(-1/4))"],
)
def polyak(key, T):
    """Polyak's step size gives an error of at most DG/sqrt(T), and no method is better."""
    problem = MaximumOfCoordinates(T + 1, MOST + 1)
    return simulate(Average(PolyakStep()), problem, jnp.zeros(MOST + 1), T[None])[0]


@polyak.control("two and a half times Polyak's step, on |x|")
def overlong_step(key, T):
    return simulate(Average(PolyakStep(2.5)), AbsoluteValue(jnp.asarray(1.0)), 1.0, T[None])[0]
