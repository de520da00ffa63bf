"""Claims verified by many processes or machines: tasks of Dask, which gives those of a lost worker to another."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from theory.campaigns.campaign import Outcome, Task, verify
from theory.campaigns.depth import Depth, deepen
from theory.campaigns.fingerprint import fingerprint, versions
from theory.campaigns.ledger import Record
from theory.claims.claim import Claim
from theory.claims.discover import claims_of, load_module
from theory.simulation.batch import enable_compilation_cache

if TYPE_CHECKING:
    from distributed import Client

# One thread of XLA in each worker is faster than several that compete.
_ENVIRONMENT = {"NPROC": "1", "OMP_NUM_THREADS": "1"}
_TIMEOUT = "10s"
# What every task needs is imported while the claims are still looked for.
_PRELOAD = ["theory.claims.discover", "theory.simulation.batch"]


class ClusterError(RuntimeError):
    """The cluster cannot be used as it is; the message says what to change."""


@contextmanager
def cluster(workers: int | None, scheduler: str | None) -> "Iterator[Client]":
    """A client of the scheduler at an address, or of as many processes on this machine, which may still be starting.

    Raises:
        ClusterError: Dask is not installed, or nothing answers at the address.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError("workers need Dask: pip install 'theory-verification[cluster]'") from error
    if scheduler is None:
        any_port = {"dashboard_address": ":0"}
        settings = {
            "n_workers": 0,
            "threads_per_worker": 1,
            "dashboard_address": None,
            "scheduler_kwargs": any_port,
            "env": _ENVIRONMENT,
            "preload": _PRELOAD,
        }
        with LocalCluster(**settings) as local, Client(local) as client:  # type: ignore[no-untyped-call]
            local.scale(workers)
            yield client
        return
    try:
        client = Client(scheduler, timeout=_TIMEOUT)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(f"no scheduler answers at {scheduler}: {error}") from error
    with client:
        yield client


def verify_on(client: "Client", tasks: Sequence[Task], depth: Depth) -> Iterator[tuple[Task, Outcome]]:
    """Verify claims under root seeds on the workers of a cluster, and yield each as it is done.

    The claims are those of :func:`theory.campaigns.depth.at_depth`. A worker finds them in the same files, by paths
    relative to the folder that it was started in, and refuses a task whose sources or packages differ from those here.
    """
    from distributed import as_completed

    here = Path.cwd()
    asked = {
        client.submit(
            verify_there,
            claim.source[0].relative_to(here) if claim.source[0].is_relative_to(here) else claim.source[0],
            claim.id,
            seed,
            depth,
            fingerprint(claim, seed),
            versions(),
            key=f"{claim.id} {seed} {depth}",
            pure=False,
        ): (claim, seed)
        for claim, seed in tasks
    }
    for future in as_completed(asked):  # type: ignore[no-untyped-call]
        error = future.exception()
        yield asked[future], error or future.result()


def verify_there(
    path: Path, name: str, seed: int, depth: Depth, expected: str | None, packages: dict[str, str]
) -> Record:
    """What a worker does: verify the claim of this name in this file.

    Raises:
        ClusterError: the worker has other packages, or other sources of the claim, than the one who asks.
        CurveError: an experiment returns something that is no error curve.
    """
    others = {package: found for package, found in versions().items() if found != packages[package]}
    if others:
        wanted = ", ".join(f"{package} {packages[package]}" for package in others)
        found = ", ".join(f"{package} {number}" for package, number in others.items())
        raise ClusterError(f"this worker has {found}; install {wanted} there")
    if not path.exists():
        raise ClusterError(f"this worker finds no {path} in {Path.cwd()}: start it in the root of the same repository")
    claim = _claims(path.resolve(), depth)[name]
    if fingerprint(claim, seed) != expected:
        raise ClusterError("this worker has other sources: update them there and start it again")
    return verify(claim, seed)


@cache
def _claims(path: Path, depth: Depth) -> dict[str, Claim]:
    enable_compilation_cache()
    claims = claims_of(load_module(path))
    return {claim.id: deepen(claim) if depth is Depth.DEEP else claim for claim in claims}
