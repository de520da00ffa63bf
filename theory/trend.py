"""The asymptotic slope of a curve, with an interval that covers seed noise and the choice of window.

One least-squares line answers three questions at once and none of them well: where the asymptotic regime
begins, how noisy the curve is, and what the slope is. Here the slope is estimated by several linear
estimators, each right for another kind of curve: lines over late windows, and lines over a longer window with
one correction ``c·log(1 + b·v^-θ)`` that fades (shifted powers, sums of two powers, transients). The estimator
that explains the curve best gives the slope; its spread over windows and over the corrections that explain the
curve as well is the systematic error; seeds drawn with replacement give the statistical one.
"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from scipy import stats

CONFIDENCE = 0.95
LEAST_POINTS = 3
_LATE_STARTS = (0.5, 0.35, 0.65)
_LONG_START = 0.2
_DECAYS = (0.5, 1.0, 2.0)
_SIZES = (0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 1000.0)
_LEAST_POINTS_FOR_WINDOWS = 8
_NEGLIGIBLE_MISFIT = 1e-4
_EXTRAPOLATION = 0.25
_AMPLIFICATION = 5.0


@dataclass(frozen=True)
class Trend:
    """A slope with respect to the logarithm of a variable, positive if the curve rises towards the limit.

    Attributes:
        slope: the estimate.
        low, high: interval that covers noise and window.
        statistical: half-width due to the seeds.
        systematic: half-width due to window, transient and unexplained shape.
        start: value of the variable at which the late window begins.
    """

    slope: float
    low: float
    high: float
    statistical: float
    systematic: float
    start: float


@dataclass(frozen=True)
class _Estimator:
    """A linear estimator of the slope, and the projection that leaves its residuals."""

    weights: Float[np.ndarray, " points"]
    residual: Float[np.ndarray, "window points"]
    length: float

    def misfit(self, y: np.ndarray) -> float:
        return float(np.sqrt(np.mean((self.residual @ y) ** 2)))


def trend(
    variable: Float[np.ndarray, " points"],
    y: Float[np.ndarray, " points"],
    replicates: Float[np.ndarray, "replicate points"] | None = None,
    seeds: int = 1,
) -> Trend:
    """Slope of ``y`` against progress in ``log(variable)`` at the far end of the curve.

    Args:
        variable: positive values that run towards the limit (the last is the most asymptotic one).
        y: a logarithm, one value per point.
        replicates: the same curve on seeds drawn with replacement, or None for a curve without noise.
        seeds: how many seeds there were (sets the quantile of Student's t).

    Raises:
        ValueError: fewer than three points.
    """
    if len(variable) < LEAST_POINTS:
        raise ValueError(f"a slope needs at least {LEAST_POINTS} points, got {len(variable)}")
    x = np.abs(np.log(variable) - np.log(variable[0]))
    estimators = _estimators(x)
    slopes = np.array([estimator.weights @ y for estimator in estimators])
    spreads = _spreads(estimators, replicates, seeds)
    misfits = np.array([estimator.misfit(y) for estimator in estimators])
    noise = 0.0 if replicates is None else float(np.sqrt(np.mean(np.var(replicates, axis=0)[len(x) // 2 :])))
    admitted = misfits**2 <= 2 * misfits.min() ** 2 + noise**2 + _NEGLIGIBLE_MISFIT**2
    best = int(np.flatnonzero(admitted)[np.argmin(spreads[admitted] + 1e-3 * misfits[admitted])])
    disagreement = np.maximum(np.abs(slopes - slopes[best]) - spreads, 0)[admitted].max()
    unexplained = 2 * max(misfits[best] - noise, 0) / estimators[best].length
    extrapolated = _EXTRAPOLATION * max(abs(slopes[best] - slopes[_latest(slopes)]) - spreads[best], 0)
    systematic = float(disagreement + unexplained + extrapolated)
    half = float(np.hypot(spreads[best], systematic))
    start = float(variable[np.searchsorted(x, _LATE_STARTS[0] * x[-1])])
    slope = float(slopes[best])
    return Trend(slope, slope - half, slope + half, float(spreads[best]), systematic, start)


def _latest(slopes: np.ndarray) -> int:
    """Index of the line over the latest window (the second of two or three lines, or the only one)."""
    return min(len(_LATE_STARTS) - 1, len(slopes) - 1)


def _spreads(estimators: list[_Estimator], replicates: np.ndarray | None, seeds: int) -> Float[np.ndarray, " e"]:
    if replicates is None:
        return np.zeros(len(estimators))
    quantile = stats.t.ppf(0.5 + CONFIDENCE / 2, max(seeds - 1, 1)) * np.sqrt(seeds / max(seeds - 1, 1))
    return quantile * np.array([np.std(replicates @ estimator.weights) for estimator in estimators])


def _estimators(x: Float[np.ndarray, " points"]) -> list[_Estimator]:
    """Lines over late windows; with enough points, also lines with one decaying correction over a long window."""
    count = len(x)
    if count < _LEAST_POINTS_FOR_WINDOWS:
        windows = [(0, count)] + ([(1, count), (0, count - 1)] if count > LEAST_POINTS else [])
        judged = np.arange(count)
        return [_estimator(x, np.arange(*window), judged, None) for window in windows]
    starts = [min(int(np.searchsorted(x, f * x[-1])), count - 4) for f in (*_LATE_STARTS, _LONG_START)]
    judged = np.arange(starts[0], count)
    lines = [_estimator(x, np.arange(start, count), judged, None) for start in starts[:-1]]
    fading = [np.exp(-decay * (x - x[starts[-1]])) for decay in _DECAYS]
    shapes = [np.log1p(size * fade) if size else fade for fade in fading for size in _SIZES]
    corrected = [_estimator(x, np.arange(starts[-1], count), judged, shape) for shape in shapes]
    largest = _AMPLIFICATION * np.linalg.norm(lines[0].weights)
    return lines + [estimator for estimator in corrected if np.linalg.norm(estimator.weights) <= largest]


def _estimator(x: np.ndarray, window: np.ndarray, judged: np.ndarray, shape: np.ndarray | None) -> _Estimator:
    columns = [np.ones_like(x), x - x[-1]]
    if shape is not None:
        columns.append(shape)
    design = np.stack(columns, axis=1)
    solve = np.zeros((len(columns), len(x)))
    solve[:, window] = np.linalg.pinv(design[window])
    residual = (np.eye(len(x)) - design @ solve)[judged]
    return _Estimator(solve[1], residual, float(x[window[-1]] - x[window[0]]))
