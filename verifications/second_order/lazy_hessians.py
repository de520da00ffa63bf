"""Doikov, Chayti & Jaggi (ICML 2023): second-order methods that keep a Hessian for m iterations.

Setting: the Hessian of f is L-Lipschitz; F = f(x₀) - f*, D the radius of the level set of x₀. The Hessian H is the one
at the last iterate whose number m divides, the gradient g is fresh.
Algorithms: cubic, x⁺ = argmin g·(y-x) + (y-x)·H(y-x)/2 + M‖y-x‖³/6 with M = 6mL; regularised,
x⁺ = x - (H + sqrt(M‖g‖) I)⁻¹ g with M = 3mL, for convex f.
Theorems: cubic, f bounded below: min_{i≤k} ‖∇f(x_i)‖ = O((sqrt(mL) F / k)^(2/3)). Regularised, convex: f(x_k) - f* =
O(mLD³/k²) beside a term that vanishes exponentially. Near a definite minimiser the pure step (M = 0, Shamanskii 1967)
has order m + 1 per refresh.

Instances: the worst function depends on the horizon. For a member N it is log cosh scaled to have a slope s beyond a
kink as narrow as L = 1 allows; far from the kink the Hessian vanishes, so that the regularisation alone sets the
step: sqrt(s/M) for the regularised method, sqrt(2s/M) for the cubic one. With s ~ m/N² (D = 1 fixed), respectively
s ~ (m/N²)^(1/3) (F = 1 fixed, the distance grows), N steps do not reach the kink. The error reported is the largest
over the members. The gradient norm decreases along these runs, so the last is the least. The order is measured on a sum
of exponentials in three dimensions with the minimiser 0, with 400 decimal digits (`theory.simulation.precise`).

Not covered: non-convex instances, the constants of the theorems, the adaptive variant, the arithmetic cost. The
dependence on m is that of the prescribed M; whether a smaller M would do is not asked.
"""

import jax.numpy as jnp
import numpy as np

from theory import cite, claim, geomspace, grid, simulate, steps
from theory.methods.newton import LazyCubicNewton, LazyNewton
from theory.problems.convex import ExponentialSum, LogCosh
from theory.simulation.local_convergence import distance_after
from theory.simulation.worst import worst_of

PAPER = cite("doikov2023lazy", near=__file__)
DIRECTION = np.array([0.6, 0.0, 0.8])


def _after_one_refresh(m, count, e):
    """Distance to the solution after `count` pure steps with period m from the distance e."""
    return distance_after(count, LazyNewton(m), ExponentialSum.skew(), e * DIRECTION, digits=400)


@claim(
    PAPER,
    r"\|x_1 - x^\star\|",
    "Θ(e²)",
    theorem="local convergence, m = 1",
    kind="order",
    e=geomspace(1e-1, 1e-60, 13),
    rivals=["Θ(e)", "Θ(e³)"],
)
def order_of_newton(key, e):
    """A Hessian used once gives order 2, Newton's."""
    return _after_one_refresh(1, 1, e)


@claim(
    PAPER,
    r"\|x_2 - x^\star\|",
    "Θ(e³)",
    theorem="local convergence, m = 2",
    kind="order",
    e=geomspace(1e-1, 1e-60, 13),
    rivals=["Θ(e²)", "Θ(e^4)"],
)
def order_of_two_steps(key, e):
    """A Hessian used twice gives order 3 per refresh."""
    return _after_one_refresh(2, 2, e)


@claim(
    PAPER,
    r"\|x_3 - x^\star\|",
    "Θ(e^4)",
    theorem="local convergence, m = 3",
    kind="order",
    e=geomspace(1e-1, 1e-35, 13),
    rivals=["Θ(e³)", "Θ(e^5)"],
)
def order_of_three_steps(key, e):
    """A Hessian used three times gives order 4 per refresh."""
    return _after_one_refresh(3, 3, e)


@order_of_newton.control("one more step with the old Hessian")
def two_steps(key, e):
    return _after_one_refresh(2, 2, e)


@order_of_two_steps.control("the Hessian is refreshed for the second step: order 4")
def refreshed_once(key, e):
    return _after_one_refresh(1, 2, e)


@order_of_three_steps.control("the Hessian is refreshed at every step: order 8")
def refreshed_twice(key, e):
    return _after_one_refresh(1, 3, e)


def _members(T):
    return jnp.geomspace(1.0, 10.0 * T[-1], 240)


def _worst_gap(m, M, T):
    """The regularised method started at distance 1 from the kink, worst over the slopes."""

    def run(member):
        return simulate(LazyNewton(m, M), LogCosh.narrowest(m / member**2), jnp.ones(1), T)

    return worst_of(run, _members(T))


def _worst_gradient(m, M, T):
    """Gradient norms of the cubic method started at the value 1, worst over the slopes."""

    def run(member):
        slope = (m / member**2) ** (1 / 3)
        return simulate(LazyCubicNewton(m, M), LogCosh.narrowest(slope), jnp.ones(1) / slope, T, metric=_gradient_norm)

    return worst_of(run, _members(T))


def _gradient_norm(problem, x):
    return jnp.linalg.norm(problem.gradient(x))


@claim(
    PAPER,
    r"\max_{f \in \mathcal{F}} f(x_T) - f^\star",
    "O(m/T²)",
    theorem="regularised Newton with lazy Hessians, convex",
    m=grid(1, 2, 4, 8, 16),
    T=steps(2000, first=20, count=30, deep=20_000),
    rivals=["O(m/T³)", "O(sqrt(m)/T²)", "Θ(m²/T²)", "Θ(m/T)"],
)
def regularized_convex(key, m, T):
    """With a Hessian kept for m iterations the regularised method has an error of order m/k² on convex functions."""
    return _worst_gap(m, 3.0 * m, T)


@regularized_convex.control("regularisation proportional to m²")
def too_much_regularization(key, m, T):
    return _worst_gap(m, 3.0 * m**2, T)


@claim(
    PAPER,
    r"\max_{f \in \mathcal{F}} \min_{i \leq T} \|\nabla f(x_i)\|",
    "O((m^(1/2)/T)^(2/3))",
    theorem="cubic Newton with lazy Hessians",
    m=grid(1, 2, 4, 8, 16),
    T=steps(2000, first=20, count=30, deep=20_000),
    rivals=["O(sqrt(m)/T)", "O(m^(1/6)/T^(2/3))", "Θ((m/T)^(2/3))", "Θ(m^(1/3)/sqrt(T))"],
)
def cubic_stationarity(key, m, T):
    """With a Hessian kept for m iterations cubic Newton has a gradient of order (sqrt(m)/k)^(2/3)."""
    return _worst_gradient(m, 6.0 * m, T)


@cubic_stationarity.control("regularisation proportional to m²")
def too_much_cubic_regularization(key, m, T):
    return _worst_gradient(m, 6.0 * m**2, T)
