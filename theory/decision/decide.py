"""The decision: do these curves confirm, allow, refute or leave open a rate?

Everything is decided on the ratio of error and rate, which must not drift towards the limit in any variable of
the rate. Logarithms, shifts and sums inside the rate need no special case, because the rate is evaluated, not
fitted. Exponential rates ``exp(-Ω(g))`` are decided on the local decay constant, error decay over increase of
``g``, in the same way.
"""

from collections.abc import Iterator, Mapping

import numpy as np
from jaxtyping import Bool, Float

from theory.decision.curves import CurveError, Curves
from theory.decision.mode import Deterministic, Expectation, Mode, log, replicates
from theory.decision.tails import is_noise_of_one_law, rests_on_few
from theory.decision.trend import LEAST_POINTS, Trend, decay_trend, trend
from theory.decision.verdict import (
    CONFIRMED,
    CONSISTENT,
    INCONCLUSIVE,
    REFUTED,
    Evidence,
    Exponent,
    Verdict,
    weakest,
)
from theory.rates.rate import Rate

SLACK = 0.02
# A power in front of an exponential, or a spectrum, lets its decay constant drift for long.
SLACK_OF_DECAY = 0.05
RESOLUTION = 0.24
RESOLUTION_OF_CONSTANT = 0.1
_ROUNDING_RANGE = 1e10
_ROUNDING_FLOOR = 1000.0
_ROUNDING_SCATTER = 1e6
_LATE_FALL = 0.03
# An interval that narrow will most likely lie within the resolution, wherever its middle falls.
_SAFELY, _LEAST_ADVICE, _MOST_ADVICE = 0.45, 1.2, 20.0


def decide_rate(curves: Curves, rate: Rate, mode: Mode, seed: int = 0, risk: float = 1.0) -> Evidence:
    """Verdict on a rate, up to constants.

    Args:
        curves: the measured errors; every variable of the rate must be an axis.
        rate: the claimed rate.
        mode: in which sense the claim holds over the seeds.
        seed: of the resampling.
        risk: the share of the risk of error that this decision may take, where several on growing data share it.

    Raises:
        CurveError: a variable of the rate is no axis, there are too few seeds or points, or an error is not positive.
    """
    _require_axes(curves, rate)
    require_seeds(curves, mode)
    if not mode.signed:
        curves.require_positive()
    of_geometric_mean = isinstance(mode, Expectation) and is_noise_of_one_law(curves)
    mode = Deterministic() if of_geometric_mean else mode
    errors = mode.reduce(curves.errors)
    if rate.upper and np.isinf(errors).any():
        return Evidence(REFUTED, notes=("the error is infinite: the algorithm diverged or never stopped",))
    resampled = replicates(mode, curves.errors, np.random.default_rng(seed))
    stack = errors[None] if resampled is None else np.concatenate([errors[None], resampled])
    if rate.is_exponential and (still := _stands_still(curves, rate, log(errors))):
        return still
    drift = _exponential_drift if rate.is_exponential else _power_drift
    exponents = tuple(_judge(rate, name, curves, found) for name, found in drift(curves, rate, log(stack), risk))
    if isinstance(mode, Expectation) and (few := rests_on_few(curves)):
        return Evidence(INCONCLUSIVE, exponents, notes=(few,))
    notes = _advice(exponents, curves, rate.is_exponential)
    if of_geometric_mean:
        notes += ("read off the geometric mean over seeds: the noise has heavy tails, and one law",)
    return Evidence(weakest([e.verdict for e in exponents]), exponents, notes=notes)


def require_seeds(curves: Curves, mode: Mode) -> None:
    """Refuse a statistic that the seed axis cannot carry.

    Raises:
        CurveError: fewer seeds than the mode needs.
    """
    if curves.seeds < mode.least_seeds:
        raise CurveError(
            f"{curves.owner}: a claim in {mode.name} needs at least {mode.least_seeds} seeds, got {curves.seeds}"
        )


def _require_axes(curves: Curves, rate: Rate) -> None:
    for name in rate.variables:
        if name not in curves.axes:
            raise CurveError(
                f"{curves.owner}: the rate {rate} speaks of {name}, "
                f"but the curves vary {', '.join(curves.axes) or 'nothing'}"
            )
        if len(curves.axes[name]) < LEAST_POINTS:
            raise CurveError(
                f"{curves.owner}: {len(curves.axes[name])} values of {name} say nothing of a rate; "
                f"give at least {LEAST_POINTS}, over a decade or more"
            )
    if not rate.variables and curves.horizon is None and len(curves.axes) != 1:
        raise CurveError(f"{curves.owner}: the rate {rate} has no variable and the curves have no horizon")


