"""Iskender, Klasky & Bresler: ADMM for a low-rank image sequence that a denoiser regularises reaches stationary points.

Setting: f = Z Uᵀ, pixels by frames, is seen along one ray per frame. F(Z, U) = Σ_t (y_t - r_t·f_t)² + ξ (‖Z‖² + ‖U‖²) +
(λ/2) ⟨f, f - D f⟩ is minimised by ADMM with penalty β: exact steps in Z and in U, one denoising step for the copy of f,
a dual step.

Theorems, in our words. For a large enough β, and a denoiser whose regulariser has the gradient λ (f - D f): (1) the
augmented Lagrangian with its correction decreases; (2) the moves vanish, and what the iterates approach satisfies the
first-order conditions of F.

Constants, derived here for a symmetric D with eigenvalues in [0, 1] and a step of f by one denoising. Its optimality
reads βγ⁺ = λ (f⁺ - D f). The step of f lowers the Lagrangian by at least (λ + β)/2 ‖Δf⁺‖², the dual step lifts it by
(λ²/β) ‖Δf⁺ - DΔf‖² ≤ (2λ²/β) (‖Δf⁺‖² + ‖Δf‖²). So Φ = Lagrangian + (2λ²/β) ‖Δf‖² falls by at least c ‖Δf⁺‖² with
c = (λ + β)/2 - 4λ²/β, which is positive for β > 2.38 λ. Since these squares can be summed, the least of k of them is
O(1/k).

Instances: random scenes of rank 1 with 5 pixels and 4 frames, a smoothing D, λ = 1, ξ = 1/10, random starts.
Near a regular stationary point ADMM converges linearly, much faster than 1/k, at a rate that differs from scene to
scene: (2) is checked as a limit.

Not covered: nonlinear denoisers, tomographic geometry, the projection-domain start, quality of the reconstruction.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, geomspace, grid, simulate
from theory.methods.denoising_admm import DenoisingADMM, State
from theory.problems.partially_separable import random_scene, smoother

PAPER = cite("iskender2024redpsm", near=__file__)
PIXELS, FRAMES, RANK = 5, 4, 1
STRENGTH = 1.0
ROUNDING = 1e-16
SMOOTHER = smoother(PIXELS, 2.0)
SHIFT = 0.2 * (np.eye(PIXELS, k=1) - np.eye(PIXELS, k=-1))


def _scene(key, denoiser):
    problem = random_scene(jax.random.fold_in(key, 0), PIXELS, FRAMES, RANK, denoiser, 0.1, STRENGTH)
    images, courses = jax.random.split(jax.random.fold_in(key, 1))
    start = jax.random.normal(images, (PIXELS, RANK)), jax.random.normal(courses, (FRAMES, RANK))
    return problem, start


def _largest_violation(key, denoiser, β):
    """Largest rise of Φ + c‖Δf‖² in a step, over Φ after the first step."""
    problem, start = _scene(key, denoiser)
    method = DenoisingADMM(β)
    gain = jnp.maximum((STRENGTH + β) / 2 - 4 * STRENGTH**2 / β, 0.0)

    def potential(problem, state: State):
        square = jnp.sum(state.move**2)
        return method.lagrangian(problem, state) + 2 * STRENGTH**2 / β * square, square

    Φ, square = simulate(method, problem, start, jnp.arange(1, 100), metric=potential)
    return jnp.maximum(jnp.max(jnp.diff(Φ) + gain * square[1:]) / Φ[0], 0.0) + ROUNDING


def _remaining_gradient(key, denoiser, β):
    """Squared gradient of F after 2000 steps, over that of the start."""
    problem, start = _scene(key, denoiser)

    def error(problem, state: State):
        z, u = problem.gradient(state.factors)
        return jnp.sum(z**2) + jnp.sum(u**2)

    before, after = simulate(DenoisingADMM(β), problem, start, jnp.array([0, 2000]), metric=error)
    return after / before


@claim(
    PAPER,
    r"\max_k (\Phi_{k+1} - \Phi_k + c \|f_{k+1} - f_k\|^2)_+ / \Phi_1",
    bound=lambda β: 1e-12,
    theorem="descent of the augmented Lagrangian",
    kind="identity",
    seeds=4,
    β=geomspace(2.5, 250, 5),
)
def descent(key, β):
    """With a penalty above 2.38 λ every step lowers the corrected augmented Lagrangian by c times the squared move."""
    return _largest_violation(key, SMOOTHER, β)


@descent.control("penalties a hundred times smaller")
def small_penalty(key, β):
    return _largest_violation(key, SMOOTHER, β / 100)


@descent.control("a denoiser that is not symmetric")
def asymmetric(key, β):
    return _largest_violation(key, SMOOTHER + SHIFT, β)


@claim(
    PAPER,
    r"\|\nabla F(Z_k, U_k)\|^2 / \|\nabla F(Z_0, U_0)\|^2, k = 2000",
    bound=lambda β: 1e-6,
    theorem="first-order conditions",
    kind="finite",
    seeds=4,
    β=grid(2.5, 3, 4),
)
def stationarity(key, β):
    """The iterates come to satisfy the first-order conditions of F: a thousandth of the gradient is left, or less."""
    return _remaining_gradient(key, SMOOTHER, β)


@stationarity.control("a denoiser that is not symmetric")
def no_gradient(key, β):
    return _remaining_gradient(key, SMOOTHER + SHIFT, β)
