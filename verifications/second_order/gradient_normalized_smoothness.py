"""Semenov, Jaggi & Doikov (ICLR 2026): one radius of good approximation explains all rates of regularised Newton steps.

Setting: f convex, g = ∇f(x), H ≽ 0 an approximation of the Hessian. The gradient-normalised smoothness γ(x) is the
largest γ such that ‖∇f(x+h) - g - H h‖ ≤ ‖g‖‖h‖/γ whenever ‖h‖ ≤ γ.
Algorithm: x⁺ = x - (H + λI)⁻¹ g with λ = ‖g‖/γ for some γ ≤ γ(x).

Theorems, in our words. (1) f(x) - f(x⁺) ≥ ‖g⁺‖²/(2λ) for convex f (the published constant is smaller): the residual
g⁺ + λh is at most λ‖h‖, whence -g⁺·h ≥ ‖g⁺‖²/(2λ), and convexity does the rest. (2) For an L-Lipschitz Hessian
γ(x) ≥ sqrt(2‖g‖/L), and (1) gives f(x_k) - f* = O(LD³/k²); a Hessian error of order sqrt(‖g‖) does not change the
order. (3) With a constant Hessian error e the rate is O(eD²/k), that of gradient descent for e-smooth functions.
(4) Where the third derivative is at most M times the second, λ = M‖g‖ gives a linear rate: O(MD) steps for a factor,
without regard to conditioning.

Instances: log cosh kinks in one variable, with H = f″ + e. (1) is attained far from the kink where e determines γ(x):
λ = e, so that the step is half of ‖g‖/e. γ(x) is found there by trial on a grid. For (2) and (3) the worst slope
depends on the horizon (as in lazy_hessians); the constant of the class determines γ, since γ(x) itself sees the kink
from afar. (4): two coordinates whose slopes differ by a factor s.

Not covered: non-convex functions, Hölder classes, Gauss-Newton and Fisher approximations, the search for γ. In (4),
γ(x) ≥ 1/M does not hold near a minimiser with a definite Hessian, where γ(x) falls with ‖g‖; λ = M‖g‖ is the
regularisation of Doikov (2023), who proves the linear rate.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, geomspace, grid, simulate, steps, steps_until
from theory.methods.regularized_newton import (
    ConstantRadius,
    GradientRegularizedNewton,
    LargestRadius,
    LipschitzHessianRadius,
    ShiftedHessian,
)
from theory.problems.convex import LogCosh
from theory.simulation.worst import worst_of

PAPER = cite("semenov2025smoothness", near=__file__)
RADII = jax.device_put(np.geomspace(1e-7, 10.0, 400))
NOUGHT = jax.device_put(0.0)


def _promised_over_achieved(radii, e, T):
    """‖g⁺‖²/(2λ) over f(x) - f(x⁺) in step T; nought where both are at rounding level."""
    problem = LogCosh(curvature=NOUGHT, slope=jnp.asarray(1.0), width=jnp.asarray(0.01))
    method = GradientRegularizedNewton(ShiftedHessian(e), LargestRadius(radii))

    def decrease(x):
        gradient = problem.gradient(x)
        λ = LargestRadius(RADII).regularization(problem, x, gradient, method.model(problem, x, gradient))
        after = method.step(problem, x, None)
        promised = jnp.sum(problem.gradient(after) ** 2) / (2 * λ)
        achieved = problem.suboptimality(x) - problem.suboptimality(after)
        return jnp.where(promised > 1e-14, promised / jnp.maximum(achieved, 1e-300), 0.0)

    return simulate(method, problem, jnp.ones(1), T, metric=lambda _, x: decrease(x))


@claim(
    PAPER,
    r"\frac{\|g_{k+1}\|^2 / (2 \lambda_k)}{f(x_k) - f(x_{k+1})}",
    bound=lambda T: 1.0 + 0 * T,
    theorem="progress of one step",
    e=geomspace(1e-2, 1e2, 13),
    T=even_steps(30, 30),
)
def one_step(key, e, T):
    """A step regularised by ‖g‖/γ(x) decreases f by at least ‖g⁺‖²/(2λ), whatever the error of the Hessian."""
    return _promised_over_achieved(RADII, e, T)


@one_step.control("a radius ten times too long")
def beyond_the_radius(key, e, T):
    return _promised_over_achieved(10 * RADII, e, T)


def _worst_gap(model, T):
    """Started at distance 1 from the kink, with the radius of the class, worst over the slopes."""
    method = GradientRegularizedNewton(model, LipschitzHessianRadius(jnp.asarray(1.0), model))

    def run(slope):
        return simulate(method, LogCosh.narrowest(slope), jnp.ones(1), T)

    return worst_of(run, jnp.geomspace(1e-2 / T[-1] ** 2, 10.0, 240))


@claim(
    PAPER,
    r"\max_{f \in \mathcal{F}} f(x_T) - f^\star",
    "O(1/T²)",
    theorem="convex functions with Lipschitz Hessian, error of order ‖g‖^(1/2)",
    T=steps(2000, first=10, count=30),
    rivals=["O(T^-3)", "Θ(1/T)"],
)
def lipschitz_hessian(key, T):
    """With a Hessian error of order sqrt(‖g‖) the error is of order k⁻², as with the exact Hessian."""
    return _worst_gap(ShiftedHessian(1.0, 0.5), T)


@lipschitz_hessian.control("a Hessian error that does not shrink with the gradient")
def constant_error(key, T):
    return _worst_gap(ShiftedHessian(1.0), T)


@claim(
    PAPER,
    r"\max_{f \in \mathcal{F}} f(x_T) - f^\star",
    "O(e/T)",
    theorem="convex functions, constant Hessian error",
    e=geomspace(4.0, 0.5, 5),
    T=steps(4000, first=40, count=25),
    rivals=["O(e/T²)", "O(e²/T)", "Θ(sqrt(e)/T)", "Θ(e/sqrt(T))"],
)
def inexact_hessian(key, e, T):
    """With a constant Hessian error e the error is of order e/k, as for gradient descent on e-smooth functions."""
    return _worst_gap(ShiftedHessian(e), T)


@inexact_hessian.control("the error grows as the gradient shrinks, like ‖g‖^(-1/4)")
def growing_error(key, e, T):
    return _worst_gap(ShiftedHessian(e, -0.25), T)


def _steps_to_accuracy(radius, M, s):
    """Steps until the error is a thousandth of the smaller slope s, from (1, 1), on kinks of width 2/M."""
    problem = LogCosh(curvature=NOUGHT, slope=jnp.stack([jnp.ones_like(s), s]), width=2 / M)
    method = GradientRegularizedNewton(ShiftedHessian(), radius)
    return steps_until(lambda p, x: p.suboptimality(x) <= 1e-3 * s, method, problem, jnp.ones(2), cap=100_000)


@claim(
    PAPER,
    r"\min \{k : f(x_k) - f^\star \leq \epsilon\}",
    "Θ(M)",
    theorem="quasi-self-concordant functions",
    M=geomspace(10.0, 1e3, 10),
    s=grid(1e-1, 1e-3, 1e-5),
    rivals=["O(sqrt(M))", "Ω(M²)"],
)
def quasi_self_concordant(key, M, s):
    """Where the third derivative is at most M times the second, the number of steps grows like M."""
    return _steps_to_accuracy(ConstantRadius(M), M, s)


@quasi_self_concordant.control("a radius of order 1/M²")
def shorter_radius(key, M, s):
    return _steps_to_accuracy(ConstantRadius(M**2 / 10), M, s)


@claim(
    PAPER,
    r"\min \{k : f(x_k) - f^\star \leq \epsilon\}",
    "O(1)",
    theorem="quasi-self-concordant functions",
    s=geomspace(1e-2, 1e-6, 12),
)
def free_of_conditioning(key, s):
    """The number of steps does not depend on how much the slopes in different directions differ."""
    return _steps_to_accuracy(ConstantRadius(jnp.asarray(40.0)), jnp.asarray(40.0), s)


@free_of_conditioning.control("the radius of functions with Lipschitz Hessian")
def lipschitz_radius(key, s):
    M = jnp.asarray(40.0)
    L = 4 / (3 * 3**0.5) * M**2 / 4
    return _steps_to_accuracy(LipschitzHessianRadius(L, ShiftedHessian()), M, s)
