"""Loiseaux, Carrière & Blumberg (NeurIPS 2023): stable representations of two-parameter persistence modules.

Setting: a module is a sum of summands, here rectangles [a, b]. Two modules are at the bottleneck distance ε when their
summands can be matched so that no corner moves by more than ε, and those that are left out have a persistence (longest
diagonal) of 2ε at the most. A representation is a function of the plane: at x it gathers, over the summands, a weight
times a value between 0 and 1 that says how much of the summand there is around x.
Representation: the value is the persistence of what lies in the square of half-width δ around x, over 2δ; gathered by
the largest value, or by the mean weighted with the persistence of the whole summand.

Theorems, in our words: these representations are Lipschitz in the bottleneck distance, in the supremum norm. The
published constants could not be read; ours, for rectangles: (1) ε/δ for the largest value, since both ends of the
shorter side move by ε at the most; (2) ε (1/δ + 2/C) for the weighted mean, where C is the mean weight over the N
summands of both modules, matched ones counted once: the values change by ε/δ, the weights by 2ε each, of N C in all.

Instances: twelve rectangles in the unit square whose corners are moved by exactly ε in every coordinate, beside as many
new squares of persistence 2ε. The supremum is taken over a mesh and over all corners, where indicators jump. The two
modules are at the distance ε where this is small against the sides; it is never larger.

Not covered: summands that are no rectangles, how data become modules and decompositions (the statistical rate of the
paper needs both), other distances, other values and weights.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, geomspace, grid
from theory.problems.persistence import RectangleModule

PAPER = cite("loiseaux2023framework", near=__file__)
COUNT = 12
MESH = np.stack(np.meshgrid(*2 * [np.linspace(0.0, 1.0, 21)]), axis=-1).reshape(-1, 2)


def _module(key):
    """Rectangles with sides between 0.1 and 0.4 in the unit square."""
    at, size = jax.random.uniform(key, (2, COUNT, 2))
    sides = 0.1 + 0.3 * size
    lower = at * (1 - sides)
    return RectangleModule(lower, lower + sides)


def _difference(key, ε, represent):
    """Largest difference of `represent(module, x)` between a module and one at the distance ε, over the points x."""
    keys = jax.random.split(key, 3)
    module = _module(keys[0])
    small = jax.random.uniform(keys[1], (COUNT, 2))
    other = module.perturbed(keys[2], ε) + RectangleModule(small, small + 2 * ε)
    points = jnp.concatenate([MESH, module.lower, module.upper, other.lower, other.upper])
    return jnp.max(jnp.abs(jax.vmap(lambda x: represent(module, x) - represent(other, x))(points)))


def _mean(values, weights):
    return weights @ values / jnp.sum(weights)


@claim(
    PAPER,
    r"\|V_\infty(M) - V_\infty(M')\|_\infty",
    "Θ(ε/δ)",
    bound=lambda ε, δ: ε / δ,
    theorem="stability of the largest value (constant ours)",
    seeds=16,
    ε=geomspace(1e-2, 1e-5, 10),
    δ=grid(0.4, 0.2, 0.1, 0.05),
    rivals=["Θ(ε²/δ)", "Θ(ε/δ²)", "Θ(sqrt(ε)/δ)"],
)
def largest_value(key, ε, δ):
    """The largest windowed value over the summands moves by ε/δ at the most when the module moves by ε."""
    return _difference(key, ε, lambda module, x: jnp.max(module.windowed(x, δ)))


@largest_value.control("no window: does the point lie in a summand?")
def largest_indicator(key, ε, δ):
    return _difference(key, ε, lambda module, x: jnp.max(module.indicator(x)))


@largest_value.control("the sum over the summands: every one adds its own change")
def summed_value(key, ε, δ):
    return _difference(key, ε, lambda module, x: jnp.sum(module.windowed(x, δ)))


def _normalized_difference(key, ε, δ, represent):
    """The difference over 1/δ + 2/C."""
    weight = jnp.sum(_module(jax.random.split(key, 3)[0]).weights) / (2 * COUNT)
    return _difference(key, ε, represent) / (1 / δ + 2 / weight)


@claim(
    PAPER,
    r"\|V_1(M) - V_1(M')\|_\infty / (1/\delta + 2/C)",
    "Θ(ε)",
    bound=lambda ε: ε,
    theorem="stability of the weighted mean (constant ours)",
    seeds=16,
    ε=geomspace(1e-2, 1e-5, 10),
    δ=grid(0.4, 0.2, 0.1, 0.05),
    rivals=["Θ(ε²)", "Θ(sqrt(ε))"],
)
def weighted_mean(key, ε, δ):
    """The mean weighted with persistence moves by ε (1/δ + 2/C) at the most, though many small summands join."""
    return _normalized_difference(key, ε, δ, lambda module, x: _mean(module.windowed(x, δ), module.weights))


@weighted_mean.control("all weights equal: small summands count like large ones")
def plain_mean(key, ε, δ):
    return _normalized_difference(key, ε, δ, lambda module, x: jnp.mean(module.windowed(x, δ)))


@weighted_mean.control("no window: indicators jump at the edges")
def mean_indicator(key, ε, δ):
    return _normalized_difference(key, ε, δ, lambda module, x: _mean(module.indicator(x), module.weights))
