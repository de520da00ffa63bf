"""The asymptotic slope of a curve, with an interval that covers seed noise, transients and the choice of window.

One least-squares line answers three questions at once and none of them well: where the asymptotic regime begins, how
noisy the curve is, and what the slope is. Here the slope is read off a mixture of the models of
:mod:`theory.decision.shapes`, for two kinds of curves: powers, which are lines in log(variable), and exponentials,
which are lines in their exponent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from jaxtyping import Float
from scipy import special

from theory.decision.shapes import AMPLITUDES, Models, Points, averages, prefactors, transients

CONFIDENCE = 0.95
CONFIDENCE_OF_REFUTATION = 0.96
LEAST_POINTS = 3
_FADING, _KNEES = tuple(np.geomspace(0.5, 4.0, 19)), np.linspace(-0.2, 0.7, 37)
# Of log(error); a decay is measured in fifths of what it changes, three or so as a rule.
_LEAST_MISFIT, _LEAST_MISFIT_OF_DECAYS = 3e-3, 1e-3
# Standard deviations of a slope and of the logarithm of a stretch, for all that no model has: no curve tells more.
_LEAST_SPREAD, _LEAST_SPREAD_OF_STRETCH = 0.003, 0.005
_NEGLIGIBLE = 1e-3
_FADING_OF_DECAYS, _KNEES_OF_DECAYS = tuple(np.geomspace(2.0, 100.0, 12)), tuple(np.linspace(-0.2, 0.7, 10))
_SPAN, _LEAST_SHARE = 5.0, 0.25
_STRONGEST_STRETCH, _CELLS, _MOST_CELLS, _FINEST_CELL, _CHANGE_IN_A_CELL = 10.0, 33, 132, 3e-5, 0.3

Replicates = Float[np.ndarray, "replicate points"]
Quantiles = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Trend:
    """A slope with respect to the logarithm of a variable, positive if the curve rises towards the limit.

    Attributes:
        slope: the median.
        low, high: interval at ``CONFIDENCE``.
        lowest, highest: interval at ``CONFIDENCE_OF_REFUTATION``.
    """

    slope: float
    low: float
    high: float
    lowest: float
    highest: float

    @classmethod
    def read(cls, quantiles: Quantiles, risk: float) -> Self:
        """Median and intervals."""
        tail, far = (risk * (1 - confidence) / 2 for confidence in (CONFIDENCE, CONFIDENCE_OF_REFUTATION))
        return cls(*quantiles(np.array([0.5, tail, 1 - tail, far, 1 - far])).tolist())

    def __neg__(self) -> Self:
        """The slope of the curve turned upside down."""
        return type(self)(-self.slope, -self.high, -self.low, -self.highest, -self.lowest)


def trend(
    variable: Points, y: Points, replicates: Replicates | None = None, seeds: int = 1, risk: float = 1.0
) -> Trend:
    """Slope of ``y`` against progress in ``log(variable)`` at the far end of the curve.

    Args:
        variable: positive values that run towards the limit (the last is the most asymptotic one).
        y: a logarithm, one value per point.
        replicates: the same curve on seeds drawn with replacement, or None for a curve without noise.
        seeds: how many seeds there were.
        risk: the share of the risk of error that this decision may take, where several on growing data share it.

    Raises:
        ValueError: fewer than three points.
    """
    _require_points(variable)
    mean = averages(len(variable))
    x, y, scatter = _progress(variable) @ mean, y @ mean, _scatter(y, replicates, seeds) @ mean
    fading = transients(tuple(x), _FADING, tuple(_KNEES * x[-1]))
    models = Models(x, y, scatter, seeds, [fading], _LEAST_MISFIT, waves=True)
    weights, systematic, probability = _slopes(models, x)
    statistical = np.mean((scatter @ weights.T) ** 2, axis=0)
    spread = np.sqrt(statistical + systematic + _LEAST_SPREAD**2)
    freedom = _freedom(seeds, statistical / np.maximum(statistical + systematic, 1e-300))
    return Trend.read(lambda levels: _mixture_quantiles(levels, weights @ y, spread, freedom, probability), risk)


def decay_trend(
    variable: Points,
    growth: Points,
    y: Points,
    replicates: Replicates | None = None,
    seeds: int = 1,
    risk: float = 1.0,
) -> Trend:
    """Slope of the logarithm of the local constant dy/d(growth) against progress in ``log(variable)``.

    The curve is read as a line in growth^s, which accounts for a quarter of the curve's change at least; the stretch s
    is found, and the slope is (s - 1) times the exponent that ``growth`` itself has at the end of the curve. A power in
    front of the exponential is one of the transients.

    Args:
        variable: positive values that run towards the limit.
        growth: the claimed exponent of the exponential, ascending.
        y: a logarithm, one value per point.
        replicates: the same curve on seeds drawn with replacement, or None for a curve without noise.
        seeds: how many seeds there were.
        risk: the share of the risk of error that this decision may take, where several on growing data share it.

    Raises:
        ValueError: fewer than three points.
    """
    _require_points(variable)
    mean = averages(len(variable))
    u = growth / growth[-1]
    exponent = np.log(growth[-1] / growth[-2]) / np.abs(np.log(variable[-1] / variable[-2]))
    x, y, scatter = _progress(variable) @ mean, y @ mean, _scatter(y, replicates, seeds) @ mean
    fading = transients(tuple((u - u[0]) @ mean / (1 - u[0])), _FADING_OF_DECAYS, _KNEES_OF_DECAYS)
    kinds = [fading, mean.T @ prefactors(tuple(u))]
    unit = (y[-1] - y[0]) / _SPAN
    models = Models(x, y / unit, scatter / unit, seeds, kinds, _LEAST_MISFIT_OF_DECAYS)
    cells, width, probability = _stretches(models, u, mean)
    share = probability.sum(axis=1) @ models.share_of_seeds / probability.sum()

    def slopes(levels: np.ndarray) -> np.ndarray:
        found = _cell_quantiles(levels, cells, width, probability.sum(axis=0), _freedom(seeds, share))
        return exponent * np.expm1(found + _LEAST_SPREAD_OF_STRETCH * special.ndtri(levels))

    return Trend.read(slopes, risk)


def _require_points(variable: Points) -> None:
    if len(variable) < LEAST_POINTS:
        raise ValueError(f"a slope needs at least {LEAST_POINTS} points, got {len(variable)}")


def _progress(variable: Points) -> Points:
    return np.abs(np.log(variable / variable[0]))


def _scatter(y: Points, replicates: Replicates | None, seeds: int) -> Replicates:
    """Replicates about their mean; a bootstrap from n seeds underestimates the variance by (n - 1)/n."""
    if replicates is None:
        return np.zeros((1, len(y)))
    return (replicates - replicates.mean(axis=0)) * np.sqrt(seeds / max(seeds - 1, 1))


def _freedom(seeds: int, share: np.ndarray | float) -> np.ndarray:
    """Degrees of freedom of a variance in which the seeds have this share (Welch & Satterthwaite)."""
    return np.minimum(max(seeds - 1, 1) / np.maximum(share, 1e-3) ** 2, 1e6)


def _slopes(
    models: Models, x: Points
) -> tuple[Float[np.ndarray, "models points"], Float[np.ndarray, " models"], Float[np.ndarray, " models"]]:
    """Of the models that explain the curve: weights of the slope, its variance apart from noise, and probability.

    The slope of each model is its best linear unbiased estimate, ``weights @ y``.
    """
    probability = special.softmax(models.evidence(x[:, None])[:, 0])
    model, shape, amplitude = chosen = np.nonzero(probability > _NEGLIGIBLE * probability.max())
    line, transient = models.unit @ x, models.shapes[model, :, shape]
    size = (line**2).sum(axis=1)
    straight = np.einsum("mp,mpq->mq", line, models.unit) / size[:, None]
    pull = np.einsum("kp,kp->k", line[model], transient) / size[model]
    unexplained = transient - pull[:, None] * line[model]
    variance = 1 / ((unexplained**2).sum(axis=1) + AMPLITUDES[amplitude] ** -2)
    coefficient = variance[:, None] * np.einsum("kp,kpq->kq", unexplained, models.unit[model])
    weights = straight[model] - pull[:, None] * coefficient
    posterior = 1 / size[model] + pull**2 * variance
    systematic = np.maximum(posterior - np.einsum("kp,pq,kq->k", weights, models.noise, weights), 0)
    return weights, systematic, probability[chosen] / probability[chosen].sum()


def _stretches(
    models: Models, u: Points, mean: Float[np.ndarray, "points groups"]
) -> tuple[Float[np.ndarray, " cells"], float, Float[np.ndarray, "models cells"]]:
    """Logarithms of stretches at the centres of even cells, the cells' width, and their probabilities by model.

    Cells that are likely are split. A model whose spread is less than what the curve changes within a cell would miss
    the truth between two centres, so it has no say until the cells are fine enough for it.
    """
    width = 2 * np.log(_STRONGEST_STRETCH) / _CELLS
    cells = np.log(_STRONGEST_STRETCH) * (np.arange(1, 2 * _CELLS, 2) / _CELLS - 1)
    while True:
        trends = u[:, None] ** np.exp(cells)
        has_say = models.spread >= np.minimum(_CHANGE_IN_A_CELL * width, models.spread.max())
        evidence = models.only(has_say).evidence(
            mean.T @ ((trends - trends[0]) / (1 - trends[0])), _LEAST_SHARE * _SPAN
        )
        if not np.isfinite(evidence).any():
            return cells, width, np.ones((len(models.size), len(cells)))
        probability = np.zeros((len(models.size), len(cells)))
        probability[has_say] = special.softmax(evidence).sum(axis=(2, 3))
        each = probability.sum(axis=0)
        likely = np.convolve(each > _NEGLIGIBLE * each.max(), np.ones(3), "same") > 0
        parts = max(_CELLS // likely.sum(), 2)
        if likely.sum() > (_CELLS / 3 if has_say.all() else _MOST_CELLS / 2) or width < _FINEST_CELL:
            return cells, width, probability
        width /= parts
        cells = (cells[likely, None] + width * (np.arange(parts) - (parts - 1) / 2)).ravel()


def _mixture_quantiles(
    levels: np.ndarray, centers: np.ndarray, spread: np.ndarray, freedom: np.ndarray, probability: np.ndarray
) -> np.ndarray:
    """Quantiles of a mixture, by bisection.

    Student's t laws are replaced by normal laws with the same quantile: exact for one model, and fast.
    """
    scales = spread * _inflation(levels[:, None], freedom)
    low, high = (centers - 9 * scales).min(axis=1) - 1e-12, (centers + 9 * scales).max(axis=1) + 1e-12
    for _ in range(50):
        middle = (low + high) / 2
        below = special.ndtr((middle[:, None] - centers) / np.maximum(scales, 1e-12)) @ probability < levels
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def _cell_quantiles(
    levels: np.ndarray, cells: np.ndarray, width: float, probability: np.ndarray, freedom: np.ndarray
) -> np.ndarray:
    """Quantiles of a law that is even within cells, widened about the median as few seeds demand."""
    mass = np.cumsum(probability) / probability.sum()
    edges = np.column_stack([cells - width / 2, cells + width / 2]).ravel()
    below = np.column_stack([np.insert(mass[:-1], 0, 0.0), mass]).ravel()
    found = np.interp(np.append(levels, 0.5), below, edges)
    return found[-1] + (found[:-1] - found[-1]) * _inflation(levels, freedom)


def _inflation(levels: np.ndarray, freedom: np.ndarray) -> np.ndarray:
    """How much further out Student's quantile lies than the normal one; 1 at the median."""
    tail = np.maximum(np.abs(levels - 0.5), 0.1) + 0.5
    return special.stdtrit(freedom, tail) / special.ndtri(tail)
