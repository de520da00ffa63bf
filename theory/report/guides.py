"""Lines to compare a curve with: the claimed rate, its rivals, the fit, and the window that the fit describes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float

from theory.rates.rate import Rate
from theory.report.measured import Line

WITHIN = 0.15  # of the fitted law: what counts as its window
_ROUNDING_RANGE, _ROUNDING_FLOOR = 1e10, 1e3


@dataclass(frozen=True)
class Guide:
    """The fitted law of one line: the claimed rate with its exponent (or decay constant) set to the fitted one.

    Attributes:
        rate: the claimed rate.
        main: the variable along the line.
        line: the measured line.
        drift: fitted minus claimed exponent; 0 for exponentials, whose fitted number is the decay constant.
        constant: decay constant of an exponential in units of its claimed exponent; 1 for powers.
        level: logarithm of the factor in front.
        window: the points that the law describes.
    """

    rate: Rate
    main: str
    line: Line
    drift: float
    constant: float
    level: float
    window: Bool[np.ndarray, " points"]

    def law(self, x: Float[np.ndarray, " points"]) -> Float[np.ndarray, " points"]:
        """Logarithm of the fitted law."""
        return (
            self.level + self.constant * log_rate(self.rate, self.main, self.line.setting, x) + self.drift * np.log(x)
        )

    def rival(self, rival: Rate, x: Float[np.ndarray, " points"]) -> Float[np.ndarray, " points"]:
        """Logarithm of a neighbouring rate that meets the law where the window begins."""
        start = self.line.x[self.window][:1]
        there = log_rate(rival, self.main, self.line.setting, start)
        return self.law(start) + self.constant * (log_rate(rival, self.main, self.line.setting, x) - there)


def log_rate(rate: Rate, main: str, setting: Mapping[str, float], x: np.ndarray) -> np.ndarray:
    """Logarithm of a rate along the main variable, the others as in the setting."""
    values = {name: setting[name] for name in rate.variables if name != main}
    return np.broadcast_to(rate.log(**values, **({main: x} if main in rate.variables else {})), x.shape)


def usable(line: Line) -> Bool[np.ndarray, " points"]:
    """Points with a logarithm, without those at the rounding level of a curve that fell by ten decades or more."""
    kept = line.positive & (line.x > 0)
    if not kept.any():
        return kept
    lowest = line.center[kept].min()
    if line.center[kept].max() < _ROUNDING_RANGE * lowest or lowest > np.finfo(float).eps:
        return kept
    return kept & (line.center > _ROUNDING_FLOOR * lowest)


def guide(rate: Rate, main: str, line: Line, drift: float, towards_zero: bool = False) -> Guide | None:
    """The fitted law of a line, or None where fewer than three points can be compared with it.

    Args:
        rate: the claimed rate.
        main: the variable along the line.
        line: the measured line.
        drift: fitted minus claimed exponent of that variable; ignored for exponentials.
        towards_zero: whether the limit lies at the left end of the line.
    """
    kept = usable(line)
    if kept.sum() < 3:
        return None
    x, y = line.x[kept], np.log(line.center[kept])
    claimed = log_rate(rate, main, line.setting, x)
    half = slice(None, (len(x) + 1) // 2) if towards_zero else slice(len(x) // 2, None)
    constant = 1.0
    if rate.is_exponential:
        drift, change = 0.0, claimed[half][-1] - claimed[half][0]
        constant = float((y[half][-1] - y[half][0]) / change) if change else 1.0
    shape = constant * claimed + drift * np.log(x)
    level = float(np.median((y - shape)[half]))
    band = np.log(np.maximum(line.high[kept], line.center[kept]) / line.center[kept])
    near = np.abs(y - shape - level) <= np.log1p(WITHIN) + np.where(np.isfinite(band), band, 0.0)
    window = np.zeros(len(line.x), dtype=bool)
    window[kept] = _last_run(near[::-1])[::-1] if towards_zero else _last_run(near)
    return Guide(rate, main, line, drift, constant, level, window) if window.sum() >= 3 else None


def _last_run(near: Bool[np.ndarray, " points"]) -> Bool[np.ndarray, " points"]:
    """The longest run up to the last point of which nine points in ten are near."""
    for start in [0, *(np.flatnonzero(~near) + 1)]:
        if near[start:].any() and near[start:].mean() >= 0.9:
            return np.arange(len(near)) >= start
    return np.zeros(len(near), dtype=bool)
