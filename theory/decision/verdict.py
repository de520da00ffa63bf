"""Verdicts and the evidence that stands behind them."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What the curves say of a claim.

    CONFIRMED: they pin the claimed rate within the resolution (or attain the claimed bound).
    CONSISTENT: the claim holds, but these instances are easier than the claim allows.
    REFUTED: they lie on the wrong side, noise and window allowed for.
    INCONCLUSIVE: the interval is too wide; the evidence says what would settle it.
    """

    CONFIRMED = "CONFIRMED"
    CONSISTENT = "CONSISTENT"
    REFUTED = "REFUTED"
    INCONCLUSIVE = "INCONCLUSIVE"


CONFIRMED = Verdict.CONFIRMED
CONSISTENT = Verdict.CONSISTENT
REFUTED = Verdict.REFUTED
INCONCLUSIVE = Verdict.INCONCLUSIVE

_WEAKEST_FIRST = (REFUTED, INCONCLUSIVE, CONSISTENT, CONFIRMED)


def weakest(verdicts: list[Verdict]) -> Verdict:
    """The verdict of a claim that is the conjunction of its parts."""
    return min(verdicts, key=_WEAKEST_FIRST.index)


@dataclass(frozen=True)
class Exponent:
    """The exponent of one variable.

    Attributes:
        name: the variable.
        claimed: the exponent that the rate has at the end of the axis (of the decay, for exponential rates).
        fitted: the exponent of the curves there.
        interval: covers seed noise and choice of window.
        resolution: smallest change of the claimed exponent that these curves would have rejected.
        verdict: the decision on this variable alone.
    """

    name: str
    claimed: float
    fitted: float
    interval: tuple[float, float]
    resolution: float
    verdict: Verdict


@dataclass(frozen=True)
class Evidence:
    """A verdict with everything that it rests on.

    Attributes:
        verdict: the verdict.
        exponents: one entry per variable of the rate; empty where only a bound is claimed.
        bound_ratio: largest error/bound, or None.
        notes: sentences for the reader: what decided, and what would settle an open question.
    """

    verdict: Verdict
    exponents: tuple[Exponent, ...] = ()
    bound_ratio: float | None = None
    notes: tuple[str, ...] = ()

    @property
    def resolution(self) -> float | None:
        """Coarsest resolution over the variables."""
        return max((exponent.resolution for exponent in self.exponents), default=None)

    @property
    def is_settled(self) -> bool:
        """Whether more seeds are of no use; a wide interval around the claim may leave open how tight the claim is."""
        wide = (e.verdict is CONSISTENT and e.interval[0] <= e.claimed <= e.interval[1] for e in self.exponents)
        return self.verdict is not INCONCLUSIVE and not any(wide)

    def summary(self) -> str:
        """One line: verdict, exponents with intervals, bound ratio."""
        parts = [
            f"{e.name}: claimed {e.claimed:+.3g}, fitted {e.fitted:+.3g} in [{low:+.3g}, {high:+.3g}]"
            for e in self.exponents
            for low, high in [e.interval]
        ]
        if self.bound_ratio is not None:
            parts.append(f"error/bound ≤ {self.bound_ratio:.4g}")
        return "; ".join([str(self.verdict), *parts])
