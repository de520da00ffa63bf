"""Local convergence: how far a method is from the solution after a few steps from a given distance."""

import jax.numpy as jnp
from jaxtyping import Array, Float, Int, PyTree

from theory.methods.base import Method
from theory.simulation.engine import simulate
from theory.simulation.precise import simulate_precisely


def distance_after(
    steps: Int[Array, ""] | int,
    method: Method,
    problem: PyTree,
    start: Float[Array, " d"],
    *,
    digits: int | None = None,
) -> Float[Array, ""]:
    """‖x_steps‖ for a problem whose solution is 0.

    A step of order p from the distance e is rounded to e·1e-16 in doubles: only e down to 1e-5 or so shows the order.
    `digits` computes with more decimal digits than these 16, as many as log10(e^-p) and some.
    """
    T = jnp.array([steps])
    if digits is None:
        return simulate(method, problem, start, T, metric=_distance)[0]
    return simulate_precisely(method, problem, start, T, metric=_distance, digits=digits)[0]


def _distance(problem: PyTree, x: Float[Array, " d"]) -> Float[Array, ""]:
    return jnp.linalg.norm(x)
