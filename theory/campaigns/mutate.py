"""Mutation testing of claims: would the same curves have noticed a wrong exponent or a wrong constant?

Every exponent of a rate is moved by a quarter and by a half, up and down, and every bound that is attained is
tightened by a quarter and by a half. A mutant is killed if it gets another verdict than the claim, and that verdict
is a decision: an open question kills nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from theory.claims.claim import Claim
from theory.decision.bound import TIGHT, Bound, decide_bound
from theory.decision.verdict import CONFIRMED, INCONCLUSIVE, REFUTED, Evidence

FACTORS = (0.5, 0.75, 1.25, 1.5)
TIGHTER = (0.75, 0.5)


@dataclass(frozen=True)
class Mutant:
    """A wrong neighbour of a claim, and what the claim's own curves say of it.

    Attributes:
        claim: identifier of the claim.
        change: what was changed, in words.
        factor: by which the exponent or the constant was multiplied.
        killed: whether the curves noticed.
        evidence: the decision on the mutant.
    """

    claim: str
    change: str
    factor: float
    killed: bool
    evidence: Evidence

    @property
    def reason(self) -> str:
        """Why a mutant survived."""
        return self.evidence.notes[0] if self.evidence.notes else self.evidence.summary()


def mutants(claim: Claim, seed: int = 0) -> Iterator[Mutant]:
    """All mutants of a claim that is confirmed; other claims pin nothing that could be moved."""
    original, curves = claim.judge(seed)
    if original.verdict is not CONFIRMED:
        return
    if claim.rate is not None:
        for variable, exponent in claim.rate.exponents.items():
            for factor in FACTORS if exponent else ():
                evidence = claim.judge_rival(claim.rate.shift(variable, factor), seed)
                killed = evidence.verdict not in (original.verdict, INCONCLUSIVE)
                yield Mutant(claim.id, f"exponent of {variable} × {factor:g}", factor, killed, evidence)
    if claim.bound is not None and (original.bound_ratio or 0.0) >= TIGHT:
        for factor in TIGHTER:
            evidence = decide_bound(curves, _scaled(claim.bound, factor), claim.mode)
            yield Mutant(claim.id, f"bound × {factor:g}", factor, evidence.verdict is REFUTED, evidence)


def _scaled(bound: Bound, factor: float) -> Bound:
    @wraps(bound)
    def tighter(**values: Any) -> Any:
        return factor * bound(**values)

    return tighter
