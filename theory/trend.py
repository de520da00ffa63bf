"""The asymptotic slope of a curve, with an interval that covers seed noise, transients and the choice of window.

One least-squares line answers three questions at once and none of them well: where the asymptotic regime begins,
how noisy the curve is, and what the slope is. Here the curve is read as

    y(x) = level + slope·x + c·transient(x) + misfit(x) + noise(x),      x = log(variable),

with a transient ``log(1 + e^(-θ(x - knee)))`` that fades like the power θ of the variable (shifted powers, sums of
two powers, plateaus), a misfit that stays (oscillations, shapes that are no power), and a start before which points
say next to nothing. The size and shape of transient and misfit and the start are unknown: each combination on a
grid is one Gaussian model, weighted by its restricted likelihood, and the slope is read off the mixture. What the
seeds contribute to the uncertainty is not modelled but resampled.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from scipy import linalg, special

CONFIDENCE = 0.95
CONFIDENCE_OF_REFUTATION = 0.99
LEAST_POINTS = 3
_MOST_POINTS = 40
_LEAST_POINTS_FOR_SHAPES = 8
_FADING = np.geomspace(0.25, 4.0, 25)
_KNEES = np.linspace(-0.2, 0.9, 45)
_AMPLITUDES = np.array([0.1, 1.0, 10.0])
_MISFITS = (1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)
_BAGS = 12
_MEMORY = 0.3
_STARTS = (0.0, 0.5)
_SCATTER_BEFORE_START = 2.0
_NO_TRANSIENT = 0.5
_NEGLIGIBLE = 1e-3


@dataclass(frozen=True)
class Trend:
    """A slope with respect to the logarithm of a variable, positive if the curve rises towards the limit.

    Attributes:
        slope: the median.
        low, high: interval at ``CONFIDENCE``.
        lowest, highest: interval at ``CONFIDENCE_OF_REFUTATION``.
        statistical: standard deviation due to the seeds.
        systematic: standard deviation due to transient, misfit and start.
    """

    slope: float
    low: float
    high: float
    lowest: float
    highest: float
    statistical: float
    systematic: float


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
        seeds: how many seeds there were.

    Raises:
        ValueError: fewer than three points.
    """
    if len(variable) < LEAST_POINTS:
        raise ValueError(f"a slope needs at least {LEAST_POINTS} points, got {len(variable)}")
    averages = _averages(len(variable))
    x, y = np.abs(np.log(variable / variable[0])) @ averages, y @ averages
    scatter = np.zeros((1, len(x)))
    if replicates is not None:
        # A bootstrap from n seeds underestimates the variance by (n - 1)/n.
        scatter = (replicates - replicates.mean(axis=0)) @ averages * np.sqrt(seeds / max(seeds - 1, 1))
    weights, systematic, probability = _mixture(x, y, scatter)
    slopes = weights @ y
    statistical = np.mean((scatter @ weights.T) ** 2, axis=0)
    spread = np.sqrt(statistical + systematic)
    share = statistical / np.maximum(statistical + systematic, 1e-300)
    freedom = np.minimum(max(seeds - 1, 1) / np.maximum(share, 1e-3) ** 2, 1e6)
    low, slope, high = _quantiles(CONFIDENCE, slopes, spread, freedom, probability)
    lowest, _, highest = _quantiles(CONFIDENCE_OF_REFUTATION, slopes, spread, freedom, probability)
    between = probability @ (slopes - slope) ** 2
    noise, rest = np.sqrt(probability @ statistical), np.sqrt(probability @ systematic + between)
    return Trend(slope, low, high, lowest, highest, float(noise), float(rest))


