"""``python -m benchmarks.falsify.found [NAME ...]``: what the search finds where PEPit knows the exact answer.

The results are kept in found.json. All horizons of an example are searched in one call, save where the family grows
with the horizon, and the last horizon is searched once more alone. Seconds are those of the processor and contain the
compilation.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

import jax
import numpy as np

from benchmarks.falsify.exact import HORIZONS
from benchmarks.falsify.exact import RESULTS as EXACT
from benchmarks.falsify.examples import EXAMPLES, Example
from theory import falsify
from theory.campaigns.ledger import write_json
from theory.falsification.falsify import Falsification
from theory.falsification.families import Families

RESULTS = Path(__file__).with_name("found.json")
EFFORT = {"restarts": 16, "steps": 150}
GROWING = (5, 20, 50)  # horizons at which families that grow are searched


def search(example: Example, horizons: tuple[int, ...], family: Families) -> Falsification:
    """The largest errors at these horizons: those beyond the last one are not needed."""
    return falsify(example.errors, family, T=horizons, bound=np.ones_like, **EFFORT)


def exact(example: Example, n: int) -> float | None:
    """The exact worst case: the tight formula that PEPit states, else what it computed, else None."""
    if example.closed is not None:
        return float(example.closed(n))
    known = (json.loads(EXACT.read_text()) if EXACT.exists() else {}).get(example.name, {}).get(str(n))
    return None if known is None else known["value"]


def measure(example: Example) -> dict[str, Any]:
    """By horizon: the largest error found, the largest violation of an assumption, and the cost of the call."""
    if callable(example.family):
        return {key: value for n in GROWING for key, value in _call(example, (n,), example.family(n)).items()}
    together = _call(example, HORIZONS, example.family)
    return {**together, "alone": _call(example, HORIZONS[-1:], example.family)[str(HORIZONS[-1])]}


def _call(example: Example, horizons: tuple[int, ...], family: Families) -> dict[str, Any]:
    jax.clear_caches()
    start = time.process_time()
    result = search(example, horizons, family)
    cost = {
        "violation": max(result.violations.values()),
        "evaluations": result.effort.evaluations,
        "seconds": round(time.process_time() - start, 2),
    }
    return {str(n): {"value": float(value), **cost} for n, value in zip(horizons, result.envelope, strict=True)}


def main() -> None:
    for example in EXAMPLES:
        if sys.argv[1:] and example.name not in sys.argv[1:]:
            continue
        found = measure(example)
        results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        write_json(RESULTS, {**results, example.name: found})
        known = {n: exact(example, HORIZONS[-1] if n == "alone" else int(n)) for n in found}
        ratios = {n: None if (x := known[n]) is None else round(found[n]["value"] / x, 5) for n in found}
        print(f"{example.name}: {ratios}, {found['50']['seconds']} s", flush=True)


if __name__ == "__main__":
    main()
