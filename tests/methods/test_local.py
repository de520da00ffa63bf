import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.methods.local import LocalSGD
from theory.problems.convex import LopsidedParabola
from theory.problems.noise import GaussianNoise
from theory.problems.quadratic import Quadratic

T = jnp.array([0, 1, 5, 12])
KEY = jax.random.key(3)
QUADRATIC = Quadratic([1.0, 0.1])


def run(method, problem, x0, key=KEY):
    return np.asarray(simulate(method, problem, x0, T, key=key, metric=lambda _, x: x))


@pytest.mark.parametrize("period", [1, 4])
def test_without_noise_it_is_gradient_descent(period):
    x0 = jnp.array([1.0, -2.0])
    np.testing.assert_allclose(
        run(LocalSGD(0.3, 5, period), QUADRATIC, x0, None), run(GradientDescent(0.3), QUADRATIC, x0, None), rtol=1e-12
    )


def test_on_a_quadratic_the_mean_does_not_depend_on_the_period():
    noisy = GaussianNoise(QUADRATIC, 1.0)
    x0 = jnp.zeros(2)
    np.testing.assert_allclose(
        run(LocalSGD(0.3, 4, 1), noisy, x0), run(LocalSGD(0.3, 4, 6), noisy, x0), rtol=1e-10, atol=1e-12
    )


def test_workers_agree_right_after_communication_only():
    problem, method = GaussianNoise(QUADRATIC, 1.0), LocalSGD(0.3, 4, 3)
    state = method.init(problem, jnp.zeros(2))
    spread = []
    for k in range(6):
        state = method.step(problem, state, jax.random.fold_in(KEY, k))
        spread.append(float(jnp.ptp(state[0], axis=0).max()))
    assert [s == 0 for s in spread] == [False, False, True, False, False, True]


def test_local_steps_on_a_lopsided_parabola_are_biased():
    noisy = GaussianNoise(LopsidedParabola(jnp.asarray(4.0)), 1.0)

    def mean(period):
        method = LocalSGD(0.2, 64, period)
        return simulate(method, noisy, jnp.zeros(()), jnp.array([200]), key=KEY, metric=lambda _, x: x)[0]

    assert mean(200) > mean(1) + 0.05