@lru_cache(maxsize=64)
def _averages(count: int) -> Float[np.ndarray, "points groups"]:
    """Weights that average neighbours, so that a long curve costs no more than a short one."""
    groups = min(count, _MOST_POINTS)
    member = (np.arange(count) * groups // count)[:, None] == np.arange(groups)
    return member / member.sum(axis=0)


def _mixture(
    x: Float[np.ndarray, " points"], y: Float[np.ndarray, " points"], scatter: Float[np.ndarray, "replicate points"]
) -> tuple[Float[np.ndarray, "models points"], Float[np.ndarray, " models"], Float[np.ndarray, " models"]]:
    """The models that explain the curve: weights of the slope, its variance apart from noise, and probability.

    The slope of each model is its best linear unbiased estimate, ``weights @ y``; a model has one misfit and one
    transient, whose coefficient is normal with mean nought and one of the amplitudes as standard deviation. The
    probability is the mean over the curve and a few replicates, lest noise that looks like a transient decide it.
    """
    sample = scatter.T @ scatter / len(scatter)
    # Shrunk towards its diagonal: from few seeds, the sample covariance is singular.
    noise = (sample + np.diag(np.diag(sample))) / 2
    curves = (y + np.concatenate([0 * y[None], scatter[: _BAGS - 1]] if scatter.any() else [0 * y[None]])).T
    line, (shapes, prior) = np.stack([np.ones_like(x), x], axis=1), _transients(tuple(x))
    factors = np.linalg.cholesky(_misfits(tuple(x)) + noise)
    columns = [line, np.eye(len(x)), curves, shapes]
    white = np.stack([linalg.solve_triangular(each, np.concatenate(columns, axis=1), lower=True) for each in factors])
    line, unit, curves, shapes = np.split(white, np.cumsum([c.shape[1] for c in columns[:-1]]), axis=2)

    covariance = np.linalg.inv(np.swapaxes(line, 1, 2) @ line)
    fit = covariance @ np.swapaxes(line, 1, 2)
    residual, unexplained = curves - line @ (fit @ curves), shapes - line @ (fit @ shapes)
    size = np.linalg.slogdet(covariance)[1] / 2 - np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
    straight = size[:, None] - (residual**2).sum(axis=1) / 2
    variance = 1 / ((unexplained**2).sum(axis=1)[..., None] + _AMPLITUDES**-2)
    gain = (np.swapaxes(unexplained, 1, 2) @ residual) ** 2 / 2
    occam = np.log(variance / _AMPLITUDES**2) / 2 + prior[:, None]
    probability = np.zeros_like(occam)
    for bag in range(curves.shape[2]):
        evidence = straight[:, bag, None, None] + gain[:, :, bag, None] * variance + occam
        probability += special.softmax(evidence)

    model, shape, _ = chosen = np.nonzero(probability > _NEGLIGIBLE * probability.max())
    variance, pull = variance[chosen], (fit[:, 1:] @ shapes)[model, 0, shape]
    coefficient = variance[:, None] * np.einsum("kp,kpq->kq", unexplained[model, :, shape], unit[model])
    weights = (fit[:, 1:] @ unit)[model, 0] - pull[:, None] * coefficient
    posterior = covariance[model, 1, 1] + pull**2 * variance
    systematic = np.maximum(posterior - np.einsum("kp,pq,kq->k", weights, noise, weights), 0)
    return weights, systematic, probability[chosen] / probability[chosen].sum()


@lru_cache(maxsize=256)
def _misfits(at: tuple[float, ...]) -> Float[np.ndarray, "models points points"]:
    """Covariances of what no line and no transient explains: white or with memory, of every size, from every start."""
    x = np.array(at)
    kinds = (np.eye(len(x)), np.exp(-np.abs(x[:, None] - x) / (_MEMORY * x[-1])))
    starts = _STARTS if len(x) >= _LEAST_POINTS_FOR_SHAPES else _STARTS[:1]
    before = [np.diag(_SCATTER_BEFORE_START**2 * (x < start * x[-1])) for start in starts]
    return np.array([size**2 * kind + lost for lost in before for size in _MISFITS for kind in kinds])


@lru_cache(maxsize=256)
def _transients(at: tuple[float, ...]) -> tuple[Float[np.ndarray, "points shapes"], Float[np.ndarray, " shapes"]]:
    """Shapes of transients, at most one, and their log-probabilities; the first shape is none."""
    x = np.array(at)
    if len(x) < _LEAST_POINTS_FOR_SHAPES:
        return np.zeros((len(x), 1)), np.zeros(1)
    fading, knee = np.meshgrid(_FADING, _KNEES * x[-1])
    shapes = np.logaddexp(0.0, -fading.ravel() * (x[:, None] - knee.ravel()))
    count = shapes.shape[1]
    prior = np.repeat([_NO_TRANSIENT, (1 - _NO_TRANSIENT) / count], [1, count])
    return np.insert(shapes / shapes[0], 0, 0.0, axis=1), np.log(prior)


def _quantiles(
    confidence: float,
    centers: Float[np.ndarray, " models"],
    spread: Float[np.ndarray, " models"],
    freedom: Float[np.ndarray, " models"],
    probability: Float[np.ndarray, " models"],
) -> tuple[float, float, float]:
    """Ends and median of the central interval of a mixture, by bisection.

    Student's t laws are replaced by normal laws with the same interval: exact for one model, and fast.
    """
    tail = (1 - confidence) / 2
    scales = spread * special.stdtrit(freedom, 1 - tail) / special.ndtri(1 - tail)
    levels = np.array([tail, 0.5, 1 - tail])
    low = np.full(3, (centers - 9 * scales).min() - 1e-12)
    high = np.full(3, (centers + 9 * scales).max() + 1e-12)
    for _ in range(50):
        middle = (low + high) / 2
        below = special.ndtr((middle[:, None] - centers) / np.maximum(scales, 1e-12)) @ probability < levels
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    ends = (low + high) / 2
    return float(ends[0]), float(ends[1]), float(ends[2])
