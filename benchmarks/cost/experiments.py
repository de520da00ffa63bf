"""Five experiments, each written twice: with the engine, and by hand in plain JAX with the same draws.

An experiment is a function of a key and the checkpoints T that returns the error at each; both versions must agree.
"""

from collections.abc import Callable
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax
from jaxtyping import Array, Float, Key

from theory import simulate
from theory.methods.base import Method
from theory.methods.gradient import GradientDescent
from theory.methods.local import LocalSGD
from theory.methods.newton import CubicDamping, DampedNewton
from theory.methods.optax import Optax
from theory.problems.convex import LogisticRegression
from theory.problems.matrix_sensing import AsymmetricSensing, planted
from theory.problems.noise import GaussianNoise
from theory.problems.quadratic import Quadratic
from theory.simulation.draws import uniform_index

Experiment = Callable[[Array, Array], Array]


class Pair(NamedTuple):
    """One experiment by the engine and by hand, with the numbers of seeds and steps it is timed at."""

    engine: Experiment
    by_hand: Experiment
    seeds: int
    steps: int


def checkpoints(steps: int, count: int = 20) -> np.ndarray:
    """Where the error is recorded."""
    return np.unique(np.geomspace(1, steps, count).astype(int))


def loops(step, error, x, T):
    """The loop that a careful person writes: no error between checkpoints, nothing kept but the errors."""

    def advance(carry, stop):
        start, x = carry
        x = lax.fori_loop(start, stop, step, x)
        return (stop, x), error(x)

    return lax.scan(advance, (jnp.zeros_like(T[0]), x), T)[1]


# Stochastic gradient descent on a logistic regression, one sample of 500 a step.
ROWS, DIMENSION, STEP_SIZE = 500, 50, 0.1
FEATURES = np.random.default_rng(0).normal(size=(ROWS, DIMENSION)) / np.sqrt(DIMENSION)


class SampledLogistic(eqx.Module):
    """The mean logistic loss with the gradient of one row, drawn uniformly, as its oracle."""

    features: Float[Array, "n d"]

    def suboptimality(self, x: Array) -> Array:
        return jnp.mean(jax.nn.softplus(-self.features @ x))

    def oracle(self, x: Array, key: Key[Array, ""]) -> Array:
        row = self.features[uniform_index(key, len(self.features))]
        return -jax.nn.sigmoid(-(row @ x)) * row


def logistic(key, T):
    method = Optax(optax.sgd(STEP_SIZE))
    return simulate(method, SampledLogistic(jnp.asarray(FEATURES)), jnp.zeros(DIMENSION), T, key=key)


def _logistic_step(key):
    features = jnp.asarray(FEATURES)

    def step(k, x):
        row = features[uniform_index(jax.random.fold_in(key, k), ROWS)]
        gradient = -jax.nn.sigmoid(-(row @ x)) * row
        return x - STEP_SIZE * gradient

    return features, step


def logistic_by_hand(key, T):
    features, step = _logistic_step(key)
    return loops(step, lambda x: jnp.logaddexp(0, -features @ x).mean(), jnp.zeros(DIMENSION), T)


def logistic_every_step(key, T, steps):
    """The loop that most people write: `scan` over all steps, every error kept, the checkpoints picked at the end."""
    features, step = _logistic_step(key)

    def body(x, k):
        x = step(k, x)
        return x, jnp.logaddexp(0, -features @ x).mean()

    return lax.scan(body, jnp.zeros(DIMENSION), jnp.arange(steps))[1][T - 1]


# Gradient descent on the factors of an asymmetric matrix sensing problem.
SIZE, MEASUREMENTS, FACTORS, SENSING_STEP = 20, 200, 4, 0.1


def _sensing_start(key):
    keys = jax.random.split(key, 3)
    matrices = jax.random.normal(keys[0], (MEASUREMENTS, SIZE, SIZE)) / MEASUREMENTS**0.5
    start = tuple(0.1 * jax.random.normal(k, (SIZE, FACTORS)) for k in keys[1:])
    return matrices, start


def sensing(key, T):
    matrices, start = _sensing_start(key)
    problem = AsymmetricSensing(planted(jnp.ones(2), SIZE), matrices)
    return simulate(GradientDescent(SENSING_STEP), problem, start, T)


def sensing_by_hand(key, T):
    matrices, start = _sensing_start(key)
    flat, target = matrices.reshape(MEASUREMENTS, -1), jnp.diag(jnp.zeros(SIZE).at[:2].set(1.0)).ravel()

    def residuals(x):
        return flat @ ((x[0] @ x[1].T).ravel() - target)

    def step(k, x):
        left, right = x
        gradient = (residuals(x) @ flat).reshape(SIZE, SIZE)
        return left - SENSING_STEP * gradient @ right, right - SENSING_STEP * gradient.T @ left

    return loops(step, lambda x: 0.5 * jnp.sum(residuals(x) ** 2), start, T)


# Damped Newton steps on a regularised logistic regression.
NEWTON_ROWS, NEWTON_DIMENSION, RIDGE, LIPSCHITZ = 100, 20, 1e-3, 10.0


