"""Optax transformations as methods, against hand-written updates."""

import jax
import jax.numpy as jnp
import numpy as np
import optax
import optax.contrib
import pytest
from jaxtyping import Array, Float

from theory import simulate
from theory.methods.base import Method
from theory.methods.optax import Optax
from theory.methods.schedules import InverseSqrt, Schedule, as_schedule
from theory.problems.base import Problem

T = np.array([0, 1, 3, 10, 40])
CURVATURES = jnp.array([1.0, 0.3])


class Diagonal(Problem):
    """½ Σ λᵢ xᵢ², with a gradient that carries ±noise in every coordinate when there is a key."""

    curvatures: Float[Array, " d"]
    noise: float = 0.0

    def value(self, x):
        return 0.5 * jnp.sum(self.curvatures * x**2)

    suboptimality = value

    def oracle(self, x, key):
        noise = 0.0 if key is None else self.noise * jax.random.rademacher(key, x.shape, dtype=x.dtype)
        return self.gradient(x) + noise


class GradientDescent(Method):
    """x - η_k g, the reference."""

    step_size: Schedule

    def init(self, problem, x0):
        return jnp.asarray(x0), 0

    def step(self, problem, state, key):
        x, k = state
        return x - self.step_size(k) * problem.oracle(x, key), k + 1

    def output(self, state):
        return state[0]


@pytest.mark.parametrize("step_size", [0.2, InverseSqrt(0.5)], ids=["constant", "schedule"])
@pytest.mark.parametrize("key", [None, jax.random.key(3)], ids=["exact", "stochastic"])
def test_sgd_is_plain_gradient_descent(step_size, key):
    problem = Diagonal(CURVATURES, noise=0.1)
    ours = simulate(GradientDescent(as_schedule(step_size)), problem, jnp.ones(2), T, key=key)
    theirs = simulate(Optax(optax.sgd(step_size)), problem, jnp.ones(2), T, key=key)
    np.testing.assert_allclose(theirs, ours, rtol=1e-13)


@pytest.mark.parametrize("optimizer", [optax.adam, optax.amsgrad], ids=["adam", "amsgrad"])
def test_adaptive_methods_take_schedules(optimizer):
    errors = simulate(Optax(optimizer(InverseSqrt(0.1))), Diagonal(CURVATURES), jnp.ones(2), T)
    assert errors[-1] < 0.1 * errors[0]


def test_amsgrad_keeps_the_largest_second_moment():
    """Two steps by hand: gradients 2, then 1 (the second moment's running maximum does not fall)."""
    b1, b2, eta = 0.9, 0.99, 0.5
    method = Optax(optax.amsgrad(eta, b1=b1, b2=b2, eps=0.0))
    linear = Diagonal(jnp.array([1.0]))
    x1 = 2.0 - eta
    m = b1 * (1 - b1) * 2.0 + (1 - b1) * x1
    v1 = (1 - b2) * 4.0
    v2 = b2 * v1 + (1 - b2) * x1**2
    largest = max(v1 / (1 - b2), v2 / (1 - b2**2))
    x2 = x1 - eta * (m / (1 - b1**2)) / np.sqrt(largest)
    iterates = simulate(method, linear, jnp.array([2.0]), np.array([1, 2]), metric=lambda _, x: x[0])
    np.testing.assert_allclose(iterates, [x1, x2], rtol=1e-13)


def test_projection_follows_every_update():
    ball = Optax(optax.sgd(0.1), projection=lambda x: optax.projections.projection_l2_ball(x, 0.5))
    radii = simulate(ball, Diagonal(-CURVATURES), jnp.ones(2), T, metric=lambda _, x: jnp.linalg.norm(x))
    assert radii[0] == pytest.approx(2**0.5)
    np.testing.assert_allclose(radii[1:], 0.5, rtol=1e-12)


def test_parameters_may_be_any_pytree():
    class Sum(Problem):
        def value(self, x):
            return 0.5 * jnp.sum(x["matrix"] ** 2) + 0.5 * x["bias"] ** 2

        suboptimality = value

    x0 = {"matrix": jnp.ones((2, 2)), "bias": 1.0}
    errors = simulate(Optax(optax.sgd(0.1)), Sum(), x0, T)
    np.testing.assert_allclose(errors, 2.5 * 0.9 ** (2 * T), rtol=1e-12)


def test_averaging_optimizers_report_the_average():
    optimizer = optax.contrib.schedule_free_sgd(0.5, b1=0.5)
    method = Optax(optimizer, evaluate=optax.contrib.schedule_free_eval_params)
    state = method.init(Diagonal(CURVATURES), jnp.ones(2))
    for _ in range(5):
        state = method.step(Diagonal(CURVATURES), state, None)
    parameters, inner = state
    expected = optax.contrib.schedule_free_eval_params(inner, parameters)
    np.testing.assert_array_equal(method.output(state), expected)
    assert not np.allclose(expected, parameters)


def test_extra_arguments_reach_the_transformation():
    """A Polyak step on ½x² is η = f/|f'|² = ½."""
    method = Optax(optax.polyak_sgd(), extra=lambda problem, x, key: {"value": problem.value(x)})
    errors = simulate(method, Diagonal(jnp.array([1.0])), jnp.ones(1), T[:4])
    np.testing.assert_allclose(errors, 0.5 * 0.5 ** (2 * T[:4]), rtol=1e-6)
