import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory.problems.sparse import gaussian_recovery

PROBLEM = gaussian_recovery(jax.random.key(0), 6, 10, jnp.array([3.0, 2.0]))


def test_signal_has_the_given_magnitudes():
    np.testing.assert_allclose(np.sort(np.abs(PROBLEM.signal))[-3:], [0, 2, 3])


def test_feasible_point_is_the_nearest_one():
    x = jnp.arange(10.0)
    near = PROBLEM.feasible(x)
    np.testing.assert_allclose(PROBLEM.matrix @ near, PROBLEM.measurements, atol=1e-12)
    inside = near - x - PROBLEM.pseudoinverse @ PROBLEM.matrix @ (near - x)
    np.testing.assert_allclose(inside, 0, atol=1e-12)


def test_pseudoinverse_is_the_one_of_moore_and_penrose():
    np.testing.assert_allclose(PROBLEM.pseudoinverse, jnp.linalg.pinv(PROBLEM.matrix), atol=1e-12)


def test_error_is_relative():
    assert PROBLEM.relative_error(jnp.zeros(10)) == pytest.approx(1)
