"""The engine: run a method on a problem and record its error at checkpoints, in memory flat in the horizon."""

from collections.abc import Callable
from typing import Any

import equinox.internal as eqxi
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Key, PyTree

from theory.methods.base import Method

Metric = Callable[[Any, PyTree], Float[Array, "..."]]


def simulate(
    method: Method,
    problem: Any,
    x0: PyTree,
    T: Int[Array, " checkpoints"],
    *,
    key: Key[Array, ""] | None = None,
    metric: Metric | None = None,
    max_steps: int | None = None,
) -> Float[Array, "checkpoints ..."]:
    """Run `method` from `x0` for `T[-1]` steps; return `metric(problem, output)` after `T[0] <= T[1] <= ...` steps.

    Checkpoint 0 is the error before any step. `T` may be traced: one compilation serves every horizon with the same
    number of checkpoints. Step k receives `jax.random.fold_in(key, k)`, so a longer run begins with the shorter one;
    without a key the steps receive None.

    Forward-mode derivatives always work. For reverse mode give `max_steps`, a static bound on `T[-1]`: steps are then
    recomputed from O(sqrt(max_steps)) stored states per checkpoint. Checkpoints that decrease, are negative, or lie
    beyond `max_steps` raise ValueError if `T` is concrete, and give NaN if it is traced.
    """
    T = _checked(T, max_steps)
    measure: Metric = metric or (lambda problem, x: problem.suboptimality(x))

    def step(k: Int[Array, ""], state: PyTree) -> PyTree:
        return method.step(problem, state, None if key is None else jax.random.fold_in(key, k))

    def advance(carry: tuple[Int[Array, ""], PyTree], stop: Int[Array, ""]) -> Any:
        start, state = carry
        state = _loop(step, start, stop, state, max_steps)
        return (stop, state), measure(problem, method.output(state))

    body = advance if max_steps is None else jax.checkpoint(advance)
    _, errors = jax.lax.scan(body, (jnp.zeros_like(T[0]), method.init(problem, x0)), T)
    legal = _legal(T, max_steps)
    return jnp.where(legal.reshape(legal.shape + (1,) * (errors.ndim - 1)), errors, jnp.nan)


def _loop(step: Callable[..., PyTree], start: Array, stop: Array, state: PyTree, max_steps: int | None) -> PyTree:
    """Apply step(k, state) for start <= k < stop."""
    if max_steps is None:
        return jax.lax.fori_loop(start, stop, step, state)
    _, state = eqxi.while_loop(
        lambda carry: carry[0] < stop,
        lambda carry: (carry[0] + 1, step(*carry)),
        (start, state),
        max_steps=max_steps,
        kind="checkpointed",
    )
    return state


def _legal(T: Array, max_steps: int | None) -> Array:
    legal = (T >= 0) & (jax.lax.cummax(T) == T)
    return legal if max_steps is None else legal & (T <= max_steps)


def _checked(T: Any, max_steps: int | None) -> Array:
    """T as an integer array, refused where its values are known and cannot be run."""
    checkpoints = jnp.asarray(T)
    if checkpoints.ndim != 1 or checkpoints.size == 0 or not jnp.issubdtype(checkpoints.dtype, jnp.integer):
        raise ValueError(f"T must be a non-empty 1-D array of integers, got {checkpoints.dtype}{checkpoints.shape}")
    if not isinstance(checkpoints, jax.core.Tracer) and not np.all(np.asarray(_legal(checkpoints, max_steps))):
        limit = "" if max_steps is None else f" and at most max_steps={max_steps}"
        raise ValueError(f"T must be sorted, non-negative{limit}, got {np.asarray(checkpoints)}")
    return checkpoints
