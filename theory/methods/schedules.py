"""Step sizes as functions of the iteration number k = 0, 1, 2, ...

Their constants are array leaves, so a new value does not recompile a program that takes the schedule as argument.
Every schedule is also a valid optax schedule.
"""

from abc import abstractmethod
from collections.abc import Callable

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int

Step = Int[ArrayLike, ""]


def _leaf(value: ArrayLike) -> Float[Array, "..."]:
    array = jnp.asarray(value)
    return array if jnp.issubdtype(array.dtype, jnp.inexact) else array.astype(float)


class Schedule(eqx.Module):
    """A step size for every iteration."""

    @abstractmethod
    def __call__(self, k: Step) -> Float[Array, ""]:
        """The step size of iteration k, counted from 0."""


class Constant(Schedule):
    """c."""

    c: Float[Array, ""] = eqx.field(converter=_leaf)

    def __call__(self, k: Step) -> Float[Array, ""]:
        del k
        return self.c


class InverseSqrt(Schedule):
    """c / sqrt(k + 1)."""

    c: Float[Array, ""] = eqx.field(converter=_leaf)

    def __call__(self, k: Step) -> Float[Array, ""]:
        return self.c / jnp.sqrt(jnp.asarray(k) + 1.0)


class Inverse(Schedule):
    """c / (k + shift)."""

    c: Float[Array, ""] = eqx.field(converter=_leaf)
    shift: Float[Array, ""] = eqx.field(converter=_leaf, default=1.0)

    def __call__(self, k: Step) -> Float[Array, ""]:
        return self.c / (jnp.asarray(k) + self.shift)


class LinearDecay(Schedule):
    """c (1 - k / horizon), from c at the first step to c / horizon at the last one, and 0 afterwards."""

    c: Float[Array, ""] = eqx.field(converter=_leaf)
    horizon: Float[Array, ""] = eqx.field(converter=_leaf)

    def __call__(self, k: Step) -> Float[Array, ""]:
        return self.c * jnp.maximum(1.0 - jnp.asarray(k) / self.horizon, 0.0)


def as_schedule(step_size: ArrayLike | Callable[[Step], Array]) -> Callable[[Step], Array]:
    """A schedule (ours, optax's, or any function of k) as it is, a number as `Constant`."""
    return step_size if callable(step_size) else Constant(step_size)
