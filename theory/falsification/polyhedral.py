"""Families made of finitely many pieces: maxima of affine functions, and quadratics over polytopes."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Float, Key

from theory.falsification.assumptions import Violations, bounded, each, interpolation, least, scattered
from theory.falsification.families import Family, constant
from theory.problems.base import Problem

Parameters = tuple[Float[Array, "pieces d"], Float[Array, " pieces"], Float[Array, " d"]]


class AffineMaximum(Problem):
    """f(x) = max(0, max_i g_i·x - b_i) with b ≥ 0: convex, least at 0, as Lipschitz as the longest g_i."""

    slopes: Float[Array, "pieces d"]
    offsets: Float[Array, " pieces"]
    start: Float[Array, " d"]

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return jnp.maximum(0.0, jnp.max(self.slopes @ x - self.offsets))

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        """A subgradient: the slope of the first piece that attains the maximum."""
        heights = self.slopes @ x - self.offsets
        first = jnp.argmax(heights)
        return jnp.where(heights[first] > 0, self.slopes[first], 0.0)

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """The value: the minimum is 0."""
        return self.value(x)


class MaximaOfAffine(Family):
    """Convex functions with subgradients of norm at most `slope`, least at 0, started at distance 1.

    The random ones have as many pieces as dimensions, nearly orthogonal: such functions tell a method least.
    """

    slope: Float[Array, ""]
    pieces: int = eqx.field(static=True)

    def __init__(self, slope: ArrayLike, pieces: int) -> None:
        self.slope, self.pieces = constant(slope), pieces

    def sample(self, key: Key[Array, ""]) -> Parameters:
        slopes, start, offsets, disorder = jax.random.split(key, 4)
        n = self.pieces
        size = 10 ** jax.random.uniform(disorder, minval=-4.0, maxval=0.0)
        return (
            jnp.eye(n) + size * jax.random.normal(slopes, (n, n)),
            1 + size * jax.random.normal(start, (n,)),
            size * jax.random.normal(offsets, (n,)),
        )

    def instance(self, parameters: Parameters) -> AffineMaximum:
        slopes, start, offsets = parameters
        lengths = jnp.linalg.norm(slopes, axis=1, keepdims=True)
        return AffineMaximum(
            self.slope * slopes / jnp.maximum(1.0, lengths), offsets**2, start / jnp.linalg.norm(start)
        )

    def violations(self, instance: AffineMaximum, rng: np.random.Generator) -> Violations:
        x = scattered(rng, self.pieces)
        g, f = each(lambda x: (instance.gradient(x), instance.value(x)), x)
        return {
            "convex": interpolation(x, g, f, 0.0, np.inf),
            f"subgradients at most {self.slope:g}": bounded(instance.gradient, x, float(self.slope)),
            "least at 0": least(instance.value, x, float(instance.value(jnp.zeros(self.pieces)))),
            "started at distance 1": abs(float(jnp.linalg.norm(instance.start)) - 1),
        }


class PolytopeQuadratic(Problem):
    """f(x) = Σ λ_i (x - c)_i²/2 over the convex hull of points, which contains c."""

    vertices: Float[Array, "points d"]
    weights: Float[Array, " points"]
    curvatures: Float[Array, " d"]

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return jnp.sum(self.curvatures * (x - self.weights @ self.vertices) ** 2) / 2

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        return self.curvatures * (x - self.weights @ self.vertices)

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """The value: c is feasible."""
        return self.value(x)

    def vertex(self, gradient: Float[Array, " d"]) -> Float[Array, " d"]:
        """A vertex where the linear function `gradient` is least."""
        return self.vertices[jnp.argmin(self.vertices @ gradient)]


class QuadraticsOverPolytopes(Family):
    """Convex quadratics with curvatures at most `smoothness` over polytopes of diameter 1, least at a point of them."""

    smoothness: Float[Array, ""]
    points: int = eqx.field(static=True)
    dimension: int = eqx.field(static=True)

    def __init__(self, smoothness: ArrayLike, points: int, dimension: int) -> None:
        self.smoothness, self.points, self.dimension = constant(smoothness), points, dimension

    def sample(self, key: Key[Array, ""]) -> Parameters:
        points, weights, curvatures = jax.random.split(key, 3)
        return (
            jax.random.normal(points, (self.points, self.dimension)),
            3 * jax.random.normal(weights, (self.points,)),
            jax.random.normal(curvatures, (self.dimension,)),
        )

    def instance(self, parameters: Parameters) -> PolytopeQuadratic:
        points, weights, curvatures = parameters
        apart = jnp.sum((points[:, None] - points) ** 2, axis=-1)
        diameter = jnp.sqrt(jnp.max(apart))
        λ = self.smoothness * jnp.cos(curvatures) ** 2
        return PolytopeQuadratic(points / diameter, jax.nn.softmax(weights), λ)

    def violations(self, instance: PolytopeQuadratic, rng: np.random.Generator) -> Violations:
        x = scattered(rng, self.dimension)
        g, f = each(lambda x: (instance.gradient(x), instance.value(x)), x)
        apart = jnp.linalg.norm(instance.vertices[:, None] - instance.vertices, axis=-1)
        return {
            f"curvature in [0, {self.smoothness:g}]": interpolation(x, g, f, 0.0, float(self.smoothness)),
            "diameter at most 1": float(jnp.max(apart) - 1),
            "minimiser in the hull": abs(float(jnp.sum(instance.weights)) - 1),
        }
