"""The search: screen random members of a family, climb the gradient from the best, then by random mutations.

All restarts and horizons run side by side in one compiled program; before the mutations, the best of every horizon is
tried at all others.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Float, Int, Key, PyTree

from theory.falsification.families import Families, instance, sample
from theory.simulation.compiler import hasty

Parameters: TypeAlias = PyTree
Objective = Callable[[Any, Int[Array, ""]], Float[Array, ""]]
Height = Callable[[Parameters], Array]
Derivative = Callable[[Height], Callable[[Parameters], tuple[Array, Parameters]]]

SCREENED = 16  # random members looked at for each that is climbed from
LEARNING_RATE = 0.1
CEILING = 500.0  # logarithm of an error beyond which nothing is gained


class Found(NamedTuple):
    """The best of every restart, by horizon: parameters and the logarithm of the error."""

    parameters: Parameters
    height: Float[Array, "horizons restarts"]


def search(
    objective: Objective,
    families: Families,
    horizons: Int[Array, " horizons"],
    restarts: int,
    steps: int,
    key: Key[Array, ""],
) -> Found:
    """Members of the families with a large log objective(instance, horizon).

    Args:
        objective: positive; larger is worse for the claim. Where it has no derivative in reverse mode, forward mode
            is used.
        families: what is searched.
        horizons: each is searched on its own.
        restarts: climbs for each horizon.
        steps: of the gradient, and as many mutations.
        key: of all randomness.
    """
    derivative = _derivative(objective, families, horizons)
    return _compiled()(objective, derivative, families, horizons, restarts, steps, key)


def _height(objective: Objective, families: Families, horizon: Int[Array, ""], parameters: Parameters) -> Array:
    height = jnp.log(objective(instance(families, parameters), horizon))
    return jnp.where(jnp.isnan(height), -jnp.inf, jnp.minimum(height, CEILING))


def _derivative(objective: Objective, families: Families, horizons: Int[Array, " horizons"]) -> Derivative:
    """Reverse mode if the objective allows it, else forward mode."""

    def gradient(key: Key[Array, ""], horizon: Int[Array, ""]) -> Parameters:
        return jax.grad(partial(_height, objective, families, horizon))(sample(families, key))

    try:
        jax.eval_shape(gradient, jax.random.key(0), horizons[0])
    except ValueError:
        return _value_and_forward_gradient
    return jax.value_and_grad


def _value_and_forward_gradient(height: Height) -> Callable[[Parameters], tuple[Array, Parameters]]:
    def both(parameters: Parameters) -> tuple[Array, Parameters]:
        gradient, value = jax.jacfwd(lambda p: (height(p),) * 2, has_aux=True)(parameters)
        return value, gradient

    return both


@cache
def _compiled() -> Callable[..., Found]:
    """Most searches take less time than their compilation."""
    return eqx.filter_jit(_search, compiler_options=hasty())  # type: ignore[call-overload]


def _search(
    objective: Objective,
    derivative: Derivative,
    families: Families,
    horizons: Int[Array, " horizons"],
    restarts: int,
    steps: int,
    key: Key[Array, ""],
) -> Found:
    def climb(key: Key[Array, ""], horizon: Int[Array, ""]) -> Found:
        height = partial(_height, objective, families, horizon)
        return jax.vmap(partial(_ascend, height, derivative, steps))(_screen(height, families, restarts, key))

    def refine(key: Key[Array, ""], horizon: Int[Array, ""], found: Found, champions: Parameters) -> Found:
        height = partial(_height, objective, families, horizon)
        candidates = jax.tree.map(lambda *a: jnp.concatenate(a), found, Found(champions, jax.vmap(height)(champions)))
        return jax.vmap(partial(_mutate, height, steps))(_best(candidates, restarts), jax.random.split(key, restarts))

    climbing, refining = jax.random.split(key)
    found = jax.vmap(climb)(jax.random.split(climbing, len(horizons)), horizons)
    champions = jax.tree.map(lambda a: a[:, 0], jax.vmap(partial(_best, count=1))(found).parameters)
    return jax.vmap(refine, (0, 0, 0, None))(jax.random.split(refining, len(horizons)), horizons, found, champions)


def _best(candidates: Found, count: int) -> Found:
    highest = jax.lax.top_k(candidates.height, count)[1]
    return jax.tree.map(lambda a: a[highest], candidates)


def _screen(height: Height, families: Families, restarts: int, key: Key[Array, ""]) -> Parameters:
    candidates = jax.vmap(partial(sample, families))(jax.random.split(key, SCREENED * restarts))
    return _best(Found(candidates, jax.vmap(height)(candidates)), restarts).parameters


def _ascend(height: Height, derivative: Derivative, steps: int, start: Parameters) -> Found:
    """Adam on the logarithm, with a step that fades; the best point on the way."""
    value_and_gradient = derivative(height)
    optimizer = optax.adam(optax.cosine_decay_schedule(LEARNING_RATE, steps, alpha=1e-3))

    def step(carry: tuple[Parameters, Any, Found], _: None) -> tuple[tuple[Parameters, Any, Found], None]:
        parameters, state, best = carry
        value, gradient = value_and_gradient(parameters)
        best = _better(best, Found(parameters, value))
        downhill = jax.tree.map(lambda g: jnp.where(jnp.isfinite(g), -g, 0.0), gradient)
        updates, state = optimizer.update(downhill, state)
        return (optax.apply_updates(parameters, updates), state, best), None

    worst = Found(start, jnp.asarray(-jnp.inf))
    (last, _, best), _ = jax.lax.scan(step, (start, optimizer.init(start), worst), length=steps)
    return _better(best, Found(last, height(last)))


def _mutate(height: Height, steps: int, start: Found, key: Key[Array, ""]) -> Found:
    """Random moves that are kept if they help; their size doubles on success and fades on failure."""

    def step(carry: tuple[Found, Array], key: Key[Array, ""]) -> tuple[tuple[Found, Array], None]:
        best, size = carry
        leaves, structure = jax.tree.flatten(best.parameters)
        keys = jax.tree.unflatten(structure, list(jax.random.split(key, len(leaves))))
        moved = jax.tree.map(lambda a, k: a + size * jax.random.normal(k, a.shape), best.parameters, keys)
        trial = Found(moved, height(moved))
        size = jnp.where(trial.height > best.height, 2 * size, 0.84 * size)
        return (_better(best, trial), jnp.clip(size, 1e-6, 1.0)), None

    (best, _), _ = jax.lax.scan(step, (start, jnp.asarray(0.1)), jax.random.split(key, steps))
    return best


def _better(a: Found, b: Found) -> Found:
    return jax.tree.map(lambda old, new: jnp.where(b.height > a.height, new, old), a, b)
