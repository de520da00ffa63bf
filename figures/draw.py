"""Draw claims from the ledger: ``python figures/draw.py [PATTERN]`` writes one SVG per claim beside this file.

Left, the measured errors with their band, the claimed rate through the last point and the bound; right, the
controls. No simulation is run.
"""

import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from theory.ledger import load
from theory.rate import Rate

HERE = Path(__file__).parent
STYLE = {
    "figure.constrained_layout.use": True,
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": plt.cycler(color=["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00"]),
    "legend.frameon": False,
    "svg.hashsalt": "theory",
}


def draw_all(ledger: Path, pattern: str) -> Iterator[Path]:
    """Draw every claim of the ledger whose identifier matches."""
    for entry in load(ledger):
        if fnmatch(entry["claim"], pattern) or pattern in entry["claim"]:
            yield draw(entry, HERE / f"{entry['claim'].replace('/', '-')}.svg")


def draw(entry: dict[str, Any], path: Path) -> Path:
    """One claim: errors, rate and bound beside its controls."""
    controls = [item for item in entry["controls"] if "curves" in item]
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(1, 1 + bool(controls), figsize=(7 if controls else 3.8, 2.9), squeeze=False)
        _errors(axes[0, 0], entry["curves"], entry)
        axes[0, 0].set_title(f"{entry['verdict']}: {entry['rate'] or 'bound'}", loc="left", fontsize=9)
        for item in controls:
            _errors(axes[0, 1], item["curves"], None, item["name"])
        if controls:
            axes[0, 1].set_title("controls, which must be refuted", loc="left", fontsize=9)
            axes[0, 1].legend(fontsize=7)
        figure.suptitle(f"{entry['citation']}: {entry['claim'].split('/')[-1].replace('_', ' ')}", x=0.01, ha="left")
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
        plt.close(figure)
    return path


def _errors(axes: Axes, curves: dict[str, Any], entry: dict[str, Any] | None, label: str = "") -> None:
    """Error against the main variable, one line per setting of the others (at most six)."""
    names = list(curves["axes"])
    if not names:
        return
    main = curves["horizon"] or names[-1]
    where = names.index(main)
    x = np.asarray(curves["axes"][main], dtype=float)
    lines = {k: _lines(curves, k, where, len(x)) for k in ("center", "low", "high", "bound") if k in curves}
    others = [name for name in names if name != main]
    for i in np.unique(np.linspace(0, len(lines["center"]) - 1, 6).round().astype(int)):
        setting = _setting(curves, others, i) or (label if i == 0 else "")
        (line,) = axes.plot(x, lines["center"][i], marker="o", ms=2.5, lw=1.2, label=setting or None)
        axes.fill_between(x, lines["low"][i], lines["high"][i], color=line.get_color(), alpha=0.2, lw=0)
        if "bound" in lines:
            axes.plot(x, lines["bound"][i], color="black", lw=0.9, ls="--", label="bound" if i == 0 else None)
    if entry and entry["rate"]:
        _rate_line(axes, entry, curves, main, x, lines["center"][0])
    exponential = bool(entry and entry["rate"] and Rate(entry["rate"]).is_exponential)
    axes.set_xscale("linear" if exponential else "log")
    axes.set_yscale("log")
    axes.set_xlabel(f"${main}$")
    if entry:
        axes.set_ylabel(f"${entry['quantity']}$")
        axes.legend(fontsize=7)


def _lines(curves: dict[str, Any], name: str, where: int, size: int) -> np.ndarray:
    return np.moveaxis(np.array(curves[name], dtype=float), where, -1).reshape(-1, size)


def _setting(curves: dict[str, Any], others: list[str], index: int) -> str:
    shape = [len(curves["axes"][name]) for name in others]
    if not shape:
        return ""
    return ", ".join(
        f"{name}={curves['axes'][name][i]:g}" for name, i in zip(others, np.unravel_index(index, shape), strict=True)
    )


def _rate_line(
    axes: Axes, entry: dict[str, Any], curves: dict[str, Any], main: str, x: np.ndarray, errors: np.ndarray
) -> None:
    """The claimed rate through the last measured point of the first setting; power laws only."""
    rate = Rate(entry["rate"])
    if rate.is_exponential or main not in rate.variables:
        return
    values = {name: float(curves["axes"][name][0]) for name in rate.variables if name != main}
    late = x >= np.sqrt(max(x[0], x[-1] * 1e-4) * x[-1]) if x[-1] > x[0] else np.ones(len(x), dtype=bool)
    log_rate = np.broadcast_to(rate.log(**values, **{main: x[late]}), x[late].shape)
    axes.plot(x[late], errors[-1] * np.exp(log_rate - log_rate[-1]), color="grey", lw=3, alpha=0.4, label=str(rate))


if __name__ == "__main__":
    for written in draw_all(HERE.parent / "ledger", sys.argv[1] if len(sys.argv) > 1 else "*"):
        print(written)
