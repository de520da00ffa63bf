"""Heavy tails: where a few seeds carry the mean, it says little of the expectation, and other things may say more."""

import numpy as np
from jaxtyping import Float
from scipy import special

from theory.decision.curves import Curves
from theory.decision.mode import log

_LEAST_SEEDS, _LEAST_POINTS = 4, 8
_AT_5_PERCENT, _AT_2_PERCENT = special.ndtri([0.95, 0.99])  # one-sided, two-sided
_TINY = 1e-300
_HEAVY = 1.25

Grid = Float[np.ndarray, "*grid"]


def rests_on_few(curves: Curves) -> str | None:
    """A complaint where so few seeds carry the mean that it says nothing of the expectation."""
    errors = _scaled(curves)
    effective = errors.sum(axis=-1) ** 2 / np.maximum((errors**2).sum(axis=-1), _TINY)
    carried, wanted = float(np.quantile(effective, 0.25)), max(2.0, np.sqrt(curves.seeds) / 2)
    if curves.seeds < _LEAST_SEEDS or carried >= wanted:
        return None
    return f"{carried:.1f} of {curves.seeds} seeds carry the mean: take many more, or claim a quantile"


def is_noise_of_one_law(curves: Curves) -> bool:
    """Whether the geometric mean over seeds tells the rate of the expectation, and tells it much better than the mean.

    It does where every error is its expectation times noise of one law, since the two means then have the same ratio at
    every point. Were the law to change along an axis, so would that ratio, or how far the logarithms scatter: neither
    may have a trend. The law must have an expectation, and so heavy a tail that the logarithms have less than four
    fifths of the relative variance of the errors: laws of Pareto do, normal and exponential ones do not.
    """
    if not np.isfinite(curves.errors).all() or np.prod(curves.errors.shape[:-1]) < _LEAST_POINTS:
        return False
    errors, logs = _scaled(curves), log(curves.errors)
    mean, scatter = errors.mean(axis=-1), logs.var(axis=-1)
    if _HEAVY * np.median(scatter) >= np.median(errors.var(axis=-1) / np.maximum(mean, _TINY) ** 2):
        return False
    if not _has_expectation((logs - logs.mean(axis=-1, keepdims=True)).ravel()):
        return False
    ratio = log(curves.errors.mean(axis=-1)) - logs.mean(axis=-1)
    return not any(_has_trend(each, axis) for each in (ratio, scatter) for axis in range(ratio.ndim))


def _scaled(curves: Curves) -> np.ndarray:
    """Errors in units of the largest seed's, so that no square overflows."""
    return curves.errors / np.maximum(curves.errors.max(axis=-1, keepdims=True), _TINY)


def _has_expectation(logs: Float[np.ndarray, " draws"]) -> bool:
    """Whether the tail index exceeds one: Hill's estimate from the largest tenth, with a risk of 5 %."""
    count = len(logs) // 10
    largest = np.sort(logs)[-count - 1 :]
    rarity = largest[1:].mean() - largest[0]
    return bool(rarity < 1 - _AT_5_PERCENT / np.sqrt(count))


def _has_trend(values: Grid, axis: int) -> bool:
    """Whether the values rise or fall along the axis: Spearman's rank correlation, with a risk of 2 %."""
    if values.shape[axis] == 1:
        return False
    ranks = np.argsort(np.argsort(values, axis=None)).reshape(values.shape)
    correlation = np.corrcoef(ranks.ravel(), np.indices(values.shape)[axis].ravel())[0, 1]
    return bool(abs(correlation) * np.sqrt(values.size - 1) > _AT_2_PERCENT)
