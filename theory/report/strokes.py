"""The strokes that pictures share: measured lines, bounds, scales, ticks and the slope triangle."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import numpy as np
import sympy
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.patches import Polygon
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from theory.rates.names import symbol
from theory.rates.rate import Rate
from theory.rates.writing import latex
from theory.report.guides import Guide, usable
from theory.report.measured import Line, label, number
from theory.report.style import GUIDE

Abscissa = Callable[[np.ndarray], np.ndarray]
T = TypeVar("T")

MOST_LINES = 5
_MOST_POINTS, _MOST_MARKERS = 120, 45
_INFINITE = "infinite"


def some(items: Sequence[T]) -> list[T]:
    """At most five of them, evenly chosen, first and last among them."""
    places = np.unique(np.linspace(0, len(items) - 1, MOST_LINES).round().astype(int))
    return [items[i] for i in places if items]


def abscissa(axes: Axes, rate: Rate | None, main: str) -> Abscissa:
    """What to draw along: the variable, or the exponent of an exponential rate, in which it is a straight line."""
    if not (rate and rate.is_exponential and main in rate.variables):
        axes.set_xlabel(f"${label(main)}$")
        return lambda x: x
    along = rate.expression.subs({symbol(name): 1 for name in rate.variables if name != main})
    along = along / along.as_coeff_Mul()[0]
    axes.set_xlabel(f"${latex(along, (main,))}$")
    value = sympy.lambdify(symbol(main), along, modules="numpy")

    def exponent(x: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.nan_to_num(np.asarray(value(x), dtype=float), nan=0.0, posinf=np.nan, neginf=np.nan)

    return exponent


def measured_line(axes: Axes, x: np.ndarray, line: Line, color: str, text: str, marker: str = "o") -> None:
    """A line with its band, thinned to what a reader can see; a triangle at the top where the error is infinite."""
    kept = np.unique(np.linspace(0, len(x) - 1, min(len(x), _MOST_POINTS)).round().astype(int))
    center = np.where(np.isfinite(line.center), line.center, np.nan)
    axes.plot(
        x[kept],
        center[kept],
        marker=marker,
        markevery=max(1, len(kept) // _MOST_MARKERS),
        color=color,
        label=text,
        zorder=3,
    )
    banded = np.isfinite(line.high) & (line.high > line.low)
    if banded.any():
        axes.fill_between(x, line.low, line.high, where=banded, color=color, alpha=0.2, lw=0)
    lost = np.isinf(line.center)
    if lost.any():
        top = np.full(lost.sum(), 0.98)
        _, named = axes.get_legend_handles_labels()
        said = None if _INFINITE in named else _INFINITE
        axes.plot(x[lost], top, "^", ms=3, color=color, label=said, transform=axes.get_xaxis_transform(), clip_on=False)


def bounds(axes: Axes, x: np.ndarray, lines: Sequence[Line], colors: Sequence[str]) -> None:
    """The theorem's bound, once in black where all settings share it."""
    shared = len({None if line.bound is None else tuple(line.bound) for line in lines}) == 1
    for i, (line, color) in enumerate(zip(lines, colors, strict=True)):
        if line.bound is not None and not (shared and i):
            shade = "black" if shared else color
            axes.plot(x, line.bound, "--", color=shade, lw=0.9, label=None if i else "bound of the theorem", zorder=2.5)


def scale_errors(axes: Axes, values: np.ndarray) -> bool:
    """A logarithmic scale that holds these values, or a linear one where none of them is positive."""
    seen = values[np.isfinite(values) & (values > 0)]
    if not seen.size:
        axes.set_ylim(-0.05, 1.0)
        return False
    low, high = np.log10(seen.min()), np.log10(seen.max())
    room = max(0.05 * (high - low), 0.1)
    axes.set_ylim(10 ** max(low - room, -300), 10 ** min(high + room, 300))
    axes.set_yscale("log")
    _name_ticks(axes.yaxis, high - low + 2 * room)
    return True


def scale_variable(axes: Axes, values: np.ndarray) -> None:
    """A logarithmic scale where the variable spans a factor of four; named ticks where it has few values."""
    positive = values[values > 0]
    if positive.size == values.size > 1 and positive.max() >= 4 * positive.min():
        axes.set_xscale("log")
    if len(values) <= 5:
        axes.set_xticks(np.sort(values), [f"${number(value)}$" for value in np.sort(values)])
        axes.xaxis.set_minor_locator(NullLocator())
    elif axes.get_xscale() == "log":
        _name_ticks(axes.xaxis, np.log10(positive.max() / positive.min()))


def _name_ticks(axis: Axis, decades: float) -> None:
    """Other round numbers beside the powers of ten, where a logarithmic axis holds fewer than two of these."""
    if decades < 2:
        even = MaxNLocator(4, steps=[1, 2, 5, 10])
        axis.set_major_locator(even if decades < 1 else LogLocator(subs=(1, 2, 5)))
        axis.set_major_formatter(lambda value, _: f"${number(value)}$")
        axis.set_minor_locator(NullLocator())


def slope_triangle(axes: Axes, law: Guide, lines: Sequence[Line]) -> None:
    """The claimed exponent as a right triangle below the curves."""
    slope = law.rate.exponents.get(law.main)
    if not slope:
        return
    window = law.line.x[law.window]
    low, high = np.log10(window[0]), np.log10(window[-1])
    left = low + 0.35 * (high - low)
    right = left + min(0.3 * (high - low), 1.0)
    ends = np.array([left, right])
    below = min(
        float(np.min(np.interp(ends, np.log10(line.x[kept]), np.log10(line.center[kept])) - slope * ends))
        for line in lines
        if (kept := usable(line)).any()
    )
    bottom, top = np.log10(axes.get_ylim())
    gap = 0.09 * (top - bottom)
    y = below + slope * ends - gap
    corner = (ends[0], y[1]) if slope < 0 else (ends[1], y[0])
    corners = 10.0 ** np.array([(ends[0], y[0]), (ends[1], y[1]), corner])
    axes.add_patch(Polygon(corners, fc="white", ec="black", lw=0.7, zorder=4))
    upright = ends[0] if slope < 0 else ends[1]
    small: dict[str, Any] = {"fontsize": 6, "zorder": 5, "textcoords": "offset points"}
    rise = latex(sympy.nsimplify(abs(slope), rational=True, tolerance=1e-9), ())
    axes.annotate("1", (10.0 ** ends.mean(), 10.0 ** y.min()), (0, -2), ha="center", va="top", **small)
    side: dict[str, Any] = {"ha": "right", "xytext": (-2, 0)} if slope < 0 else {"ha": "left", "xytext": (2, 0)}
    axes.annotate(f"${rise}$", (10.0**upright, 10.0 ** y.mean()), va="center", **side, **small)
    axes.set_ylim(bottom=10 ** min(bottom, y.min() - 0.1 * (top - bottom)))


def title_of_fit(entry: dict[str, object], name: str) -> str:
    """``exponent of T: -1.000 [-1.001, -0.999]``; empty where none was fitted."""
    for e in entry["exponents"]:  # type: ignore[attr-defined]
        if e["name"] == name:
            low, high = e["interval"]
            return f"exponent of ${label(name)}$: {e['fitted']:+.3f} [{low:+.3f}, {high:+.3f}]".replace("-", "−")
    return ""


def reference(axes: Axes, x: np.ndarray, y: np.ndarray, text: str | None) -> None:
    """The claimed rate: a broad pale line behind the measurements."""
    axes.plot(x, y, color=GUIDE, lw=3, alpha=0.45, zorder=2, label=text, solid_capstyle="round")
