import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.methods.moments import ExpectedGradientDescent, average_gap, last_gap, squared_distance
from theory.methods.schedules import Inverse
from theory.problems.convex import Huber
from theory.problems.noise import GaussianNoise, RademacherNoise
from theory.problems.quadratic import Quadratic

PROBLEM = RademacherNoise(Quadratic([1.0, 0.3], [0.5, -1.0]), 0.5)
T = jnp.array([1, 2, 5, 20])


@pytest.mark.parametrize("schedule", [0.4, Inverse(0.9, 2.0)])
@pytest.mark.parametrize(
    ("moment", "sample"),
    [(last_gap, lambda p, x: p.suboptimality(x)), (squared_distance, lambda p, x: p.problem.distance(x))],
)
def test_the_recursion_is_the_mean_of_sampled_runs(schedule, moment, sample):
    exact = simulate(ExpectedGradientDescent(schedule), PROBLEM, jnp.ones(2), T, metric=moment)
    keys = jax.random.split(jax.random.key(0), 20_000)
    method = GradientDescent(schedule)
    runs = jax.vmap(lambda k: simulate(method, PROBLEM, jnp.ones(2), T, key=k, metric=sample))(keys)
    assert jnp.allclose(runs.mean(axis=0), exact, rtol=0.03)


@pytest.mark.parametrize("weights", [(1.0, 1.0, 1.0), (1.0, 2.0, 3.0)])
def test_the_gap_of_the_average_is_the_mean_over_enumerated_signs(weights):
    problem = RademacherNoise(Quadratic([1.0]), 1.0)
    γ, x0 = 0.25, 2.0
    gaps = []
    for first in (-1, 1):
        x1 = x0 - γ * (x0 + first)
        for second in (-1, 1):
            x2 = x1 - γ * (x1 + second)
            gaps.append(0.5 * np.average([x0, x1, x2], weights=weights) ** 2)
    method = ExpectedGradientDescent(γ, lambda k: jnp.array(weights)[k])
    exact = simulate(method, problem, jnp.array([x0]), jnp.array([3]), metric=average_gap)
    assert exact[0] == pytest.approx(sum(gaps) / 4, rel=1e-12)


def test_only_quadratics_are_accepted():
    with pytest.raises(TypeError, match="Quadratic"):
        ExpectedGradientDescent(0.1).init(GaussianNoise(Huber(jnp.ones(()), jnp.ones(())), 1.0), jnp.ones(1))
