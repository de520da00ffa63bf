"""Hanzely, Abdukhakimov & Takáč (2024): damped Newton methods with global rates up to O(k⁻³).

Setting: f convex, H = ∇²f(x), λ = sqrt(∇f·H⁻¹∇f) the gradient norm in the local metric ‖v‖²_x = v·Hv, D the largest
‖x - x*‖_x on the level set of x₀. For q in [3, 4] the third derivative is (q-3)-Hölder with constant M in the local
metric (in one dimension |f‴(y) - f‴(x)| ≤ M f″(x)^(q/2) |y - x|^(q-3)); for q in [2, 3] the same with the Hessian.
Algorithm: x⁺ = x - H⁻¹∇f / (1 + θ), θ = (9 M λ^(q-2))^(1/(q-1)) ("root Newton").
Theorem: f(x_k) - f* = O(M D^q k^(1-q)): k⁻³ for q = 4, k⁻² for q = 3. The earlier step (sqrt(1 + 2Lλ) - 1) / (Lλ)
(AICN, Hanzely et al. 2022) has k⁻² for q = 3, where L is the constant of that q.

Instance: near a solution with a definite Hessian every one of these methods converges superlinearly, so no single
function shows the rate for long. The worst function depends on the horizon, as Huber's does for gradient descent. For
a member N, f(x) = c x²/2 + s w log cosh(x/w) with c = 9/(32 N^(q-1)), s = 4c, M = c^(-q/2), and w the least width
that M allows. On the way from 1 to 0 the Newton step is four times too long and the damping cuts it to about 1/(2N);
the smoothed kink, where the Newton method would overshoot for ever, is legal because the metric is measured in c.
All members have M D^q = 1 up to a constant, and f(x₀) - f* falls from order 1 to order N^(1-q). The error reported is
the largest over the members. The orders near the solution are measured on a sum of exponentials in three dimensions,
with 400 decimal digits (`theory.simulation.precise`).

Not covered: the constants of the theorem, the line search and backtracking for unknown M, dimension above one for
the global rates. Where D is read as the largest ‖x - y‖_z over three points of the level set, it is larger here by
sqrt(N) and the members do not share a constant.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, geomspace, simulate, steps
from theory.methods.newton import CubicDamping, DampedNewton, LazyNewton, RootDamping, SelfConcordantDamping, Undamped
from theory.problems.convex import ExponentialSum, LogCosh, LogisticRegression
from theory.simulation.local_convergence import distance_after
from theory.simulation.worst import worst_of

PAPER = cite("hanzely2024newton", near=__file__)
DIRECTION = np.array([0.6, 0.0, 0.8])
HÖLDER = {3: 4 / (3 * 3**0.5), 4: 2.0}  # of sech², and of its derivative


def _worst_member(damping, q, T):
    """The largest error over the members of order q; `damping` makes a step rule from M."""

    def run(member):
        c = 9 / 32 * member ** (1.0 - q)
        M = c ** (-q / 2)
        kink = LogCosh(curvature=c, slope=4 * c, width=(HÖLDER[q] * 4 * c) ** (1 / (q - 1)))
        return simulate(DampedNewton(damping(M)), kink, jnp.ones(1), T)

    return worst_of(run, jnp.geomspace(1.0, 10.0 * T[-1], 120))


def _one_step(method, e):
    """Distance to the solution after one step from the distance e."""
    return distance_after(1, method, ExponentialSum.skew(), e * DIRECTION, digits=400)


@claim(
    PAPER,
    r"\max_{f \in \mathcal{F}_4} f(x_T) - f^\star",
    "O(T^-3)",
    theorem="root Newton step, q = 4",
    T=steps(1000, first=3, count=30, deep=10_000),
    rivals=["O(T^-4)", "Θ(T^-2)"],
)
def third_derivative(key, T):
    """Newton steps damped by the cube root of M λ² have an error of order k⁻³ for Lipschitz third derivatives."""
    return _worst_member(lambda M: RootDamping(M, jnp.asarray(4.0)), 4, T)


@third_derivative.control("no damping: the Newton method cycles")
def pure_newton(key, T):
    return _worst_member(lambda M: Undamped(), 4, T)


@third_derivative.control("the classical damping 1/(1 + sqrt(M) λ) is too cautious: k⁻²")
def classical_damping(key, T):
    return _worst_member(lambda M: SelfConcordantDamping(jnp.sqrt(M)), 4, T)


@claim(
    PAPER,
    r"\max_{f \in \mathcal{F}_3} f(x_T) - f^\star",
    "O(T^-2)",
    theorem="root Newton step, q = 3",
    T=steps(1000, first=3, count=30, deep=10_000),
    rivals=["O(T^-3)", "Θ(1/T)"],
)
def lipschitz_hessian(key, T):
    """Newton steps damped by the square root of M λ have an error of order k⁻² for Lipschitz Hessians."""
    return _worst_member(lambda M: RootDamping(M, jnp.asarray(3.0)), 3, T)


@lipschitz_hessian.control("no damping: the Newton method cycles")
def pure_newton_too(key, T):
    return _worst_member(lambda M: Undamped(), 3, T)


@lipschitz_hessian.control("the classical damping 1/(1 + M λ) is too cautious: k⁻¹")
def classical_damping_too(key, T):
    return _worst_member(SelfConcordantDamping, 3, T)


@claim(
    PAPER,
    r"\max_{f \in \mathcal{F}_3} f(x_T) - f^\star",
    "O(T^-2)",
    theorem="the AICN step (Hanzely et al. 2022)",
    T=steps(1000, first=3, count=30, deep=10_000),
    rivals=["O(T^-3)", "Θ(1/T)"],
)
def cubic_damping(key, T):
    """The step size of AICN has the same order k⁻² for Lipschitz Hessians."""
    return _worst_member(CubicDamping, 3, T)


@cubic_damping.control("no damping: the Newton method cycles")
def pure_newton_again(key, T):
    return _worst_member(lambda M: Undamped(), 3, T)


@claim(
    PAPER,
    r"\|x_1 - x^\star\|",
    "Θ(e^(5/3))",
    theorem="follows from the root Newton step, q = 4",
    kind="order",
    e=geomspace(1e-1, 1e-60, 13),
    rivals=["Θ(e²)", "Θ(e^(3/2))"],
)
def root_order(key, e):
    """Near the solution the step for q = 4 converges with order 5/3: the damping costs Newton's order 2."""
    return _one_step(DampedNewton(RootDamping(jnp.asarray(1.0), jnp.asarray(4.0))), e)


