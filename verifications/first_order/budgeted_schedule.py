"""Tang, Dong, Zeng, Zhou & Lin (NeurIPS 2025): one schedule of learning rates for a given budget of steps (UBA).

Setting: T steps in all, gradient descent x⁺ = x - η_t ∇f(x), curvatures known to lie in [μ, L], κ = L/μ.
Schedule: η_t = η_min + (η_max - η_min) 2(1 + cos c_t) / (2φ + (2 - φ)(1 + cos c_t)), c_t = (2t + 1)π/(2T). φ = 2 is
the cosine schedule, φ → 0 a constant one; the larger φ, the earlier the steps become short.

Theorems, in our words: the schedule solves a min-max problem over the curvature; φ is tied to the condition number; it
converges for every φ. Only the abstract could be read: the formula is a recollection, and the theorems here are ours.
(1) With η_min = 1/L, η_max = 1/μ and φ = 2κ the steps are the inverse roots of Chebyshev's polynomial on [μ, L], so
that the error of every quadratic is at most 1/T_T((κ+1)/(κ-1)) ≤ 2 exp(-2T/√κ) of that at the start. No other choice of
T steps, hence no other φ, has a smaller worst case. (2) With η_min = 0 and η_max = 1/L the steps sum to c(φ) T, and the
gap of smooth convex functions is O(1/T) for every φ, since monotone steps of at most 1/L are as good as one long flow.

Instances: quadratics of all curvatures in [μ, L]; Huber functions of all slopes, the worst for each budget (handbook).

Not covered: noise, networks, the rounding that Chebyshev's steps in this order amplify when the matrix is not diagonal,
and the paper's own constants.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, geomspace, simulate, steps
from theory.methods.gradient import GradientDescent
from theory.methods.schedules import BudgetAware
from theory.problems.convex import Huber
from theory.problems.quadratic import Quadratic
from theory.simulation.worst import worst_at_horizons, worst_of

PAPER = cite("tang2025stepsize", near=__file__)


def _curvatures(κ):
    """From 1/κ to 1, denser at the ends, where the extrema of Chebyshev's polynomials are."""
    return 1 / κ + (1 - 1 / κ) * (1 + jnp.cos(jnp.linspace(0, jnp.pi, 801))) / 2


def _contraction(φ, κ, T, λ):
    """|x_T| on λx²/2 from 1, with steps from κ to 1; L = 1."""
    method = GradientDescent(BudgetAware(κ, 1.0, φ, T))
    return simulate(method, Quadratic(λ), jnp.ones(1), T[None], metric=lambda _, x: jnp.abs(x[0]))[0]


def _worst_contraction(φ, κ, T):
    return worst_at_horizons(lambda horizon, λ: _contraction(φ, κ, horizon, λ), _curvatures(κ), T)


@claim(
    PAPER,
    r"\max_{\lambda \in [\mu, L]} \|x_T\| / \|x_0\|",
    "exp(-Ω(T/sqrt(κ)))",
    bound=lambda κ, T: 1 / np.cosh(T * np.arccosh((κ + 1) / (κ - 1))),
    theorem="φ and the condition number (ours)",
    κ=geomspace(10.0, 1000.0, 5),
    T=even_steps(180, 20, first=9),
    rivals=["exp(-Ω(T/κ^(1/4)))", "exp(-Ω(T²/sqrt(κ)))"],
)
def chebyshev(key, κ, T):
    """With φ = 2κ the worst error over all curvatures is that of Chebyshev's polynomial: √κ steps for a factor."""
    return _worst_contraction(2 * κ, κ, T)


@chebyshev.control("φ half as large")
def half_of_the_shape(key, κ, T):
    return _worst_contraction(κ, κ, T)


@chebyshev.control("φ = 2: the cosine schedule between the same ends")
def cosine(key, κ, T):
    return _worst_contraction(2.0, κ, T)


def _best_shape(curvatures, κ):
    """The φ between κ/10 and 100κ for which the worst error after 12 steps over the curvatures is least."""
    shapes = κ * jnp.geomspace(0.1, 100.0, 700)
    T = jnp.asarray(12)
    worst = jax.vmap(lambda φ: worst_of(lambda λ: _contraction(φ, κ, T, λ), curvatures))(shapes)
    return shapes[jnp.argmin(worst)]


@claim(
    PAPER,
    r"\varphi^\star(\kappa) / (2 \kappa)",
    bound=lambda κ: 1.01 + 0 * κ,
    theorem="φ and the condition number (ours)",
    kind="identity",
    κ=geomspace(3.0, 300.0, 5),
)
def best_shape(key, κ):
    """The φ that is best in the worst case over the curvatures is 2κ, to the mesh of one percent."""
    φ = _best_shape(_curvatures(κ), κ)
    return jnp.maximum(φ / (2 * κ), 2 * κ / φ)


@best_shape.control("a curvature that is known: the longer the steps the better")
def known_curvature(key, κ):
    φ = _best_shape(1 / κ[None], κ)
    return jnp.maximum(φ / (2 * κ), 2 * κ / φ)


def _worst_slope(schedule, T):
    """The largest error over the Huber functions of slopes around the worst for gradient flow; L = D = 1."""

    def run(horizon, share):
        return simulate(GradientDescent(schedule(horizon)), Huber(share / horizon, jnp.ones(())), 1.0, horizon[None])[0]

    return worst_at_horizons(run, jnp.geomspace(0.02, 20.0, 120), T)


@claim(
    PAPER,
    r"\max_f f(x_T) - f^\star",
    "O((1 + sqrt(φ/2))/T)",
    bound=lambda φ, T: (1 + (φ / 2) ** 0.5) / (2 * T),
    theorem="convergence for every φ (ours)",
    φ=geomspace(0.02, 200.0, 6),
    T=steps(4000, first=40, count=20),
    rivals=["O((1 + sqrt(φ/2))/T²)", "Θ((1 + sqrt(φ/2))/sqrt(T))", "Θ((1 + φ)/T)"],
)
def convex(key, φ, T):
    """For every φ the gap on smooth convex functions is at most (1 + √(φ/2)) L D²/(2T)."""
    return _worst_slope(lambda horizon: BudgetAware(1.0, 0.0, φ, horizon), T)


@convex.control("steps for a budget of 100, whatever the budget is")
def unaware(key, φ, T):
    return _worst_slope(lambda horizon: BudgetAware(1.0, 0.0, φ, 100.0), T)


@convex.control("cosine from 6/L, on a quadratic")
def too_long_steps(key, φ, T):
    def at_horizon(horizon):
        method = GradientDescent(BudgetAware(6.0, 0.0, 2.0, horizon))
        return simulate(method, Quadratic(1.0), jnp.ones(1), horizon[None])[0]

    return jax.lax.map(at_horizon, T)
