"""Nocedal & Wright (2006), Numerical Optimization: local convergence of Newton, Gauss-Newton and BFGS.

Setting: x* a minimiser with a definite Hessian, the Hessian Lipschitz around it, unit steps, e = ‖x_0 - x*‖ small.
Theorems, in our words:
- Newton (3.5): ‖x_1 - x*‖ = O(e²);
- Gauss-Newton on ‖r(x)‖²/2 (10.3): O(e²) where r(x*) = 0; otherwise linear, with a factor in proportion to the size of
  the curvature of r times r(x*);
- BFGS (6.6): superlinear, ‖x_{k+1} - x*‖/‖x_k - x*‖ → 0. In one dimension BFGS is the secant method, whose order is the
  golden ratio (classical). In more dimensions the theorem names no rate; exp(-Ω(√T)) for the ratio is a weak one that
  a linearly convergent method misses, and BFGS surpasses.

Instances: sums of exponentials in three dimensions with the solution 0; for BFGS in one dimension exp(x) - 1 - x.
Everything is computed with 400 decimal digits (`theory.simulation.precise`), since in doubles a Newton step from 1e-6
ends in rounding. That matters: a Hessian that is wrong by 1e-6 looks quadratic in doubles, and is linear.

Not covered: line searches and global convergence, trust regions, limited memory, the constants.
"""

import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, geomspace
from theory.decision.verdict import CONSISTENT
from theory.methods.newton import DampedNewton, LazyNewton, Undamped
from theory.methods.quasi_newton import BFGS
from theory.methods.root_finding import GaussNewton
from theory.problems.convex import ExponentialSum
from theory.problems.systems import ExponentialResiduals
from theory.simulation.local_convergence import distance_after
from theory.simulation.precise import simulate_precisely

PAPER = cite("nocedal2006optimization", near=__file__)
DIRECTION = np.array([0.6, 0.0, 0.8])
DIGITS = 400


class ShiftedHessian(ExponentialSum):
    """The sum of exponentials with a Hessian that is wrong by 1e-6."""

    def hessian(self, x):
        return super().hessian(x) + 1e-6 * jnp.eye(x.size)


class FixedCurvature(BFGS):
    """The first approximation of the Hessian is kept."""

    def update(self, inverse, s, y, product):
        return inverse


def _after_one_step(method, problem, e):
    return distance_after(1, method, problem, e * DIRECTION, digits=DIGITS)


@claim(
    PAPER,
    r"\|x_1 - x^\star\|",
    "Θ(e²)",
    theorem="Theorem 3.5",
    kind="order",
    e=geomspace(1e-1, 1e-80, 20),
    rivals=["Θ(e^1.9)", "Θ(e^2.1)"],
)
def newton(key, e):
    """Newton's method squares the distance to the solution in every step."""
    return _after_one_step(DampedNewton(Undamped()), ExponentialSum.skew(), e)


@newton.control("a Hessian that is wrong by 1e-6: linear, though doubles do not show it")
def inexact_hessian(key, e):
    return _after_one_step(DampedNewton(Undamped()), ShiftedHessian(ExponentialSum.skew().features), e)


def _run(problem, method, start, T):
    return simulate_precisely(method, problem, start, T, metric=lambda _, x: jnp.linalg.norm(x), digits=DIGITS)


@claim(
    PAPER,
    r"\|x_T - x^\star\|",
    "exp(-Ω(2^T))",
    theorem="Theorem 3.5",
    T=even_steps(10, 10, first=1),
    rivals=["exp(-Ω(3^T))", "exp(-Ω(2.3^T))"],
)
def newton_run(key, T):
    """Along a run of Newton's method the number of correct digits doubles in every step."""
    return _run(ExponentialSum.skew(), DampedNewton(Undamped()), 2 * DIRECTION, T)


