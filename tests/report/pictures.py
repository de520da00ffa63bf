"""Records of known curves, one for every kind of picture; ``python -m tests.report.pictures`` draws the baselines."""

from pathlib import Path
from typing import Any

import numpy as np

from tests.report.ledger import small_ledger
from theory.campaigns.ledger import Record
from theory.report import figures

BASELINE = Path(__file__).parent / "baseline"
T = np.geomspace(10, 1000, 12)
α = np.array([0.1, 0.2, 0.4])


def record(errors: np.ndarray, axes: dict[str, np.ndarray] | None = None, **changes: Any) -> Record:
    """A claim with these errors and a control that stands still."""
    axes = axes or {"T": T}
    named = {name: values.tolist() for name, values in axes.items()}
    curves = {"axes": named, "horizon": "T" if "T" in axes else None} | {
        name: errors.tolist() for name in ("center", "low", "high")
    }
    still = curves | {name: np.ones(errors.shape).tolist() for name in ("center", "low", "high")}
    entry = small_ledger()[1] | {"kind": "rate", "quantity": "e_T", "curves": curves} | changes
    return entry | {"controls": [entry["controls"][0] | {"curves": still}]}


def with_bound(entry: Record, bound: np.ndarray) -> Record:
    """The same with the bound of a theorem, for the control too."""
    bounded = {"bound": bound.tolist()}
    controls = [item | {"curves": item["curves"] | bounded} for item in entry["controls"]]
    return entry | {"curves": entry["curves"] | bounded, "bound_ratio": 1.0, "controls": controls}


def fitted(**claimed: float) -> list[dict[str, Any]]:
    """Exponents that were seen as they were claimed."""
    return [{"name": name, "claimed": c, "fitted": c, "interval": [c - 0.02, c + 0.02]} for name, c in claimed.items()]


def _band(entry: Record) -> Record:
    center = np.array(entry["curves"]["center"])
    return entry | {"curves": entry["curves"] | {"low": (center / 1.3).tolist(), "high": (center * 1.3).tolist()}}


def _plane() -> Record:
    ratio = np.outer(np.geomspace(0.05, 1, 4), np.geomspace(0.1, 1, 3))
    entry = record(ratio, {"γ": np.geomspace(0.1, 1, 4), "μ": np.geomspace(0.01, 1, 3)}, rate=None, exponents=[])
    return with_bound(entry, np.full(ratio.shape, 0.5))


RIVALS = [{"name": "Θ(1/T²)", "verdict": "REFUTED"}, {"name": "Θ(1/sqrt(T))", "verdict": "REFUTED"}]
DECAYS = np.exp(-(α[:, None] ** 2) * T / 10)
PICTURES: dict[str, Record] = {
    "rate": with_bound(_band(record(1 / (T + 5), exponents=fitted(T=-1.0), rivals=RIVALS)), 1 / T),
    "order": record(T**-2.0, kind="order", rate="Θ(T^-2)", exponents=fitted(T=-2.0)),
    "limit": record(1 / (T + 5), kind="limit", exponents=fitted(T=-1.0)),
    "decay": record(DECAYS, {"α": α, "T": T}, rate="exp(-Ω(α² T))", exponents=fitted(α=2.0, T=1.0)),
    "identity": record(np.where(T > 100, 0.0, 1e-16), rate=None, kind="identity", exponents=[]),
    "plane": _plane(),
    "diverging": record(np.where(T > 100, np.inf, T), exponents=fitted(T=-1.0)),
}


def drawn(entry: Record, path: Path) -> Path:
    """The figure of a record as pixels, few enough for a repository."""
    figure = figures.draw(entry)
    figure.savefig(path, dpi=80)
    return path


def main() -> None:
    """Draw all baselines anew."""
    BASELINE.mkdir(exist_ok=True)
    for name, entry in PICTURES.items():
        print(drawn(entry, BASELINE / f"{name}.png"))


if __name__ == "__main__":
    main()
