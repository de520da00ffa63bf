"""Times of alternatives, taken in turns in one process, so that whatever else the machine does meets them alike.

Seconds are those of the processor, unless another clock is given: with one thread on a quiet machine the same as those
of the clock on the wall, and on a shared one still comparable.
"""

import statistics
from collections.abc import Callable, Mapping
from time import process_time
from typing import Any

import jax

Clock = Callable[[], float]


def seconds(work: Callable[[], Any], clock: Clock = process_time) -> float:
    """Seconds until the result is there."""
    start = clock()
    jax.block_until_ready(work())
    return clock() - start


def in_turns(
    works: Mapping[str, Callable[[], Any]], repeats: int, clock: Clock = process_time
) -> dict[str, list[float]]:
    """Seconds of each work, once per round, after a first round that does not count."""
    rounds = [{name: seconds(work, clock) for name, work in works.items()} for _ in range(repeats + 1)]
    return {name: [each[name] for each in rounds[1:]] for name in works}


def ratio(found: Mapping[str, list[float]], numerator: str, denominator: str) -> float:
    """The median over rounds of the ratio within a round."""
    return statistics.median(a / b for a, b in zip(found[numerator], found[denominator], strict=True))
