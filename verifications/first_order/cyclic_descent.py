"""Cai, Song, Wright & Diakonikolas (ICML 2023): cyclic block coordinate descent, also with variance reduction.

Setting: F = f + r with r separable and convex, f smooth. A cycle updates the blocks in turn,
x_j ← prox(x_j - Λ_j⁻¹ ∇_j f) at the point reached so far, where Λ_j bounds the curvature of f in block j. With Q_j such
that ‖∇_j f(x) - ∇_j f(y)‖²_{1/Λ_j} ≤ ‖x - y‖²_{Q_j}, and Q̃_j the part of Q_j that concerns the blocks from j on,
L̂ = ‖Λ^(-1/2) (Σ Q̃_j) Λ^(-1/2)‖.

Theorems, in our words; the constants are our reading, and follow in three lines: a cycle that moves by Δ lowers F by at
least ‖Δ‖²_Λ/2, and at its end dist²(0, ∂F) ≤ 2 (1 + L̂) ‖Δ‖²_Λ, both in the norms of Λ and 1/Λ. (1) Hence the least
dist² of K cycles is at most 4 (1 + L̂)(F(x_0) - F*)/K, as for gradient descent. (2) If dist² ≥ 2μ (F - F*) besides
(Polyak-Łojasiewicz), each cycle divides F - F* by 1 + μ/(2 + 2L̂). (3) For a mean of n components: with probability
1/√n a cycle uses all components, otherwise √n of them update the estimates recursively. Then the mean of ‖∇f(x_k)‖²
over the first K cycles is O(1/K) in expectation with steps that do not shrink, and (4) n + O(√n/ε²) component gradients
suffice for ‖∇f‖ ≤ ε.

Instances: (1) a chain whose links have Welsch's loss, which is not convex, plus a multiple of ‖x‖₁; the largest error
over the multiples, each started at F = 1. Λ = 2, L̂ ≤ 5/2. (2) The quadratic with unit diagonal and equal couplings,
worst for cyclic descent; Λ = 1 and L̂ = ‖U‖² ~ 4m²/π², with U the upper triangle. Gradient descent needs m/μ steps,
cyclic descent m²/μ cycles, which L̂ foresees. (3) Huber functions of correlated features with tilts of mean nought,
again the largest error over the slopes; (4) one of them, with n/8 components of each of eight kinds.

Not covered: blocks of several coordinates, the online case, other proximal terms with estimated gradients.
"""

import jax.numpy as jnp
import numpy as np

from theory import Expectation, cite, claim, even_steps, geomspace, simulate, sizes, steps, steps_until
from theory.methods.averaging import Average
from theory.methods.cyclic import CyclicDescent, RecursiveCyclicDescent, StochasticCyclicDescent
from theory.methods.gradient import GradientDescent
from theory.methods.measured import LeastSoFar, Measured
from theory.problems.coupled import EquallyCoupled, TiltedHubers, WelschChain
from theory.simulation.worst import worst_of

PAPER = cite("cai2023cyclic", near=__file__)
LINKS = 8
CAP = 20_000


def _least_distance(Λ, K):
    """The least dist²(0, ∂F) in the norm of 1/2, largest over the weights of ‖x‖₁."""

    def run(weight):
        least = LeastSoFar(CyclicDescent(Λ, weight), WelschChain.stationarity)
        x0 = jnp.full(LINKS, 1 / (LINKS * weight))
        return simulate(least, WelschChain(weight), x0, K, metric=lambda _, distance: distance / 2)

    return worst_of(run, jnp.geomspace(1.0, 0.001, 160))


@claim(
    PAPER,
    r"\max_F \min_{k \leq K} \mathrm{dist}^2(0, \partial F(x_k))",
    "O(1/K)",
    bound=lambda K: 4 * (1 + 5 / 2) / K,
    theorem="deterministic case",
    K=steps(2000, count=30),
    rivals=["O(1/K²)", "O(K^-1.2)"],
)
def stationarity(key, K):
    """Cyclic proximal descent brings the squared subgradient down like 1/K without convexity."""
    return _least_distance(2.0, K)


@stationarity.control("steps of 2.5/Λ")
def long_steps(key, K):
    return _least_distance(0.8, K)


def _rate_constant(μ, m):
    """1 + L̂ of the equally coupled quadratic."""
    upper = [[np.triu(μ * np.eye(m) + 1 - μ) for m in m.ravel().astype(int)] for μ in μ.ravel()]
    return 1 + np.array([[[np.linalg.norm(U, 2) ** 2] for U in row] for row in upper])