def _rows(key):
    return jax.random.normal(key, (NEWTON_ROWS, NEWTON_DIMENSION))


def newton(key, T):
    problem = LogisticRegression(_rows(key), jnp.asarray(RIDGE))
    method = DampedNewton(CubicDamping(jnp.asarray(LIPSCHITZ)))
    return simulate(method, problem, jnp.ones(NEWTON_DIMENSION), T, metric=lambda problem, x: problem.value(x))


def newton_by_hand(key, T):
    rows = _rows(key)

    def step(k, x):
        p = 1 / (1 + jnp.exp(rows @ x))
        gradient = -rows.T @ p / NEWTON_ROWS + RIDGE * x
        hessian = rows.T @ ((p * (1 - p) / NEWTON_ROWS)[:, None] * rows) + RIDGE * jnp.eye(NEWTON_DIMENSION)
        direction = jnp.linalg.solve(hessian, gradient)
        return x - 2 / (1 + jnp.sqrt(1 + 2 * LIPSCHITZ * jnp.sqrt(gradient @ direction))) * direction

    def error(x):
        return jnp.logaddexp(0, -rows @ x).mean() + RIDGE / 2 * x @ x

    return loops(step, error, jnp.ones(NEWTON_DIMENSION), T)


# Local stochastic gradient descent: eight workers, a communication every tenth step.
WORKERS, PERIOD, LOCAL_STEP, SPECTRUM, VARIANCE = 8, 10, 0.05, np.linspace(0.1, 1, 20), 1.0


def federated(key, T):
    problem = GaussianNoise(Quadratic(SPECTRUM), VARIANCE)
    return simulate(LocalSGD(LOCAL_STEP, WORKERS, PERIOD), problem, jnp.ones(len(SPECTRUM)), T, key=key)


def federated_by_hand(key, T):
    spectrum = jnp.asarray(SPECTRUM)
    scale = jnp.sqrt(VARIANCE / len(SPECTRUM))

    def step(k, x):
        keys = jax.random.split(jax.random.fold_in(key, k), WORKERS)
        noise = jax.vmap(lambda each: jax.random.normal(each, spectrum.shape))(keys)
        x = x - LOCAL_STEP * (spectrum * x + scale * noise)
        return jnp.where((k + 1) % PERIOD == 0, x.mean(axis=0), x)

    start = jnp.ones((WORKERS, len(SPECTRUM)))
    return loops(step, lambda x: 0.5 * jnp.sum(spectrum * x.mean(axis=0) ** 2), start, T)


# Langevin steps along the score of a mixture of Gaussians.
CENTERS, TIME_STEP = np.random.default_rng(1).normal(size=(8, 2)) * 3, 0.01
HALF_SQUARES = 0.5 * np.sum(CENTERS**2, axis=1)


class Mixture(eqx.Module):
    """Equal weights, unit covariances; no center is so far out that a density overflows."""

    centers: Float[Array, "m d"]
    half_squares: Float[Array, " m"]

    def __init__(self, centers: Float[np.ndarray, "m d"]) -> None:
        self.centers, self.half_squares = jnp.asarray(centers), jnp.asarray(0.5 * np.sum(centers**2, axis=1))

    def weights(self, x: Array) -> Array:
        """The densities of the components at x, over that of the standard normal distribution."""
        return jnp.exp(self.centers @ x - self.half_squares)

    def score(self, x: Array) -> Array:
        weights = self.weights(x)
        return (weights @ self.centers) / weights.sum() - x

    def suboptimality(self, x: Array) -> Array:
        return 0.5 * x @ x - jnp.log(self.weights(x).sum())


class Langevin(Method):
    """x + h ∇log p(x) + √(2h) ξ."""

    time_step: float

    def step(self, problem: Mixture, state: Array, key: Key[Array, ""] | None) -> Array:
        noise = jax.random.normal(key, state.shape)
        return state + self.time_step * problem.score(state) + jnp.sqrt(2 * self.time_step) * noise


def sampler(key, T):
    return simulate(Langevin(TIME_STEP), Mixture(CENTERS), jnp.zeros(2), T, key=key)


def sampler_by_hand(key, T):
    centers = jnp.asarray(CENTERS)

    def weights(x):
        return jnp.exp(centers @ x - HALF_SQUARES)

    def step(k, x):
        w = weights(x)
        noise = jax.random.normal(jax.random.fold_in(key, k), (2,))
        return x + TIME_STEP * (w @ centers / w.sum() - x) + jnp.sqrt(2 * TIME_STEP) * noise

    return loops(step, lambda x: 0.5 * x @ x - jnp.log(weights(x).sum()), jnp.zeros(2), T)


PAIRS = {
    "SGD, logistic regression, d = 50": Pair(logistic, logistic_by_hand, 256, 100_000),
    "matrix sensing, 20 × 20, 200 measurements": Pair(sensing, sensing_by_hand, 16, 300),
    "damped Newton, d = 20": Pair(newton, newton_by_hand, 64, 100),
    "federated, 8 workers, d = 20": Pair(federated, federated_by_hand, 32, 1000),
    "Langevin, mixture of 8 Gaussians": Pair(sampler, sampler_by_hand, 256, 50_000),
}
