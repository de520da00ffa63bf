"""Where the time of a verification goes, with an empty and with a filled compilation cache.

Each run is a process of its own, on one thread, over the claims of `theory verify --depth quick`.
"""

import json
import tempfile
from contextlib import contextmanager
from time import process_time
from typing import Any

import jax

from benchmarks.cost.process import ROOT, printed
from theory.campaigns import campaign
from theory.campaigns.depth import Depth, at_depth
from theory.claims import claim as claims
from theory.claims import measure
from theory.claims.discover import find_claims
from theory.simulation.batch import enable_compilation_cache

VERIFICATIONS = ROOT / "verifications"


class Stopwatch:
    """Processor seconds by name; an inner share is not counted to the outer one."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._inner = [0.0]

    @contextmanager
    def share(self, name: str):
        start = process_time()
        self._inner.append(0.0)
        yield
        whole = process_time() - start
        self.seconds[name] = self.seconds.get(name, 0.0) + whole - self._inner.pop()
        self._inner[-1] += whole

    def around(self, owner: Any, attribute: str, name: str) -> None:
        """Count all calls of a function to a share."""
        function = getattr(owner, attribute)

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.share(name):
                return function(*args, **kwargs)

        setattr(owner, attribute, timed)


def shares(pattern: str) -> dict[str, Any]:
    """Run the quick claims that match, and tell what the seconds went into."""
    watch = Stopwatch()
    enable_compilation_cache()
    watch.around(jax._src.compiler, "compile_or_get_cached", "compiling")
    watch.around(measure, "run_batched", "tracing and simulating")
    watch.around(claims, "decide_rate", "fitting")
    watch.around(claims, "decide_bound", "fitting")
    with watch.share("importing"):
        found = at_depth(find_claims(VERIFICATIONS, pattern), Depth.QUICK)
    with watch.share("recording"):
        for claim in found:
            campaign.verify(claim)
    return {"claims": len(found), "seconds": sum(watch.seconds.values()), "shares": watch.seconds}


def suite(pattern: str = "*") -> dict[str, Any]:
    """Cold, then warm."""
    code = f"import json, benchmarks.cost.suite as s; print(json.dumps(s.shares({pattern!r})))"
    with tempfile.TemporaryDirectory() as cache:
        cold, warm = (json.loads(printed(code, XDG_CACHE_HOME=cache)) for _ in range(2))
    return {"cold": cold, "warm": warm, "warm over cold": warm["seconds"] / cold["seconds"]}