def _start(m):
    return jnp.cos(jnp.pi * (jnp.arange(m) + 0.5) / m) * jnp.sqrt(2 / m)


@claim(
    PAPER,
    r"F(x_K) - F^\star",
    "exp(-Ω(μ K/m²))",
    theorem="Polyak-Łojasiewicz inequality, with L̂ of order m²",
    bound=lambda μ, m, K: μ / 2 * (1 + μ / (2 * _rate_constant(μ, m))) ** -K,
    μ=geomspace(0.1, 0.003, 6),
    m=sizes(4, 8, 16, 32),
    K=even_steps(2000, first=50),
    rivals=["exp(-Ω(μ K/m))", "exp(-Ω(sqrt(μ) K/m²))", "exp(-Ω(μ K²/m²))"],
)
def linear(key, μ, m, K):
    """Under a PL inequality cyclic descent is linear, at a rate μ/m² when m coordinates are equally coupled."""
    return simulate(CyclicDescent(1.0), EquallyCoupled(μ), _start(m), K)


@linear.control("all coordinates at once, with the same steps")
def all_at_once(key, μ, m, K):
    error = simulate(GradientDescent(1.0), EquallyCoupled(μ), _start(m).at[0].add(1.0), K)
    return jnp.where(error < 1e200, error, jnp.inf)


PATTERN = np.array([[1.5, 1.5], [0.5, 1.5], [1.5, 0.5], [0.5, 0.5]])
TILTS = np.full((4, 2), 2.0)


def _hubers(slope):
    """Components of eight kinds, of which there may be any number of copies."""
    return TiltedHubers(jnp.concatenate([PATTERN, PATTERN]), jnp.concatenate([TILTS, -TILTS]), slope)


def _squared_gradient(problem, x):
    g = problem.gradient(x)
    return g @ g


def _mean_square(key, method, K):
    """The mean of ‖∇f‖² over the first K cycles from f = 1, largest over slopes that take from ten cycles to 2000."""
    mean = Average(Measured(method, _squared_gradient))

    def run(slope):
        return simulate(mean, _hubers(slope), jnp.full(2, 1 / (2 * slope)), K, key=key, metric=lambda _, mean: mean)

    return worst_of(run, jnp.geomspace(0.7, 0.05, 30))


@claim(
    PAPER,
    r"\max_f E \|\nabla f(x_k)\|^2",
    "O(1/K)",
    theorem="recursive variance reduction",
    mode=Expectation(),
    seeds=8,
    K=steps(1000, first=30, count=20),
    rivals=["O(K^-1.4)"],
)
def variance_reduced(key, K):
    """With recursive estimates the mean squared gradient decays like 1/K though the steps do not shrink."""
    return _mean_square(key, RecursiveCyclicDescent(10.0, 1 / 8, 8), K)


@variance_reduced.control("minibatch gradients themselves: a noise floor stays")
def not_variance_reduced(key, K):
    return _mean_square(key, StochasticCyclicDescent(10.0, 1 / 8, 8), K)


def _component_gradients(key, n, restart, batch):
    """Expected component gradients after the first n until ‖∇f‖ ≤ 0.05, from f = 1 on Huber functions of slope 0.1."""
    method = RecursiveCyclicDescent(10.0, restart, batch)
    problem, x0 = _hubers(0.1), jnp.full(2, 5.0)
    cycles = steps_until(
        lambda problem, x: _squared_gradient(problem, x) <= 0.05**2, method, problem, x0, cap=CAP, key=key
    )
    return cycles * (restart * n + 2 * (1 - restart) * batch)


@claim(
    PAPER,
    r"E \#\{\nabla f_i\} - n",
    "O(sqrt(n))",
    theorem="recursive variance reduction, n + O(√n/ε²) component gradients",
    mode=Expectation(),
    seeds=8,
    n=geomspace(256, 65536, 9),
    rivals=["O(n^0.3)", "Θ(n)"],
)
def component_gradients(key, n):
    """After the first n the number of component gradients until ‖∇f‖ ≤ ε grows like √n."""
    return _component_gradients(key, n, n**-0.5, jnp.floor(jnp.sqrt(n)))


@component_gradients.control("all components in every cycle")
def all_components(key, n):
    return _component_gradients(key, n, 1.0, 1)
