"""Garrigos & Gower (2023), handbook of convergence theorems: minibatches drawn without replacement.

Setting: f is the mean of n convex components, each L_max-smooth; f is L-smooth with minimiser x*, D = ‖x₀ - x*‖ and
σ* = Var ∇f_i(x*). The gradient of a step is the mean over b different components, drawn uniformly.

Theorems, with L_b = (n(b-1) L + (n-b) L_max)/(b(n-1)) and σ_b = (n-b)/(b(n-1)) σ*:
- the variance of the minibatch gradient at x* is σ_b;
- expected smoothness: E‖∇f_B(x) - ∇f_B(x*)‖² ≤ 2 L_b (f(x) - f*);
- convex, γ ≤ 1/(4 L_b): E f(mean of x_0, ..., x_(T-1)) - f* ≤ D²/(γT) + 2γσ_b;
- μ-strongly convex, γ ≤ 1/(2 L_b): E‖x_T - x*‖² ≤ (1 - γμ)^T D² + 2γσ_b/μ.

Instances: least squares with n = 6, all draws enumerated and all expectations exact. Expected smoothness: orthogonal
features, for which L = L_max/n, L_b = L_max/b, and both sides are equal at every x. Convex: components of equal
curvature with targets ±1, the largest error among the curvatures λ ≤ 1. Strongly convex: orthogonal features with two
components of different target for each, from a start near enough for the noise to count, and far enough.

The noise terms of the last two are not attained: they pay a factor of 2 for splitting the variance in the part at x*
and the rest, and on quadratics another one for steps that are small against 1/μ.

Not covered: components that are not quadratic; sampling with other probabilities.
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, geomspace, simulate, sizes, steps
from theory.methods.minibatch import (
    ExpectedMinibatchDescent,
    average_gap,
    squared_distance,
    with_replacement,
    without_replacement,
)
from theory.problems.quadratic import LeastSquares
from theory.simulation.worst import worst_at_horizons

PAPER = cite("garrigos2023handbook", near=__file__)
N = 6


def _share(b):
    """σ_b/σ*."""
    return (N - b) / (b * (N - 1))


def _change(problem, minimizer, sampling, x):
    """E‖∇f_B(x) - ∇f_B(x*)‖²."""
    rows = problem.features * (problem.features @ (x - minimizer))[:, None]
    return _second_moment(sampling, rows)


def _second_moment(sampling, rows):
    return sampling.probability @ jnp.sum((sampling.weights @ rows) ** 2, axis=1)


def _relative_noise(key, sampling):
    """Var ∇f_B(x*)/σ* on random least squares."""
    features, targets = jax.random.split(key)
    problem = LeastSquares(jax.random.normal(features, (N, 3)), jax.random.normal(targets, (N,)))
    rows = problem.features * problem.residual(problem.minimizer)[:, None]
    return _second_moment(sampling, rows) / jnp.mean(jnp.sum(rows**2, axis=1))


def _relative_change(key, sampling):
    """E‖∇f_B(x) - ∇f_B(x*)‖²/(2(f(x) - f*)) at a random x, features orthogonal."""
    minimizer, x = jax.random.normal(key, (2, N))
    problem = LeastSquares(jnp.eye(N), minimizer)
    gap = 0.5 * jnp.mean((problem.features @ (x - minimizer)) ** 2)
    return _change(problem, minimizer, sampling, x) / (2 * gap)


@claim(
    PAPER,
    r"\mathrm{Var}\, \nabla f_B(x^\star) / \sigma^\star",
    bound=_share,
    theorem="minibatch noise",
    b=sizes(1, 3, 5),
)
def noise_at_minimizer(key, b):
    """The variance of a minibatch gradient at the minimiser is (n - b)/(b(n - 1)) times that of one component."""
    return _relative_noise(key, without_replacement(N, b))


@noise_at_minimizer.control("drawn with replacement")
def noise_of_independent_draws(key, b):
    return _relative_noise(key, with_replacement(N, b))


@claim(
    PAPER,
    r"E \|\nabla f_B(x) - \nabla f_B(x^\star)\|^2 / (2(f(x) - f^\star))",
    bound=lambda b: (N * (b - 1) / N + (N - b)) / (b * (N - 1)),
    theorem="expected smoothness of minibatches",
    seeds=16,
    b=sizes(1, 3, 6),
)
def expected_smoothness(key, b):
    """The second moment of the change of a minibatch gradient is at most 2 L_b times the gap."""
    return _relative_change(key, without_replacement(N, b))


@expected_smoothness.control("drawn with replacement")
def smoothness_of_independent_draws(key, b):
    return _relative_change(key, with_replacement(N, b))


def _worst_average(sampling, T):
    """The largest E f(mean) - f* over the curvatures λ ≤ 1, with γ = 1/(4 sqrt(T)) for each horizon; D = σ* = 1."""
    signs = jnp.where(jnp.arange(N) % 2 == 0, 1.0, -1.0)

    def run(horizon, λ):
        method = ExpectedMinibatchDescent(0.25 / jnp.sqrt(horizon), sampling)
        problem = LeastSquares(jnp.full((N, 1), jnp.sqrt(λ)), signs / jnp.sqrt(λ))
        return simulate(method, problem, jnp.ones(1), horizon[None], metric=average_gap)[0]

    return worst_at_horizons(run, jnp.geomspace(1e-3, 1.0, 30), T)


@claim(
    PAPER,
    r"\max_f E f(\bar x_T) - f^\star",
    "O(1/sqrt(T))",
    bound=lambda b, T: (4 + _share(b) / 2) / T**0.5,
    theorem="minibatch SGD, convex, γ = 1/(4 sqrt(T))",
    b=sizes(1, 3, 6),
    T=steps(1000, count=16),
    rivals=["O(T^-0.7)", "Θ(T^-0.3)"],
)
def convex(key, b, T):
    """Averaged minibatch SGD with steps proportional to 1/sqrt(T) has an error of order 1/sqrt(T)."""
    return _worst_average(without_replacement(N, b), T)


def _distance(b, γ, start, sampling, T):
    """E‖x_T - x*‖² for three orthogonal features with two components each; μ = 1/3 and σ* = 1."""
    features = jnp.concatenate([jnp.eye(3), jnp.eye(3)])
    problem = LeastSquares(features, jnp.repeat(jnp.array([1.0, -1.0]), 3))
    x0 = jnp.full(3, start / jnp.sqrt(3.0))
    return simulate(ExpectedMinibatchDescent(γ, sampling), problem, x0, T, metric=squared_distance)


@claim(
    PAPER,
    r"E \|x_T - x^\star\|^2",
    bound=lambda b, γ, T: (1 - γ / 3) ** T + 6 * γ * _share(b),
    theorem="minibatch SGD, strongly convex",
    b=sizes(1, 3, 5),
    γ=geomspace(0.5, 0.005, 5),
    T=steps(4000, count=24),
)
def strongly_convex(key, b, γ, T):
    """With a constant step the squared distance decays at least by 1 - γμ per step down to a floor of 2γσ_b/μ."""
    return _distance(b, γ, 1.0, without_replacement(N, b), T)


@strongly_convex.control("step size above 2/L_max")
def too_long_step(key, b, γ, T):
    return _distance(b, 2.1, 1.0, without_replacement(N, b), T)


@claim(
    PAPER,
    r"\lim_T E \|x_T - x^\star\|^2",
    "O(γ)",
    bound=lambda b, γ: 6 * γ * _share(b),
    theorem="minibatch SGD, strongly convex",
    kind="limit",
    b=sizes(1, 3, 5),
    γ=geomspace(0.1, 0.001, 6),
    rivals=["O(γ²)", "Θ(sqrt(γ))"],
)
def noise_floor(key, b, γ):
    """The floor of constant-step minibatch SGD is proportional to γ and shrinks with the batch as σ_b does."""
    return _distance(b, γ, 0.0, without_replacement(N, b), jnp.array([50_000]))[0]


@noise_floor.control("decreasing steps leave no floor of their own: it does not follow γ")
def decreasing_steps(key, b, γ):
    return _distance(b, lambda k: 6.0 / (k + 6.0), 0.0, without_replacement(N, b), jnp.array([100]))[0]
