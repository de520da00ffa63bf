"""Throughput of two worker processes beside one, on a campaign of CPU-bound claims under several root seeds.

Seconds are those of the clock, with the start of the workers: the machine must have two idle cores.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[2]
CAMPAIGN = ("target_surrogates", "--seed", "0-15")
CODE = "from theory.cli import main; main()"


def throughput(count: int, folder: str) -> float:
    """Records per second of the campaign with so many workers; compiled programs and records lie in a folder."""
    records = Path(folder, "records.json")
    records.unlink(missing_ok=True)
    where = ["--ledger", f"{folder}/ledger", "--json", str(records)]
    start = perf_counter()
    # It ends with 1 where a verdict moves with the root seed.
    subprocess.run(
        [sys.executable, "-c", CODE, "verify", *CAMPAIGN, "--fresh", "--workers", str(count), *where],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": folder, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    return len(json.loads(records.read_text())) / (perf_counter() - start)


def workers(repeats: int = 3) -> dict[str, float]:
    """One and two workers in turns, after a first campaign that fills the cache and does not count."""
    with tempfile.TemporaryDirectory() as folder:
        throughput(2, folder)
        rounds = [(throughput(1, folder), throughput(2, folder)) for _ in range(repeats)]
    one, two = zip(*rounds, strict=True)
    return {
        "records per second of one": statistics.median(one),
        "records per second of two": statistics.median(two),
        "two over one": statistics.median(b / a for a, b in rounds),
    }
