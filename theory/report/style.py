"""How figures look: sizes and fonts of a two-column paper, and colours that everyone can tell apart.

Sizes come from tueplots; fonts are those that matplotlib brings along, so that a figure is the same everywhere.
"""

from typing import Any

import matplotlib
from cycler import cycler
from matplotlib.colors import to_hex
from tueplots import figsizes, fontsizes

COLUMN_WIDTH, PAGE_WIDTH = (size()["figure.figsize"][0] for size in (figsizes.icml2024_half, figsizes.icml2024_full))

# Okabe & Ito (2008), in an order in which neighbours differ in lightness as well.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
MEASURED, GUIDE, FORBIDDEN = PALETTE[0], "0.55", PALETTE[1]
DIVERGING = "PuOr_r"  # below and above, told apart by everyone; orange is forbidden here too
MARKERS = ("o", "s", "^", "D", "v", "P")
RIVALS = (":", (0, (5, 2, 1, 2)), (0, (1, 4)))

STYLE: dict[Any, Any] = {
    **figsizes.icml2024_half(),
    **fontsizes.icml2024(),
    "font.family": ["STIXGeneral", "DejaVu Sans"],
    "mathtext.fontset": "stix",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.titlelocation": "left",
    "axes.titlesize": fontsizes.icml2024()["legend.fontsize"] + 1,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "legend.frameon": False,
    "legend.borderpad": 0.0,
    "legend.borderaxespad": 0.0,
    "legend.handlelength": 1.8,
    "lines.linewidth": 1.1,
    "lines.markersize": 2.5,
    "savefig.dpi": 200,
    "svg.hashsalt": "theory",
}


def shades(count: int) -> list[str]:
    """Colours of ordered settings: one lightness step each, dark to light, none too pale for white paper."""
    if count == 1:
        return [MEASURED]
    ramp = matplotlib.colormaps["viridis"]
    return [to_hex(ramp(0.82 * i / (count - 1))) for i in range(count)]
