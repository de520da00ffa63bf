"""Runs in many digits agree with those in doubles where these suffice, and go on where they do not."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.base import Method
from theory.methods.newton import CubicDamping, DampedNewton, LazyNewton, Undamped
from theory.problems.convex import ExponentialSum, LogisticRegression
from theory.simulation.precise import simulate_precisely

START = jnp.array([0.3, -0.2, 0.4])
T = jnp.arange(4)


def distance(problem, x):
    return jnp.linalg.norm(x)


@pytest.mark.parametrize("method", [DampedNewton(CubicDamping(jnp.ones(()))), LazyNewton(2, 0.1)])
@pytest.mark.parametrize(
    "problem", [ExponentialSum.skew(), LogisticRegression(jnp.eye(3) + 0.3, jnp.asarray(0.1))], ids=["sum", "logistic"]
)
def test_agrees_with_doubles(method, problem):
    doubles = simulate(method, problem, START, T, metric=distance)
    np.testing.assert_allclose(simulate_precisely(method, problem, START, T, metric=distance), doubles, rtol=1e-9)


def test_squares_the_distance_long_after_doubles_gave_up():
    errors = simulate_precisely(DampedNewton(Undamped()), ExponentialSum.skew(), START, jnp.arange(9), metric=distance)
    constants = errors[1:] / errors[:-1] ** 2
    assert errors[-1] < 1e-150
    np.testing.assert_allclose(constants[-3:], constants[-1], rtol=1e-2)


def test_may_be_vmapped_over_starts_and_jitted():
    run = jax.jit(
        jax.vmap(
            lambda e: simulate_precisely(
                DampedNewton(Undamped()), ExponentialSum.skew(), e * START, T, metric=distance, digits=30
            )
        )
    )
    scales = jnp.array([0.5, 1.0])
    single = simulate_precisely(DampedNewton(Undamped()), ExponentialSum.skew(), START, T, metric=distance, digits=30)
    np.testing.assert_allclose(run(scales)[1], single, rtol=1e-12)


def test_integers_divide_and_signs_multiply_as_in_doubles():
    class Counting(Method):
        def init(self, problem, x0):
            return x0, jnp.zeros((), int)

        def step(self, problem, state, key):
            x, k = state
            return x + jnp.sign(x) * (k // 2) / 3 + jnp.maximum(x, 0.0) * jnp.array([(-7) // 2, (-k) % 3, k]), k + 1

        def output(self, state):
            return state[0]

    checkpoints = jnp.array([0, 5, 3])
    precise = simulate_precisely(Counting(), None, START, checkpoints, metric=distance)
    np.testing.assert_allclose(
        precise[jnp.array([0, 2, 1])],
        simulate(Counting(), None, START, jnp.sort(checkpoints), metric=distance),
        rtol=1e-13,
    )


def test_an_operation_without_a_rule_is_named():
    class Sorting(Method):
        def step(self, problem, state, key):
            return jnp.sort(state)

    with pytest.raises(NotImplementedError, match="sort has no rule in many digits"):
        simulate_precisely(Sorting(), None, START, T, metric=distance)
