import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.methods.schedules import InverseSqrt
from theory.problems.nonsmooth import MaximumOfCoordinates, ResistingMaximum


@pytest.mark.parametrize("horizon", [4, 7])
def test_pieces_are_the_rows_of_the_paper(horizon):
    problem, x = ResistingMaximum(horizon, 8), jax.random.normal(jax.random.key(0), (8,))
    rows = np.zeros((horizon + 1, 8))
    for i in range(1, horizon + 2):
        for j in range(1, i):
            rows[i - 1, j - 1] = 1 / (8 * (horizon - j + 1))
        if i <= horizon:
            rows[i - 1, i - 1] = -np.sqrt(i) / (2 * np.sqrt(horizon))
    assert problem.value(x) == pytest.approx(max((rows @ x).max(), 0))
    np.testing.assert_allclose(problem.gradient(x), rows[(rows @ x).argmax()])


def test_it_is_1_lipschitz():
    problem = ResistingMaximum(50, 51)
    points = jax.random.normal(jax.random.key(1), (100, 51))
    assert jnp.linalg.norm(jax.vmap(problem.gradient)(points), axis=1).max() <= 1


@pytest.mark.parametrize("horizon", [16, 64, 256])
def test_the_last_iterate_is_as_bad_as_the_lower_bound(horizon):
    problem = ResistingMaximum(horizon, 257)
    last = simulate(GradientDescent(InverseSqrt(1.0)), problem, jnp.zeros(257), jnp.array([horizon]))[0]
    assert last >= np.log(horizon) / (32 * np.sqrt(horizon))


@pytest.mark.parametrize("n", [4, 9])
def test_maximum_of_coordinates_has_its_minimum_at_distance_one(n):
    problem = MaximumOfCoordinates(n, 12)
    best = jnp.where(jnp.arange(12) < n, -1 / jnp.sqrt(n), 0.0)
    assert jnp.linalg.norm(best) == pytest.approx(1)
    assert problem.suboptimality(best) == pytest.approx(0, abs=1e-12)
    around = best + 0.1 * jax.random.normal(jax.random.key(0), (200, 12)) * (jnp.arange(12) < n)
    assert jax.vmap(problem.suboptimality)(around).min() > 0


@pytest.mark.parametrize("x", [jnp.array([-1.0, 0.5, 0.2]), jnp.array([-4.0, -1.0, -2.0])])
def test_maximum_of_coordinates_has_its_gradient(x):
    problem = MaximumOfCoordinates(3, 3)
    np.testing.assert_allclose(problem.gradient(x), jax.grad(problem.value)(x), atol=1e-12)


def test_a_short_run_learns_nothing_of_the_last_coordinate():
    last = simulate(GradientDescent(0.1), MaximumOfCoordinates(26, 30), jnp.zeros(30), jnp.array([25]))[0]
    assert last == pytest.approx(26**-0.5)
