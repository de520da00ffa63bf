"""Gutiérrez & Hernández (1997): a family of methods of third order, from Chebyshev's to Halley's and beyond.

Setting: F(x) = 0, here the gradient of a convex function, with a regular root x* and a Lipschitz second derivative;
s = F′(x)⁻¹F(x), Q = F′(x)⁻¹F″(x)s.
Algorithm: x⁺ = x - (I + Q (I - αQ)⁻¹/2) s. α = 0 is Chebyshev's method, 1/2 Halley's, 1 the convex acceleration of
Newton's method.
Theorem, in our words: the order of convergence is three, for every α. On quadratic equations the asymptotic constant
of α = 1 vanishes, and the order is four. (The classical statements; the text of the paper could not be read.)

Instances: a sum of exponentials in three dimensions, one step from the distance e, with 400 decimal digits
(`theory.simulation.precise`): in doubles the third order ends at e = 1e-5. For the fourth order F(x) = x + x²/2 in one
dimension.

Not covered: Kantorovich's conditions for a start that is not close, Banach spaces.
"""

import jax.numpy as jnp
import numpy as np

from theory import cite, claim, geomspace, grid
from theory.methods.chebyshev_halley import ChebyshevHalley
from theory.problems.base import Problem
from theory.problems.convex import ExponentialSum
from theory.simulation.local_convergence import distance_after

PAPER = cite("gutierrez1997family", near=__file__)
DIRECTION = np.array([0.6, 0.0, 0.8])
DIGITS = 400


def _after_one_step(method, e):
    return distance_after(1, method, ExponentialSum.skew(), e * DIRECTION, digits=DIGITS)


@claim(
    PAPER,
    r"\|x_1 - x^\star\|",
    "Θ(e³)",
    theorem="order three",
    kind="order",
    α=grid(0.0, 0.5, 1.0),
    e=geomspace(1e-2, 1e-60, 16),
    rivals=["Θ(e²)", "Θ(e^2.8)", "Θ(e^3.2)", "Θ(e^4)"],
)
def third_order(key, α, e):
    """Chebyshev's and Halley's methods and the convex acceleration of Newton's have order three."""
    return _after_one_step(ChebyshevHalley(α), e)


@third_order.control("without the correction: Newton's method, order two")
def newton(key, α, e):
    return _after_one_step(ChebyshevHalley(α, 0.0), e)


@third_order.control("the correction shortened by a tenth")
def short_correction(key, α, e):
    return _after_one_step(ChebyshevHalley(α, 0.9), e)


class Cubic(Problem):
    """f(x) = x²/2 + x³/6, whose gradient x + x²/2 is a quadratic with the root 0."""

    def gradient(self, x):
        return x + x**2 / 2

    def hessian(self, x):
        return (1 + x)[None]


def _on_quadratic(α, e):
    return distance_after(1, ChebyshevHalley(α), Cubic(), e * jnp.ones(1), digits=DIGITS)


@claim(
    PAPER,
    r"|x_1 - x^\star|",
    "Θ(e^4)",
    theorem="order four on quadratic equations, α = 1",
    kind="order",
    e=geomspace(1e-2, 1e-60, 16),
    rivals=["Θ(e³)", "Θ(e^3.8)", "Θ(e^5)"],
)
def fourth_order(key, e):
    """On a quadratic equation the convex acceleration of Newton's method has order four."""
    return _on_quadratic(1.0, e)


@fourth_order.control("Halley's method")
def halley(key, e):
    return _on_quadratic(0.5, e)
