"""Mirror descent with powers of the absolute value as mirror map."""

import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int, Key

from theory.methods.base import Method
from theory.methods.schedules import StepSize, as_schedule
from theory.problems.base import Problem

State = tuple[Float[Array, "*shape"], Int[Array, ""]]


class PowerMirrorDescent(Method):
    """ψ'(x⁺) = ψ'(x) - γ_k g(x) in every coordinate, with ψ(x) = |x|^q / q; q = 2 is gradient descent.

    For q > 2 the map is uniformly convex of order q only; the noise then needs a moment of order q/(q - 1) < 2.
    """

    step_size: StepSize
    power: Float[Array, ""]

    def __init__(self, step_size: ArrayLike | StepSize, power: ArrayLike) -> None:
        self.step_size, self.power = as_schedule(step_size), jnp.asarray(power, float)

    def init(self, problem: Problem, x0: Float[Array, "*shape"]) -> State:
        """ψ' of the starting point and the iteration number 0."""
        del problem
        return _signed_power(jnp.asarray(x0, float), self.power - 1), jnp.zeros((), int)

    def step(self, problem: Problem, state: State, key: Key[Array, ""] | None) -> State:
        """A gradient step on ψ'(x)."""
        dual, k = state
        return dual - self.step_size(k) * problem.oracle(self.output(state), key), k + 1

    def output(self, state: State) -> Float[Array, "*shape"]:
        """The last iterate."""
        return _signed_power(state[0], 1 / (self.power - 1))


def _signed_power(x: Array, exponent: Array) -> Array:
    return jnp.sign(x) * jnp.abs(x) ** exponent
