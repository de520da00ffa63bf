"""Garrigos & Gower (2023), handbook of convergence theorems for (stochastic) gradient methods.

Setting: f convex and L-smooth with minimiser x*; D = ‖x₀ - x*‖. Gradient descent x⁺ = x - γ∇f(x) with γ ≤ 1/L has
f(x_T) - f* ≤ D²/(2γT) (Theorem 3.4).

Instance: the Huber function whose slope is tuned to the horizon T, on which gradient descent never leaves the
linear part. It attains Drori & Teboulle's exact worst case L D²/(4T + 2) (Mathematical Programming 2014,
Theorem 3), so the rate is tight and the handbook's constant is off by a factor of two at most.

Not covered: the last iterate under step sizes above 1/L, and the stochastic theorems.
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, simulate, steps
from theory.methods.gradient import GradientDescent
from theory.problems.convex import Huber

PAPER = cite("garrigos2023handbook", near=__file__)


def _worst_case_per_horizon(T):
    """Suboptimality after T steps on the Huber function that is worst for this very T; L = D = 1."""

    def after(horizon):
        worst = Huber(slope=1 / (2 * horizon + 1), smoothness=jnp.asarray(1.0))
        return simulate(GradientDescent(1.0), worst, 1.0, horizon[None])[0]

    return jax.lax.map(after, T)


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "Θ(1/T)",
    bound=lambda T: 1 / (4 * T + 2),
    theorem="Theorem 3.4",
    T=steps(4000, count=24),
    rivals=["Θ(1/sqrt(T))", "Θ(1/T²)"],
)
def gd_convex(key, T):
    """Gradient descent with step 1/L on an L-smooth convex function has an error of order 1/T."""
    return _worst_case_per_horizon(T)


@gd_convex.control("step size above 2/L, on a quadratic")
def too_long_step(key, T):
    quadratic = Huber(slope=jnp.asarray(1e300), smoothness=jnp.asarray(1.0))
    return simulate(GradientDescent(2.5), quadratic, 1.0, T)
