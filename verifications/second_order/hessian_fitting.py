"""Li (2024): fitting a preconditioner to Hessian-vector products is a strongly convex problem in a Lie group.

Setting: v ~ N(0, I), h = Hv. The preconditioner P = QᵀQ minimises c(P) = E(h·P h + v·P⁻¹ v); the minimiser is |H|⁻¹.
Algorithm: Q⁺ = Q - μ (a aᵀ - b bᵀ) Q / (‖a‖² + ‖b‖²) with a = Qh, b = Q⁻ᵀv, one pair (v, h) a step.

Theorems, in our words. (1) In the coordinates E (symmetric) of Q = exp(E) Q₀ the criterion is strongly convex: with
A = Q₀H²Q₀ᵀ and B = (Q₀Q₀ᵀ)⁻¹ its second derivative is 4 tr(E²(A + B)) at Q₀ ≥ 4 λ_min(A + B) ‖E‖²; in P it is not, for
large P. (2) From products without noise the error decays linearly, with a constant step size. For definite H this
follows from interpolation: a = b for every v once QᵀQ = H⁻¹. (3) The closed form P = (mean of h hᵀ)^(-1/2) converges
no faster than t^(-1/2).

Instances: dimension 5, eigenvalues from 1 to 10. In (1) E is the direction of least curvature, which attains the bound.
The error is ‖Q|H|Qᵀ - I‖; its geometric mean over runs is the rate that almost every run has. In (2) the logarithm of
a run's error is a random walk around its trend, hence the many runs, and the horizon ends before they reach rounding
level: later, while they arrive there one by one, their mean bends.

For indefinite H (2) fails with a constant step size, since a and b differ by more than a sign. The mean of h hᵀ over t
products is drawn from Wishart's law.

Not covered: sparse groups, methods without inverses, Euclidean and SPD descent. Were the sampled mean of v vᵀ used in
the closed form, P (mean h hᵀ) P = mean v vᵀ, the solution would be exact after as many probes as dimensions.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import Expectation, cite, claim, even_steps, geomspace, simulate, steps
from theory.methods.hessian_fitting import GroupDescent, along_group, closed_form_factor, criterion
from theory.problems.hessian_probes import HessianProbes

PAPER = cite("li2024hessian", near=__file__)
SIZE = 5
HESSIAN = np.diag(np.geomspace(1.0, 10.0, SIZE))
SIGNS = np.diag([1.0, -1.0, 1.0, -1.0, 1.0])


def _error(method, problem, key, T):
    return simulate(method, problem, jnp.eye(SIZE), T, key=key, metric=lambda problem, Q: problem.error(Q))


def _modulus_over_curvature(path, key, s):
    """4 λ_min(A + B) over the second derivative of the criterion along `path`, in the direction of its eigenvector."""
    factor = s * (jnp.eye(SIZE) + 0.3 * jax.random.normal(key, (SIZE, SIZE)))
    inverse = jnp.linalg.inv(factor)
    moments = factor @ HESSIAN @ HESSIAN @ factor.T + inverse.T @ inverse
    eigenvalues, basis = jnp.linalg.eigh(moments)
    curvature = jax.jacfwd(jax.jacfwd(lambda t: criterion(path(factor, basis[:, 0], t), HESSIAN)))(0.0)
    return 4 * eigenvalues[0] / curvature


@claim(
    PAPER,
    r"4 \lambda_{\min}(A + B) / \nabla^2 c[E, E]",
    bound=lambda s: 1.0 + 0 * s,
    theorem="strong convexity in the group",
    seeds=8,
    s=geomspace(0.1, 10.0, 9),
)
def strongly_convex(key, s):
    """In group coordinates the criterion is strongly convex with the modulus 4 λ_min(A + B)."""
    return _modulus_over_curvature(along_group, key, s)


@strongly_convex.control("the preconditioner itself as coordinate")
def euclidean(key, s):
    return _modulus_over_curvature(lambda factor, u, t: factor.T @ factor + t * jnp.outer(u, u), key, s)


@claim(
    PAPER,
    r"\|Q_T |H| Q_T^\top - I\|",
    "exp(-Ω(T))",
    theorem="linear convergence without noise",
    seeds=1024,
    most_seeds=16384,
    T=even_steps(200, 49, first=8),
    rivals=["exp(-Ω(T²))", "Ω(1/sqrt(T))"],
)
def linear_convergence(key, T):
    """From products without noise, descent in the group converges linearly with a constant step size."""
    return _error(GroupDescent(), HessianProbes(HESSIAN), key, T)


@linear_convergence.control("the closed form from as many products")
def closed_form_instead(key, T):
    problem = HessianProbes(HESSIAN)
    return jax.vmap(lambda t: problem.error(closed_form_factor(problem.mean_square(key, t))))(T)


@claim(
    PAPER,
    r"\mathbb{E} \|Q_T |H| Q_T^\top - I\|",
    "Ω(1)",
    theorem="no interpolation for indefinite Hessians (ours)",
    mode=Expectation(),
    seeds=1024,
    T=steps(3000, first=100, count=25),
    rivals=["O(1/sqrt(T))"],
)
def indefinite_hessian(key, T):
    """For an indefinite Hessian the error of descent with a constant step size does not vanish."""
    return _error(GroupDescent(), HessianProbes(HESSIAN @ SIGNS), key, T)


@indefinite_hessian.control("a definite Hessian")
def definite_hessian(key, T):
    return _error(GroupDescent(), HessianProbes(HESSIAN), key, T)


def _error_of_closed_form(noise, key, T):
    """Error as a fit of |H| from T products, perhaps with noise."""
    moment = HessianProbes(HESSIAN, noise).mean_square(key, T)
    return HessianProbes(HESSIAN).error(closed_form_factor(moment))


@claim(
    PAPER,
    r"\mathbb{E} \|Q_T |H| Q_T^\top - I\|",
    "Θ(1/sqrt(T))",
    theorem="closed form",
    mode=Expectation(),
    seeds=200,
    T=geomspace(20.0, 2e5, 25),
    rivals=["O(1/T)", "Ω(T^(-1/4))", "exp(-Ω(T))"],
)
def closed_form(key, T):
    """The inverse root of the sampled second moment of the products has an error of order t^(-1/2)."""
    return _error_of_closed_form(0.0, key, T)


@closed_form.control("products with noise")
def noisy_products(key, T):
    return _error_of_closed_form(0.3, key, T)
