"""Seeds and settings together: shapes, agreement with single runs, chunks, number of programs."""

import json
import os
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.base import Method
from theory.methods.newton import DampedNewton, Undamped
from theory.problems.convex import ExponentialSum
from theory.simulation import batch
from theory.simulation.batch import run_batched
from theory.simulation.precise import simulate_precisely

KEYS = jax.random.split(jax.random.key(0), 5)
T = np.array([0, 1, 10, 50])


class NoisyDescent(Method):
    """x - α (A x + noise), on a problem that is the matrix A."""

    step_size: jax.Array

    def step(self, problem, state, key):
        return state - self.step_size * (problem @ state + 0.1 * jax.random.normal(key, state.shape))


def descend(key, T, α, β, n):
    """Errors of a noisy descent on a random n × n quadratic scaled by β."""
    matrix = jax.random.normal(jax.random.fold_in(key, 1), (n, n))
    problem = β * matrix @ matrix.T / n
    return simulate(NoisyDescent(α), problem, jnp.ones(n), T, key=key, metric=lambda _, x: jnp.linalg.norm(x))


STATIC = {"T": T, "n": 7}
TRACED = {"α": np.array([0.05, 0.1, 0.2]), "β": np.array([1.0, 0.5])}


def test_axes_are_settings_then_seeds_then_the_result():
    errors = run_batched(descend, KEYS, STATIC, TRACED)
    assert type(errors) is np.ndarray
    assert errors.dtype == np.float64
    assert errors.shape == (3, 2, 5, 4)


def test_every_entry_is_a_single_run():
    errors = run_batched(descend, KEYS, STATIC, TRACED)
    for i, j, s in [(0, 0, 0), (2, 0, 3), (1, 1, 4)]:
        alone = descend(KEYS[s], T=T, n=7, α=TRACED["α"][i], β=TRACED["β"][j])
        np.testing.assert_allclose(errors[i, j, s], alone, rtol=1e-10)


def test_scalars_without_any_axis():
    np.testing.assert_array_equal(run_batched(lambda key: jnp.float32(2), KEYS), np.full(5, 2.0))


@pytest.mark.parametrize("chunk", [1, 2, 3, 4, 5, 8])
def test_chunks_of_elementwise_steps_agree_bit_for_bit(chunk):
    def experiment(key, T, α, n):
        return simulate(NoisyDescent(α), jnp.array(0.7), jnp.ones(n), T, key=key, metric=lambda _, x: x)

    class NoisyDescent(Method):
        step_size: jax.Array

        def step(self, problem, state, key):
            return state - self.step_size * (problem * state + jax.random.normal(key, state.shape))

    variables = {"α": TRACED["α"]}
    whole = run_batched(experiment, KEYS, STATIC, variables)
    assert whole.shape == (3, 5, 4, 7)
    np.testing.assert_array_equal(run_batched(experiment, KEYS, STATIC, variables, chunk=chunk), whole)


@pytest.mark.parametrize("chunk", [1, 2, 3])
def test_chunks_agree_to_rounding(chunk):
    whole = run_batched(descend, KEYS, STATIC, TRACED)
    np.testing.assert_allclose(run_batched(descend, KEYS, STATIC, TRACED, chunk=chunk), whole, rtol=1e-13)


def test_a_small_memory_budget_changes_nothing_but_the_width():
    traces = []

    def experiment(key, n):
        traces.append(n)
        return jnp.sort(jax.random.normal(key, (n,)))[::1000]

    whole = run_batched(experiment, KEYS, {"n": 10_000})
    assert len(traces) == 1
    narrow = run_batched(experiment, KEYS, {"n": 10_000}, memory=200_000)
    np.testing.assert_array_equal(narrow, whole)
    assert len(traces) == 2


def on_devices(count, threads, code):
    """What a process with so many devices prints."""
    environment = os.environ | {"JAX_NUM_CPU_DEVICES": str(count), "NPROC": str(threads)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=300)
    return json.loads(done.stdout)


def largest_eigenvalue(key, T):
    return jnp.linalg.eigvalsh(jax.random.normal(key, (len(T), 8, 8)))[:, -1]


@pytest.mark.parametrize(("threads", "used"), [(1, 1), (2, 1), (3, 2)])
def test_kernels_of_lapack_find_a_thread(threads, used):
    code = """if True:
        import json, jax, tests.simulation.test_batch as t
        keys = jax.random.split(jax.random.key(0), 64)
        print(json.dumps([t.batch._usable_devices(), t.run_batched(t.largest_eigenvalue, keys, {"T": t.T}).tolist()]))
    """
    count, found = on_devices(2, threads, code)
    assert count == used
    here = run_batched(largest_eigenvalue, jax.random.split(jax.random.key(0), 64), {"T": T})
    np.testing.assert_allclose(found, here, rtol=1e-12)


