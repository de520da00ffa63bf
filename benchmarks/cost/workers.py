"""Throughput of two worker processes beside one, on a campaign of CPU-bound claims under several root seeds.

Seconds are those of the clock, with the start of the workers: the machine must have two idle cores.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[2]
CAMPAIGN = ("target_surrogates", "--seed", "0-7")


def elapsed(count: int, folder: str) -> float:
    """Seconds of the campaign with so many workers, on compiled programs and ledgers that lie in a folder."""
    command = [sys.executable, "-c", "from theory.cli import main; main()", "verify", *CAMPAIGN]
    start = perf_counter()
    subprocess.run(
        [*command, "--fresh", "--workers", str(count), "--ledger", f"{folder}/ledger"],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": folder, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=True,
    )
    return perf_counter() - start


def workers(repeats: int = 3) -> dict[str, float]:
    """One and two workers in turns, after a first campaign that fills the cache and does not count."""
    with tempfile.TemporaryDirectory() as folder:
        elapsed(2, folder)
        rounds = [(elapsed(1, folder), elapsed(2, folder)) for _ in range(repeats)]
    one, two = zip(*rounds, strict=True)
    return {
        "seconds of one": statistics.median(one),
        "seconds of two": statistics.median(two),
        "throughput of two over one": statistics.median(a / b for a, b in rounds),
    }
