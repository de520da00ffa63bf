"""The decision for a person's own error curves: no simulation, only arrays or files."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from theory.decision.curves import CurveError, Curves
from theory.decision.decide import decide_rate
from theory.decision.mode import Deterministic, Expectation, Mode
from theory.decision.verdict import Evidence
from theory.rates.rate import Rate

if TYPE_CHECKING:
    import pandas as pd


def check(
    rate: str | Rate,
    curves: "Curves | pd.DataFrame | Sequence[Any] | np.ndarray",
    errors: Any = None,
    *,
    mode: Mode | None = None,
) -> Evidence:
    """Decide whether error curves confirm a rate, are consistent with it, refute it or leave it open.

    Args:
        rate: for instance ``"O(1/sqrt(T))"``; one variable, unless ``curves`` is a :class:`Curves`.
        curves: the values of the variable, in ascending order, with ``errors`` beside them; or a data frame whose
            first column is the variable and whose other columns are seeds; or :class:`Curves`.
        errors: shape ``(points,)`` or ``(points, seeds)``.
        mode: the sense of the claim over seeds; the expectation by default, where there are seeds.

    Raises:
        RateError: the rate cannot be parsed.
        CurveError: the curves are too short, not positive, not numbers, or do not fit the rate.

    >>> T = np.geomspace(10, 10_000, 30)
    >>> check("Θ(1/sqrt(T))", T, 3 / np.sqrt(T + 5)).verdict.value
    'CONFIRMED'
    """
    parsed = Rate(rate) if isinstance(rate, str) else rate
    if not isinstance(curves, Curves):
        curves = _as_curves(parsed, curves, errors, "curves")
    default = Expectation() if curves.seeds > 1 else Deterministic()
    return decide_rate(curves, parsed, mode or default)


def _as_curves(rate: Rate, variable: Any, errors: Any, owner: str) -> Curves:
    if errors is None:
        table = np.asarray(variable, dtype=float)
        if table.ndim != 2 or table.shape[1] < 2:
            raise CurveError(
                f"{owner}: give the variable and the errors, or a table of both (first column the variable)"
            )
        variable, errors = table[:, 0], table[:, 1:]
    variable, errors = np.asarray(variable, dtype=float), np.asarray(errors, dtype=float)
    if variable.ndim != 1 or errors.shape[:1] != variable.shape or errors.ndim > 2:
        raise CurveError(f"{owner}: {variable.shape} values of the variable do not fit errors of shape {errors.shape}")
    if len(rate.variables) != 1:
        named = ", ".join(rate.variables) or "no variable"
        raise CurveError(f"{owner}: a single curve needs a rate in one variable, {rate} has {named}")
    name = rate.variables[0]
    return Curves(errors.reshape(len(variable), -1), {name: variable}, name, owner)


def read_curves(path: Path, rate: Rate) -> Curves:
    """Read a CSV file: a header line, the variable in the first column, one column per seed.

    Raises:
        CurveError: the file has no rows, a row of another length, or text in a cell; file and row are named.
        OSError: the file cannot be read.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        return parse_curves(file, rate, str(path))


def parse_curves(lines: Iterable[str], rate: Rate, owner: str) -> Curves:
    """The curves in the lines of such a file; messages name the owner and the line.

    Raises:
        CurveError: as :func:`read_curves`.
    """
    rows = list(csv.reader(lines))
    if not rows or _is_number(rows[0][0] if rows[0] else ""):
        raise CurveError(f"{owner}: the first line must be a header, for instance: T,seed0,seed1")
    numbers = [_numbers(owner, line, row, len(rows[0])) for line, row in enumerate(rows[1:], start=2) if row]
    if not numbers:
        raise CurveError(f"{owner}: there are no rows below the header")
    return _as_curves(rate, np.array(numbers), None, owner)


def _numbers(owner: str, line: int, row: list[str], width: int) -> list[float]:
    if len(row) != width:
        raise CurveError(f"{owner}, line {line}: {len(row)} cells where the header has {width}")
    for cell in row:
        if not _is_number(cell):
            raise CurveError(f"{owner}, line {line}: {cell!r} is not a number")
    return [float(cell) for cell in row]


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
