"""Nesterov (2004), Introductory Lectures on Convex Optimization: first-order methods and the order 1/T².

Setting: convex L-smooth functions, D = ‖x_0 - x*‖; iterates stay in the span of the gradients seen so far.
Theorems, in our words:
- lower bound (2.1.7): as long as 2T + 1 is at most the dimension there is a function, the chain of 2T + 1 coordinates,
  on which every such method has f(x_T) - f* ≥ 3LD²/(32 (T+1)²);
- accelerated gradient, x⁺ = y - ∇f(y)/L, y⁺ = x⁺ + (t - 1)/t⁺ (x⁺ - x), t⁺ = (1 + sqrt(1 + 4t²))/2: the error is at
  most 2LD²/(T+1)² (Nesterov 1983, with the constant of Beck & Teboulle 2009).

Instances: the chain of 2T + 1 coordinates for each T. Conjugate gradients minimise over the whole span, so that no
method of this kind is better: their gap is the least, and comes close to the bound. Acceleration is run on chains of
0.8 T to 2T coordinates, the worst of them, which are hard for it since they hide where the minimum is.

Not covered: strongly convex functions, the optimal constant (Drori & Teboulle 2014; Kim & Fessler 2016), methods
outside the span.
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, simulate, steps
from theory.methods.conjugate_directions import ConjugateGradients
from theory.methods.gradient import GradientDescent
from theory.methods.momentum import AcceleratedGradient
from theory.problems.chain import Chain
from theory.simulation.worst import worst_at_horizons

PAPER = cite("nesterov2004lectures", near=__file__)
LONGEST = 128
FARTHEST = 1000


def _gap(method, horizon, length, dimension):
    """f(x_T) - f* on the chain, from 0, over D²; L = 1."""
    problem = Chain(length, dimension)
    gap = simulate(method, problem, jnp.zeros(dimension), horizon[None])[0]
    return gap / jnp.sum(problem.minimizer**2)


def _promised_over_achieved(method, T, length):
    """3/(32 (T+1)²) over the gap, each horizon on a chain of its own."""

    def at_horizon(horizon):
        return 3 / (32 * (horizon + 1) ** 2) / _gap(method, horizon, length(horizon), 2 * LONGEST + 1)

    return jax.lax.map(at_horizon, T)


@claim(
    PAPER,
    r"\frac{3 L D^2 / (32 (T+1)^2)}{f(x_T) - f^\star}",
    bound=lambda T: 1.0 + 0 * T,
    theorem="Theorem 2.1.7",
    T=steps(LONGEST, count=12),
)
def lower_bound(key, T):
    """On the chain of 2T + 1 coordinates even the best point in the span of T gradients obeys the lower bound."""
    return _promised_over_achieved(ConjugateGradients(), T, lambda horizon: 2 * horizon + 1)


@lower_bound.control("a chain of T + 1 coordinates only")
def short_chain(key, T):
    return _promised_over_achieved(ConjugateGradients(), T, lambda horizon: horizon + 1)


def _worst_chain(method, T):
    """The largest gap over D² over chains of 0.8 T to 2T coordinates."""

    def run(horizon, share):
        return _gap(method, horizon, jnp.ceil(share * horizon).astype(int), 2 * FARTHEST)

    return worst_at_horizons(run, jnp.linspace(0.8, 2.0, 25), T)


@claim(
    PAPER,
    r"\max_f (f(x_T) - f^\star) / (L D^2)",
    "Θ(1/T²)",
    bound=lambda T: 2 / (T + 1) ** 2,
    theorem="accelerated gradient",
    T=steps(FARTHEST, first=16, count=14),
    rivals=["Θ(T^(-3/2))", "O(T^(-5/2))"],
)
def acceleration(key, T):
    """The accelerated method attains the order of the lower bound: on the worst chain its error is of order 1/T²."""
    return _worst_chain(AcceleratedGradient(1.0), T)


@acceleration.control("gradient descent: of order 1/T")
def gradient_descent(key, T):
    return _worst_chain(GradientDescent(1.0), T)
