import jax
import jax.numpy as jnp
import pytest

from theory.methods.gradient import GradientDescent
from theory.methods.perceptron import BatchPerceptron, NormalizedLogisticDescent, steps_to_separation
from theory.problems.classification import LogisticRegression

HUGE = 1e10


@pytest.mark.parametrize("n", [11, 31, 101, 301])
def test_the_textbook_instance_takes_half_its_size(n):
    data = LogisticRegression.one_against_many(n, 10**-0.5)
    expected = (n - 1) // 2 + 1
    assert steps_to_separation(BatchPerceptron(), data, 1000) == expected
    assert steps_to_separation(GradientDescent(HUGE), data, 1000) == expected
    assert steps_to_separation(NormalizedLogisticDescent(HUGE), data, 1000) == 2


def test_the_perceptron_adds_misclassified_points_and_half_of_those_on_the_plane():
    data = LogisticRegression([[1.0, 0.0], [-1.0, 0.5], [0.0, 1.0]], [2.0, 1.0, 1.0])
    step = BatchPerceptron().step(data, jnp.array([1.0, 0.0]), None)
    assert jnp.allclose(step, jnp.array([1 - 1 / 4, 0.5 / 4 + 0.5 / 4]))


def test_normalized_descent_divides_by_the_mean_weight():
    data = LogisticRegression(jax.random.normal(jax.random.key(0), (6, 3)), [1.0, 2.0, 1.0, 4.0, 1.0, 1.0])
    x = jnp.array([0.1, 0.2, -0.3])
    mean = data.mean(jax.nn.sigmoid(-data.margins(x)))
    moved = NormalizedLogisticDescent(0.7).step(data, x, None) - x
    assert jnp.allclose(moved, -0.7 * data.gradient(x) / mean)


def test_normalized_descent_survives_weights_below_the_smallest_number():
    data = LogisticRegression([[1.0, 0.0], [0.0, 1.0]])
    moved = NormalizedLogisticDescent(1.0).step(data, jnp.array([1e6, 2e6]), None)
    assert jnp.allclose(moved, jnp.array([1e6 + 1, 2e6]))


@pytest.mark.parametrize("method", [BatchPerceptron(), GradientDescent(HUGE), NormalizedLogisticDescent(HUGE)])
def test_data_that_cannot_be_separated_take_forever(method):
    data = LogisticRegression([[1.0, 0.0], [-1.0, 0.0]])
    assert jnp.isinf(steps_to_separation(method, data, 50))


@pytest.mark.parametrize("seed", range(5))
def test_the_perceptron_keeps_its_bound(seed):
    data = LogisticRegression.random_separable(jax.random.key(seed), 30, 4, 0.1)
    assert steps_to_separation(BatchPerceptron(), data, 10_000) <= 30 / 0.1**2