def _horizon(curves: Curves) -> str:
    """The axis along which a claim without variables is judged: the horizon, or else the only one."""
    return curves.horizon or next(iter(curves.axes))


# Every drift is oriented so that a rising curve speaks against an upper claim.


def _power_drift(curves: Curves, rate: Rate, log_errors: np.ndarray, risk: float) -> Iterator[tuple[str, Trend]]:
    """Trend of log(error/rate) in each variable; the horizon first, the others at late horizons."""
    names = list(curves.axes)
    ratio = log_errors - rate.log(**_subset(curves, rate))
    for name in rate.variables or (_horizon(curves),):
        axis = names.index(name)
        level = ratio
        if curves.horizon in names and name != curves.horizon:
            level = _late_level(curves, log_errors, ratio)
        size = len(curves.axes[name])
        lines = np.moveaxis(level, axis + 1, -1).reshape(len(level), -1, size)
        usable = np.ones(lines.shape[1:], dtype=bool)
        if level is ratio:
            usable = np.array([_above_rounding(line) for line in _lines(np.moveaxis(log_errors[0], axis, -1))])
        yield name, _settings_trend(curves, name, lines, usable, rate.up_to_logs, risk)


def _settings_trend(
    curves: Curves,
    name: str,
    lines: Float[np.ndarray, "replicate settings points"],
    usable: Bool[np.ndarray, "settings points"],
    up_to_logs: bool,
    risk: float,
) -> Trend:
    """Mean trend over the settings; those that are usable at the same points are averaged first."""
    masks, group = np.unique(usable, axis=0, return_inverse=True)
    found = [
        _line_trend(curves, name, lines[:, group == i].mean(axis=1), mask, up_to_logs, risk)
        for i, mask in enumerate(masks)
    ]
    return _mean(found, np.bincount(group))


