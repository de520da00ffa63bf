"""Jahani, Rusakov, Shi, Richtárik, Mahoney & Takáč (ICLR 2022): OASIS adapts the preconditioner and the step size.

Setting: x⁺ = x - η D⁻¹∇f(x). D is the truncated moving average of z ⊙ ∇²f(x)z over random signs z (Hutchinson). η is
half of the inverse of the smoothness seen in the last step in the norm of D, but at most sqrt(1 + θ) times the last η,
θ the ratio of the last two. All gradients are exact.

Theorems, in our words. (1) The estimate of the diagonal is unbiased. (2) For strongly convex f the error decays
linearly. (3) For convex f it is O(1/k). The constants are those of f in the norm of D: the scales of the variables do
not enter as far as D removes them.

Instances: (1) all sign vectors in dimension 6, at a point of a function that is no quadratic. (2) the Hessian S C S
with S² from 1 to κ and C tridiagonal with eigenvalues from 0.4 to 1.6, which preconditioning by the diagonal leaves.
(3) a quadratic with eigenvalues from 10⁻⁵ to 1 in the basis of Hadamard's matrix: the diagonal of its Hessian is
constant, and preconditioning has no effect. Gradient descent attains 1/k on this spectrum; the adaptive step size
grows as the components of large curvature die out, and is faster, hence CONSISTENT.

Not covered: stochastic gradients, non-convex f, the theorems' constants. The independence of κ is what the constants
suggest, and holds in this instance. On the convex instance the error falls faster than 1/T; why, we did not test.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np

from theory import CONSISTENT, cite, claim, even_steps, geomspace, grid, simulate, steps, steps_until
from theory.methods.oasis import Oasis, diagonal_estimate
from theory.problems.convex import ExponentialSum
from theory.problems.dense_quadratic import DenseQuadratic, hadamard_basis

PAPER = cite("jahani2022oasis", near=__file__)
SIZE = 10
SIGNS = jax.device_put(np.array(list(itertools.product([1.0, -1.0], repeat=6))))
SPECTRUM = np.geomspace(1e-5, 1.0, 32)


def _bias(signs, key, r):
    """Largest deviation of the mean estimate over these sign vectors from the diagonal of the Hessian."""
    problem = ExponentialSum(jax.random.normal(key, (8, 6)))
    x = r * jnp.ones(6)
    mean = jnp.mean(jax.vmap(lambda z: diagonal_estimate(problem, x, z))(signs), axis=0)
    hessian = problem.hessian(x)
    return jnp.max(jnp.abs(mean - jnp.diag(hessian))) / jnp.linalg.norm(hessian)


@claim(
    PAPER,
    r"\|\mathbb{E}[z \odot \nabla^2 f(x) z] - \mathrm{diag} \nabla^2 f(x)\| / \|\nabla^2 f(x)\|",
    bound=lambda r: 1e-12 + 0 * r,
    theorem="Hutchinson's estimator",
    kind="identity",
    seeds=4,
    r=grid(1.0, 0.1, 0.01),
)
def unbiased_diagonal(key, r):
    """The mean of z ⊙ ∇²f(x)z over all sign vectors is the diagonal of the Hessian."""
    return _bias(SIGNS, key, r)


@unbiased_diagonal.control("the first two signs are equal")
def dependent_signs(key, r):
    return _bias(SIGNS.at[:, 1].set(SIGNS[:, 0]), key, r)


def _start(problem):
    """A point where all variables contribute alike."""
    return 1 / jnp.sqrt(jnp.diag(problem.matrix))


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "exp(-Ω(T))",
    theorem="strongly convex functions",
    seeds=48,
    T=even_steps(600, 60, first=10),
    rivals=["exp(-Ω(T²))", "Ω(1/T)"],
)
def strongly_convex(key, T):
    """On a badly scaled strongly convex function the error decays linearly."""
    problem = DenseQuadratic.scaled_chain(SIZE, 1e4)
    return simulate(Oasis(), problem, _start(problem), T, key=key)


def _steps_to_accuracy(method, key, κ):
    """Steps until the error is 10⁻⁸ of the first."""
    problem = DenseQuadratic.scaled_chain(SIZE, κ)
    start = _start(problem)
    target = 1e-8 * problem.value(start)
    return steps_until(lambda p, x: p.suboptimality(x) <= target, method, problem, start, cap=50_000, key=key)


@claim(
    PAPER,
    r"\min \{k : f(x_k) - f^\star \leq 10^{-8} (f(x_0) - f^\star)\}",
    "O(1)",
    theorem="constants in the norm of D (ours)",
    seeds=8,
    κ=geomspace(10.0, 3e3, 10),
    rivals=["Ω(sqrt(κ))"],
)
def free_of_scales(key, κ):
    """The number of steps does not grow with the ratio of the scales of the variables."""
    return _steps_to_accuracy(Oasis(), key, κ)


@free_of_scales.control("no preconditioner: the floor is above the whole diagonal")
def no_preconditioner(key, κ):
    return _steps_to_accuracy(Oasis(floor=1e6), key, κ)


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "O(1/T)",
    theorem="convex functions",
    seeds=8,
    T=steps(10_000, first=20, count=30),
    expect=CONSISTENT,
    rivals=["O(1/T²)", "Ω(1/sqrt(T))"],
)
def convex(key, T):
    """On a convex function whose curvatures the diagonal does not show the error is of order 1/T."""
    problem = DenseQuadratic.constant_diagonal(SPECTRUM)
    start = hadamard_basis(len(SPECTRUM)) @ jnp.ones(len(SPECTRUM))
    return simulate(Oasis(), problem, start, T, key=key)
