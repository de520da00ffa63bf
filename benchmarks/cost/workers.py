"""Throughput of two worker processes beside one, on a campaign of CPU-bound claims under several root seeds.

Seconds are those of the clock, with and without the start of the workers: the machine must have two idle cores.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from benchmarks.cost.process import ROOT

CAMPAIGN = ("target_surrogates", "--seed", "0-15")
CODE = "from theory.cli import main; main()"


class Throughput(NamedTuple):
    """Records per second: of the whole command, and from the first record written to the last."""

    whole: float
    running: float


def throughput(count: int, folder: str) -> Throughput:
    """Of the campaign with so many workers; compiled programs and records lie in a folder."""
    ledger = Path(folder, "ledger")
    shutil.rmtree(ledger, ignore_errors=True)
    start = perf_counter()
    # It ends with 1 where a verdict moves with the root seed.
    subprocess.run(
        [sys.executable, "-c", CODE, "verify", *CAMPAIGN, "--workers", str(count), "--ledger", str(ledger)],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": folder, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    seconds = perf_counter() - start
    written = sorted(path.stat().st_mtime for path in ledger.rglob("*.json"))
    return Throughput(len(written) / seconds, (len(written) - 1) / (written[-1] - written[0]))


def workers(repeats: int = 3) -> dict[str, float]:
    """One and two workers in turns, after a first campaign that fills the cache and does not count."""
    with tempfile.TemporaryDirectory() as folder:
        throughput(2, folder)
        rounds = [(throughput(1, folder), throughput(2, folder)) for _ in range(repeats)]
    one, two = zip(*rounds, strict=True)
    return {
        "records per second of one": statistics.median(each.running for each in one),
        "records per second of two": statistics.median(each.running for each in two),
        "two over one": statistics.median(b.running / a.running for a, b in rounds),
        "two over one, start included": statistics.median(b.whole / a.whole for a, b in rounds),
    }
