"""Lavington, Vaswani, Babanezhad, Schmidt & Le Roux (ICML 2023): surrogates in the space of targets.

Setting: h(θ) = ℓ(z(θ)), ℓ L-smooth in the targets z. The surrogate at θ_t is g(θ) = ℓ(z_t) + ∇ℓ(z_t)·(z - z_t) +
‖z - z_t‖²/(2η), z = z(θ); it costs one gradient of ℓ and is decreased by m steps on θ, or minimised.

Theorems, in our words. (1) For η ≤ 1/L the surrogate is above h everywhere and touches it at θ_t. (2) With any number m
of gradient steps on the surrogate, min_{t<T} ‖∇h(θ_t)‖² ≤ 2‖X‖²(h(θ_0) - h*)/(ηT) for linear targets z = Xθ: the first
inner step alone decreases the surrogate so much. (3) With stochastic gradients and the surrogate minimised, z_t is
projected SGD on the targets. (4) For strongly convex ℓ and steps η T^(-t/T), the error E‖z_T - z*‖² is
Õ(σ²/T) beside a term exp(-Ω(T/log T)) that alone remains without noise, whatever the conditioning of X.

Instances: (1) the logistic loss of a nonlinear model, at targets 0 where its curvature is largest. (2) log cosh with
L = 1, h(θ_0) - h* ≈ 1 and a slope that depends on the horizon: the worst T steps all see the same gradient. The
minimum is taken over the checkpoints. (3) and (4) least squares, one of 8 terms drawn at a time, 4 parameters; in
(4) the moments obey an exact recursion, and the condition number of X is 1000.

Not covered: surrogates minimised only roughly in the stochastic case, convex losses, online Newton surrogates.
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, geomspace, grid, simulate, steps
from theory.methods.schedules import Constant
from theory.methods.target_surrogates import (
    ExactSurrogateDescent,
    ExpectedProjectedDescent,
    ExponentialDecay,
    ProjectedDescent,
    SurrogateDescent,
    surrogate,
)
from theory.problems.convex import LogCosh
from theory.problems.targets import LinearTargets, SampledSquares
from theory.simulation.worst import worst_of

PAPER = cite("lavington2023target", near=__file__)
COUNT, SIZE = 8, 4


def _loss_over_surrogate(step_size, key, r):
    """ℓ(z) - ℓ(0) - ∇ℓ(0)·z over the same of the surrogate, at the targets of a random θ of size r."""
    key_features, key_parameters = jax.random.split(key)
    features = jax.random.normal(key_features, (COUNT, SIZE))
    z = jnp.sinh(features @ jnp.tanh(r * jax.random.normal(key_parameters, (SIZE,))))
    half = jnp.abs(z / 2)
    log_cosh = jnp.where(half < 20, jnp.log(jnp.cosh(jnp.minimum(half, 20.0))), half - jnp.log(2.0))
    gap = jnp.sum(log_cosh)  # of log(1 + exp(-z)) above log 2 - z/2
    none = jnp.zeros(COUNT)
    return gap / surrogate(jnp.asarray(0.0), none, z, step_size)


@claim(
    PAPER,
    r"\frac{\ell(z) - \ell(z_t) - \nabla\ell(z_t) \cdot (z - z_t)}{\|z - z_t\|^2 / (2\eta)}",
    bound=lambda r: 1.0 + 0 * r,
    theorem="the surrogate is an upper bound",
    seeds=32,
    r=geomspace(100.0, 1e-3, 16),
)
def upper_bound(key, r):
    """With η = 1/L the surrogate lies above the loss for all parameters."""
    return _loss_over_surrogate(4.0, key, r)


@upper_bound.control("η = 4/L")
def long_step_surrogate(key, r):
    return _loss_over_surrogate(16.0, key, r)


def _worst_gradient(step_size, inner, T):
    """The least ‖∇h‖² over the checkpoints, started at h ≈ 1, worst over the slopes of the loss."""
    angle = 0.5
    rotation = jnp.array([[jnp.cos(angle), -jnp.sin(angle)], [jnp.sin(angle), jnp.cos(angle)]])
    features = rotation @ jnp.diag(jnp.array([1.0, 0.5]))

    def run(slope):
        problem = LinearTargets(LogCosh(jnp.asarray(0.0), slope, slope), features)
        start = jnp.linalg.solve(features, jnp.array([1.0, 0.0]) / slope)
        method = SurrogateDescent(step_size, inner)
        return simulate(method, problem, start, T, metric=lambda problem, x: jnp.sum(problem.gradient(x) ** 2))

    return jnp.minimum.accumulate(worst_of(run, jnp.geomspace(0.5 / jnp.sqrt(T[-1]), 1.0, 100)))


@claim(
    PAPER,
    r"\max_\ell \min_{t < T} \|\nabla h(\theta_t)\|^2",
    "O(1/T)",
    bound=lambda T: 2.0 / T,
    theorem="convergence to a stationary point",
    m=grid(1, 4, 16),
    T=steps(1000, first=10, count=25),
    rivals=["O(1/T²)", "Ω(1/sqrt(T))"],
)
def stationarity(key, m, T):
    """With any number of inner steps the least squared gradient norm is of order 1/T."""
    return _worst_gradient(1.0, m, T)


@stationarity.control("η = 4/L: the surrogate is no upper bound")
def long_step(key, m, T):
    return _worst_gradient(4.0, m, T)


def _regression(key, noise, condition=10.0):
    """Least squares with 8 terms and 4 parameters, a given condition number and labels at the distance `noise`."""
    basis = jnp.linalg.qr(jax.random.normal(key, (COUNT, SIZE + 1)))[0]
    features = basis[:, :SIZE] * jnp.geomspace(1.0, 1 / condition, SIZE)
    return LinearTargets(SampledSquares(jnp.sum(features, axis=1) + noise * basis[:, SIZE]), features)


def _distance_to_projected(method, key, T):
    """Largest difference between the targets of `method` and those of projected SGD with the same draws."""
    problem = _regression(key, 1.0)
    run = jax.random.fold_in(key, 1)
    targets = simulate(method, problem, jnp.zeros(SIZE), T, key=run, metric=lambda problem, x: problem.features @ x)
    projected = simulate(ProjectedDescent(0.5), problem, jnp.zeros(COUNT), T, key=run, metric=lambda _, z: z)
    return jnp.max(jnp.abs(targets - projected), axis=1)


@claim(
    PAPER,
    r"\|X \theta_T - z_T\|_\infty",
    bound=lambda T: 1e-10 + 0 * T,
    theorem="equivalence to projected SGD",
    kind="identity",
    seeds=4,
    T=steps(500, count=10),
)
def projected_sgd(key, T):
    """Minimising stochastic surrogates is projected stochastic gradient descent on the targets."""
    return _distance_to_projected(ExactSurrogateDescent(0.5), key, T)


@projected_sgd.control("four inner steps instead of the minimum")
def inexact(key, T):
    return _distance_to_projected(SurrogateDescent(0.5, 4), key, T)


def _expected_error(key, noise, schedule, T):
    """E‖z_T - z*‖² from z = 0 in T steps of a schedule that may depend on T."""
    problem = _regression(key, noise, 1000.0)
    method = ExpectedProjectedDescent(schedule(T))
    return simulate(method, problem, jnp.zeros(SIZE), T[None], metric=lambda _, error: error)[0]


@claim(
    PAPER,
    r"\mathbb{E}\|z_T - z^\star\|^2",
    "Õ(1/T)",
    theorem="strongly convex losses, exponentially decaying steps",
    seeds=3,
    T=grid(*(int(1.4**k) for k in range(19, 30))),
    rivals=["Õ(1/T²)", "Ω(1/sqrt(T))"],
)
def noise_adaptive(key, T):
    """With exponentially decaying steps the error in the presence of noise is of order 1/T up to logarithms."""
    return _expected_error(key, 1.0, lambda T: ExponentialDecay(0.5, T), T)


@noise_adaptive.control("constant steps")
def constant_steps(key, T):
    return _expected_error(key, 1.0, lambda T: Constant(0.5), T)


@claim(
    PAPER,
    r"\mathbb{E}\|z_T - z^\star\|^2",
    "exp(-Ω(T/log(T)))",
    theorem="interpolation",
    seeds=12,
    T=grid(*range(100, 1100, 50)),
    rivals=["exp(-Ω(T²))", "Ω(1/T)"],
)
def interpolation(key, T):
    """The same steps converge linearly up to a logarithm without noise, for a condition number of 1000."""
    return _expected_error(key, 0.0, lambda T: ExponentialDecay(0.5, T), T)


@interpolation.control("labels that no parameters reach")
def with_noise(key, T):
    return _expected_error(key, 0.1, lambda T: ExponentialDecay(0.5, T), T)
