import jax.numpy as jnp
import pytest

from theory import simulate
from theory.methods.frank_wolfe import AwayStepFrankWolfe, BacktrackingFrankWolfe, MonotoneFrankWolfe, Simplex
from theory.methods.measured import LeastSoFar
from theory.problems.logarithms import Waterfilling

PROBLEM = Waterfilling(jnp.array([0.0, 0.3, 2.0]))
START = jnp.array([0.2, 0.3, 0.5])
METHODS = [MonotoneFrankWolfe(Simplex()), BacktrackingFrankWolfe(Simplex()), AwayStepFrankWolfe()]


def _iterate(x):
    return simulate(MonotoneFrankWolfe(Simplex()), PROBLEM, x, jnp.array([1]), metric=lambda _, x: x)[0]


def test_the_vertex_of_the_simplex_is_the_best_coordinate():
    assert Simplex().vertex(jnp.array([0.3, -1.0, 2.0])).tolist() == [0, 1, 0]


def test_the_gap_bounds_the_suboptimality_and_vanishes_at_the_minimizer():
    assert Simplex().gap(PROBLEM, START) >= PROBLEM.suboptimality(START)
    assert Simplex().gap(PROBLEM, PROBLEM.minimizer) == pytest.approx(0)


def test_the_first_open_loop_step_leads_to_a_vertex_unless_that_is_worse():
    assert _iterate(jnp.array([0.01, 0.01, 0.98])).tolist() == [1, 0, 0]
    assert _iterate(PROBLEM.minimizer).tolist() == PROBLEM.minimizer.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_the_iterates_stay_in_the_simplex(method):
    x = simulate(method, PROBLEM, START, jnp.arange(40), metric=lambda _, x: x)
    assert jnp.all(x >= 0)
    assert jnp.allclose(x.sum(axis=1), 1)


@pytest.mark.parametrize("method", METHODS)
def test_no_step_increases_the_objective(method):
    error = simulate(method, PROBLEM, START, jnp.arange(40))
    assert jnp.all(jnp.diff(error) <= 1e-16)
    assert error[-1] < 0.05


def test_away_steps_drop_a_vertex_for_good():
    x = simulate(AwayStepFrankWolfe(), PROBLEM, START, jnp.array([30]), metric=lambda _, x: x)[0]
    assert x[2] == 0
    assert jnp.allclose(x, PROBLEM.minimizer, atol=1e-7)


def test_least_so_far_is_the_running_minimum():
    T = jnp.arange(30)
    gaps = simulate(MonotoneFrankWolfe(Simplex()), PROBLEM, START, T, metric=Simplex().gap)
    best = LeastSoFar(MonotoneFrankWolfe(Simplex()), Simplex().gap)
    least = simulate(best, PROBLEM, START, T, metric=lambda _, least: least)
    assert jnp.array_equal(least, jnp.minimum.accumulate(gaps))
