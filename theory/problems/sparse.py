"""Recovery of a sparse signal from few linear measurements (compressed sensing)."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key


class SparseRecovery(eqx.Module):
    """Find the sparsest x with A x = y, where y = A x*.

    Arguments:
        matrix: A, of full row rank.
        signal: x*.
    """

    matrix: Float[Array, "m n"]
    signal: Float[Array, " n"]
    pseudoinverse: Float[Array, "n m"]

    def __init__(self, matrix: Float[Array, "m n"], signal: Float[Array, " n"]) -> None:
        self.matrix, self.signal = matrix, signal
        self.pseudoinverse = jnp.linalg.solve(matrix @ matrix.T, matrix).T

    @property
    def measurements(self) -> Float[Array, " m"]:
        """Y."""
        return self.matrix @ self.signal

    def feasible(self, x: Float[Array, " n"]) -> Float[Array, " n"]:
        """The point nearest to x with A x = y."""
        return x + self.pseudoinverse @ (self.measurements - self.matrix @ x)

    def relative_error(self, x: Float[Array, " n"]) -> Float[Array, ""]:
        """‖x - x*‖ / ‖x*‖."""
        return jnp.linalg.norm(x - self.signal) / jnp.linalg.norm(self.signal)


def gaussian_recovery(key: Key[Array, ""], rows: int, columns: int, values: Float[Array, " s"]) -> SparseRecovery:
    """Independent normal entries; the non-zero values stand at random places, with random signs."""
    entries, places, signs = jax.random.split(key, 3)
    support = jax.random.choice(places, columns, (len(values),), replace=False)
    signal = jnp.zeros(columns).at[support].set(values * jax.random.rademacher(signs, (len(values),), float))
    return SparseRecovery(jax.random.normal(entries, (rows, columns)) / jnp.sqrt(rows), signal)
