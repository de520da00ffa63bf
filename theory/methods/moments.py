"""Stochastic gradient descent on a noisy quadratic, in expectation: an exact recursion instead of sampled runs."""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int, Key

from theory.methods.base import Method
from theory.methods.schedules import StepSize, as_schedule
from theory.problems.noise import AdditiveNoise
from theory.problems.quadratic import Quadratic

Vector = Float[Array, " d"]


class Moments(eqx.Module):
    """Second moments per eigendirection, of x - x* and of the weighted sum of the iterates so far (each minus x*)."""

    iterate: Vector
    cross: Vector
    total: Vector
    mass: Float[Array, ""]
    k: Int[Array, ""]


class ExpectedGradientDescent(Method):
    """E(x_k - x*)² of x⁺ = x - γ_k (∇f(x) + noise) on an `AdditiveNoise` around a `Quadratic`, without sampling.

    The noise is independent of the past, so the second moments obey a linear recursion. Metrics take the moments:
    `last_gap`, `average_gap`, `squared_distance`.
    """

    step_size: StepSize
    weight: StepSize

    def __init__(self, step_size: ArrayLike | StepSize, weight: ArrayLike | StepSize = 1.0) -> None:
        self.step_size, self.weight = as_schedule(step_size), as_schedule(weight)

    def init(self, problem: AdditiveNoise, x0: Vector) -> Moments:
        start = (jnp.asarray(x0) - _quadratic(problem).minimizer) ** 2
        return Moments(start, jnp.zeros_like(start), jnp.zeros_like(start), jnp.zeros(()), jnp.zeros((), int))

    def step(self, problem: AdditiveNoise, state: Moments, key: Key[Array, ""] | None) -> Moments:
        """With y = x - x* and S the weighted sum: S⁺ = S + w y, then y⁺ = (1 - γλ) y - γ·noise."""
        spectrum = _quadratic(problem).spectrum
        γ, w = self.step_size(state.k), self.weight(state.k)
        shrink = 1 - γ * spectrum
        cross = state.cross + w * state.iterate
        total = state.total + 2 * w * state.cross + w**2 * state.iterate
        iterate = shrink**2 * state.iterate + γ**2 * problem.variance / spectrum.size
        return Moments(iterate, shrink * cross, total, state.mass + w, state.k + 1)


def last_gap(problem: AdditiveNoise, moments: Moments) -> Float[Array, ""]:
    """E f(x_k) - f*."""
    return 0.5 * jnp.sum(_quadratic(problem).spectrum * moments.iterate)


def average_gap(problem: AdditiveNoise, moments: Moments) -> Float[Array, ""]:
    """E f of the weighted mean of x_0, ..., x_(k-1), minus f*."""
    return 0.5 * jnp.sum(_quadratic(problem).spectrum * moments.total) / moments.mass**2


def squared_distance(problem: AdditiveNoise, moments: Moments) -> Float[Array, ""]:
    """E‖x_k - x*‖²."""
    del problem
    return jnp.sum(moments.iterate)


def _quadratic(problem: AdditiveNoise) -> Quadratic:
    if not isinstance(problem.problem, Quadratic):
        raise TypeError(f"the moments obey a recursion on a Quadratic only, not on {type(problem.problem).__name__}")
    return problem.problem
