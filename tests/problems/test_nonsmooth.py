import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.methods.schedules import InverseSqrt
from theory.problems.nonsmooth import ResistingMaximum


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
