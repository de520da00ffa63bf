"""Functions of one variable as the polygonal graph of their derivative.

Many fixed-step methods meet their worst function in one dimension, and its derivative is piecewise linear there.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Float, Key

from theory.falsification.assumptions import Violations, each, interpolation, scattered
from theory.falsification.families import Family, constant, fraction
from theory.problems.base import Problem

Sides = Float[Array, "2 pieces 2"]


class GraphFunction(Problem):
    """f with f(0) = f'(0) = 0 whose derivative, or subdifferential, has a polygonal graph through the origin.

    Each side of the origin is a chain of pieces (Δx, Δg); the last continues for ever. Vertical pieces are jumps of
    the derivative: then ask for the proximal operator, which is unique, and not for the gradient.

    Attributes:
        pieces: steps along the graph to the right of the origin, and to the left (mirrored).
        corners: where each piece begins.
        values: of f there.
    """

    pieces: Sides
    corners: Sides
    values: Float[Array, "2 pieces"]

    def __init__(self, pieces: Float[ArrayLike, "2 pieces 2"]) -> None:
        self.pieces = jnp.asarray(pieces, float)
        ends = jnp.cumsum(self.pieces, axis=1)
        self.corners = jnp.concatenate([jnp.zeros((2, 1, 2)), ends[:, :-1]], axis=1)
        areas = (self.corners[..., 1] + ends[..., 1]) / 2 * self.pieces[..., 0]
        self.values = jnp.concatenate([jnp.zeros((2, 1)), jnp.cumsum(areas, axis=1)[:, :-1]], axis=1)

    def graph(
        self, target: Float[Array, ""], weight: ArrayLike
    ) -> tuple[Float[Array, ""], Float[Array, ""], Float[Array, ""]]:
        """x, a subgradient g and f(x) at the point of the graph where x + weight·g = target.

        Outside the domain of f, which a last vertical piece bounds, the value is infinite.
        """
        side = jnp.where(target < 0, 1, 0)
        sign = 1 - 2 * side
        corners, pieces = self.corners[side], self.pieces[side]
        functional = jnp.stack([jnp.ones_like(jnp.asarray(weight, float)), jnp.asarray(weight, float)])
        reached = corners @ functional
        distance = sign * target
        i = jnp.clip(jnp.sum(reached <= distance) - 1, 0, len(reached) - 1)
        length = pieces[i] @ functional
        t = (distance - reached[i]) / jnp.where(length == 0, 1.0, length)
        x, g = corners[i] + t * pieces[i]
        value = self.values[side, i] + (corners[i, 1] + g) / 2 * (x - corners[i, 0])
        value = jnp.where((length == 0) & (distance > reached[i]), jnp.inf, value)
        return sign * x, sign * g, value

    def gradient(self, x: Float[Array, ""]) -> Float[Array, ""]:
        return self.graph(x, 0.0)[1]

    def value(self, x: Float[Array, ""]) -> Float[Array, ""]:
        return self.graph(x, 0.0)[2]

    def suboptimality(self, x: Float[Array, ""]) -> Float[Array, ""]:
        """The value: a convex f is least at 0."""
        return self.value(x)

    def prox(self, v: Float[Array, ""], step_size: ArrayLike) -> Float[Array, ""]:
        """The minimiser of f(x) + (x - v)²/(2γ)."""
        return self.graph(v, step_size)[0]


class Univariate(Family):
    """Functions of one variable with curvature between `lower` and `upper`; an infinite `upper` allows kinks.

    Those with `lower` ≥ 0 are convex and least at 0. A negative `lower` makes functions that are not convex.

    Attributes:
        lower: least curvature.
        upper: largest curvature.
        pieces: of the derivative on each side of the origin.
        repeats: how often each side runs through its pieces: for derivatives that wave.
    """

    lower: Float[Array, ""]
    upper: Float[Array, ""]
    pieces: int = eqx.field(static=True)
    repeats: int = eqx.field(static=True)

    def __init__(self, lower: ArrayLike, upper: ArrayLike, pieces: int = 4, repeats: int = 1) -> None:
        self.lower, self.upper = constant(lower), constant(upper)
        self.pieces, self.repeats = pieces, repeats

    def sample(self, key: Key[Array, ""]) -> Float[Array, "2 pieces 2"]:
        """Logarithms of lengths, and curvatures: from steep and flat pieces in turn, growing outwards, to chaos."""
        kinds, growth, disorder, length, curvature = jax.random.split(key, 5)
        shape, i = (2, self.pieces), jnp.arange(self.pieces)
        chaos = jax.random.uniform(disorder) ** 2
        outwards = jnp.maximum(0.0, jax.random.uniform(growth, (2, 1), minval=-1.5, maxval=1.5))
        size = jax.random.uniform(kinds, (2,), minval=-6.0, maxval=1.0)[i % 2] + outwards * (i - self.pieces + 1)
        size = size + chaos * jax.random.uniform(length, shape, minval=-3.0, maxval=3.0)
        turn = jnp.broadcast_to(jnp.pi / 2 * (1 - i % 2), shape)
        mix = (1 - chaos) * turn + chaos * jax.random.uniform(curvature, shape, minval=0.0, maxval=jnp.pi)
        return jnp.stack([size, mix], axis=-1)

    def instance(self, parameters: Float[Array, "2 pieces 2"]) -> GraphFunction:
        mix = fraction(parameters[..., 1:])
        flat = jnp.stack([jnp.ones_like(self.lower), self.lower])
        finite = jnp.isfinite(self.upper)
        steep = jnp.stack([jnp.where(finite, 1.0, 0.0), jnp.where(finite, self.upper, 1.0)])
        pieces = jnp.exp(parameters[..., :1]) * ((1 - mix) * flat + mix * steep)
        return GraphFunction(jnp.tile(pieces, (1, self.repeats, 1)))

    def violations(self, instance: GraphFunction, rng: np.random.Generator) -> Violations:
        weight = 1.0 if jnp.isinf(self.upper) else 0.0
        x, g, f = each(lambda v: instance.graph(v, weight), scattered(rng))
        name = f"curvature in [{self.lower:g}, {self.upper:g}]"
        return {name: interpolation(x, g, f, float(self.lower), float(self.upper))}
