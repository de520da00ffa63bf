"""Defazio, Cutkosky, Mehta & Mishchenko (2023): learning-rate schedules by refinement.

Setting: x⁺ = x - η_t g_t on a convex function, from distance D to a minimiser; the last iterate x_T counts.

Theorems, in our words. (1) With ‖g_t‖ ≤ G and the linear decay η_t = D/(G√T) (1 - t/T), f(x_T) - f* ≤ DG/√T: the bound
of the averaged iterate, without a logarithm. (2) For any positive weights, η_t = w_t (w_{t+1} + ... + w_T)/(w_1 + ... +
w_T) gives f(x_T) - f* ≤ (D² + Σ w_t² ‖g_t‖²)/(2 Σ w_t).

Instance: the maximum of T + 1 coordinates, on which no method can be better than DG/√(T + 1) after T steps, so that
both bounds are nearly attained, whatever the steps are; D = G = 1. That other steps break them shows elsewhere: the
controls run on |x|. For (2) the weights are random, around the 1/√T that makes it equal to (1).

Not covered: noise (both hold in expectation), choice of the weights by observed gradient norms.
"""

import jax
import jax.numpy as jnp

from theory import WorstCase, cite, claim, grid, simulate
from theory.methods.gradient import GradientDescent
from theory.methods.schedules import LinearDecay
from theory.problems.convex import AbsoluteValue
from theory.problems.nonsmooth import MaximumOfCoordinates

PAPER = cite("defazio2023refinement", near=__file__)
LONGEST = 2048
HORIZONS = grid(16, 25, 40, 64, 100, 160, 250, 400, 640, 1000, 1500, LONGEST)


def _last_gap(T, step_size):
    T = T.astype(int)
    problem = MaximumOfCoordinates(T + 1, LONGEST + 1)
    return simulate(GradientDescent(step_size), problem, jnp.zeros(LONGEST + 1), T[None])[0]


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "O(1/sqrt(T))",
    bound=lambda T: T**-0.5,
    theorem="linear decay",
    T=HORIZONS,
    rivals=["O(T^(-3/4))"],
)
def linear_decay(key, T):
    """Linearly decaying steps give the last iterate the bound of the average, with its constant."""
    return _last_gap(T, LinearDecay(1 / jnp.sqrt(T), T))


@linear_decay.control("constant steps, on |x|")
def constant_steps(key, T):
    return simulate(GradientDescent(0.7), AbsoluteValue(jnp.ones(())), 1.0, T.astype(int)[None])[0]


def _weights(key, T, scale):
    """Log-normal weights around scale/√T."""
    t = jnp.arange(LONGEST)
    return jnp.where(t < T, scale / jnp.sqrt(T) * jnp.exp(0.2 * jax.random.normal(key, (LONGEST,))), 0.0)


def _over_bound(gap, w):
    return gap * 2 * jnp.sum(w) / (1 + jnp.sum(w**2))


@claim(
    PAPER,
    r"(f(x_T) - f^\star) \cdot 2 \sum w_t / (D^2 + \sum w_t^2 \|g_t\|^2)",
    bound=lambda T: 1.0 + 0 * T,
    theorem="any weights",
    mode=WorstCase(),
    seeds=16,
    T=HORIZONS,
)
def any_weights(key, T):
    """Steps derived from any positive weights keep the bound that belongs to the weights."""
    w = _weights(key, T, 1.0)
    later = jnp.sum(w) - jnp.cumsum(w)
    return _over_bound(_last_gap(T, lambda k: (w * later)[k] / jnp.sum(w)), w)


@any_weights.control("steps equal to the weights, on |x|")
def steps_equal_to_weights(key, T):
    w = _weights(key, T, 3.0)
    method = GradientDescent(lambda k: w[k])
    return _over_bound(simulate(method, AbsoluteValue(jnp.ones(())), 1.0, T.astype(int)[None])[0], w)
