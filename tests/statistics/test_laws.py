import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from theory.statistics.laws import (
    FREQUENCIES,
    binomial,
    distance_to_normal,
    distance_to_normal_by_inversion,
    log_characteristic_of_exponentials,
)


@pytest.mark.parametrize(("n", "p"), [(1, 0.5), (30, 0.1), (1000, 0.9), (30_000, 0.3)])
def test_binomial_probabilities_are_scipys(n, p):
    ours = np.asarray(binomial(n, p))
    assert ours.sum() == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(ours, stats.binom.pmf(np.arange(n + 1), n, p), rtol=1e-8, atol=1e-14)


def test_the_distance_of_a_coin_is_that_of_its_jump():
    assert distance_to_normal(jnp.array([-1.0, 1.0]), jnp.array([0.5, 0.5])) == pytest.approx(stats.norm.cdf(1) - 0.5)


def test_mass_at_infinity_counts():
    distance = distance_to_normal(jnp.array([-jnp.inf, 0.0, jnp.inf]), jnp.array([0.3, 0.4, 0.3]))
    assert distance == pytest.approx(0.3)


def test_the_binomial_distance_is_a_maximum_over_both_sides_of_each_jump():
    n, p = 50, 0.1
    z = (np.arange(n + 1) - n * p) / np.sqrt(n * p * (1 - p))
    after = stats.binom.cdf(np.arange(n + 1), n, p)
    before = np.concatenate([[0.0], after[:-1]])
    expected = max(abs(after - stats.norm.cdf(z)).max(), abs(before - stats.norm.cdf(z)).max())
    assert distance_to_normal(jnp.asarray(z), binomial(n, p)) == pytest.approx(expected, rel=1e-10)
    assert expected == pytest.approx(0.116, abs=5e-4)


@pytest.mark.parametrize("n", [20, 200])
def test_inversion_gives_the_gamma_law_for_equal_weights(n):
    distance = distance_to_normal_by_inversion(jnp.exp(log_characteristic_of_exponentials(jnp.full(n, 1 / np.sqrt(n)))))
    x = np.linspace(-6, 6, 481)
    expected = abs(stats.gamma.cdf(n + np.sqrt(n) * x, n) - stats.norm.cdf(x)).max()
    assert distance == pytest.approx(expected, rel=1e-9)


def test_inversion_of_a_wider_normal_law():
    x = np.linspace(-6, 6, 481)
    expected = abs(stats.norm.cdf(x / 1.5) - stats.norm.cdf(x)).max()
    assert distance_to_normal_by_inversion(jnp.exp(-1.125 * FREQUENCIES**2 + 0j)) == pytest.approx(expected)
