"""The curves of a record as arrays, cut into one line per setting."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from jaxtyping import Float

from theory.campaigns.ledger import Record
from theory.rates.names import canonical, symbol
from theory.rates.rate import Rate
from theory.rates.writing import latex

# Experiments keep errors that are exactly zero away from the logarithm with numbers of this size.
NOUGHT = 1e-250


@dataclass(frozen=True)
class Line:
    """The errors of one setting along the main variable.

    Attributes:
        setting: the values of the other variables.
        x: values of the main variable, ascending.
        center: the statistic over seeds; infinite where the algorithm diverged.
        low, high: its 95% band.
        bound: the theorem's bound, or None.
    """

    setting: Mapping[str, float]
    x: Float[np.ndarray, " points"]
    center: Float[np.ndarray, " points"]
    low: Float[np.ndarray, " points"]
    high: Float[np.ndarray, " points"]
    bound: Float[np.ndarray, " points"] | None

    @property
    def positive(self) -> np.ndarray:
        """Where the error has a logarithm."""
        return np.isfinite(self.center) & (self.center > NOUGHT)


@dataclass(frozen=True)
class Measured:
    """The curves of a claim or control on its grid.

    Attributes:
        axes: the variables with their values.
        horizon: the variable along which one run is recorded, or None.
        arrays: ``center``, ``low``, ``high`` and perhaps ``bound``, each of the shape of the grid.
    """

    axes: Mapping[str, np.ndarray]
    horizon: str | None
    arrays: Mapping[str, np.ndarray]

    @classmethod
    def read(cls, curves: Record) -> Self:
        """The curves as the ledger keeps them; its nulls are infinities."""
        axes = {canonical(name): np.asarray(values, dtype=float) for name, values in curves["axes"].items()}
        return cls(
            axes,
            canonical(curves["horizon"]) if curves["horizon"] else None,
            {key: _array(curves[key]) for key in ("center", "low", "high", "bound") if key in curves},
        )

    def main(self, rate: Rate | None) -> str | None:
        """The variable to draw along: the horizon, or else the longest axis of those that the rate speaks of."""
        named = [name for name in self.axes if rate and name in rate.variables]
        if self.horizon and (not named or self.horizon in named):
            return self.horizon
        return max(named or self.axes, key=lambda name: len(self.axes[name]), default=None)

    def others(self, main: str) -> list[str]:
        """All variables but this one."""
        return [name for name in self.axes if name != main]

    def lines(self, main: str) -> list[Line]:
        """One line per setting of the other variables."""
        where, x = list(self.axes).index(main), self.axes[main]
        order = np.argsort(x)
        cut = {key: np.moveaxis(a, where, -1).reshape(-1, len(x))[:, order] for key, a in self.arrays.items()}
        grid = np.meshgrid(*(self.axes[name] for name in self.others(main)), indexing="ij")
        return [
            Line(
                {name: float(values.flat[i]) for name, values in zip(self.others(main), grid, strict=True)},
                x[order],
                cut["center"][i],
                cut["low"][i],
                cut["high"][i],
                cut["bound"][i] if "bound" in cut else None,
            )
            for i in range(len(cut["center"]))
        ]

    def ratio(self) -> np.ndarray:
        """Error over bound, the largest along the horizon; of the shape of the other axes."""
        found = self.arrays["center"] / self.arrays["bound"]
        return found.max(axis=list(self.axes).index(self.horizon)) if self.horizon else found


def _array(nested: Any) -> np.ndarray:
    values = np.array(nested, dtype=float)
    return np.where(np.isnan(values), np.inf, values)


def label(name: str) -> str:
    """A variable as mathematics, without dollars."""
    return latex(symbol(name), (name,))


def number(value: float) -> str:
    r"""Three digits, four of thousands, as mathematics without dollars: ``0.0313``, ``1024``, ``3.2\times 10^{-5}``."""
    text = f"{value:.4g}" if 1000 <= abs(value) < 10_000 else f"{value:.3g}"
    mantissa, mark, power = text.partition("e")
    if not mark:
        return text
    factor = "" if mantissa == "1" else rf"{mantissa}\times "
    return rf"{factor}10^{{{int(power)}}}"


def described(setting: Mapping[str, float]) -> str:
    """A setting as mathematics, with dollars; empty if there is none."""
    return ", ".join(f"${label(name)} = {number(value)}$" for name, value in setting.items())
