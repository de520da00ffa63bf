"""Measured errors with named axes: what a simulation hands to the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import SupportsIndex

import numpy as np
from jaxtyping import Float

from theory.decision.axes import require_limit


class CurveError(ValueError):
    """The measured errors cannot be judged: the message names the owner of the curve and what to change."""


@dataclass(frozen=True)
class Curves:
    """Errors on a grid of settings, one value per seed.

    Attributes:
        errors: one dimension for each axis, then one for the seeds; positive, infinite where the algorithm diverged.
        axes: name of each variable and its values, in the order of the dimensions of ``errors``. The values
            of an axis run towards the limit of which the claim speaks: ascending for n → ∞, descending for h → 0.
        horizon: the axis along which one trajectory is recorded, or None.
        owner: whose curves these are, for error messages.

    Raises:
        CurveError: shapes do not match, an axis is not strictly monotone, or an error is NaN.

    >>> n, T = np.array([2, 4]), np.array([1, 10, 100])
    >>> Curves(np.ones((2, 3, 16)), {"n": n, "T": T}, horizon="T", owner="an example").seeds
    16
    """

    errors: Float[np.ndarray, "*axes seeds"]
    axes: Mapping[str, np.ndarray]
    horizon: str | None = None
    owner: str = "curves"

    def __post_init__(self) -> None:
        expected = tuple(len(values) for values in self.axes.values())
        if self.errors.shape[:-1] != expected or self.errors.ndim != len(expected) + 1:
            raise CurveError(
                f"{self.owner}: errors of shape {self.errors.shape} do not fit the axes "
                f"{dict(zip(self.axes, expected, strict=True))} and one seed axis"
            )
        for name, values in self.axes.items():
            try:
                require_limit(name, np.asarray(values))
            except ValueError as error:
                raise CurveError(f"{self.owner}: {error}") from None
        self._refuse(np.isnan(self.errors), "is NaN", "look for 0/0, a negative root or an overflow in the experiment")

    def require_positive(self) -> None:
        """Refuse errors that have no logarithm.

        Raises:
            CurveError: an error is zero or negative.
        """
        self._refuse(self.errors < 0, "is negative", "return an error that is never negative, free of cancellation")
        dead = (self.errors == 0).all(axis=-1)[..., None] & np.ones_like(self.errors, dtype=bool)
        self._refuse(dead, "is exactly zero", "end the horizon earlier, or state a bound in place of a rate")

    def _refuse(self, bad: np.ndarray, what: str, advice: str) -> None:
        if not bad.any():
            return
        place = tuple(np.argwhere(bad)[0])
        raise CurveError(
            f"{self.owner}: the error {what} at {self.setting(place[:-1])}, seed {place[-1]} "
            f"({int(bad.sum())} of {bad.size} values): {advice}"
        )

    def setting(self, place: Sequence[SupportsIndex]) -> str:
        """The values of the variables at this place of the grid, for messages."""
        pairs = zip(self.axes.items(), place, strict=True)
        return ", ".join(f"{name}={values[i]:g}" for (name, values), i in pairs) or "the only setting"

    @property
    def seeds(self) -> int:
        """Number of seeds."""
        return int(self.errors.shape[-1])

    def values(self) -> dict[str, np.ndarray]:
        """The variables, shaped so that they broadcast against ``errors[..., seed]``."""
        count = len(self.axes)
        return {
            name: np.asarray(axis, dtype=float).reshape([-1 if i == j else 1 for j in range(count)])
            for i, (name, axis) in enumerate(self.axes.items())
        }
