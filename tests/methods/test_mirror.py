import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.methods.mirror import PowerMirrorDescent
from theory.problems.convex import AbsoluteValue

SLOPE = AbsoluteValue(jnp.asarray(0.3))
T = jnp.array([0, 1, 5])


def run(method, x0):
    return np.asarray(simulate(method, SLOPE, x0, T, metric=lambda _, x: x))


def test_the_second_power_is_gradient_descent():
    np.testing.assert_allclose(run(PowerMirrorDescent(0.1, 2.0), 1.0), run(GradientDescent(0.1), 1.0), rtol=1e-12)


@pytest.mark.parametrize("x0", [1.0, -2.0])
def test_the_dual_moves_by_the_gradient(x0):
    path = run(PowerMirrorDescent(0.1, 3.0), x0)
    np.testing.assert_allclose(np.sign(path) * path**2, np.sign(x0) * (x0**2 - 0.03 * np.asarray(T)), rtol=1e-10)
