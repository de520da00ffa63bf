"""Linear systems as fixed-point problems: the maps of stationary iterative methods."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float


class Jacobi(eqx.Module):
    """The map x ↦ x + D⁻¹(b - Ax), D the diagonal of A: one sweep of Jacobi's method for Ax = b."""

    matrix: Float[Array, "n n"]
    right: Float[Array, " n"]

    def __call__(self, x: Float[Array, " n"]) -> Float[Array, " n"]:
        """One sweep."""
        return x + (self.right - self.matrix @ x) / jnp.diag(self.matrix)


def dirichlet_laplacian(size: int) -> Float[Array, "n n"]:
    """The tridiagonal matrix (-1, 2, -1) of Poisson's equation on the line, with zero boundary values."""
    return jax.device_put(2 * np.eye(size) - np.eye(size, k=1) - np.eye(size, k=-1))


def dirichlet_mode(size: int, number: int) -> tuple[Float[Array, " n"], Float[Array, ""]]:
    """Eigenvector of norm 1 and eigenvalue of `dirichlet_laplacian`; number 1, 2, ... from the smooth end."""
    angle = number * jnp.pi / (size + 1)
    vector = jnp.sin(angle * jnp.arange(1, size + 1))
    return vector / jnp.linalg.norm(vector), 2 - 2 * jnp.cos(angle)
