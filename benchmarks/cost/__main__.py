"""``python -m benchmarks.cost [PART ...]`` measures and writes ``cost.json`` here; other parts in it stay as they are.

Everything but `devices` runs on one thread. PEPit and benchopt come with the extra ``benchmarks``; the other parts need
nothing.
"""

import os

os.environ |= {"NPROC": "1", "OMP_NUM_THREADS": "1"}

import json
import platform
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from benchmarks.cost.curve import benchopt
from benchmarks.cost.draws import draws
from benchmarks.cost.engine import engine
from benchmarks.cost.numpy_loops import devices, numpy_loops
from benchmarks.cost.peers import pepit
from benchmarks.cost.scaling import scaling
from benchmarks.cost.suite import suite
from benchmarks.cost.workers import workers
from theory.campaigns.ledger import write_json

RESULTS = Path(__file__).parent / "cost.json"
PARTS = {
    part.__name__: part for part in (engine, draws, numpy_loops, devices, scaling, suite, workers, pepit, benchopt)
}
PACKAGES = ("jax", "jaxlib", "numpy", "equinox", "optax", "PEPit", "benchopt")


def environment() -> dict[str, str | int | None]:
    """Where it was measured."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "processor": model or platform.processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def main(names: list[str]) -> None:
    console = Console(stderr=True)
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    for name in names or PARTS:
        console.print(f"measuring {name} ...")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = {"environment": environment(), "results": PARTS[name]()}
        results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        write_json(RESULTS, results | {name: found})


main(sys.argv[1:])
