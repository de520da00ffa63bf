"""``python -m benchmarks.falsify.exact [NAME ...]``: PEPit's value and time for the examples, kept in exact.json.

Times are seconds of the processor. An answer that takes longer than `LIMIT` seconds is given up, and larger N with it;
it is kept as a value of null, as is one that the solver fails to find.
"""

import json
import multiprocessing
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from cvxpy.error import SolverError

from benchmarks.falsify.examples import EXAMPLES
from theory.campaigns.ledger import write_json

HORIZONS = (1, 2, 5, 10, 20, 50)
LIMIT = 300
RESULTS = Path(__file__).with_name("exact.json")
# name here -> name in PEPit, where two of its examples share one.
NAMES = {
    "nonconvex_gradient_descent": "gradient_descent",
    "monotone_proximal_point": "proximal_point",
    "monotone_accelerated_proximal_point": "accelerated_proximal_point",
}


def worst_case(name: str, folder: str, arguments: dict[str, Any]) -> dict[str, float | None]:
    """PEPit's value, and the seconds of the processor that it took."""
    own = NAMES.get(name, name)
    worst = getattr(import_module(f"PEPit.examples.{folder}.{own}"), f"wc_{own}")
    start = time.process_time()
    try:
        value = float(worst(**arguments, wrapper="cvxpy", solver="CLARABEL", verbose=-1)[0])
    except SolverError:
        value = None
    return {"value": value, "seconds": round(time.process_time() - start, 3)}


def main() -> None:
    chosen = sys.argv[1:] or [example.name for example in EXAMPLES]
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    late: set[str] = set()
    pool = multiprocessing.get_context("spawn").Pool(1)
    for n in HORIZONS:
        for example in EXAMPLES:
            known = results.setdefault(example.name, {})
            if example.name not in chosen or example.name in late or str(n) in known or (example.power and n > 1):
                continue
            folder, arguments = example.pepit
            try:
                known[str(n)] = pool.apply_async(worst_case, (example.name, folder, arguments(n))).get(LIMIT)
            except multiprocessing.TimeoutError:
                pool.terminate()
                pool = multiprocessing.get_context("spawn").Pool(1)
                late.add(example.name)
                known[str(n)] = {"value": None, "seconds": LIMIT}
            print(f"{example.name} N={n}: {known[str(n)]}", flush=True)
            write_json(RESULTS, results)
    pool.terminate()


if __name__ == "__main__":
    main()
