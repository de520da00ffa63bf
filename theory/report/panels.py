"""Pictures of a rate: errors beside the claim, scaling in further variables, orders, and levelled distances."""

from collections.abc import Mapping
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes

from theory.campaigns.ledger import Record
from theory.rates.rate import Rate
from theory.report import strokes
from theory.report.guides import WITHIN, Guide, guide, log_rate, usable
from theory.report.measured import Line, Measured, described, label
from theory.report.strokes import Abscissa
from theory.report.style import GUIDE, RIVALS, shades


def errors(axes: Axes, entry: Record, measured: Measured, main: str, rate: Rate | None) -> None:
    """Error against the main variable: lines with bands, bound, claimed rate, window of the fit, rivals, triangle."""
    lines = strokes.some(measured.lines(main))
    colors = shades(len(lines))
    along = strokes.abscissa(axes, rate, main)
    law = _law(entry, measured, main, rate, lines) if rate else None
    for line, color in zip(lines, colors, strict=True):
        strokes.measured_line(axes, along(line.x), line, color, described(line.setting) or _what_is_measured(entry))
    strokes.bounds(axes, along(lines[0].x), lines, colors)
    values = [array for line in lines for array in (line.center[line.positive], line.bound) if array is not None]
    logarithmic = strokes.scale_errors(axes, np.concatenate(values))
    if not (rate and rate.is_exponential):
        strokes.scale_variable(axes, measured.axes[main])
    if law and logarithmic:
        _draw_law(axes, law, along)
        _draw_rivals(axes, law, along, entry)
        if not law.rate.is_exponential:
            strokes.slope_triangle(axes, law, lines)
    axes.set_ylabel(f"${entry['quantity']}$")
    axes.set_title(strokes.title_of_fit(entry, main) or tightest(entry))


def scaling(axes: Axes, entry: Record, measured: Measured, main: str, name: str, rate: Rate) -> None:
    """How the error at the end of the main variable, or the decay constant along it, depends on another variable."""
    read = _decay_constant if rate.is_exponential else _last_error
    found = [
        (_without(line.setting, name), line.setting[name], read(line, measured, main, rate))
        for line in measured.lines(main)
    ]
    found = sorted((f for f in found if f[2] > 0), key=lambda f: (f[0], f[1]))
    groups = [(rest, np.array([f[1:] for f in group])) for rest, group in groupby(found, key=lambda f: f[0])]
    chosen = strokes.some(groups)
    what = "decay constant" if rate.is_exponential else "error"
    for (rest, points), color in zip(chosen, shades(len(chosen)), strict=True):
        axes.plot(*points.T, "o-", color=color, label=described(dict(rest)) or f"fitted {what}", zorder=3)
    strokes.scale_errors(axes, np.concatenate([points[:, 1] for _, points in groups] or [np.zeros(0)]))
    strokes.scale_variable(axes, measured.axes[name])
    for rest, points in chosen[:1]:
        claimed = _log_claimed(rate, main, name, dict(rest), points[:, 0], measured)
        level = np.median(np.log(points[:, 1]) - claimed)
        strokes.reference(axes, points[:, 0], np.exp(level + claimed), f"claimed, {_power(rate, name)}")
    axes.set_xlabel(f"${label(name)}$")
    axes.set_ylabel(f"{what} in ${label(main)}$" if rate.is_exponential else f"error at the last ${label(main)}$")
    axes.set_title(strokes.title_of_fit(entry, name))


def local_order(axes: Axes, entry: Record, measured: Measured, main: str, rate: Rate) -> None:
    """Slope between neighbouring points, beside the claimed order and the fitted one with its interval."""
    lines = strokes.some(measured.lines(main))
    slopes = []
    for line, color in zip(lines, shades(len(lines)), strict=True):
        kept = usable(line)
        x, y = np.log(line.x[kept]), np.log(line.center[kept])
        slopes.append(np.diff(y) / np.diff(x))
        text = described(line.setting) or "slope between neighbours"
        axes.plot(np.exp((x[1:] + x[:-1]) / 2), slopes[-1], "o-", color=color, label=text, zorder=3)
    axes.set_xscale("log")
    for exponent in (e for e in entry["exponents"] if e["name"] == main):
        axes.axhspan(*exponent["interval"], color=GUIDE, alpha=0.35, lw=0, label="fitted, 95% interval")
        axes.axhline(exponent["claimed"], color="black", ls="--", lw=0.9, label="claimed")
        far = np.quantile(np.abs(np.concatenate(slopes) - exponent["claimed"]), 0.95)
        axes.set_ylim(exponent["claimed"] - max(0.5, 1.1 * far), exponent["claimed"] + max(0.5, 1.1 * far))
    axes.set_xlabel(f"${label(main)}$")
    axes.set_ylabel("observed order")
    axes.set_title("order between neighbouring points")


