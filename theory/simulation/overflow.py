"""Divergence that ends in NaN: where infinities were subtracted, the error is infinite."""

import functools
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float


def overflow_is_infinite(experiment: Callable[..., Array]) -> Callable[..., Array]:
    """The experiment, with infinity in the place of a NaN that follows a growing error along the horizon.

    A NaN stays where it comes first, or after an error that had not grown: it is a mistake and no divergence.
    """

    @functools.wraps(experiment)
    def repaired(*arguments: Any, **variables: Any) -> Array:
        errors = jnp.asarray(experiment(*arguments, **variables))
        return jnp.where(_overflowed(errors), jnp.inf, errors) if errors.ndim == 1 else errors

    return repaired


def _overflowed(errors: Float[Array, " checkpoints"]) -> Array:
    """Where the error is NaN and the last number before it exceeds the first one."""
    bad = jnp.isnan(errors)
    latest = jax.lax.cummax(jnp.where(bad, -1, jnp.arange(len(errors))))
    return bad & (latest > 0) & (errors[latest] > errors[0])
