"""Recovery of a low-rank matrix M from linear measurements A(M), by descent on a factorisation."""

from typing import Self

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Key

from theory.problems.base import Problem

Factors = tuple[Float[Array, "n k"], Float[Array, "d k"]]


class MatrixSensing(Problem):
    """Measurements ⟨A_i, M⟩ of a target M; without measurement matrices, M itself is observed.

    Arguments:
        target: M.
        measurements: the matrices A_i, of any scale at which A*A is near the identity on matrices of low rank.
    """

    target: Float[Array, "n d"]
    measurements: Float[Array, "m n d"] | None = None

    @classmethod
    def gaussian(cls, key: Key[Array, ""], target: Float[Array, "n d"], count: int) -> Self:
        """`count` measurement matrices with independent normal entries of variance 1/count; E A*A is the identity."""
        return cls(target, jax.random.normal(key, (count, *target.shape)) / jnp.sqrt(count))

    def sensed(self, matrix: Float[Array, "n d"]) -> Float[Array, "n d"]:
        """A*A(matrix)."""
        if self.measurements is None:
            return matrix
        return jnp.tensordot(self._measure(matrix), self.measurements, 1)

    def _measure(self, matrix: Float[Array, "n d"]) -> Float[Array, "..."]:
        if self.measurements is None:
            return matrix
        return jnp.tensordot(self.measurements, matrix, 2)


class SymmetricSensing(MatrixSensing):
    """f(X) = ¼‖A(XXᵀ - M)‖², M positive semi-definite."""

    def value(self, x: Float[Array, "n k"]) -> Float[Array, ""]:
        return jnp.sum(self._measure(x @ x.T - self.target) ** 2) / 4

    def gradient(self, x: Float[Array, "n k"]) -> Float[Array, "n k"]:
        """A*A(XXᵀ - M) X, with A*A made symmetric."""
        residual = self.sensed(x @ x.T - self.target)
        return (residual + residual.T) @ x / 2

    def suboptimality(self, x: Float[Array, "n k"]) -> Float[Array, ""]:
        """The value: the minimum is 0."""
        return self.value(x)

    def squared_error(self, x: Float[Array, "n k"]) -> Float[Array, ""]:
        """‖XXᵀ - M‖²_F."""
        return jnp.sum((x @ x.T - self.target) ** 2)


class AsymmetricSensing(MatrixSensing):
    """f(F, G) = ½‖A(FGᵀ - M)‖²."""

    def value(self, x: Factors) -> Float[Array, ""]:
        return jnp.sum(self._measure(x[0] @ x[1].T - self.target) ** 2) / 2

    def gradient(self, x: Factors) -> Factors:
        """(E G, Eᵀ F) with E = A*A(FGᵀ - M)."""
        left, right = x
        residual = self.sensed(left @ right.T - self.target)
        return residual @ right, residual.T @ left

    def suboptimality(self, x: Factors) -> Float[Array, ""]:
        """The value: the minimum is 0."""
        return self.value(x)

    def squared_error(self, x: Factors) -> Float[Array, ""]:
        """‖FGᵀ - M‖²_F."""
        return jnp.sum((x[0] @ x[1].T - self.target) ** 2)


def unbalance(x: Factors, scale: Float[Array, ""]) -> Factors:
    """The same product FGᵀ with all singular values of F equal to `scale`.

    With the singular value decomposition F = U S Vᵀ: F becomes scale·U and G becomes G V S / scale. This is the one
    modified step of Xiong, Ding & Du (2024), after which no direction of F is as small as the initialisation.
    """
    left, right = x
    u, s, vt = jnp.linalg.svd(left, full_matrices=False)
    return scale * u, right @ vt.T * s / scale


def planted(eigenvalues: Float[Array | np.ndarray, " r"], size: int) -> Float[Array, "n n"]:
    """A positive semi-definite matrix with these non-zero eigenvalues, diagonal."""
    xp = eigenvalues.__array_namespace__()
    return jnp.asarray(xp.diag(xp.pad(eigenvalues, (0, size - len(eigenvalues)))), float)
