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
_STARTS = (0.0, 0.5)
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
        curves: the curve, then replicates of it, which vote on the models too.
        shapes: the transients; the first is none.
        prior: log-probabilities of the shapes.
        size: the part of the log-probability that is free of the data.
        noise: covariance due to the seeds.
        spread: standard deviation of a point about trend and transient.
        share_of_seeds: the seeds' share in its square.
    """

    unit: Float[np.ndarray, "models points points"]
    curves: Float[np.ndarray, "models points bags"]
    shapes: Float[np.ndarray, "models points shapes"]
    prior: Float[np.ndarray, " shapes"]
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
        bags: int,
        least_misfit: float,
        waves: bool = False,
    ) -> None:
        """Models of the curve y(x).

        Args:
            x: progress, ascending from nought.
            y: the curve.
            scatter: how it changes when seeds are drawn anew; all nought without noise.
            seeds: how many there are.
            kinds: of transients, one at the start. None at all and every kind are equally likely, and within a kind
                all its shapes; few points tell nothing of any.
            bags: how many curves vote on the models, lest noise that looks like a transient decide it.
            least_misfit: no curve is more exactly a line than this.
            waves: it may oscillate about the line.
        """
        self.noise = _shrunk_covariance(scatter, seeds)
        misfits, of_wave = _misfits(tuple(x), least_misfit), 0.0
        if waves and len(x) >= _LEAST_POINTS_FOR_SHAPES:
            # Its frequency is one of half as many as there are points.
            of_wave = -np.log(np.repeat([1.0, len(x) / 2], [len(misfits), len(_WAVES)]))
            misfits = np.concatenate([misfits, np.square(_WAVES)[:, None, None] * _wave(x, y)])
        own, of_seeds = np.median(np.diagonal(misfits, axis1=1, axis2=2), axis=1), np.median(np.diag(self.noise))
        self.spread, self.share_of_seeds = np.sqrt(own + of_seeds), of_seeds / (own + of_seeds)
        factors = np.linalg.cholesky(misfits + self.noise)
        curves = (y + np.concatenate([0 * y[None], scatter[: bags - 1] if scatter.any() else scatter[:0]])).T
        shapes = [np.zeros((len(x), 1)), *(kinds if len(x) >= _LEAST_POINTS_FOR_SHAPES else ())]
        self.prior = -np.log(np.concatenate([np.full(kind.shape[1], len(shapes) * kind.shape[1]) for kind in shapes]))
        columns = [np.ones((len(x), 1)), np.eye(len(x)), curves, np.concatenate(shapes, axis=1)]
        joined = np.concatenate(columns, axis=1)
        white = np.stack([linalg.solve_triangular(factor, joined, lower=True) for factor in factors])
        level, rest = white[:, :, :1], white[:, :, 1:]
        size = (level**2).sum(axis=1, keepdims=True)
        rest = rest - level * (np.swapaxes(level, 1, 2) @ rest) / size
        self.unit, self.curves, self.shapes = np.split(rest, np.cumsum([c.shape[1] for c in columns[1:-1]]), axis=2)
        self.size = of_wave - np.log(size[:, 0, 0]) / 2 - np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)

    def only(self, chosen: Bool[np.ndarray, " models"]) -> Self:
        """Some of the models."""

        def of_models(models: Self) -> list[np.ndarray]:
            return [models.unit, models.curves, models.shapes, models.size, models.spread, models.share_of_seeds]

        return eqx.tree_at(of_models, self, [each[chosen] for each in of_models(self)])

    def evidence(
        self, trends: Float[np.ndarray, "points trends"], least: float | None = None
    ) -> Float[np.ndarray, "bags models trends shapes amplitudes"]:
        """Log-probabilities up to a constant, for each curve that votes.

        Args:
            trends: alternative trends of the curve.
            least: a coefficient that is no multiple, by one or more, of this is impossible.
        """
        v = self.unit @ trends
        vv = (v**2).sum(axis=1)[..., None]
        with_curve, with_shape = (np.swapaxes(v, 1, 2) @ other for other in (self.curves, self.shapes))
        fit = (with_curve**2 / vv - (self.curves**2).sum(axis=1)[:, None] - np.log(vv)) / 2 + self.size[:, None, None]
        unexplained = (self.shapes**2).sum(axis=1)[:, None] - with_shape**2 / vv
        pull = (np.swapaxes(self.shapes, 1, 2) @ self.curves)[:, None]
        pull = pull - with_shape[..., None] * (with_curve / vv)[:, :, None]
        variance = 1 / (unexplained[..., None] + AMPLITUDES**-2)
        occam = np.log(variance / AMPLITUDES**2) / 2 + self.prior[:, None]
        found = np.empty((self.curves.shape[2], *variance.shape))
        for bag, evidence in enumerate(found):
            np.multiply(pull[..., bag, None] ** 2, variance / 2, out=evidence)
            evidence += occam
            evidence += fit[..., bag, None, None]
            if least is not None:
                of_transient = (with_shape * pull[..., bag])[..., None] * variance
                coefficient = (with_curve[..., bag, None, None] - of_transient) / vv[..., None]
                evidence[coefficient / least < 1] = -np.inf
        return found


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
def _misfits(at: tuple[float, ...], least: float) -> Float[np.ndarray, "models points points"]:
    """Covariances of what no line and no transient explains: white or with memory, of every size, from every start."""
    x = np.array(at)
    kinds = (np.eye(len(x)), np.exp(-np.abs(x[:, None] - x) / (_MEMORY * x[-1])))
    starts = _STARTS if len(x) >= _LEAST_POINTS_FOR_SHAPES else _STARTS[:1]
    before = [np.diag(_SCATTER_BEFORE_START**2 * (x < start * x[-1])) for start in starts]
    return np.array([size**2 * kind + lost for lost in before for size in _MISFITS if size >= least for kind in kinds])


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
