"""Playing an online problem with a first-order method, and keeping the regret."""

from typing import Any, NamedTuple

import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key, PyTree

from theory.methods.base import Method
from theory.problems.online import OnlineProblem


class Play(NamedTuple):
    """State of the method, number of rounds, and cumulative regret."""

    inner: PyTree
    k: Int[Array, ""]
    regret: Float[Array, ""]


class Online(Method):
    """Round k: decide by ``method``, suffer the loss of the round, take one step on it. The output is the regret."""

    method: Method

    def init(self, problem: Any, x0: PyTree) -> Play:
        return Play(self.method.init(problem, x0), jnp.zeros((), int), jnp.zeros(()))

    def step(self, problem: OnlineProblem, state: Play, key: Key[Array, ""] | None) -> Play:
        loss = problem.round(state.k, key)
        regret = state.regret + problem.regret(self.method.output(state.inner), loss)
        return Play(self.method.step(loss, state.inner, None), state.k + 1, regret)

    def output(self, state: Play) -> Float[Array, ""]:
        return state.regret
