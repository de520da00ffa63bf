"""One figure per claim, as a paper would print it, from its record alone."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from theory.campaigns.ledger import Record, write_bytes
from theory.rates.rate import Rate
from theory.report import agreement, panels
from theory.report.measured import Measured
from theory.report.style import COLUMN_WIDTH, PAGE_WIDTH, STYLE

FORMATS = ("svg", "png", "pdf")
_PANEL_HEIGHT, _LINE_HEIGHT = 1.55, 0.135
_HEIGHT_OF_FRACTIONS = 1.7
_MOST_MAPS = 2
_RAISED = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED = str.maketrans(_RAISED, "+-0123456789")

Panel = Callable[[Axes], None]


def save(entry: Record, folder: Path, formats: Iterable[str] = FORMATS) -> Iterator[Path]:
    """Draw a claim into ``folder/field-file-claim.FORMAT``, the same bytes for the same record.

    Args:
        entry: a record of the ledger.
        folder: made if it is missing.
        formats: some of ``FORMATS``.
    """
    figure = draw(entry)
    for suffix in formats:
        path = folder / f"{entry['claim'].replace('/', '-')}.{suffix}"
        dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(suffix, {})
        drawn = BytesIO()
        with matplotlib.rc_context(STYLE):
            figure.savefig(drawn, format=suffix, metadata={"Title": entry["claim"], **dates})
        write_bytes(path, drawn.getvalue())
        yield path


def draw(entry: Record) -> Figure:
    """The figure of a claim: what was measured beside what was claimed, then further variables and controls.

    It is laid out once; every format is drawn from that.
    """
    with matplotlib.rc_context(STYLE):
        drawn = _panels(entry)
        columns = len(drawn) if len(drawn) <= 3 else 2
        rows = -(-len(drawn) // columns)
        width = COLUMN_WIDTH if columns == 1 else PAGE_WIDTH
        figure = Figure()
        FigureCanvasAgg(figure)
        grid = figure.add_gridspec(2 * rows, columns)
        lines = []
        for i, panel in enumerate(drawn):
            axes = figure.add_subplot(grid[2 * (i // columns), i % columns])
            panel(axes)
            below = figure.add_subplot(grid[2 * (i // columns) + 1, i % columns])
            lines.append(_legend(axes, below, width / columns))
        title = _title(figure, entry, width)
        legends = [_LINE_HEIGHT * max(lines[r * columns : (r + 1) * columns]) for r in range(rows)]
        grid.set_height_ratios([height for legend in legends for height in (_PANEL_HEIGHT, legend + 0.01)])
        figure.set_size_inches(width, title + rows * (_PANEL_HEIGHT + 0.55) + sum(legends))
        _shrink_labels(figure)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")
    return figure


def _panels(entry: Record) -> list[Panel]:
    """Which pictures a claim gets, by its kind and by what was varied."""
    measured = Measured.read(entry["curves"])
    rate = Rate(entry["rate"]) if entry["rate"] else None
    main = measured.main(rate)
    if main is None:
        return [partial(agreement.single, entry=entry, measured=measured)]
    given: dict[str, Any] = {"entry": entry, "measured": measured, "main": main}
    settings = [name for name in measured.axes if name != measured.horizon]
    found: list[Panel] = []
    if rate is None and len(settings) == 2 and "bound" in measured.arrays:
        title = "largest error/bound over the horizon" if measured.horizon else "error/bound"
        if measured.horizon:
            found.append(partial(panels.errors, rate=None, **given))
        found.append(partial(agreement.phase_map, measured=measured, title=title))
        if not measured.horizon:
            return found + _control_maps(entry)
    elif rate is None and (measured.horizon is None or entry["kind"] in ("identity", "finite")):
        found.append(partial(agreement.points, **given))
    else:
        found.append(partial(panels.errors, rate=rate, **given))
    if rate:
        others = [name for name in measured.axes if name != main and name in rate.variables]
        found += [partial(panels.scaling, name=name, rate=rate, **given) for name in others]
    if rate and entry["kind"] == "order":
        found.append(partial(panels.local_order, rate=rate, **given))
    if rate and entry["kind"] == "limit" and not rate.is_exponential:
        found.append(partial(panels.compensated, rate=rate, **given))
    if any(curves.axes for curves in agreement.control_curves(entry).values()):
        found.append(partial(agreement.controls, entry=entry, rate=rate))
    return found


def _control_maps(entry: Record) -> list[Panel]:
    found = list(agreement.control_curves(entry).items())[:_MOST_MAPS]
    return [
        partial(agreement.phase_map, measured=curves, title="\n".join(wrap(f"control: {name}", 40)))
        for name, curves in found
        if "bound" in curves.arrays and len(curves.axes) == 2
    ]


def _legend(axes: Axes, below: Axes, width: float) -> float:
    """The legend under its panel, wrapped to the width in inches; returns how many lines it takes."""
    below.axis("off")
    handles, labels = axes.get_legend_handles_labels()
    if not labels:
        return 0.0
    size = float(matplotlib.rcParams["legend.fontsize"])
    fitting = int(72 * width / (0.5 * size)) - 10
    columns = 2 if len(labels) > 2 and max(map(_length, labels)) < fitting / 2 - 6 else 1
    wrapped = [_wrapped(_raised(text), fitting) for text in labels]
    below.legend(handles, wrapped, loc="upper left", ncols=columns, columnspacing=1.0)
    heights = [_HEIGHT_OF_FRACTIONS if r"\frac" in text else text.count("\n") + 1 for text in wrapped]
    half = -(-len(heights) // columns)
    return max(sum(heights[i * half : (i + 1) * half]) for i in range(columns))


def _raised(text: str) -> str:
    """Raised digits as mathematics: the font beside a formula lacks most of them."""
    return re.sub(f"[{_RAISED}]+", lambda found: f"$^{{{found[0].translate(_LOWERED)}}}$", text)


def _wrapped(text: str, width: int) -> str:
    """Lines of about this many characters; formulas stay whole."""
    lines = [""]
    for word in re.findall(r"(?:\$[^$]*\$|[^\s$])+", text):
        if lines[-1] and _length(f"{lines[-1]} {word}") > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _length(text: str) -> int:
    """Characters as printed, roughly: commands of LaTeX count as one."""
    return len(re.sub(r"[${}^_]", "", re.sub(r"\\[a-zA-Z]+", "x", text)))


def _title(figure: Figure, entry: Record, width: float) -> float:
    """Verdict, citation and the statement as mathematics; returns the height in inches."""
    head = ", ".join(filter(None, [entry["citation"], entry["theorem"]]))
    head = "\n".join(wrap(f"{entry['verdict']} · {head}", int(72 * width / (0.5 * 8))))
    claimed = rf"= {Rate(entry['rate']).latex()}" if entry["rate"] else r"\leq \mathrm{bound}"
    text = figure.suptitle(f"{head}\n${entry['quantity']} {claimed}$", x=0.01, ha="left", fontsize=8)
    extent = text.get_window_extent()
    if extent.width > 0.97 * width * figure.dpi:
        text.set_fontsize(8 * 0.97 * width * figure.dpi / extent.width)
    return float(extent.height / figure.dpi) + 0.1


def _shrink_labels(figure: Figure) -> None:
    """Make the labels of the vertical axes fit the height of a panel, and titles its width."""
    for axes in figure.axes:
        label = axes.yaxis.label
        height = label.get_window_extent().height / figure.dpi
        if height > _PANEL_HEIGHT:
            label.set_fontsize(float(label.get_fontsize()) * _PANEL_HEIGHT / height)
