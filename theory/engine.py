"""The engine: run a method on a problem, record its error at checkpoints or count its steps, in flat memory."""

from collections.abc import Callable
from typing import Any

import equinox.internal as eqxi
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Bool, Float, Int, Key, PyTree

from theory.methods.base import Method
from theory.threefry import unroll

unroll()

Metric = Callable[[Any, PyTree], PyTree[Float[Array, "..."]]]
Step = Callable[[Array, PyTree], PyTree]


def simulate(
    method: Method,
    problem: Any,
    x0: PyTree,
    T: Int[Array, " checkpoints"],
    *,
    key: Key[Array, ""] | None = None,
    metric: Metric | None = None,
    max_steps: int | None = None,
) -> PyTree[Float[Array, "checkpoints ..."]]:
    """Errors `metric(problem, output)` of `method` started at `x0`, after T[0] <= T[1] <= ... steps.

    Checkpoint 0 is the error before any step. `T` may be traced: one compilation serves every horizon with
    the same number of checkpoints. Step k receives `jax.random.fold_in(key, k)`, so a longer run begins with
    the shorter one; without a key the steps receive None. The default metric is `problem.suboptimality`.

    Forward-mode derivatives work as it stands. For reverse mode give `max_steps`, a static bound on `T[-1]`:
    one state per checkpoint and O(sqrt(max_steps)) more are kept, the rest recomputed; forward mode is lost.
    Checkpoints that decrease, are negative, or lie beyond `max_steps` raise ValueError if `T` is concrete; if
    it is traced they give NaN.

    >>> from theory.methods.gradient import GradientDescent
    >>> from theory.problems.quadratic import Quadratic
    >>> simulate(GradientDescent(0.5), Quadratic([1.0]), jnp.ones(1), jnp.array([0, 1, 2])).tolist()
    [0.5, 0.125, 0.03125]
    """
    _refuse_illegal(T, max_steps)
    T = jnp.asarray(T)
    measure: Metric = metric or (lambda problem, x: problem.suboptimality(x))

    def step(k: Array, state: PyTree) -> PyTree:
        return method.step(problem, state, None if key is None else jax.random.fold_in(key, k))

    def advance(carry: tuple[Array, PyTree], stop: Array) -> tuple[tuple[Array, PyTree], Array]:
        start, state = carry
        state = _loop(step, start, stop, state, max_steps)
        return (stop, state), measure(problem, method.output(state))

    body = advance if max_steps is None else jax.checkpoint(advance)
    _, errors = jax.lax.scan(body, (jnp.zeros_like(T[0]), method.init(problem, x0)), T)
    legal = _legal(T, max_steps)
    return jax.tree.map(lambda error: jnp.where(legal.reshape(-1, *[1] * (error.ndim - 1)), error, jnp.nan), errors)


def steps_until(
    reached: Callable[[Any, PyTree], Bool[Array, ""]],
    method: Method,
    problem: Any,
    x0: PyTree,
    *,
    cap: Int[ArrayLike, ""],
    key: Key[Array, ""] | None = None,
) -> Float[Array, ""]:
    """Steps of `method` from `x0` until `reached(problem, output)`; infinite where `cap` steps do not suffice."""

    def unfinished(carry: tuple[Array, PyTree]) -> Array:
        k, state = carry
        return ~reached(problem, method.output(state)) & (k < cap)

    def advance(carry: tuple[Array, PyTree]) -> tuple[Array, PyTree]:
        k, state = carry
        return k + 1, method.step(problem, state, None if key is None else jax.random.fold_in(key, k))

    k, state = jax.lax.while_loop(unfinished, advance, (jnp.zeros((), int), method.init(problem, x0)))
    return jnp.where(reached(problem, method.output(state)), k, jnp.inf)


def _loop(step: Step, start: Array, stop: Array, state: PyTree, max_steps: int | None) -> PyTree:
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
    legal = (T >= 0) & (jnp.maximum.accumulate(T) == T)
    return legal if max_steps is None else legal & (max_steps >= T)


def _refuse_illegal(T: Any, max_steps: int | None) -> None:
    if np.ndim(T) != 1 or np.size(T) == 0 or not jnp.issubdtype(jnp.result_type(T), jnp.integer):
        raise ValueError(f"T must be a non-empty 1-D array of integers, got {T}")
    if isinstance(T, jax.core.Tracer):
        return
    with jax.ensure_compile_time_eval():
        legal = np.all(_legal(jnp.asarray(T), max_steps))
    if not legal:
        limit = "" if max_steps is None else f", at most max_steps={max_steps}"
        raise ValueError(f"T must be sorted, not negative{limit}; got {np.asarray(T)}")
