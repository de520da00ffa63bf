import jax
import jax.numpy as jnp
import pytest

from theory.problems.logarithms import Waterfilling


def _problem():
    return Waterfilling(jnp.array([0.0, 0.3, 0.1, 2.0]))


def test_the_closed_form_is_the_gradient():
    x = jnp.array([0.4, 0.1, 0.3, 0.2])
    assert jnp.allclose(_problem().gradient(x), jax.grad(_problem().value)(x))


def test_water_stands_equally_high_where_there_is_any():
    problem = _problem()
    assert jnp.allclose(problem.minimizer, jnp.array([1.4 / 3, 0.5 / 3, 1.1 / 3, 0.0]))
    assert problem.minimizer.sum() == pytest.approx(1)


def test_equal_offsets_share_equally():
    assert jnp.allclose(Waterfilling(jnp.full(5, 0.3)).minimizer, 0.2)


def test_suboptimality_is_the_difference_of_values():
    problem = _problem()
    x = jnp.array([0.4, 0.1, 0.3, 0.2])
    assert problem.suboptimality(x) == pytest.approx(float(problem.value(x) - problem.value(problem.minimizer)))


def test_suboptimality_is_accurate_close_to_the_minimizer():
    problem = _problem()
    e = 1e-9 * jnp.array([1.0, -2.0, 1.0, 0.0])
    curvature = jnp.sum((e / problem.level) ** 2) / 2
    assert problem.suboptimality(problem.minimizer + e) == pytest.approx(float(curvature), rel=1e-6)
    assert problem.suboptimality(problem.minimizer) == 0


def test_outside_the_domain_everything_is_infinite():
    problem, x = _problem(), jnp.array([0.5, 0.5, 0.0, 0.0])
    outside = jnp.array([0.0, 1.0, 0.0, 0.0])
    assert problem.value(outside) == problem.suboptimality(outside) == problem.change(x, outside - x) == jnp.inf


def test_the_change_is_the_difference_of_values():
    problem, x, step = _problem(), jnp.array([0.4, 0.1, 0.3, 0.2]), jnp.array([0.1, -0.1, 0.05, -0.05])
    assert problem.change(x, step) == pytest.approx(float(problem.value(x + step) - problem.value(x)))
