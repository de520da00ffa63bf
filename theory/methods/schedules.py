"""Step sizes as functions of the iteration number k = 0, 1, 2, ...

Their constants are array leaves: a new value does not recompile a program that takes it as argument.
Every schedule is also a valid optax schedule.
"""

from abc import abstractmethod
from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int

Number = Int[ArrayLike, ""]
StepSize = Callable[[Number], Array]


class Schedule(eqx.Module):
    """A step size for every iteration."""

    @abstractmethod
    def __call__(self, k: Number) -> Float[Array, ""]:
        """The step size of iteration k, counted from 0."""


class Constant(Schedule):
    """c."""

    c: Float[Array, ""]

    def __init__(self, c: ArrayLike):
        self.c = _leaf(c)

    def __call__(self, k: Number) -> Float[Array, ""]:
        del k
        return self.c


class InverseSqrt(Schedule):
    """c / sqrt(k + 1)."""

    c: Float[Array, ""]

    def __init__(self, c: ArrayLike):
        self.c = _leaf(c)

    def __call__(self, k: Number) -> Float[Array, ""]:
        return self.c / jnp.sqrt(jnp.asarray(k) + 1.0)


class Inverse(Schedule):
    """c / (k + shift)."""

    c: Float[Array, ""]
    shift: Float[Array, ""]

    def __init__(self, c: ArrayLike, shift: ArrayLike = 1.0):
        self.c = _leaf(c)
        self.shift = _leaf(shift)

    def __call__(self, k: Number) -> Float[Array, ""]:
        return self.c / (jnp.asarray(k) + self.shift)


class LinearDecay(Schedule):
    """c (1 - k / horizon), from c at the first step to c / horizon at the last one, and 0 afterwards."""

    c: Float[Array, ""]
    horizon: Float[Array, ""]

    def __init__(self, c: ArrayLike, horizon: ArrayLike):
        self.c = _leaf(c)
        self.horizon = _leaf(horizon)

    def __call__(self, k: Number) -> Float[Array, ""]:
        return self.c * jnp.maximum(1.0 - jnp.asarray(k) / self.horizon, 0.0)


class BudgetAware(Schedule):
    """From `highest` to `lowest` within the horizon: lowest + (highest - lowest) 2θ / (φ + (2 - φ) θ).

    θ = (1 + cos((2k + 1)π / (2·horizon))) / 2. φ = 2 is the cosine schedule, φ → 0 a constant one; with lowest 1/L,
    highest 1/μ and φ = 2L/μ the steps are the inverse roots of Chebyshev's polynomial on [μ, L]. Tang et al. (2025).
    """

    highest: Float[Array, ""]
    lowest: Float[Array, ""]
    shape: Float[Array, ""]
    horizon: Float[Array, ""]

    def __init__(self, highest: ArrayLike, lowest: ArrayLike, shape: ArrayLike, horizon: ArrayLike):
        self.highest, self.lowest, self.shape, self.horizon = map(_leaf, (highest, lowest, shape, horizon))

    def __call__(self, k: Number) -> Float[Array, ""]:
        angle = jnp.minimum((2 * jnp.asarray(k) + 1) / (2 * self.horizon), 1.0) * jnp.pi
        θ = jnp.cos(angle / 2) ** 2
        return self.lowest + (self.highest - self.lowest) * 2 * θ / (self.shape + (2 - self.shape) * θ)


def as_schedule(step_size: ArrayLike | StepSize) -> StepSize:
    """A number as `Constant`; a schedule (ours, optax's, or any function of k) as it is."""
    return step_size if callable(step_size) else Constant(step_size)


def _leaf(value: ArrayLike) -> Float[Array, "..."]:
    array = jax.device_put(value)  # unlike `jnp.asarray` it compiles nothing
    return array if jnp.issubdtype(array.dtype, jnp.inexact) else array.astype(float)
