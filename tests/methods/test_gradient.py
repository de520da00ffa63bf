import jax.numpy as jnp
import numpy as np

from theory import simulate
from theory.methods.averaging import Average
from theory.methods.gradient import GradientDescent
from theory.methods.schedules import Inverse
from theory.problems.quadratic import Quadratic

T = jnp.array([0, 1, 2, 7])


def _iterate(problem, x):
    return x


def test_on_a_quadratic_every_coordinate_contracts_by_its_own_factor():
    problem = Quadratic([1.0, 0.2], [0.0, 3.0])
    x = simulate(GradientDescent(0.5), problem, jnp.array([1.0, 1.0]), T, metric=_iterate)
    k = np.asarray(T)[:, None]
    assert np.allclose(x, [0.0, 3.0] + (1 - 0.5 * np.array([1.0, 0.2])) ** k * np.array([1.0, -2.0]))


def test_the_first_step_has_number_zero():
    x = simulate(GradientDescent(Inverse(1.0, 1.0)), Quadratic([1.0]), jnp.ones(1), jnp.array([1]), metric=_iterate)
    assert x[0] == 0


def test_the_average_is_over_the_iterates_before_the_last():
    problem = Quadratic([1.0])
    average = simulate(Average(GradientDescent(0.5)), problem, jnp.ones(1), T, metric=_iterate)
    assert np.allclose(average[:, 0], [1.0, 1.0, 0.75, np.mean(0.5 ** np.arange(7))])


def test_the_average_may_favour_late_iterates():
    method = Average(GradientDescent(0.5), lambda k: k + 1.0)
    average = simulate(method, Quadratic([1.0]), jnp.ones(1), T, metric=_iterate)
    assert np.isclose(average[3, 0], np.average(0.5 ** np.arange(7), weights=np.arange(7) + 1))
