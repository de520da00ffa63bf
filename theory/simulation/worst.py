"""The worst of a family of instances: the function on which a method is slowest often depends on the horizon."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from theory.methods.base import Method
from theory.problems.noise import RademacherNoise
from theory.problems.quadratic import Quadratic
from theory.simulation.engine import Metric, simulate


def worst_of(run: Callable[[Array], Float[Array, "..."]], members: Float[Array, " members"]) -> Float[Array, "..."]:
    """The largest error over the members of a family, at every checkpoint by itself.

    Arguments:
        run: takes a member, such as the slope of a function, and returns its error curve; all members run at once.
        members: at least one for every decade of the checkpoints.
    """
    return jnp.max(jax.vmap(run)(members), axis=0)


def worst_at_horizons(
    run: Callable[[Array, Array], Float[Array, ""]], members: Float[Array, " members"], T: Int[Array, " checkpoints"]
) -> Float[Array, " checkpoints"]:
    """The same where each horizon has a method or a family of its own: one error per horizon, horizons in turn.

    Arguments:
        run: takes a horizon and a member and returns the error at that horizon.
        members: what distinguishes the instances of one horizon.
        T: the horizons.
    """
    return jax.lax.map(lambda horizon: worst_of(lambda member: run(horizon, member), members), T)


def worst_curvature(
    method: Callable[[Array], Method], gap: Metric, T: Int[Array, " checkpoints"]
) -> Float[Array, " checkpoints"]:
    """The largest expected gap at each horizon over f(x) = λx²/2 with λ ≤ 1, started at 1, with noise of variance 1.

    Arguments:
        method: from a horizon to a method that works on exact moments, such as `ExpectedGradientDescent`.
        gap: reads the expected gap from them.
        T: the horizons.
    """

    def run(horizon: Array, λ: Array) -> Array:
        problem = RademacherNoise(Quadratic(λ), jnp.ones(()))
        return simulate(method(horizon), problem, jnp.ones(1), horizon[None], metric=gap)[0]

    return worst_at_horizons(run, jnp.geomspace(1e-4, 1.0, 60), T)
