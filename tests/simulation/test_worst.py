"""The worst of a family is taken at every checkpoint by itself."""

import jax.numpy as jnp
import numpy as np

from theory.methods.moments import ExpectedGradientDescent, last_gap
from theory.simulation.worst import worst_at_horizons, worst_curvature, worst_of

T = jnp.array([1, 2, 5])


def test_each_checkpoint_has_a_worst_member_of_its_own() -> None:
    lines = {0.0: jnp.array([3.0, 0.0]), 1.0: jnp.array([0.0, 2.0])}
    members = jnp.array([0.0, 1.0])
    np.testing.assert_array_equal(worst_of(lambda m: jnp.where(m == 0, lines[0.0], lines[1.0]), members), [3.0, 2.0])


def test_each_horizon_has_a_family_of_its_own() -> None:
    found = worst_at_horizons(lambda horizon, share: -((share - horizon) ** 2) + horizon, jnp.arange(4.0), T)
    np.testing.assert_array_equal(found, [1.0, 2.0, 1.0])


def test_worst_curvature_without_progress_is_the_largest() -> None:
    gaps = worst_curvature(lambda horizon: ExpectedGradientDescent(0.0 * horizon), last_gap, T)
    np.testing.assert_allclose(gaps, 0.5)
