"""Online problems have the losses and the comparator that their theorems name."""

import jax
import jax.numpy as jnp
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.methods.online import Online
from theory.problems.online import PeriodicLosses, RandomLosses


def test_periodic_losses_come_in_threes() -> None:
    problem = PeriodicLosses(4.0)
    slopes = [float(problem.round(jnp.asarray(k), None).gradient(0.0)) for k in range(6)]
    assert slopes == [4, -1, -1, 4, -1, -1]


def test_comparator_is_best_in_hindsight() -> None:
    problem = PeriodicLosses(4.0)
    total = [sum(float(problem.round(jnp.asarray(k), None).value(x)) for k in range(3)) for x in (-1.0, 0.0, 1.0)]
    assert total == sorted(total)


def test_random_losses_have_the_stated_mean() -> None:
    problem = RandomLosses(C=10.0, δ=0.1)
    keys = jax.random.split(jax.random.key(0), 200_000)
    slopes = jax.vmap(lambda key: problem.round(jnp.asarray(0), key).slope)(keys)
    error = slopes.std() / jnp.sqrt(len(slopes))
    assert abs(slopes.mean() - 0.1) < 4 * error


def test_regret_adds_up_over_the_decisions_before_each_step() -> None:
    errors = simulate(
        Online(GradientDescent(0.5)), PeriodicLosses(4.0), 0.0, jnp.array([0, 1, 2, 3]), metric=lambda _, regret: regret
    )
    decisions, slopes, total, expected = [0.0], [4.0, -1.0, -1.0], 0.0, [0.0]
    for slope in slopes:
        total += slope * (decisions[-1] + 1)
        expected.append(total)
        decisions.append(decisions[-1] - 0.5 * slope)
    assert errors.tolist() == pytest.approx(expected)
