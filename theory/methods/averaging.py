"""Averages of the iterates of any method."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Int, Key, PyTree

from theory.methods.base import Method

State = tuple[PyTree, PyTree, Int[Array, ""]]


class UniformAverage(Method):
    """The mean of the outputs x_0, ..., x_(k-1) of a method before its k-th step; x_0 before the first."""

    method: Method

    def init(self, problem: object, x0: PyTree) -> State:
        state = self.method.init(problem, x0)
        return state, self.method.output(state), jnp.zeros((), int)

    def step(self, problem: object, state: State, key: Key[Array, ""] | None) -> State:
        """Take the present output into the mean, then let the method step."""
        inner, mean, k = state
        mean = jax.tree.map(lambda m, x: m + (x - m) / (k + 1), mean, self.method.output(inner))
        return self.method.step(problem, inner, key), mean, k + 1

    def output(self, state: State) -> PyTree:
        """The mean."""
        return state[1]
