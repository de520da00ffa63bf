"""Claims with all their controls and rivals, each as one record of the ledger."""

from collections.abc import Iterable, Iterator
from time import perf_counter

from theory.campaigns.ledger import Record, merge, part, record
from theory.claims.claim import Claim
from theory.decision.curves import CurveError

Task = tuple[Claim, int]
Outcome = Record | Exception


def verify(claim: Claim, seed: int = 0) -> Record:
    """Judge a claim, its controls and its rivals.

    Args:
        claim: what is judged.
        seed: root of all randomness.

    Raises:
        CurveError: an experiment returns something that is no error curve.
    """
    start = perf_counter()
    evidence, curves = claim.judge(seed)
    entry = record(claim, evidence, curves, seed, perf_counter() - start)
    parts = []
    for control in claim.controls:
        start = perf_counter()
        evidence, curves = control.judge(seed)
        parts.append(("controls", part(control.name, evidence, perf_counter() - start, claim, curves)))
    for rival in claim.rivals:
        start = perf_counter()
        evidence = claim.judge_rival(rival, seed)
        parts.append(("rivals", part(str(rival), evidence, perf_counter() - start, claim)))
    return merge(entry, parts)


def verify_each(tasks: Iterable[Task]) -> Iterator[tuple[Task, Outcome]]:
    """Verify claims under root seeds one after the other; an experiment that fails gives its error."""
    for claim, seed in tasks:
        try:
            yield (claim, seed), verify(claim, seed)
        except (CurveError, MemoryError) as error:
            yield (claim, seed), error
