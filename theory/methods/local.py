"""Local stochastic gradient descent: workers step on their own and average their iterates now and then."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Int, Key, PyTree

from theory.methods.base import Method
from theory.methods.schedules import StepSize, as_schedule

State = tuple[PyTree, Int[Array, ""]]


class LocalSGD(Method):
    """x_w⁺ = x_w - γ_k g_w(x_w) on every worker w; after every `period` steps all x_w become their mean (Stich 2019).

    Every worker draws from the problem's oracle with a key of its own. The state holds the workers' iterates along a
    new first axis of every array.

    Arguments:
        step_size: a number, or a function of the iteration number.
        workers: how many.
        period: steps from one communication to the next; 1 is mini-batch gradient descent.
    """

    step_size: StepSize
    workers: int
    period: Int[Array, ""]

    def __init__(self, step_size: ArrayLike | StepSize, workers: int, period: Int[ArrayLike, ""]) -> None:
        self.step_size, self.workers, self.period = as_schedule(step_size), workers, jnp.asarray(period)

    def init(self, problem: object, x0: PyTree) -> State:
        """All workers at the starting point."""
        del problem
        return jax.tree.map(lambda a: jnp.broadcast_to(a, (self.workers, *jnp.shape(a))), x0), jnp.zeros((), int)

    def step(self, problem: object, state: State, key: Key[Array, ""] | None) -> State:
        """One step on every worker, and an average if it is time."""
        x, k = state
        γ, together = self.step_size(k), (k + 1) % self.period == 0
        oracle = problem.oracle  # type: ignore[attr-defined]
        if key is None:
            gradient = jax.vmap(lambda each: oracle(each, None))(x)
        else:
            gradient = jax.vmap(oracle)(x, jax.random.split(key, self.workers))

        def move(a: Array, g: Array) -> Array:
            moved = a - γ * g
            return jnp.where(together, jnp.mean(moved, axis=0), moved)

        return jax.tree.map(move, x, gradient), k + 1

    def output(self, state: State) -> PyTree:
        """The mean over the workers."""
        return jax.tree.map(lambda a: jnp.mean(a, axis=0), state[0])
