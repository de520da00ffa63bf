import jax
import jax.numpy as jnp
import pytest

from theory.problems.quadratic import LeastSquares, Quadratic


def _least_squares(batch=1):
    features, targets = jax.random.normal(jax.random.key(0), (9, 4)), jax.random.normal(jax.random.key(1), (9,))
    return LeastSquares(features, targets, batch)


@pytest.mark.parametrize("problem", [Quadratic([1.0, 0.5, 0.1, 2.0], 3.0), _least_squares()])
def test_closed_forms_are_the_derivatives(problem):
    x = jax.random.normal(jax.random.key(2), (4,))
    assert jnp.allclose(problem.gradient(x), jax.grad(problem.value)(x), atol=1e-12)
    assert jnp.allclose(problem.hessian(x), jax.hessian(problem.value)(x), atol=1e-12)


@pytest.mark.parametrize("problem", [Quadratic([1.0, 0.5, 0.1, 2.0], 3.0), _least_squares()])
def test_the_gap_vanishes_at_the_minimizer_where_the_gradient_does(problem):
    best, x = problem.minimizer, jnp.ones(4)
    assert jnp.allclose(problem.gradient(best), 0, atol=1e-12)
    assert problem.suboptimality(best) == 0
    assert problem.suboptimality(x) == pytest.approx(float(problem.value(x) - problem.value(best)))
    assert problem.distance(x) == pytest.approx(float(jnp.sum((x - best) ** 2)))


@pytest.mark.parametrize("problem", [Quadratic([1.0, 0.5, 0.1, 2.0]), _least_squares()])
def test_smoothness_and_strong_convexity_are_the_extreme_eigenvalues(problem):
    eigenvalues = jnp.linalg.eigvalsh(problem.hessian(jnp.zeros(4)))
    assert problem.smoothness == pytest.approx(float(eigenvalues[-1]))
    assert problem.strong_convexity == pytest.approx(float(eigenvalues[0]))


@pytest.mark.parametrize("batch", [1, 3, 9])
def test_minibatches_are_unbiased_with_the_variance_of_sampling_without_replacement(batch):
    problem = _least_squares(batch)
    keys = jax.random.split(jax.random.key(3), 20_000)
    g = jax.vmap(lambda k: problem.oracle(problem.minimizer, k))(keys)
    n = problem.count
    variance = (n - batch) / (batch * (n - 1)) * problem.gradient_noise
    assert jnp.allclose(g.mean(axis=0), 0, atol=0.05)
    assert jnp.mean(jnp.sum(g**2, axis=1)) == pytest.approx(float(variance), rel=0.05, abs=1e-20)


def test_without_a_key_the_oracle_is_exact():
    x = jnp.ones(4)
    assert jnp.array_equal(_least_squares().oracle(x, None), _least_squares().gradient(x))
