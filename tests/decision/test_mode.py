"""Statistics over seeds, against numpy and known laws."""

import numpy as np
import pytest
from scipy import stats

from theory.decision.mode import Deterministic, Distribution, Expectation, Quantile, WorstCase, replicates

ERRORS = np.random.default_rng(0).gamma(2.0, size=(4, 300))


def test_reductions_are_the_named_statistics() -> None:
    np.testing.assert_allclose(Expectation().reduce(ERRORS), ERRORS.mean(-1))
    np.testing.assert_allclose(WorstCase().reduce(ERRORS), ERRORS.max(-1))
    np.testing.assert_allclose(Deterministic().reduce(ERRORS), stats.gmean(ERRORS, axis=-1))
    np.testing.assert_array_equal((ERRORS <= Quantile(0.9).reduce(ERRORS)[:, None]).sum(-1), [270 + 1] * 4)


def test_distribution_is_the_kolmogorov_distance() -> None:
    sample = np.random.default_rng(1).normal(0.3, 1, size=400)
    distance = Distribution(stats.norm.cdf).reduce(sample[None])[0]
    assert distance == pytest.approx(stats.kstest(sample, "norm").statistic)


@pytest.mark.parametrize("mode", [Expectation(), Deterministic(), Quantile(0.9)])
def test_replicates_scatter_like_the_statistic(mode) -> None:  # type: ignore[no-untyped-def]
    found = replicates(mode, ERRORS, np.random.default_rng(2))
    assert found is not None
    fresh = mode.reduce(np.random.default_rng(3).gamma(2.0, size=(2000, 1, 300)))[:, 0]
    assert found[:, 0].std() == pytest.approx(fresh.std(), rel=0.4)


def test_nothing_to_resample() -> None:
    assert replicates(Expectation(), ERRORS[:, :1], np.random.default_rng(0)) is None
    assert replicates(WorstCase(), ERRORS, np.random.default_rng(0)) is None


def test_diverged_instance_is_not_averaged_away() -> None:
    assert np.isinf(Deterministic().reduce(np.array([[1.0, np.inf]]))).all()


@pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 2.0])
def test_impossible_levels_are_refused(level: float) -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        Quantile(level)


def test_extreme_quantiles_ask_for_enough_seeds() -> None:
    assert Quantile(0.99).least_seeds == 500