@newton_run.control("the Hessian at the start is kept: linear convergence")
def first_hessian(key, T):
    return _run(ExponentialSum.skew(), LazyNewton(100), 2 * DIRECTION, T)


def _residuals(ρ):
    """Four residuals in two unknowns, with the residual ρ at the solution, orthogonal to all first derivatives."""
    features = jnp.array([[1.0, 0.5], [1.0, -0.5], [-0.5, 1.0], [0.5, 1.0]])
    offset = jnp.array([-1.0, 1.0, 0.5, 0.5]) @ (jnp.eye(4) - features @ jnp.linalg.pinv(features))
    return ExponentialResiduals(features, ρ * offset / jnp.linalg.norm(offset))


def _gauss_newton(ρ, e):
    return distance_after(1, GaussNewton(), _residuals(ρ), e * jnp.array([0.6, 0.8]), digits=DIGITS)


@claim(
    PAPER,
    r"\|x_1 - x^\star\|",
    "Θ(e²)",
    theorem="Section 10.3, no residual",
    kind="order",
    e=geomspace(1e-1, 1e-80, 20),
    rivals=["Θ(e^1.9)", "Θ(e^2.1)"],
)
def gauss_newton(key, e):
    """Where the residual vanishes at the solution Gauss-Newton squares the distance, without second derivatives."""
    return _gauss_newton(jnp.zeros(()), e)


@gauss_newton.control("a residual of 0.01 at the solution")
def with_residual(key, e):
    return _gauss_newton(jnp.asarray(0.01), e)


@claim(
    PAPER,
    r"\|x_1 - x^\star\| / \|x_0 - x^\star\|",
    "Θ(ρ)",
    theorem="Section 10.3, with a residual",
    ρ=geomspace(1e-1, 1e-20, 12),
    rivals=["Θ(sqrt(ρ))", "Θ(ρ²)"],
)
def gauss_newton_factor(key, ρ):
    """With a residual ρ at the solution Gauss-Newton converges linearly, with a factor in proportion to ρ."""
    return _gauss_newton(ρ, 1e-60) / 1e-60


@gauss_newton_factor.control("far from the solution the second order adds to the factor")
def from_afar(key, ρ):
    return _gauss_newton(ρ, 1e-2) / 1e-2


@claim(
    PAPER,
    r"\|x_T - x^\star\|",
    "exp(-Ω(1.618034^T))",
    theorem="Theorem 6.6, in one dimension",
    T=even_steps(12, 12, first=1),
    rivals=["exp(-Ω(2^T))", "exp(-Ω(1.8^T))"],
)
def bfgs_in_one_dimension(key, T):
    """In one dimension every step of BFGS multiplies the number of correct digits by the golden ratio."""
    return _run(ExponentialSum(jnp.ones((1, 1))), BFGS(1.5), 0.5 * jnp.ones(1), T)


@bfgs_in_one_dimension.control("the first curvature is kept: linear convergence")
def without_updates(key, T):
    return _run(ExponentialSum(jnp.ones((1, 1))), FixedCurvature(1.5), 0.5 * jnp.ones(1), T)


@claim(
    PAPER,
    r"\|x_{T+1} - x^\star\| / \|x_T - x^\star\|",
    "exp(-Ω(sqrt(T)))",
    theorem="Theorem 6.6 (the rate is ours)",
    T=even_steps(36, 36, first=1),
    expect=CONSISTENT,
)
def bfgs(key, T):
    """In three dimensions the factor by which BFGS shrinks the error itself tends to nought, faster than exp(-√T)."""
    return _factors(BFGS(3.0), T)


def _factors(method, T):
    errors = _run(ExponentialSum.skew(), method, DIRECTION / 2, jnp.concatenate([T, T[-1:] + 1]))
    return errors[1:] / errors[:-1]


@bfgs.control("the first curvature is kept: linear convergence")
def without_updates_in_three_dimensions(key, T):
    return _factors(FixedCurvature(3.0), T)
