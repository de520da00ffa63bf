import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory.statistics.densities import Histogram


def test_a_histogram_is_normalised_and_sampled_by_its_heights():
    density = Histogram(np.array([1.0, 3.0]))
    np.testing.assert_allclose(density.heights, [0.5, 1.5])
    draws = density.sample(jax.random.key(0), 100_000)
    assert np.mean(np.asarray(draws) > 0.5) == pytest.approx(0.75, abs=0.01)


def test_power_integral_of_two_cells():
    assert Histogram(np.array([1.0, 3.0])).power_integral(0.5) == pytest.approx((0.5**0.5 + 1.5**0.5) / 2)


def test_weierstrass_density_is_positive_and_rough():
    density = Histogram.weierstrass(smoothness=0.5, amplitude=0.35)
    assert density.heights.min() > 0
    oscillation = [jnp.max(jnp.abs(density.heights[step:] - density.heights[:-step])) for step in (8, 128, 2048)]
    slopes = np.diff(np.log(oscillation)) / np.log(16)
    assert slopes == pytest.approx([0.5, 0.5], abs=0.2)
