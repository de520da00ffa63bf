"""Frank-Wolfe methods: minimisation over a set that is known by its linear minimisation oracle alone.

The objective may be infinite on part of the set. `problem.change(x, step)` is f(x + step) - f(x).
"""

from abc import abstractmethod
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key

from theory.methods.base import Method
from theory.methods.schedules import Inverse, StepSize

Point = Float[Array, " d"]
OPEN_LOOP = Inverse(2.0, 2.0)


class Region(eqx.Module):
    """A compact convex set."""

    @abstractmethod
    def vertex(self, gradient: Point) -> Point:
        """A point of the set where the linear function `gradient` is least."""

    def gap(self, problem: Any, x: Point) -> Float[Array, ""]:
        """The Frank-Wolfe gap max ∇f(x)·(x - v), which bounds f(x) - min f for convex f."""
        g = problem.gradient(x)
        return g @ (x - self.vertex(g))


class Simplex(Region):
    """x ≥ 0 with sum 1."""

    def vertex(self, gradient: Point) -> Point:
        return jax.nn.one_hot(jnp.argmin(gradient), len(gradient), dtype=gradient.dtype)


class MonotoneFrankWolfe(Method):
    """x⁺ = x + γ_t (v - x) if that does not increase f, else x⁺ = x; γ_t = 2/(t + 2) (Carderera et al. 2021)."""

    region: Region
    step_size: StepSize

    def __init__(self, region: Region, step_size: StepSize = OPEN_LOOP) -> None:
        self.region, self.step_size = region, step_size

    def init(self, problem: Any, x0: Point) -> tuple[Point, Int[Array, ""]]:
        del problem
        return jnp.asarray(x0), jnp.zeros((), int)

    def step(self, problem: Any, state: tuple[Point, Array], key: Key[Array, ""] | None) -> tuple[Point, Array]:
        """One step towards the vertex."""
        del key
        x, t = state
        move = self.step_size(t) * (self.region.vertex(problem.gradient(x)) - x)
        return jnp.where(problem.change(x, move) <= 0, x + move, x), t + 1

    def output(self, state: tuple[Point, Array]) -> Point:
        """The last iterate."""
        return state[0]


class BacktrackingFrankWolfe(Method):
    """Short steps min(1, gap/(L‖v - x‖²)) with an estimate L of the curvature found by backtracking.

    At each step L falls by a tenth, then doubles until f(x + γd) ≤ f(x) - γ gap + γ² L‖d‖²/2 (Pedregosa et al. 2020);
    leaving the domain counts as an increase of f.
    """

    region: Region

    def init(self, problem: Any, x0: Point) -> tuple[Point, Float[Array, ""]]:
        del problem
        return jnp.asarray(x0), jnp.ones(())

    def direction(self, x: Point, gradient: Point) -> tuple[Point, Float[Array, ""]]:
        """Where to go, and the longest step that stays in the region."""
        return self.region.vertex(gradient) - x, jnp.ones(())

    def step(self, problem: Any, state: tuple[Point, Array], key: Key[Array, ""] | None) -> tuple[Point, Array]:
        """Backtrack, then move."""
        del key
        x, curvature = state
        gradient = problem.gradient(x)
        d, longest = self.direction(x, gradient)
        slope, square = -gradient @ d, d @ d

        def length(L: Array) -> Array:
            return jnp.clip(slope / (L * square), 0.0, longest)

        def too_small(L: Array) -> Array:
            γ = length(L)
            return (problem.change(x, γ * d) > -γ * slope + γ**2 * L * square / 2) & (L < 1e12)

        curvature = jax.lax.while_loop(too_small, lambda L: 2 * L, 0.9 * curvature)
        return x + length(curvature) * d, curvature

    def output(self, state: tuple[Point, Array]) -> Point:
        """The last iterate."""
        return state[0]


class AwayStepFrankWolfe(BacktrackingFrankWolfe):
    """On the simplex: step towards the best vertex, or away from the worst in use, whichever is steeper."""

    region: Region = Simplex()

    def direction(self, x: Point, gradient: Point) -> tuple[Point, Float[Array, ""]]:
        towards = self.region.vertex(gradient) - x
        worst = jnp.argmax(jnp.where(x > 0, gradient, -jnp.inf))
        away = x - jax.nn.one_hot(worst, len(x), dtype=x.dtype)
        steeper = -gradient @ away > -gradient @ towards
        return jnp.where(steeper, away, towards), jnp.where(steeper, x[worst] / (1 - x[worst]), 1.0)

    def step(self, problem: Any, state: tuple[Point, Array], key: Key[Array, ""] | None) -> tuple[Point, Array]:
        """Backtrack, then move; a weight that rounding would take below 0 is 0."""
        x, curvature = super().step(problem, state, key)
        return jnp.maximum(x, 0.0), curvature