def newton_precisely(key, T):
    method, problem = DampedNewton(Undamped()), ExponentialSum.skew()
    start = 0.1 * jax.random.normal(key, (3,))
    return simulate_precisely(method, problem, start, T, metric=lambda _, x: jnp.linalg.norm(x), digits=60)


def test_many_digits_on_two_devices():
    code = """if True:
        import json, jax, tests.simulation.test_batch as t
        keys = jax.random.split(jax.random.key(0), 4)
        print(json.dumps(t.run_batched(t.newton_precisely, keys, {"T": t.T[:2]}).tolist()))
    """
    here = run_batched(newton_precisely, jax.random.split(jax.random.key(0), 4), {"T": T[:2]})
    np.testing.assert_allclose(on_devices(2, 3, code), here, rtol=1e-12)


def test_seeds_and_settings_spread_over_devices_give_the_same_numbers():
    code = """if True:
        import json, jax, tests.simulation.test_batch as t
        keys = jax.random.split(jax.random.key(0), 13)
        found = [t.run_batched(t.descend, keys[:seeds], t.STATIC, t.TRACED).tolist() for seeds in (1, 3, 13)]
        axes = {name: t.jnp.asarray(values) for name, values in t.TRACED.items()}
        program = t.batch._program(t.descend, (("n", 7),), ("α", "β"), 1, "α", 3, True)
        print(json.dumps([program(keys[:1], {"T": t.T}, axes).sharding.num_devices, *found]))
    """
    spread, *found = on_devices(8, 9, code)
    assert spread == 3
    for errors, seeds in zip(found, (1, 3, 13), strict=True):
        keys = jax.random.split(jax.random.key(0), 13)[:seeds]
        np.testing.assert_allclose(errors, run_batched(descend, keys, STATIC, TRACED), rtol=1e-12)


def test_short_and_long_programs_agree_to_rounding(monkeypatch):
    short = run_batched(descend, KEYS, STATIC, TRACED)
    monkeypatch.setattr(batch, "FEW_STEPS", 0)
    np.testing.assert_allclose(run_batched(descend, KEYS, STATIC, TRACED), short, rtol=1e-12)


def out_of_memory_beyond(seeds, monkeypatch, reason="RESOURCE_EXHAUSTED"):
    """Let programs fail for more than so many seeds; returns the list of widths that were tried."""
    widths, compile_program = [], batch._program

    def failing(*arguments):
        program = compile_program(*arguments)

        def run(keys, arrays, axes):
            widths.append(len(keys))
            if len(keys) > seeds:
                raise jax.errors.JaxRuntimeError(f"{reason}: Out of memory allocating 1 bytes.")
            return program(keys, arrays, axes)

        return run

    monkeypatch.setattr(batch, "_program", failing)
    return widths


def test_chunks_are_halved_while_memory_does_not_suffice(monkeypatch):
    whole = run_batched(descend, KEYS, STATIC, TRACED)
    widths = out_of_memory_beyond(2, monkeypatch)
    np.testing.assert_allclose(run_batched(descend, KEYS, STATIC, TRACED, chunk=8), whole, rtol=1e-13)
    assert widths == [8, 4, 2, 2, 2]


def test_memory_that_does_not_suffice_for_one_seed_is_reported(monkeypatch):
    out_of_memory_beyond(0, monkeypatch)
    with pytest.raises(MemoryError, match="make the sizes or the grid smaller"):
        run_batched(descend, KEYS, STATIC, TRACED, chunk=4)


def test_other_failures_of_a_program_are_not_hidden(monkeypatch):
    widths = out_of_memory_beyond(0, monkeypatch, reason="INTERNAL")
    with pytest.raises(jax.errors.JaxRuntimeError, match="INTERNAL"):
        run_batched(descend, KEYS, STATIC, TRACED, chunk=4)
    assert widths == [4]


def test_one_trace_for_new_checkpoints_and_settings():
    traces = []

    def experiment(key, T, α, n):
        traces.append(n)
        return α * T * n

    for scale in (1, 2):
        run_batched(experiment, KEYS, {"T": scale * T, "n": 3}, {"α": scale * TRACED["α"]})
    assert traces == [3]
    run_batched(experiment, KEYS, {"T": T, "n": 4}, {"α": TRACED["α"]})
    assert traces == [3, 4]


def test_the_compilation_cache_follows_xdg(tmp_path):
    program = (
        "import jax, jax.numpy as jnp; from theory.simulation.batch import enable_compilation_cache, run_batched;"
        "print(enable_compilation_cache());"
        "run_batched(lambda key: jnp.sin(1.2345), jax.random.split(jax.random.key(0), 2))"
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path)}
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert run.stdout.strip() == str(tmp_path / "theory" / "jax")
    assert any((tmp_path / "theory" / "jax").iterdir())
