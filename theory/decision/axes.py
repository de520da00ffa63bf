"""The variables of a claim: horizons, traced parameters and sizes.

The values of every axis run towards the limit of which the claim speaks: ascending for n → ∞, descending for h → 0.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np


class Role(Enum):
    """How the engine varies a variable."""

    HORIZON = "checkpoints of one run"
    TRACED = "a traced scalar, vmapped"
    SIZE = "a Python integer, one compilation per value"


@dataclass(frozen=True, eq=False)
class Axis:
    """A variable's values and how the engine varies it.

    Attributes:
        values: in the order towards the limit.
        role: how the engine varies them.
        deep: the axis that takes this one's place in a deep run; None stays with this one.
    """

    values: np.ndarray
    role: Role
    deep: "Axis | None" = None

    def __post_init__(self) -> None:
        require_limit("an axis", self.values)


def require_limit(name: str, values: np.ndarray) -> None:
    """Refuse values that do not run towards a limit.

    Raises:
        ValueError: there is no value, one is negative or not finite, or they are not strictly monotone.
    """
    if (
        values.ndim != 1
        or not len(values)
        or not np.all(np.isfinite(values) & (values >= 0))
        or not (np.all(values[1:] > values[:-1]) or np.all(values[1:] < values[:-1]))
    ):
        raise ValueError(
            f"the values of {name} must be finite, not negative, and run towards the limit, strictly monotone, "
            f"got {values}"
        )


def steps(horizon: int, *, first: int = 1, count: int = 40, deep: int | None = None) -> Axis:
    """Checkpoints spaced evenly in the logarithm, from ``first`` to ``horizon`` (rounded, without repetitions).

    Args:
        horizon: the last checkpoint.
        first: the first checkpoint.
        count: how many, before repetitions are left out.
        deep: the horizon of a deep run, where the experiment allows a longer one.

    Raises:
        ValueError: not ``1 ≤ first < horizon < deep``, or fewer than two checkpoints.

    >>> steps(1000, count=4).values.tolist()
    [1, 10, 100, 1000]
    """
    if not 1 <= first < horizon or count < 2:
        raise ValueError(f"steps need 1 ≤ first < horizon and count ≥ 2, got {first}, {horizon}, {count}")
    values = np.unique(np.geomspace(first, horizon, count).round().astype(int))
    return Axis(values, Role.HORIZON, _longer(horizon, deep, lambda last: steps(last, first=first, count=count)))


def even_steps(horizon: int, count: int = 40, *, first: int = 0, deep: int | None = None) -> Axis:
    """Checkpoints spaced evenly from ``first`` to ``horizon``: what exponential rates want; see :func:`steps`.

    Raises:
        ValueError: not ``0 ≤ first < horizon < deep``, or fewer than two checkpoints.

    >>> even_steps(100, 5).values.tolist()
    [0, 25, 50, 75, 100]
    """
    if not 0 <= first < horizon or count < 2:
        raise ValueError(f"steps need 0 ≤ first < horizon and count ≥ 2, got {first}, {horizon}, {count}")
    values = np.unique(np.linspace(first, horizon, count).round().astype(int))
    return Axis(values, Role.HORIZON, _longer(horizon, deep, lambda last: even_steps(last, count, first=first)))


def _longer(horizon: int, deep: int | None, axis: Callable[[int], Axis]) -> Axis | None:
    if deep is not None and deep <= horizon:
        raise ValueError(f"the deep horizon must lie beyond the horizon {horizon}, got {deep}")
    return None if deep is None else axis(deep)


def geomspace(start: float, stop: float, count: int) -> Axis:
    """Traced values, evenly spaced in the logarithm, from ``start`` towards the limit at ``stop``."""
    return Axis(np.geomspace(start, stop, count), Role.TRACED)


def grid(*values: float) -> Axis:
    """Traced values given one by one; integers stay integers."""
    return Axis(np.asarray(values), Role.TRACED)


def sizes(*values: int, deep: tuple[int, ...] = ()) -> Axis:
    """Python integers that change array shapes (n, d, number of clients): one compilation each.

    Args:
        values: those of an ordinary run.
        deep: further ones that a deep run adds behind them.

    Raises:
        ValueError: a value is not an integer.
    """
    if not all(isinstance(value, int | np.integer) for value in values):
        raise ValueError(f"sizes are integers, got {values}; for real parameters use grid or geomspace")
    return Axis(np.asarray(values, dtype=int), Role.SIZE, sizes(*values, *deep) if deep else None)