@root_order.control("damping of q = 3: order 3/2")
def root_order_hessian(key, e):
    return _one_step(DampedNewton(RootDamping(jnp.asarray(1.0), jnp.asarray(3.0))), e)


@claim(
    PAPER,
    r"\|x_1 - x^\star\|",
    "Θ(e²)",
    theorem="local convergence of the AICN step",
    kind="order",
    e=geomspace(1e-1, 1e-60, 13),
    rivals=["Θ(e^(5/3))", "Θ(e³)"],
)
def cubic_order(key, e):
    """Near the solution the step of AICN keeps the quadratic convergence of Newton's method."""
    return _one_step(DampedNewton(CubicDamping(jnp.asarray(1.0))), e)


@cubic_order.control("a constant fraction of the Newton step converges linearly")
def constant_fraction(key, e):
    return _one_step(DampedNewton(lambda decrement: 0.5), e)


def _value_after_change_of_variables(method, key, T):
    """|f(x_T) - φ(z_T)| for φ(z) = f(A z) with a random A, both started at the same point."""
    matrix = jnp.eye(3) + 0.5 * jax.random.normal(key, (3, 3))
    features = jnp.array([[1.0, 0.0, 0.2], [0.3, 1.0, 0.0], [0.0, -0.4, 1.0], [-0.5, -0.5, 0.3]])
    start = jnp.array([3.0, -2.0, 1.0])
    plain, mapped = (LogisticRegression(rows, jnp.asarray(0.0)) for rows in (features, features @ matrix))
    f = simulate(method, plain, start, T, metric=LogisticRegression.value)
    return jnp.abs(f - simulate(method, mapped, jnp.linalg.solve(matrix, start), T, metric=LogisticRegression.value))


@claim(
    PAPER,
    r"|f(x_T) - f(A z_T)|",
    bound=lambda T: 1e-12 + 0 * T,
    kind="identity",
    seeds=4,
    T=steps(30, count=8),
    theorem="affine invariance",
)
def affine_invariance(key, T):
    """A linear change of variables changes nothing: the function values along the run are the same."""
    return _value_after_change_of_variables(DampedNewton(RootDamping(jnp.asarray(1.0), jnp.asarray(4.0))), key, T)


@affine_invariance.control("regularisation by a multiple of the identity depends on the variables")
def euclidean_regularization(key, T):
    return _value_after_change_of_variables(LazyNewton(1, 1.0), key, T)
