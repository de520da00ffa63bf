import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.problems.matrix_sensing import AsymmetricSensing, MatrixSensing, SymmetricSensing, planted, unbalance

M = planted(jnp.array([2.0, 1.0]), 5)
KEY = jax.random.key(0)
X = jax.random.normal(KEY, (5, 3))
PAIR = (X, jax.random.normal(jax.random.key(1), (5, 3)))


@pytest.mark.parametrize("seed", range(3))
def test_symmetric_gradient_is_the_derivative_of_the_value(seed):
    problem = SymmetricSensing.gaussian(jax.random.key(seed), M, 40)
    np.testing.assert_allclose(problem.gradient(X), jax.grad(problem.value)(X), rtol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_asymmetric_gradient_is_the_derivative_of_the_value(seed):
    problem = AsymmetricSensing.gaussian(jax.random.key(seed), M, 40)
    for mine, exact in zip(problem.gradient(PAIR), jax.grad(problem.value)(PAIR), strict=True):
        np.testing.assert_allclose(mine, exact, rtol=1e-10)


def test_gaussian_measurements_are_nearly_isotropic():
    problem = MatrixSensing.gaussian(KEY, M, 20_000)
    assert np.linalg.norm(problem.sensed(M) - M) < 0.1 * np.linalg.norm(M)


def test_without_measurement_matrices_the_target_is_observed():
    assert SymmetricSensing(M).value(X) == pytest.approx(float(SymmetricSensing(M).squared_error(X)) / 4)
    assert AsymmetricSensing(M).value(PAIR) == pytest.approx(float(AsymmetricSensing(M).squared_error(PAIR)) / 2)


def test_planted_matrix_is_recovered_from_measurements():
    problem = SymmetricSensing.gaussian(KEY, M, 200)
    error = simulate(
        GradientDescent(0.1), problem, 0.1 * X[:, :2], jnp.array([1000]), metric=SymmetricSensing.squared_error
    )
    assert error[0] < 1e-20


def test_a_surplus_direction_obeys_its_scalar_recursion():
    zero = SymmetricSensing(jnp.zeros((1, 1)))
    got = simulate(GradientDescent(0.1), zero, jnp.ones((1, 1)), jnp.array([1, 2]), metric=lambda _, x: x[0, 0])
    assert got == pytest.approx([0.9, 0.9 - 0.1 * 0.9**3])


def test_unbalancing_keeps_the_product_and_evens_the_singular_values():
    left, right = unbalance(PAIR, jnp.asarray(0.7))
    np.testing.assert_allclose(left @ right.T, PAIR[0] @ PAIR[1].T, atol=1e-12)
    np.testing.assert_allclose(jnp.linalg.svd(left, compute_uv=False), 0.7)
