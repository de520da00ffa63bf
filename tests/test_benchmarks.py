"""The benchmarks compare like with like."""

import jax
import numpy as np
import pytest

from benchmarks.calibration.bench import OWN, false_share
from benchmarks.calibration.families import NO_NOISE, NOISES
from benchmarks.cost import scaling
from benchmarks.cost.experiments import PAIRS, checkpoints
from benchmarks.cost.numpy_loops import SIMULATIONS, simulate
from theory.simulation.batch import run_batched


@pytest.mark.parametrize("name", PAIRS)
def test_engine_and_loop_by_hand_give_the_same_errors(name: str) -> None:
    keys, T = jax.random.split(jax.random.key(1), 2), checkpoints(12, 4)
    engine, by_hand = (run_batched(way, keys, {"T": T}) for way in (PAIRS[name].engine, PAIRS[name].by_hand))
    np.testing.assert_allclose(engine, by_hand, rtol=1e-9)


@pytest.mark.parametrize("name", SIMULATIONS)
def test_numpy_has_the_same_expectation(name: str) -> None:
    T = np.array([1, 10, 100])
    engine = run_batched(PAIRS[name].engine, jax.random.split(jax.random.key(2), 400), {"T": T})
    other = np.stack(simulate(SIMULATIONS[name], (400,), T), axis=1)
    error = np.sqrt((engine.var(axis=0) + other.var(axis=0)) / 400)
    np.testing.assert_array_less(np.abs(engine.mean(axis=0) - other.mean(axis=0)), 5 * error)


def test_chains_whose_memory_is_measured_run() -> None:
    errors = scaling.langevin(100, 2)
    assert errors.shape == (2, len(checkpoints(100)))
    assert np.isfinite(errors).all()


@pytest.mark.parametrize("noise", sorted(NOISES.keys() - {NO_NOISE, "infinite variance"}))
def test_noise_of_the_bench_keeps_the_expectation(noise: str) -> None:
    curve = np.geomspace(1, 0.1, 5)
    errors = NOISES[noise](np.random.default_rng(0), curve, 40_000)
    assert errors.shape == (5, 40_000)
    np.testing.assert_array_less(np.abs(errors.mean(axis=1) - curve), 5 * errors.std(axis=1) / np.sqrt(40_000))


def test_false_verdicts_are_counted_among_those_given() -> None:
    def row(count: int, accepted: float, refuted: float) -> dict[str, float]:
        return {"count": count, "accepted": accepted, "refuted": refuted}

    rows = [{"method": OWN, "true": row(10, 0.7, 0.1), "25% off": row(10, 0.2, 0.3), "50% off": row(5, 0.0, 0.4)}]
    assert false_share(rows) == pytest.approx((1 + 2) / (8 + 5 + 2))
    open_only = {"true": row(3, 0, 0), "25% off": row(3, 0, 0), "50% off": row(3, 0, 0)}
    assert np.isnan(false_share([open_only]))