def compensated(axes: Axes, entry: Record, measured: Measured, main: str, rate: Rate) -> None:
    """Distance to the limit divided by the claimed rate, which levels off where the rate is attained."""
    lines = strokes.some(measured.lines(main))
    highest = 0.0
    for line, color in zip(lines, shades(len(lines)), strict=True):
        kept = usable(line)
        x = line.x[kept]
        scale = np.exp(-log_rate(rate, main, line.setting, x))
        axes.plot(x, line.center[kept] * scale, "o-", color=color, label=described(line.setting) or "distance / rate")
        axes.fill_between(x, line.low[kept] * scale, line.high[kept] * scale, color=color, alpha=0.2, lw=0)
        highest = max(highest, float(np.max(line.high[kept] * scale, initial=0.0)))
    strokes.scale_variable(axes, measured.axes[main])
    axes.set_ylim(0, 1.1 * highest or 1.0)
    axes.set_xlabel(f"${label(main)}$")
    axes.set_ylabel("distance to the limit / claimed rate")
    axes.set_title("level where the rate is attained")


def tightest(entry: Record) -> str:
    """The largest error/bound in words."""
    if entry["bound_ratio"] is None:
        return ""
    return f"error/bound at most {float(entry['bound_ratio']):.3g}"


def _what_is_measured(entry: Record) -> str:
    return "mean of seeds, 95% band" if entry["seeds"] > 1 and entry["mode"] == "expectation" else "measured"


def _law(entry: Record, measured: Measured, main: str, rate: Rate, lines: list[Line]) -> Guide | None:
    """The fitted law of the first line that has one."""
    drift = next((e["fitted"] - e["claimed"] for e in entry["exponents"] if e["name"] == main), 0.0)
    towards_zero = measured.axes[main][-1] < measured.axes[main][0]
    found = (guide(rate, main, line, drift, towards_zero) for line in lines)
    return next(filter(None, found), None)


def _draw_law(axes: Axes, law: Guide, along: Abscissa) -> None:
    """The claimed rate through the window, the fitted law as a thin line on it, and the window itself."""
    x = law.line.x[law.window]
    claimed = law.constant * log_rate(law.rate, law.main, law.line.setting, x)
    level = np.median(law.law(x) - claimed)
    rate = f"claimed ${law.rate.latex()}$"
    strokes.reference(axes, along(x), np.exp(level + claimed), rate)
    ends = along(x[[0, -1]])
    axes.axvspan(*ends, color="0.95", lw=0, zorder=0, label=f"fit within {100 * WITHIN:.0f}%")


def _draw_rivals(axes: Axes, law: Guide, along: Abscissa, entry: Record) -> None:
    """Refuted neighbours that differ along the main variable, fanning out from the start of the window."""
    rivals = [Rate(item["name"]) for item in entry["rivals"] if item["verdict"] == "REFUTED"]
    x = law.line.x[law.window]
    drawn = [r for r in rivals if set(r.variables) <= {*law.line.setting, law.main} and _differs(r, law, x)]
    for rival, dashes in zip(drawn, RIVALS, strict=False):
        with np.errstate(over="ignore"):
            y = np.exp(law.rival(rival, x))
        axes.plot(along(x), y, ls=dashes, color="0.45", lw=0.9, zorder=2, label=f"refuted ${rival.latex()}$")


def _differs(rival: Rate, law: Guide, x: np.ndarray) -> bool:
    shapes = [log_rate(rate, law.main, law.line.setting, x) for rate in (rival, law.rate)]
    return bool(np.ptp(shapes[0] - shapes[1]) > 1e-6)


def _without(setting: Mapping[str, float], name: str) -> tuple[tuple[str, float], ...]:
    return tuple((key, value) for key, value in setting.items() if key != name)


def _last_error(line: Line, measured: Measured, main: str, rate: Rate) -> float:
    last = int(np.argmax(line.x == measured.axes[main][-1]))
    return float(line.center[last]) if line.positive[last] else 0.0


def _decay_constant(line: Line, measured: Measured, main: str, rate: Rate) -> float:
    """Change of log(error) over change of the main variable's part of the exponent, in the last half."""
    kept = usable(line)
    x, y = line.x[kept], np.log(line.center[kept])
    if len(x) < 3:
        return 0.0
    setting = {name: float(np.median(measured.axes[name])) for name in line.setting}
    growth = rate.sign * log_rate(rate, main, setting, x)
    half = len(x) // 2
    return float(rate.sign * (y[-1] - y[half]) / (growth[-1] - growth[half]))


def _log_claimed(
    rate: Rate, main: str, name: str, rest: Mapping[str, float], values: np.ndarray, measured: Measured
) -> np.ndarray:
    """Logarithm of the claimed rate, or of its exponent, along another variable than the main one."""
    last = {main: measured.axes[main][-1], **rest}
    given = {key: last[key] for key in rate.variables if key != name} | {name: values}
    return np.log(rate.decay(**given)) if rate.is_exponential else np.asarray(rate.log(**given))


def _power(rate: Rate, name: str) -> str:
    power = rate.exponents.get(name)
    return f"exponent {power:+.3g}".replace("-", "−") if power is not None else f"${rate.latex()}$"
