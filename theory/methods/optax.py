"""Any optax gradient transformation as a method, so that a claim checks the implementation that people use."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Key, PyTree

from theory.methods.base import Method


class Optax(Method):
    """`transformation` on the stochastic gradients of `problem.oracle`, then `projection` if there is one."""

    transformation: optax.GradientTransformation
    projection: Callable[[PyTree], PyTree] | None = None

    def init(self, problem: Any, x0: PyTree) -> tuple[PyTree, PyTree]:
        """The pair of parameters and optimizer state."""
        del problem
        x = jax.tree.map(jnp.asarray, x0)
        return x, self.transformation.init(x)

    def step(self, problem: Any, state: tuple[PyTree, PyTree], key: Key[Array, ""] | None) -> tuple[PyTree, PyTree]:
        x, optimizer = state
        updates, optimizer = self.transformation.update(problem.oracle(x, key), optimizer, x)
        x = optax.apply_updates(x, updates)
        return (x if self.projection is None else self.projection(x)), optimizer

    def output(self, state: tuple[PyTree, PyTree]) -> PyTree:
        return state[0]
