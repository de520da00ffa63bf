"""What a curve may do besides following its rate: transients that fade, misfits that stay, noise of the seeds.

A curve is read as

    y = level + coefficient·trend + c·transient + misfit + noise.

The size and shape of transient and misfit are unknown: each combination on a grid is one Gaussian model, weighted by
its restricted likelihood (level and coefficient have flat priors, c is normal with mean nought). What the seeds
contribute is not modelled but resampled.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Self

import equinox as eqx
import numpy as np
from jaxtyping import Bool, Float
from scipy import linalg, special

AMPLITUDES = np.array([0.1, 1.0, 10.0])
_MOST_POINTS = 40
_LEAST_POINTS_FOR_SHAPES = 8
_MISFITS = (1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0)
_MEMORY = 0.3
_WAVES, _OVERTONE, _IRREGULAR, _LEAST_PERIODS = (0.03, 0.1, 0.3), 0.25, 0.05, 2
_DENSITIES, _CUTS = (0.5, 2.0), np.geomspace(4, 32, 7)
_START = 0.5
_SCATTER_BEFORE_START = 2.0

Points = Float[np.ndarray, " points"]


@lru_cache(maxsize=64)
def averages(count: int) -> Float[np.ndarray, "points groups"]:
    """Weights that average neighbours, so that a long curve costs no more than a short one."""
    groups = min(count, _MOST_POINTS)
    member = (np.arange(count) * groups // count)[:, None] == np.arange(groups)
    return member / member.sum(axis=0)


class Models(eqx.Module):
    """All models of a curve, with columns freed of the level and scaled to unit noise under each misfit.

    Attributes:
        unit: the single points.
        curve: the curve itself.
        shapes: the transients; the first is none.
        of_shapes, of_misfits: log-probabilities beforehand, up to a constant.
        size: the part of the log-likelihood that is free of the curve.
        noise: covariance due to the seeds.
        spread: standard deviation of a point about trend and transient.
        share_of_seeds: the seeds' share in its square.
    """

    unit: Float[np.ndarray, "models points points"]
    curve: Float[np.ndarray, "models points"]
    shapes: Float[np.ndarray, "models points shapes"]
    of_shapes: Float[np.ndarray, " shapes"]
    of_misfits: Float[np.ndarray, " models"]
    size: Float[np.ndarray, " models"]
    noise: Float[np.ndarray, "points points"]
    spread: Float[np.ndarray, " models"]
    share_of_seeds: Float[np.ndarray, " models"]

    def __init__(
        self,
        x: Points,
        y: Points,
        scatter: Float[np.ndarray, "replicate points"],
        seeds: int,
        kinds: Sequence[Float[np.ndarray, "points shapes"]],
        least_misfit: float,
        waves: bool = False,
    ) -> None:
        """Models of the curve y(x).

        Args:
            x: progress, ascending from nought.
            y: the curve.
            scatter: how it changes when seeds are drawn anew; all nought without noise.
            seeds: how many there are.
            kinds: of transients, one at the start. None at all and every kind are equally likely; few points tell
                nothing of any.
            least_misfit: no curve is more exactly a line than this.
            waves: it may oscillate about the line.
        """
        self.noise = _shrunk_covariance(scatter, seeds)
        misfits, kinds_of_misfit = _misfits(tuple(x), least_misfit)
        self.of_misfits = _evenly(kinds_of_misfit)
        if waves and len(x) >= _LEAST_POINTS_FOR_SHAPES:
            misfits = np.concatenate([misfits, np.square(_WAVES)[:, None, None] * _wave(x, y)])
            # Its frequency is one of half as many as there are points.
            of_wave = _evenly([len(_WAVES)]) - np.log(len(x) / 2)
            self.of_misfits = np.concatenate([self.of_misfits, of_wave])
        own, of_seeds = np.median(np.diagonal(misfits, axis1=1, axis2=2), axis=1), np.median(np.diag(self.noise))
        self.spread, self.share_of_seeds = np.sqrt(own + of_seeds), of_seeds / (own + of_seeds)
        factors = np.linalg.cholesky(misfits + self.noise)
        shapes = [np.zeros((len(x), 1)), *(kinds if len(x) >= _LEAST_POINTS_FOR_SHAPES else ())]
        self.of_shapes = _evenly([kind.shape[1] for kind in shapes])
        joined = np.column_stack([np.ones_like(x), y, np.eye(len(x)), *shapes])
        white = np.stack([linalg.solve_triangular(factor, joined, lower=True) for factor in factors])
        level, rest = white[:, :, :1], white[:, :, 1:]
        size = (level**2).sum(axis=1, keepdims=True)
        rest = rest - level * (np.swapaxes(level, 1, 2) @ rest) / size
        self.curve, self.unit, self.shapes = rest[:, :, 0], rest[:, :, 1 : 1 + len(x)], rest[:, :, 1 + len(x) :]
        self.size = -np.log(size[:, 0, 0]) / 2 - np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)

    def only(self, chosen: Bool[np.ndarray, " models"]) -> Self:
        """Some of the models."""

        def of_models(models: Self) -> list[np.ndarray]:
            each = [models.unit, models.curve, models.shapes, models.of_misfits]
            return [*each, models.size, models.spread, models.share_of_seeds]

        return eqx.tree_at(of_models, self, [each[chosen] for each in of_models(self)])

    def evidence(
        self, trends: Float[np.ndarray, "points trends"], least: float | None = None
    ) -> Float[np.ndarray, "models trends shapes amplitudes"]:
        """Log-probabilities up to a constant.

        Args:
            trends: alternative trends of the curve.
            least: a coefficient that is no multiple, by one or more, of this is impossible.
        """
        curve, v = self.curve[:, :, None], self.unit @ trends
        vv = (v**2).sum(axis=1)[..., None]
        with_curve, with_shape = (np.swapaxes(v, 1, 2) @ other for other in (curve, self.shapes))
        of_models = (self.size + self.of_misfits)[:, None, None]
        fit = (with_curve**2 / vv - (curve**2).sum(axis=1)[:, None] - np.log(vv)) / 2 + of_models
        unexplained = (self.shapes**2).sum(axis=1)[:, None] - with_shape**2 / vv
        pull = np.swapaxes(np.swapaxes(self.shapes, 1, 2) @ curve, 1, 2) - with_shape * (with_curve / vv)
        variance = 1 / (unexplained[..., None] + AMPLITUDES**-2)
        evidence = pull[..., None] ** 2 * variance / 2 + np.log(variance / AMPLITUDES**2) / 2
        evidence += self.of_shapes[:, None] + fit[..., None]
        if least is not None:
            coefficient = (with_curve[..., None] - (with_shape * pull)[..., None] * variance) / vv[..., None]
            evidence[coefficient / least < 1] = -np.inf
        return evidence


def _evenly(sizes: Sequence[int]) -> Float[np.ndarray, " total"]:
    """Log-probabilities up to a constant where kinds of these sizes are equally likely, and all within a kind."""
    return -np.log(np.repeat(sizes, sizes))


def _shrunk_covariance(
    scatter: Float[np.ndarray, "replicate points"], seeds: int
) -> Float[np.ndarray, "points points"]:
    """Covariance shrunk as far as its own sampling error asks: correlations to nought, variances to their median.

    After Schäfer & Strimmer (2005) and Opgen-Rhein & Strimmer (2007), with the sampling errors of normal noise.
    """
    sample = scatter.T @ scatter / len(scatter)
    variances, freedom = np.diag(sample), max(seeds - 1, 1)
    sizes = np.sqrt(variances)
    correlation = sample / np.maximum(np.outer(sizes, sizes), 1e-300) * ~np.eye(len(sample), dtype=bool)
    independent = _shrinkage((1 - correlation**2) ** 2 * (correlation != 0) / freedom, correlation)
    alike = _shrinkage(2 * variances**2 / freedom, variances - np.median(variances))
    sizes = np.sqrt(alike * np.median(variances) + (1 - alike) * variances)
    return np.outer(sizes, sizes) * ((1 - independent) * correlation + np.eye(len(sizes)))


def _shrinkage(sampling_variances: np.ndarray, distances: np.ndarray) -> float:
    """How much of the distance to the target is sampling error."""
    return min(float(sampling_variances.sum() / max((distances**2).sum(), 1e-300)), 1.0)


@lru_cache(maxsize=256)
def _misfits(at: tuple[float, ...], least: float) -> tuple[Float[np.ndarray, "models points points"], list[int]]:
    """Covariances of what no line and no transient explains, and how many there are of each kind.

    The kinds: next to nothing, white, with memory, and either of these after a start that is lost. Few points cannot
    show that there is next to nothing, nor where the start ends.
    """
    x = np.array(at)
    sizes = np.square([size for size in _MISFITS if size >= least])[:, None, None]
    white, memory = sizes * np.eye(len(x)), sizes * np.exp(-np.abs(x[:, None] - x) / (_MEMORY * x[-1]))
    kinds = [white, memory]
    if len(x) >= _LEAST_POINTS_FOR_SHAPES:
        lost = np.diag(_SCATTER_BEFORE_START**2 * (x < _START * x[-1]))
        kinds = [white[:1], white[1:], memory, np.concatenate([white, memory]) + lost]
    return np.concatenate(kinds), [len(kind) for kind in kinds]


def _wave(x: Points, y: Points) -> Float[np.ndarray, "points points"]:
    """Covariance of a wave with the strongest frequency of the curve, its overtone, and a little that is irregular."""
    residual = y - np.polynomial.Polynomial.fit(x, y, 3)(x)
    frequencies = np.linspace(_LEAST_PERIODS, len(x) / 2, 20 * len(x)) * 2 * np.pi / x[-1]
    strength = np.abs(residual @ np.exp(1j * x[:, None] * frequencies))
    phase = frequencies[strength.argmax()] * (x[:, None] - x)
    return np.cos(phase) + _OVERTONE**2 * np.cos(2 * phase) + _IRREGULAR**2 * np.eye(len(x))


@lru_cache(maxsize=256)
def transients(
    at: tuple[float, ...], fading: tuple[float, ...], knees: tuple[float, ...]
) -> Float[np.ndarray, "points shapes"]:
    """log(1 + e^(-θ(x - knee))) for all rates θ and knees, scaled to one at the start."""
    x = np.array(at)
    rate, knee = np.meshgrid(fading, knees)
    shapes = np.logaddexp(0.0, -rate.ravel() * (x[:, None] - knee.ravel()))
    return shapes / shapes[0]


@lru_cache(maxsize=256)
def prefactors(at: tuple[float, ...]) -> Float[np.ndarray, "points shapes"]:
    """Logarithms of what may stand before an exponential: a power of u, or the head of a spectrum.

    Decay constants from c on with a density like c^(a - 1) sum up to u^-a Γ(a, cu), which is a power of u first and
    exp(-cu) in the end. Each shape is one at the start and nought at the end.
    """
    u = np.array(at)
    power, cut = (each.ravel() for each in np.meshgrid(_DENSITIES, _CUTS))
    z = u[:, None] * cut
    shapes = np.column_stack([np.log(u), np.log(special.gammaincc(power, z)) + z - power * np.log(u)[:, None]])
    return (shapes - shapes[-1]) / (shapes[0] - shapes[-1])
