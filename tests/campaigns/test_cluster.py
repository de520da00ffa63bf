"""Claims on a cluster: the same records as without one, whatever happens to its workers."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import distributed
import pytest

from tests.laboratory import write_laboratory
from theory.campaigns.campaign import verify_each
from theory.campaigns.cluster import ClusterError, cluster, verify_on, verify_there
from theory.campaigns.depth import Depth, at_depth
from theory.campaigns.fingerprint import fingerprint, versions
from theory.claims.claim import Claim
from theory.claims.discover import find_claims

SLOW = '''"""Toys that take their time."""
import time
from theory import cite, claim, steps

PAPER = cite("doe2020toy", near=__file__)
'''
SLOW_CLAIM = '''

@claim(PAPER, "e", "Θ(1/T)", rivals=["Θ(1/T^2)"], T=steps(1000))
def slow_{number}(key, T):
    """Slow."""
    time.sleep(0.5)
    return 1.0 / T
'''


@pytest.fixture
def claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Claim]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return find_claims(write_laboratory(tmp_path).parents[1])


@pytest.fixture
def client() -> Iterator[distributed.Client]:
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    any_port = {"dashboard_address": ":0"}
    with (
        distributed.LocalCluster(processes=False, scheduler_kwargs=any_port, **options) as local,
        distributed.Client(local) as client,
    ):
        yield client


def test_records_are_those_of_a_run_without_a_cluster(claims: list[Claim], client: distributed.Client) -> None:
    tasks = [(claim, seed) for claim in claims for seed in (0, 1)]

    def found(outcomes):
        return {(task[0].id, task[1]): (o["verdict"], o["curves"], o["fingerprint"]) for task, o in outcomes}

    assert found(verify_on(client, tasks, Depth.STANDARD)) == found(verify_each(tasks))


def test_deep_claims_are_deep_on_the_worker(claims: list[Claim], client: distributed.Client) -> None:
    [(_, outcome)] = verify_on(client, [(at_depth(claims, Depth.DEEP)[1], 0)], Depth.DEEP)
    assert isinstance(outcome, dict)
    assert outcome["seeds"] == 256


def test_a_broken_experiment_is_an_outcome(claims: list[Claim], client: distributed.Client) -> None:
    path = claims[0].source[0]
    path.write_text(path.read_text().replace("return 1.0 / T\n", "return jnp.nan / T\n", 1))
    [(task, outcome)] = verify_on(client, [(find_claims(path.parents[1], "harmonic")[0], 0)], Depth.STANDARD)
    assert task[0].name == "harmonic"
    assert "NaN" in str(outcome)


def test_other_packages_sources_and_folders_are_refused(claims: list[Claim]) -> None:
    claim = claims[0]
    path, mark, packages = claim.source[0], fingerprint(claim, 0), versions()
    with pytest.raises(ClusterError, match=rf"this worker has jax {packages['jax']}; install jax 0\.1 there"):
        verify_there(path, claim.id, 0, Depth.STANDARD, mark, packages | {"jax": "0.1"})
    with pytest.raises(ClusterError, match="other sources"):
        verify_there(path, claim.id, 0, Depth.STANDARD, "another", packages)
    with pytest.raises(ClusterError, match="start it in the root"):
        verify_there(Path("nowhere.py"), claim.id, 0, Depth.STANDARD, mark, packages)


def test_silence_at_an_address_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("theory.campaigns.cluster._TIMEOUT", "200ms")
    with pytest.raises(ClusterError, match="no scheduler answers at tcp://127"), cluster(None, "tcp://127.0.0.1:9"):
        pass


def test_a_killed_worker_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_laboratory(tmp_path)
    path.write_text(SLOW + "".join(SLOW_CLAIM.format(number=number) for number in range(4)))
    os.utime(path, (0, 0))
    slow = find_claims(path.parents[1])
    with cluster(2, None) as client:
        outcomes = verify_on(client, [(claim, 0) for claim in slow], Depth.STANDARD)
        records = [next(outcomes)[1]]
        victim = min(client.run(os.getpid).values())
        os.kill(victim, signal.SIGKILL)
        records += [outcome for _, outcome in outcomes]
    assert sorted(record["claim"] for record in records) == [claim.id for claim in slow]
    assert {record["verdict"] for record in records} == {"CONFIRMED"}
