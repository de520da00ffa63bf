"""Distances after a few steps, against known answers."""

import jax.numpy as jnp
import pytest

from theory.methods.gradient import GradientDescent
from theory.problems.quadratic import Quadratic
from theory.simulation.local_convergence import distance_after


def test_gradient_descent_contracts_a_quadratic() -> None:
    start = jnp.array([3.0, 4.0])
    assert distance_after(2, GradientDescent(0.5), Quadratic([1.0, 1.0]), start) == pytest.approx(5 / 4)
