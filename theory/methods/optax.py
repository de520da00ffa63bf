"""Any optax gradient transformation as a method: a claim then checks the implementation that people use."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Key, PyTree

from theory.methods.base import Method

State = tuple[PyTree, PyTree]


class Optax(Method):
    """`transformation` on the stochastic gradients of `problem.oracle`, then `projection` if there is one.

    Arguments:
        transformation: the optax optimizer.
        projection: applied to the parameters after every update.
        evaluate: (optimizer state, parameters) -> the iterate that counts, where that is not the parameters,
            such as `optax.contrib.schedule_free_eval_params`.
        extra: (problem, parameters, key) -> further arguments that the transformation asks for by name,
            such as the `value` of a Polyak step size.
    """

    transformation: optax.GradientTransformation
    projection: Callable[[PyTree], PyTree] | None = None
    evaluate: Callable[[PyTree, PyTree], PyTree] | None = None
    extra: Callable[[Any, PyTree, Key[Array, ""] | None], Mapping[str, Any]] | None = None

    def init(self, problem: Any, x0: PyTree) -> State:
        """The pair of parameters and optimizer state."""
        del problem
        x = jax.tree.map(jnp.asarray, x0)
        return x, self.transformation.init(x)

    def step(self, problem: Any, state: State, key: Key[Array, ""] | None) -> State:
        x, optimizer = state
        gradient = problem.oracle(x, key)
        extra = {} if self.extra is None else self.extra(problem, x, key)
        updates, optimizer = self.transformation.update(gradient, optimizer, x, **extra)
        x = optax.apply_updates(x, updates)
        return (x if self.projection is None else self.projection(x)), optimizer

    def output(self, state: State) -> PyTree:
        x, optimizer = state
        return x if self.evaluate is None else self.evaluate(optimizer, x)
