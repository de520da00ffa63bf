"""Pictures of a bound: settings below what is allowed, maps of error over bound, and the controls that break it."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from theory.campaigns.ledger import Record
from theory.rates.rate import Rate
from theory.report import strokes
from theory.report.guides import log_rate
from theory.report.measured import Line, Measured, described, label, number
from theory.report.panels import tightest
from theory.report.style import DIVERGING, FORBIDDEN, GUIDE, MARKERS, MEASURED, PALETTE

_MOST_TEXTS = 48
_ESCAPED = 1e6
_DARK = 0.65
_BROKEN = 1 + 1e-9


def points(axes: Axes, entry: Record, measured: Measured, main: str) -> None:
    """What was measured in every setting, below what is allowed; exact agreement sits on the floor."""
    lines = measured.lines(main)
    logarithmic, floor = _scale(axes, lines)
    for i, line in enumerate(lines):
        seen, zero = line.positive, np.isfinite(line.center) & ~line.positive
        text = "measured" if i == 0 else None
        if not logarithmic:
            seen, zero = np.isfinite(line.center), np.zeros(len(line.x), dtype=bool)
        axes.plot(line.x[seen], line.center[seen], "o", ms=3, color=MEASURED, label=text, zorder=3)
        axes.vlines(line.x[seen], line.low[seen].clip(floor), line.high[seen], color=MEASURED, lw=0.8)
        if zero.any():
            exact = np.full(zero.sum(), floor)
            axes.plot(line.x[zero], exact, "o", ms=4, mfc="white", color=MEASURED, clip_on=False, zorder=4)
    if logarithmic and any((~line.positive).any() for line in lines):
        axes.plot([], [], "o", ms=4, mfc="white", color=MEASURED, label="exactly 0")
    allowed = {tuple(line.bound): line.x for line in lines if line.bound is not None}
    for i, (bound, x) in enumerate(allowed.items()):
        axes.plot(x, bound, "--", marker="_", ms=5, color="black", lw=0.9, label=None if i else "allowed")
    strokes.scale_variable(axes, measured.axes[main])
    axes.set_xlabel(f"${label(main)}$")
    axes.set_ylabel(f"${entry['quantity']}$")
    axes.set_title(tightest(entry))


def single(axes: Axes, entry: Record, measured: Measured) -> None:
    """A measurement without variables beside those of its controls."""
    named = {"claim": measured} | control_curves(entry)
    bare = {name: item for name, item in named.items() if not item.axes}
    lines = [_as_line(item, i) for i, item in enumerate(bare.values())]
    _scale(axes, lines)
    for i, line in enumerate(lines):
        color = PALETTE[i % len(PALETTE)]
        axes.plot(line.x, line.center, MARKERS[i % len(MARKERS)], ms=4, color=color, label=list(bare)[i], zorder=3)
        axes.vlines(line.x, line.low, line.high, color=color, lw=0.8)
        if line.bound is not None:
            axes.plot(line.x, line.bound, "_", ms=12, color="black", label=None if i else "allowed")
    axes.set_xlim(-0.6, len(lines) - 0.4)
    axes.set_xticks([])
    axes.set_ylabel(f"${entry['quantity']}$")
    axes.set_title(tightest(entry))


def phase_map(axes: Axes, measured: Measured, title: str) -> None:
    """Error over bound in a plane of two settings, pale where they are equal; cells that break the bound are framed."""
    rows, columns = (name for name in measured.axes if name != measured.horizon)
    ratio = measured.ratio()
    shown = np.log10(np.clip(ratio, 1e-3, 1e3))
    far = max(1.0, np.abs(shown).max())
    axes.imshow(shown, cmap=DIVERGING, vmin=-far, vmax=far, aspect="auto", origin="lower")
    for (i, j), value in np.ndenumerate(ratio):
        if value > _BROKEN:
            axes.add_patch(Rectangle((j - 0.45, i - 0.45), 0.9, 0.9, fill=False, ec=FORBIDDEN, lw=1.2))
        if ratio.size <= _MOST_TEXTS:
            text = r"$\infty$" if np.isinf(value) else f"${number(float(f'{value:.2g}'))}$"
            color = "white" if abs(shown[i, j]) > _DARK * far else "black"
            axes.text(j, i, text, ha="center", va="center", fontsize=5, color=color)
    for axis, name in ((axes.xaxis, columns), (axes.yaxis, rows)):
        values = measured.axes[name]
        step = 1 + (len(values) - 1) // 6
        axis.set_ticks(range(0, len(values), step), [f"${number(value)}$" for value in values[::step]])
        axis.set_label_text(f"${label(name)}$")
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    if ratio.size > _MOST_TEXTS:
        bar = axes.figure.colorbar(axes.images[0], ax=axes, pad=0.02)
        bar.set_label(r"$\log_{10}$(error/bound)")
    if (ratio > _BROKEN).any():
        axes.plot([], [], "s", mfc="none", color=FORBIDDEN, ms=5, label="breaks the bound")
    axes.set_title(title)


def controls(axes: Axes, entry: Record, rate: Rate | None) -> None:
    """The claim where it must fail: of each control the setting that strays most, beside bound or claimed rate."""
    reach = []
    values = np.ones(1)
    for i, (name, measured) in enumerate(control_curves(entry).items()):
        main = measured.main(rate)
        if main is None:
            continue
        values, color = measured.axes[main], PALETTE[i % len(PALETTE)]
        along = strokes.abscissa(axes, rate, main)
        line = _most_astray(measured.lines(main), main, rate)
        setting = f", at {described(line.setting)}" if line.setting else ""
        strokes.measured_line(axes, along(line.x), line, color, name + setting, MARKERS[i % len(MARKERS)])
        reach.append(_within_sight(line, values))
        claimed = _claimed(line, main, rate, values)
        if claimed is not None:
            bound = line.bound is not None
            style: dict[str, Any] = {"color": GUIDE, "lw": 2.5, "alpha": 0.5}
            if bound:
                style = {"ls": "--", "color": "black", "lw": 0.9}
            text = None if i else ("bound of the theorem" if bound else "claimed rate")
            axes.plot(along(line.x), claimed, zorder=2, label=text, **style)
            reach.append(claimed)
    strokes.scale_errors(axes, np.concatenate(reach or [np.zeros(0)]))
    if not (rate and rate.is_exponential):
        strokes.scale_variable(axes, values)
    refuted = all(item["verdict"] == "REFUTED" for item in entry["controls"])
    axes.set_title("controls, all refuted" if refuted else "controls, not all refuted")


def control_curves(entry: Record) -> dict[str, Measured]:
    """What the controls measured, by name."""
    return {item["name"]: Measured.read(item["curves"]) for item in entry["controls"] if "curves" in item}


def _as_line(measured: Measured, place: int) -> Line:
    arrays = {key: array.reshape(1) for key, array in measured.arrays.items()}
    return Line({}, np.array([float(place)]), arrays["center"], arrays["low"], arrays["high"], arrays.get("bound"))


def _scale(axes: Axes, lines: list[Line]) -> tuple[bool, float]:
    """Logarithmic where something is positive and the values differ much; the floor is a decade below everything."""
    values = np.concatenate(
        [array for line in lines for array in (line.center, line.low, line.bound) if array is not None]
    )
    seen = values[np.isfinite(values) & (values > 1e-250)]
    if not seen.size or (seen.max() < 30 * seen.min() and seen.size == values.size):
        top = 1.15 * seen.max() if seen.size else 1.0
        axes.set_ylim(0, top)
        return False, 0.0
    floor = 10.0 ** (np.floor(np.log10(seen.min())) - 1)
    axes.set_yscale("log")
    axes.set_ylim(floor, 10 ** (np.log10(seen.max()) + 0.5))
    return True, floor


def _most_astray(lines: list[Line], main: str, rate: Rate | None) -> Line:
    """The line that rises most above the bound, or else above the rate through its start."""
    return max(lines, key=lambda line: _straying(line, main, rate))


def _straying(line: Line, main: str, rate: Rate | None) -> float:
    if line.bound is not None:
        return float(np.max(line.center / line.bound))
    kept = line.positive
    if rate is None or not kept.any():
        return float(np.max(line.center))
    ratio = np.log(line.center[kept]) - log_rate(rate, main, line.setting, line.x)[kept]
    return float(np.nanmax(np.where(np.isfinite(ratio), ratio, np.nan), initial=-np.inf) - ratio[0])


def _claimed(line: Line, main: str, rate: Rate | None, values: np.ndarray) -> np.ndarray | None:
    """The bound, or the claimed rate through the start of the line; an exponential has no constant to draw."""
    if line.bound is not None:
        return line.bound
    places = np.flatnonzero(line.positive & (line.x > 0))
    if rate is None or rate.is_exponential or not places.size:
        return None
    start = places[-1] if values[-1] < values[0] else places[0]
    law = log_rate(rate, main, line.setting, line.x)
    return np.asarray(line.center[start] * np.exp(np.clip(law - law[start], -600, 600)))


def _within_sight(line: Line, values: np.ndarray) -> np.ndarray:
    """The errors without those that escaped far above the start."""
    seen = line.center[line.positive]
    if not seen.size:
        return seen
    start = seen[-1] if values[-1] < values[0] else seen[0]
    return seen[seen <= _ESCAPED * start]
