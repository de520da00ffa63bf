"""Quadratics with known spectrum, and least squares as a finite sum."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Key

from theory.problems.base import Problem


class Quadratic(Problem):
    """f(x) = Σ λ_i (x_i - x*_i)² / 2 in the eigenbasis of its Hessian.

    Methods that commute with rotations see no difference between this and any other quadratic of this spectrum.
    """

    spectrum: Float[Array, " d"]
    minimizer: Float[Array, " d"]

    def __init__(self, spectrum: ArrayLike, minimizer: ArrayLike = 0.0) -> None:
        self.spectrum = jnp.atleast_1d(jnp.asarray(spectrum, float))
        self.minimizer = jnp.broadcast_to(jnp.asarray(minimizer, float), self.spectrum.shape)

    @property
    def smoothness(self) -> Float[Array, ""]:
        """L, the largest eigenvalue."""
        return jnp.max(self.spectrum)

    @property
    def strong_convexity(self) -> Float[Array, ""]:
        """μ, the smallest eigenvalue."""
        return jnp.min(self.spectrum)

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return 0.5 * jnp.sum(self.spectrum * (x - self.minimizer) ** 2)

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        return self.spectrum * (x - self.minimizer)

    def hessian(self, x: Float[Array, " d"]) -> Float[Array, "d d"]:
        del x
        return jnp.diag(self.spectrum)

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """The value: the minimum is 0."""
        return self.value(x)

    def distance(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """‖x - x*‖²."""
        return jnp.sum((x - self.minimizer) ** 2)


class LeastSquares(Problem):
    """f(x) = (1/n) Σ (a_i·x - b_i)² / 2; the oracle draws one i, or a minibatch of them without replacement.

    Arguments:
        features: the rows a_i.
        targets: b.
        batch: how many components the oracle averages.
    """

    features: Float[Array, "n d"]
    targets: Float[Array, " n"]
    batch: int = eqx.field(static=True, default=1)

    @property
    def count(self) -> int:
        """The number n of components."""
        return self.features.shape[0]

    @property
    def minimizer(self) -> Float[Array, " d"]:
        """x*, the least-norm minimiser."""
        return jnp.linalg.lstsq(self.features, self.targets)[0]

    @property
    def smoothness(self) -> Float[Array, ""]:
        """L of the average."""
        return jnp.linalg.norm(self.features, 2) ** 2 / self.count

    @property
    def component_smoothness(self) -> Float[Array, ""]:
        """L_max, the largest L of a component."""
        return jnp.max(jnp.sum(self.features**2, axis=1))

    @property
    def strong_convexity(self) -> Float[Array, ""]:
        """The smallest eigenvalue of the Hessian."""
        return jnp.linalg.eigvalsh(self.features.T @ self.features)[0] / self.count

    @property
    def gradient_noise(self) -> Float[Array, ""]:
        """The mean of ‖∇f_i(x*) - ∇f(x*)‖², the variance of the single-component oracle at the minimiser."""
        return jnp.mean(jnp.sum((self.features * self.residual(self.minimizer)[:, None]) ** 2, axis=1))

    def residual(self, x: Float[Array, " d"]) -> Float[Array, " n"]:
        """a_i·x - b_i."""
        return self.features @ x - self.targets

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return 0.5 * jnp.mean(self.residual(x) ** 2)

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        return self.features.T @ self.residual(x) / self.count

    def hessian(self, x: Float[Array, " d"]) -> Float[Array, "d d"]:
        del x
        return self.features.T @ self.features / self.count

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """Half the mean square of A(x - x*)."""
        return 0.5 * jnp.mean((self.features @ (x - self.minimizer)) ** 2)

    def distance(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """‖x - x*‖²."""
        return jnp.sum((x - self.minimizer) ** 2)

    def oracle(self, x: Float[Array, " d"], key: Key[Array, ""] | None) -> Float[Array, " d"]:
        """The average gradient of `batch` different components; without a key, of all."""
        if key is None:
            return self.gradient(x)
        i = jax.random.choice(key, self.count, (self.batch,), replace=False)
        rows = self.features[i]
        return rows.T @ (rows @ x - self.targets[i]) / self.batch
