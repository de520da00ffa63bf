"""Linear classification by logistic regression: weighted data sets, separable by a known margin or not."""

from typing import Self

import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Key

from theory.problems.base import Problem


class LogisticRegression(Problem):
    """f(θ) = (1/n) Σ c_i log(1 + exp(-z_i·θ)) with n = Σ c_i.

    Arguments:
        signed: the points z_i = y_i a_i, each feature vector times its label; a point is classified correctly
            where z_i·θ > 0.
        multiplicity: c_i, how often each point occurs in the data set; once by default.
    """

    signed: Float[Array, "m d"]
    multiplicity: Float[Array, " m"]

    def __init__(self, signed: ArrayLike, multiplicity: ArrayLike = 1.0) -> None:
        self.signed = jnp.asarray(signed, float)
        self.multiplicity = jnp.broadcast_to(jnp.asarray(multiplicity, float), self.signed.shape[:1])

    @classmethod
    def one_against_many(cls, n: ArrayLike, margin: ArrayLike) -> Self:
        """One point (-r, r)/2 against n - 1 copies of (1, 0), with r such that the largest margin is the given one.

        R = 1. A gradient averages over n points, so the lonely one moves θ by r/(2n) only while the others have
        carried θ to (1/2, 0) in the first step: n/(2r) ≈ n/(4·margin) steps must undo it.

        Arguments:
            n: number of points.
            margin: below 1/√2.
        """
        r = 2 / (jnp.sqrt(1 / jnp.square(margin) - 1) - 1)
        lonely = jnp.stack([-r, r]) / 2
        return cls(jnp.stack([jnp.array([1.0, 0.0]), lonely]), jnp.stack([jnp.asarray(n, float) - 1, 1.0]))

    @classmethod
    def random_separable(cls, key: Key[Array, ""], n: int, dimension: int, margin: ArrayLike) -> Self:
        """Points of the unit sphere, those closer than `margin` to a random hyperplane turned away up to it.

        Every point has norm 1 and distance at least `margin` from the hyperplane, on its own side.
        """
        key_normal, key_points = jax.random.split(key)
        normal = _unit(jax.random.normal(key_normal, (dimension,)))
        points = jax.random.normal(key_points, (n, dimension))
        along = points @ normal
        across = _unit(points - along[:, None] * normal)
        height = jnp.maximum(jnp.abs(along) / jnp.linalg.norm(points, axis=1), margin)[:, None]
        return cls(height * normal + jnp.sqrt(1 - height**2) * across)

    @property
    def count(self) -> Float[Array, ""]:
        """The number n of points, repeated ones counted."""
        return jnp.sum(self.multiplicity)

    @property
    def radius(self) -> Float[Array, ""]:
        """R, the largest norm of a point."""
        return jnp.max(jnp.linalg.norm(self.signed, axis=1))

    @property
    def smoothness(self) -> Float[Array, ""]:
        """L ≤ λ_max((1/n) Σ c_i z_i z_iᵀ)/4, attained at θ = 0."""
        return jnp.linalg.eigvalsh(self.signed.T @ (self._share[:, None] * self.signed))[-1] / 4

    def margins(self, x: Float[Array, " d"]) -> Float[Array, " m"]:
        """z_i·θ."""
        return self.signed @ x

    def separated(self, x: Float[Array, " d"]) -> Array:
        """Whether every point is classified correctly."""
        return jnp.all(self.margins(x) > 0)

    def average(self, weight: Float[Array, " m"]) -> Float[Array, " d"]:
        """(1/n) Σ c_i weight_i z_i."""
        return (self._share * weight) @ self.signed

    def mean(self, weight: Float[Array, " m"]) -> Float[Array, ""]:
        """(1/n) Σ c_i weight_i."""
        return self._share @ weight

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return self.mean(jax.nn.softplus(-self.margins(x)))

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        return -self.average(jax.nn.sigmoid(-self.margins(x)))

    @property
    def _share(self) -> Float[Array, " m"]:
        return self.multiplicity / self.count


def _unit(x: Float[Array, "*n d"]) -> Float[Array, "*n d"]:
    return x / jnp.linalg.norm(x, axis=-1, keepdims=True)
