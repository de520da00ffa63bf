"""Dynamic imaging with a partially separable (low-rank) model and regularisation by denoising."""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Key

from theory.problems.base import Problem

Frames = Float[Array, "pixels times"]
Factors = tuple[Float[Array, "pixels rank"], Float[Array, "times rank"]]


class PartiallySeparable(Problem):
    """F(Z, U) = Σ_t (y_t - r_t·f_t)² + ξ (‖Z‖² + ‖U‖²) + (λ/2) ⟨f, f - D f⟩ for f = Z Uᵀ: one ray r_t per frame f_t.

    Arguments:
        rays: r_t, one row per frame.
        measurements: y_t.
        denoiser: the matrix D, applied to every frame; ⟨f, f - D f⟩ has the gradient 2 (f - D f) if D is symmetric.
        ridge: ξ.
        strength: λ.
    """

    rays: Float[Array, "times pixels"]
    measurements: Float[Array, " times"]
    denoiser: Float[Array, "pixels pixels"]
    ridge: Float[Array, ""]
    strength: Float[Array, ""]

    def data_and_ridge(self, x: Factors) -> Float[Array, ""]:
        """F without the denoiser."""
        z, u = x
        return jnp.sum(self.residual(z, u) ** 2) + self.ridge * (jnp.sum(z**2) + jnp.sum(u**2))

    def denoising(self, f: Frames) -> Float[Array, ""]:
        """(λ/2) ⟨f, f - D f⟩."""
        return self.strength / 2 * jnp.vdot(f, f - self.denoiser @ f)

    def value(self, x: Factors) -> Float[Array, ""]:
        return self.data_and_ridge(x) + self.denoising(x[0] @ x[1].T)

    def residual(self, z: Float[Array, "pixels rank"], u: Float[Array, "times rank"]) -> Float[Array, " times"]:
        """r_t·f_t - y_t."""
        return jnp.einsum("tp,pk,tk->t", self.rays, z, u) - self.measurements

    def best_images(self, u: Float[Array, "times rank"], target: Frames, penalty: Float[Array, ""]) -> Array:
        """The minimiser over Z of the data term, the ridge and (β/2) ‖Z Uᵀ - target‖², by the normal equations."""
        pixels, rank = self.rays.shape[1], u.shape[1]
        design = jnp.einsum("tp,tk->tpk", self.rays, u).reshape(len(u), -1)
        quadratic = 2 * design.T @ design + penalty * jnp.kron(jnp.eye(pixels), u.T @ u)
        linear = 2 * design.T @ self.measurements + penalty * (target @ u).ravel()
        return _ridge_solution(quadratic, self.ridge, linear).reshape(pixels, rank)

    def best_courses(self, z: Float[Array, "pixels rank"], target: Frames, penalty: Float[Array, ""]) -> Array:
        """The minimiser over U of the same."""

        def course(ray: Array, measurement: Array, frame: Array) -> Array:
            design = ray @ z
            quadratic = 2 * jnp.outer(design, design) + penalty * z.T @ z
            return _ridge_solution(quadratic, self.ridge, 2 * measurement * design + penalty * frame @ z)

        return jax.vmap(course)(self.rays, self.measurements, target.T)


def _ridge_solution(quadratic: Array, ridge: Array, linear: Array) -> Array:
    return jnp.linalg.solve(quadratic + 2 * ridge * jnp.eye(len(linear)), linear)


def smoother(pixels: int, width: float) -> Float[Array, "pixels pixels"]:
    """A symmetric linear denoiser with eigenvalues in (0, 1]: correlations that decay like exp(-distance/width)."""
    place = np.arange(pixels)
    correlation = np.exp(-np.abs(place[:, None] - place) / width)
    return jax.device_put(correlation / np.linalg.norm(correlation, 2))


def random_scene(
    key: Key[Array, ""], pixels: int, times: int, rank: int, denoiser: Array, ridge: float, strength: float
) -> PartiallySeparable:
    """A Gaussian scene of this rank, seen without noise along one Gaussian ray per frame."""
    image, course, ray = jax.random.split(key, 3)
    f = jax.random.normal(image, (pixels, rank)) @ jax.random.normal(course, (rank, times))
    rays = jax.random.normal(ray, (times, pixels))
    measurements = jnp.einsum("tp,pt->t", rays, f)
    return PartiallySeparable(rays, measurements, denoiser, jnp.asarray(ridge), jnp.asarray(strength))
