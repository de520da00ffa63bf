"""Assumptions re-checked on an instance by its oracles alone: inequalities between pairs of random points.

Every function returns the largest violation relative to the size of the terms: rounding error if the assumption holds.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

Violations = dict[str, float]
Points = Float[Array, "points *shape"]

POINTS = 200


def scattered(rng: np.random.Generator, *shape: int) -> Points:
    """Random points with entries from 1e-4 to 1e2."""
    sizes = 10 ** rng.uniform(-4, 2, (POINTS, *[1] * len(shape)))
    return jnp.asarray(sizes * rng.standard_normal((POINTS, *shape)))


def each(function: Callable[[Array], Any], points: Points) -> Any:
    """The function of every point, compiled as one program."""
    return jax.jit(jax.vmap(function))(points)


def interpolation(
    x: Points, g: Points, f: Float[Array, " points"], strong_convexity: float, smoothness: float
) -> float:
    """Whether points, subgradients and values belong to a function with curvature in [μ, L].

    Necessary and sufficient (Taylor, Hendrickx & Glineur 2017, Theorem 4); μ may be negative, L infinite.
    """
    points, slopes = (np.reshape(np.asarray(a), (len(f), -1)) for a in (x, g))
    values = np.asarray(f)
    dx, dg, df = (a[:, None] - a for a in (points, slopes, values))
    linear = np.sum(slopes * dx, axis=-1)
    μ, L = strong_convexity, smoothness
    if np.isinf(L):
        curvature = μ / 2 * np.sum(dx**2, axis=-1)
    else:
        curvature = np.sum(dg**2 / L + μ * dx**2 - 2 * μ / L * dg * dx, axis=-1) / (2 * (1 - μ / L))
    scale = np.abs(values)[:, None] + np.abs(values) + np.abs(linear) + np.abs(curvature) + 1e-300
    return float(np.max((linear + curvature - df) / scale))


def function_class(problem: Any, points: Points, strong_convexity: float, smoothness: float) -> float:
    """`interpolation` of a problem's own gradients and values."""
    x = jnp.asarray(points)
    g, f = each(lambda x: (problem.gradient(x), problem.value(x)), x)
    return interpolation(x, g, f, strong_convexity, smoothness)


def lipschitz(operator: Callable[[Array], Array], points: Points, constant: float) -> float:
    """‖F(x) - F(y)‖ ≤ L‖x - y‖."""
    dx, dF = _differences(operator, points)
    return float(np.max((dF - constant * dx) / (constant * dx)))


def monotone(operator: Callable[[Array], Array], points: Points, modulus: float = 0.0) -> float:
    """⟨F(x) - F(y), x - y⟩ ≥ μ‖x - y‖²."""
    x = jnp.asarray(points)
    F = each(operator, x)
    i, j = np.triu_indices(len(points), 1)
    dx, dF = (np.reshape(np.asarray(a[i] - a[j]), (len(i), -1)) for a in (x, F))
    inner, square = np.sum(dx * dF, axis=-1), np.sum(dx**2, axis=-1)
    return float(np.max((modulus * square - inner) / (np.linalg.norm(dF, axis=-1) * np.sqrt(square) + 1e-300)))


def bounded(operator: Callable[[Array], Array], points: Points, bound: float) -> float:
    """‖F(x)‖ ≤ G."""
    F = np.asarray(each(operator, jnp.asarray(points))).reshape(len(points), -1)
    return float(np.max(np.linalg.norm(F, axis=-1)) / bound - 1)


def least(value: Callable[[Array], Array], points: Points, minimum: float) -> float:
    """f(x) ≥ f*."""
    f = np.asarray(each(value, jnp.asarray(points)))
    return float(np.max((minimum - f) / (np.abs(f) + abs(minimum) + 1e-300)))


def _differences(operator: Callable[[Array], Array], points: Points) -> tuple[np.ndarray, np.ndarray]:
    x = jnp.asarray(points)
    F = each(operator, x)
    i, j = np.triu_indices(len(points), 1)
    dx, dF = (np.linalg.norm(np.reshape(np.asarray(a[i] - a[j]), (len(i), -1)), axis=-1) for a in (x, F))
    return dx, dF
