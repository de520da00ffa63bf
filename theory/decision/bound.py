"""The decision on explicit constants: is the error below the theorem's bound at every checkpoint and setting?"""

from collections.abc import Callable
from inspect import signature

import numpy as np
from jaxtyping import Float
from scipy import special

from theory.decision.curves import CurveError, Curves
from theory.decision.decide import require_seeds
from theory.decision.mode import Distribution, Expectation, Mode, Quantile
from theory.decision.verdict import CONFIRMED, CONSISTENT, INCONCLUSIVE, REFUTED, Evidence
from theory.rates.names import canonical

Bound = Callable[..., np.ndarray]

ROUNDING = 1e-9
TIGHT = 0.9
RESOLVED = 1.1
_ERROR_RATE = 0.05


def decide_bound(curves: Curves, bound: Bound, mode: Mode, exact: bool = False, risk: float = 1.0) -> Evidence:
    """Verdict on ``error ≤ bound``.

    Runs and worst cases must obey everywhere. In expectation, simultaneous confidence limits of the mean are
    compared; with a probability, Clopper–Pearson limits of the frequency of violation. Both are simultaneous over
    all settings and checkpoints (Bonferroni).

    Args:
        curves: the measured errors.
        bound: function of some of the variables, by name.
        mode: in which sense the claim holds over the seeds.
        exact: the bound is a tolerance (identities, finite termination): to keep it is to confirm the claim.
        risk: the share of the risk of error that this decision may take, where several on growing data share it.

    Raises:
        CurveError: the bound asks for a variable that is no axis, is not positive, or there are too few seeds.
    """
    require_seeds(curves, mode)
    limit = evaluate_bound(curves, bound)
    with np.errstate(over="ignore"):
        ratio = curves.errors / limit[..., None]
    match mode:
        case Expectation():
            central, low, high = _mean_limits(ratio, _ERROR_RATE * risk)
        case Quantile(level=level):
            return _decide_frequency(ratio, level, _ERROR_RATE * risk)
        case Distribution():
            central = low = high = mode.reduce(curves.errors) / limit
        case _:
            central = low = high = ratio.max(axis=-1)
    tightest = float(central.max())
    if np.isinf(tightest) or float(low.max()) > 1 + ROUNDING:
        return Evidence(REFUTED, bound_ratio=tightest, notes=(_where(curves, low),))
    if float(high.max()) > max(RESOLVED, 1 + ROUNDING):
        note = f"the confidence limit of the mean reaches {high.max():.3g} of the bound: more seeds would settle it"
        return Evidence(INCONCLUSIVE, bound_ratio=tightest, notes=(note,))
    return Evidence(CONFIRMED if exact or tightest >= TIGHT else CONSISTENT, bound_ratio=tightest)


def evaluate_bound(curves: Curves, bound: Bound) -> Float[np.ndarray, "*axes"]:
    """The bound on the grid of the curves.

    Raises:
        CurveError: an unknown variable, or a value that is not positive.
    """
    values = curves.values()
    names = list(signature(bound).parameters)
    unknown = [name for name in names if canonical(name) not in values]
    if unknown:
        raise CurveError(
            f"{curves.owner}: the bound asks for {', '.join(unknown)}; the curves vary {', '.join(values)}"
        )
    with np.errstate(divide="ignore"):
        given = np.asarray(bound(**{name: values[canonical(name)] for name in names}), dtype=float)
    limit = np.broadcast_to(given, curves.errors.shape[:-1])
    if not np.all(limit > 0):
        raise CurveError(f"{curves.owner}: the bound must be positive everywhere, its least value is {np.min(limit)}")
    return limit


def _mean_limits(ratio: Float[np.ndarray, "*axes seeds"], risk: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    seeds = ratio.shape[-1]
    mean = ratio.mean(axis=-1)
    quantile = special.stdtrit(seeds - 1, 1 - risk / max(mean.size, 1))
    with np.errstate(invalid="ignore"):
        half = quantile * ratio.std(axis=-1, ddof=1) / np.sqrt(seeds)
    return mean, mean - half, mean + half


def _decide_frequency(ratio: Float[np.ndarray, "*axes seeds"], level: float, risk: float) -> Evidence:
    seeds = ratio.shape[-1]
    violations = (ratio > 1 + ROUNDING).sum(axis=-1)
    share = risk / max(violations.size, 1)
    worst = int(violations.max())
    low, high = _clopper_pearson(worst, seeds, share)
    tightest = float(np.quantile(ratio, level, axis=-1, method="higher").max())
    note = f"violated by at most {worst} of {seeds} seeds; the limits of the frequency are {low:.3g} and {high:.3g}"
    if low > 1 - level:
        return Evidence(REFUTED, bound_ratio=tightest, notes=(note,))
    if high > 1 - level:
        return Evidence(INCONCLUSIVE, bound_ratio=tightest, notes=(note, "more seeds would settle it"))
    return Evidence(CONFIRMED if tightest >= TIGHT else CONSISTENT, bound_ratio=tightest, notes=(note,))


def _clopper_pearson(events: int, trials: int, risk: float) -> tuple[float, float]:
    """Exact limits of a probability, each wrong with at most this risk."""
    low = special.betaincinv(events, trials - events + 1, risk) if events else 0.0
    high = special.betaincinv(events + 1, trials - events, 1 - risk) if events < trials else 1.0
    return float(low), float(high)


def _where(curves: Curves, ratio: np.ndarray) -> str:
    place = np.unravel_index(int(np.argmax(ratio)), ratio.shape)
    return f"the bound is broken most at {curves.setting(place)}, by a factor {ratio[place]:.4g}"
