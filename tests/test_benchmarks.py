"""The benchmarks compare like with like."""

import jax
import numpy as np
import pytest

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