def _late_level(curves: Curves, log_errors: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    """Mean of the ratio over the last half (in logarithm) of the horizon, where no setting is at rounding level."""
    name = _horizon(curves)
    axis = list(curves.axes).index(name) + 1
    horizon = np.maximum(curves.axes[name], 1)
    moved = np.moveaxis(ratio, axis, -1)
    usable = np.all([_above_rounding(line) for line in _lines(np.moveaxis(log_errors[0], axis - 1, -1))], axis=0)
    last = horizon[usable][-1]
    late = usable & (horizon >= np.sqrt(last * horizon[0]))
    return np.expand_dims(moved[..., late].mean(axis=-1), axis)


def _lines(array: np.ndarray) -> np.ndarray:
    return array.reshape(-1, array.shape[-1])


def _line_trend(
    curves: Curves, name: str, stack: np.ndarray, usable: np.ndarray, up_to_logs: bool, risk: float
) -> Trend:
    """Trend of one curve and its replicates; up to logarithms, of the log-corrected curve that is flattest."""
    variable = np.asarray(curves.axes[name], dtype=float)
    kept = usable & (variable > 0) & np.isfinite(stack).all(axis=0)
    if kept.sum() < LEAST_POINTS:
        raise CurveError(
            f"{curves.owner}: only {kept.sum()} values of {name} lie above rounding level; "
            "end the horizon earlier or record more densely"
        )
    variable, stack = variable[kept], stack[:, kept]
    powers = range(-3, 4) if up_to_logs else (0,)
    logs = np.log(np.log(np.maximum(variable, 3.0)))
    found = [
        trend(variable, stack[0] - j * logs, stack[1:] - j * logs if len(stack) > 1 else None, curves.seeds, risk)
        for j in powers
    ]
    return min(found, key=lambda t: abs(t.slope))


def _stands_still(curves: Curves, rate: Rate, log_errors: np.ndarray) -> Evidence | None:
    """The verdict where an exponential change is claimed and the error did not move by a factor e."""
    if not (rate.upper if rate.sign < 0 else rate.lower):
        return None
    axis = list(curves.axes).index(_main_variable(curves, rate))
    lines = np.moveaxis(log_errors, axis, -1)
    moved = rate.sign * (lines[..., -1] - lines[..., 0])
    verb = "fell" if rate.sign < 0 else "grew"
    if moved.min() <= 0:
        return Evidence(REFUTED, notes=(f"the error never {verb} between the ends of the horizon, in some setting",))
    if moved.max() < 1:
        factor, wanted = np.exp(moved.max()), 1 / moved.max()
        note = f"the error {verb} by a factor {factor:.3g} only: extend the horizon to {wanted:.1f} times this"
        return Evidence(INCONCLUSIVE, notes=(note,))
    return None


def _main_variable(curves: Curves, rate: Rate) -> str:
    """The variable along which an exponential rate is followed."""
    if curves.horizon is not None and curves.horizon in rate.variables:
        return curves.horizon
    return rate.variables[-1]


def _exponential_drift(curves: Curves, rate: Rate, log_errors: np.ndarray, risk: float) -> Iterator[tuple[str, Trend]]:
    """Trend of the decay constant along the horizon, and of the late decay constant in the other variables.

    Settings whose own trend is more certain weigh more: some decay by a factor of a million, some by three.
    """
    names = list(curves.axes)
    main = _main_variable(curves, rate)
    axis = names.index(main) + 1
    growth = np.broadcast_to(np.abs(rate.decay(**_subset(curves, rate))), log_errors.shape[1:])
    size = len(curves.axes[main])
    lines = np.moveaxis(log_errors, axis, -1).reshape(len(log_errors), -1, size)
    growths = np.moveaxis(growth, axis - 1, -1).reshape(-1, size)
    variable = np.asarray(curves.axes[main], dtype=float)
    found, late = [], []
    for i in range(lines.shape[1]):
        keep = _above_rounding(lines[0, i]) & (variable > 0) & (growths[i] > 0)
        _require_checkpoints(curves, int(keep.sum()))
        stack, exponent = lines[:, i, keep], growths[i, keep]
        replicates = stack[1:] if len(stack) > 1 else None
        drift = decay_trend(variable[keep], exponent, stack[0], replicates, curves.seeds, risk)
        found.append(drift if rate.sign > 0 else -drift)
        late.append(rate.sign * np.log(_late_constant(rate.sign * stack, exponent)))
    yield main, _mean(found, np.array([1 / ((t.highest - t.lowest) ** 2 + SLACK_OF_DECAY**2) for t in found]))
    shape = [len(values) if n != main else 1 for n, values in curves.axes.items()]
    level = np.stack(late, axis=-1).reshape(len(log_errors), *shape)
    for name in rate.variables:
        if name != main:
            ordered = np.moveaxis(level, names.index(name) + 1, -1)
            lines = ordered.reshape(len(level), -1, ordered.shape[-1])
            yield name, _settings_trend(curves, name, lines, np.ones(lines.shape[1:], dtype=bool), False, risk)


def _require_checkpoints(curves: Curves, count: int) -> None:
    if count <= LEAST_POINTS:
        raise CurveError(
            f"{curves.owner}: only {count} checkpoints lie above rounding level, too few for a decay constant; "
            "record more densely or end the horizon earlier (even_steps suits exponentials)"
        )


def _late_constant(
    growing: Float[np.ndarray, "replicate points"], exponent: Float[np.ndarray, " points"]
) -> Float[np.ndarray, " replicate"]:
    """Growth of the logarithm over growth of the exponent, from the middle to the end; positive by clipping."""
    middle = int(np.searchsorted(exponent, exponent[-1] / 2))
    middle = min(middle, len(exponent) - 2)
    constant = (growing[:, -1] - growing[:, middle]) / (exponent[-1] - exponent[middle])
    return np.maximum(constant, 1e-6 * max(float(np.abs(constant[0])), 1e-300))


def _above_rounding(log_error: Float[np.ndarray, " points"]) -> np.ndarray:
    """Points before the error comes near the rounding of the first ones, or stays near its minimum.

    The one is a range like that of a float64; the other a fall by ten decades or more that has stopped.
    """
    lowest, highest = log_error.min(), log_error.max()
    if highest - lowest < np.log(_ROUNDING_RANGE):
        return np.ones(len(log_error), dtype=bool)
    near_epsilon = highest + np.log(np.finfo(float).eps * _ROUNDING_FLOOR)
    if near_epsilon - np.log(_ROUNDING_SCATTER) < lowest < near_epsilon:
        return np.arange(len(log_error)) < np.flatnonzero(log_error <= near_epsilon)[0]
    reached = np.flatnonzero(log_error <= lowest + np.log(_ROUNDING_FLOOR))[0]
    low = log_error[reached:]
    late_fall = low[-1 - len(low) // 4] - low[-1]
    still_falls = bool(np.all(np.diff(low) < 0)) and late_fall > _LATE_FALL * np.log(_ROUNDING_FLOOR)
    if still_falls or np.median(low) > lowest + np.log(_ROUNDING_SCATTER):
        return np.ones(len(log_error), dtype=bool)
    return np.arange(len(log_error)) < reached


def _mean(found: list[Trend], weights: np.ndarray) -> Trend:
    """The trend over several settings: means of the estimates and, as if they shared their noise, of the ends."""
    means = (np.average([getattr(t, name) for t in found], weights=weights) for name in Trend.__dataclass_fields__)
    return Trend(*(float(mean) for mean in means))


def _subset(curves: Curves, rate: Rate) -> Mapping[str, np.ndarray]:
    values = curves.values()
    return {name: np.maximum(values[name], 1e-300) for name in rate.variables}


def _judge(rate: Rate, name: str, curves: Curves, drift: Trend) -> Exponent:
    claimed = _claimed_exponent(rate, name, curves)
    axis = curves.axes[name]
    orientation = 1.0 if axis[-1] > axis[0] else -1.0
    if rate.is_exponential:
        orientation *= float(rate.sign)
    fitted = claimed + orientation * drift.slope
    ends = sorted((claimed + orientation * drift.low, claimed + orientation * drift.high))
    slack = SLACK_OF_DECAY * abs(claimed) if rate.is_exponential else _slack(claimed)
    resolution = max(drift.highest if rate.lower else 0.0, -drift.lowest if rate.upper else 0.0, 0.0) + slack
    verdict = _verdict(rate, drift, slack, abs(claimed))
    return Exponent(name, claimed, fitted, (ends[0], ends[1]), resolution, verdict)


def _slack(claimed: float) -> float:
    """The drift that is forgiven: no measured exponent is more exact than this."""
    return min(0.08 * abs(claimed), max(SLACK, SLACK * abs(claimed))) if claimed else SLACK


def _verdict(rate: Rate, drift: Trend, slack: float, claimed: float) -> Verdict:
    """Compare the interval of the drift with nought; each side that is claimed may refute, and must be resolved."""
    widest = RESOLUTION * claimed if claimed else RESOLUTION_OF_CONSTANT
    if (rate.upper and drift.lowest > slack) or (rate.lower and drift.highest < -slack):
        return REFUTED
    above, below = drift.high > widest - slack, drift.low < slack - widest
    if (rate.upper and above) or (rate.lower and below):
        return INCONCLUSIVE
    attained = drift.high >= -slack if not rate.lower else drift.low <= slack
    return CONFIRMED if attained and not (above or below) else CONSISTENT


def _claimed_exponent(rate: Rate, name: str, curves: Curves) -> float:
    if name not in rate.variables:
        return 0.0
    last = {n: float(np.median(curves.axes[n])) for n in rate.variables}
    last[name] = float(curves.axes[name][-1])
    return float(rate.local_exponent(name, **last))


def _advice(exponents: tuple[Exponent, ...], curves: Curves, exponential: bool) -> tuple[str, ...]:
    """For each open variable: the seeds or the range that would settle it.

    The interval shrinks like one over the root of the seeds, and like one over the range: in decades for a power, in
    the variable itself for an exponential.
    """
    notes = []
    for e in exponents:
        if e.verdict is INCONCLUSIVE:
            width = (e.interval[1] - e.interval[0]) / 2
            wanted = _SAFELY * (RESOLUTION * abs(e.claimed) if e.claimed else RESOLUTION_OF_CONSTANT)
            factor = max(width / wanted, _LEAST_ADVICE)
            first, last = curves.axes[e.name][0], curves.axes[e.name][-1]
            towards = 1 if last > first else -1
            far = last * (factor**towards if exponential else (last / first) ** min(factor - 1, _MOST_ADVICE))
            few = f"at least {curves.seeds * factor**2:.0f} seeds instead of {curves.seeds}, or "
            advice = f"{few if curves.seeds > 1 else ''}{e.name} up to about {far:.2g} instead of {last:.2g}"
            notes.append(f"{e.name}: the interval is ±{width:.2g}, ±{wanted:.2g} would decide: take {advice}")
    return tuple(notes)
