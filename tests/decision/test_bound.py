"""Limits that a decision on explicit constants rests on, against SciPy's own."""

import numpy as np
import pytest
from scipy import stats

from theory.decision import bound


@pytest.mark.parametrize(("events", "trials"), [(0, 20), (3, 20), (20, 20), (17, 500)])
def test_limits_of_a_frequency_are_those_of_clopper_and_pearson(events: int, trials: int) -> None:
    wanted = stats.binomtest(events, trials).proportion_ci(0.98, method="exact")
    assert bound._clopper_pearson(events, trials, 0.01) == pytest.approx(tuple(wanted))


def test_limits_of_a_mean_are_those_of_student() -> None:
    ratio = np.random.default_rng(0).gamma(2.0, size=(1, 12))
    _, low, high = bound._mean_limits(ratio, 0.05)
    wanted = stats.t(11, ratio.mean(), stats.sem(ratio, axis=1)[0]).interval(0.9)
    np.testing.assert_allclose([low[0], high[0]], wanted)
