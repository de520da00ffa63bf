"""Gradient descent; with a stochastic oracle, stochastic gradient descent."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Int, Key, PyTree

from theory.methods.base import Method
from theory.methods.schedules import StepSize, as_schedule


class GradientDescent(Method):
    """x⁺ = x - γ_k g(x), with g the problem's oracle."""

    step_size: StepSize

    def __init__(self, step_size: ArrayLike | StepSize) -> None:
        self.step_size = as_schedule(step_size)

    def init(self, problem: object, x0: PyTree) -> tuple[PyTree, Int[Array, ""]]:
        """The starting point and the iteration number 0."""
        return jax.tree.map(jnp.asarray, x0), jnp.zeros((), int)

    def step(self, problem: object, state: tuple[PyTree, Array], key: Key[Array, ""] | None) -> tuple[PyTree, Array]:
        """One gradient step."""
        x, k = state
        γ = self.step_size(k)
        return jax.tree.map(lambda a, g: a - γ * g, x, problem.oracle(x, key)), k + 1  # type: ignore[attr-defined]

    def output(self, state: tuple[PyTree, Array]) -> PyTree:
        """The last iterate."""
        return state[0]
