"""Rodomanov & Nesterov (2022): how fast is the superlinear convergence of classical quasi-Newton methods?

Setting: f μ-strongly convex and L-smooth in n dimensions, κ = L/μ, unit steps, the first Hessian approximation is L I;
λ = sqrt(∇f·∇²f⁻¹∇f) the local norm of the gradient.
Theorem, in our words, from the abstract: near the solution BFGS converges like (nκ/k)^(k/2), DFP like (nκ²/k)^(k/2);
this sets in as soon as k exceeds nκ.
On quadratics we derive a constant, with the trace potential σ = tr A⁻¹(G - A) ≥ 0 of the approximation G of the Hessian
A: BFGS keeps G ≽ A, a step has λ⁺ = θλ, and σ falls by θ² at least, so that Π θ_i ≤ (Σ θ_i²/k)^(k/2) ≤ (σ_0/k)^(k/2),
with σ_0 = Σ (L/a_i - 1) over the eigenvalues a_i.

Instances: quadratics with four eigenvalues from 1/κ to 1, and the sum of exponentials in three dimensions, with 400
decimal digits (`theory.simulation.precise`). Convergence is faster than the bound: k steps of BFGS learn more than σ
accounts for. The order k log k of the theorem's exponent is followed from k = 20 on.

Not covered: the dependence on n and κ, the region where the local theorem holds, greedy and random updates, the sharper
bounds of the same authors' later paper.
"""

import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, grid, simulate
from theory.decision.verdict import CONSISTENT
from theory.falsification.families import Sphere
from theory.methods.gradient import GradientDescent
from theory.methods.quasi_newton import BFGS
from theory.problems.convex import ExponentialSum
from theory.problems.quadratic import Quadratic
from theory.simulation.precise import simulate_precisely

PAPER = cite("rodomanov2022rates", near=__file__)
SIZE = 4


def _spectrum(κ):
    return jnp.geomspace(1.0, 1 / κ, SIZE)


def _bound(κ, T):
    """(σ_0/T)^(T/2), or 1 as long as that is larger: the steps never lengthen λ, since G ≽ A."""
    eigenvalues = κ[..., None] ** (-np.arange(SIZE) / (SIZE - 1))
    σ = np.sum(1 / eigenvalues - 1, axis=-1)
    return np.minimum((σ / T) ** (T / 2), 1.0)


def _on_quadratic(method, κ, T):
    """λ_T/λ_0 from (1, ..., 1); on a quadratic λ² is twice the gap."""
    problem = Quadratic(_spectrum(κ))
    gaps = simulate_precisely(method, problem, jnp.ones(SIZE), T)
    return jnp.sqrt(gaps / problem.suboptimality(jnp.ones(SIZE)))


@claim(
    PAPER,
    r"\lambda_T / \lambda_0",
    bound=_bound,
    theorem="BFGS on quadratics (constant ours)",
    κ=grid(2.0, 5.0, 20.0),
    T=even_steps(24, 24, first=1),
    expect=CONSISTENT,
)
def quadratic(key, κ, T):
    """On quadratics BFGS with unit steps from L I has λ_T ≤ (σ_0/T)^(T/2) λ_0."""
    return _on_quadratic(BFGS(1.0), κ, T)


@quadratic.family(Sphere(SIZE))
def any_start(instance, κ, T):
    problem = Quadratic(_spectrum(κ))
    gaps = simulate(BFGS(1.0), problem, instance, T)
    return jnp.sqrt(gaps / problem.suboptimality(instance))


@quadratic.control("gradient descent with step 1/L, where the approximation learns nothing")
def gradient_descent(key, κ, T):
    return _on_quadratic(GradientDescent(1.0), κ, T)


@claim(
    PAPER,
    r"\|x_T - x^\star\|",
    "exp(-Ω(T log T))",
    theorem="BFGS near the solution",
    T=even_steps(56, 30, first=20),
    expect=CONSISTENT,
)
def near_the_solution(key, T):
    """Near the solution of a smooth strongly convex problem BFGS converges like T^(-T/2), or faster."""
    return _on_exponentials(BFGS(3.0), T)


def _on_exponentials(method, T):
    start = jnp.array([0.3, 0.0, 0.4])
    return simulate_precisely(method, ExponentialSum.skew(), start, T, metric=lambda _, x: jnp.linalg.norm(x))


@near_the_solution.control("gradient descent: linear")
def gradient_descent_near_the_solution(key, T):
    return _on_exponentials(GradientDescent(1 / 3), T)
