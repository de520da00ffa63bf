"""The engine beside the same experiment written by hand: run time, compile time, working memory."""

import statistics
from functools import partial
from typing import Any

import jax
import numpy as np

from benchmarks.cost.experiments import PAIRS, Experiment, Pair, checkpoints, logistic_every_step
from benchmarks.cost.timing import in_turns, ratio


def compiled(experiment: Experiment, keys: jax.Array, T: np.ndarray) -> Any:
    """The program for all seeds; nothing is taken from an earlier compilation."""
    jax.clear_caches()
    return jax.jit(jax.vmap(experiment, in_axes=(0, None))).lower(keys, T).compile()


def compare(pair: Pair, repeats: int) -> dict[str, float]:
    """Medians, and the median ratio of engine to hand-written."""
    keys, T = jax.random.split(jax.random.key(0), pair.seeds), checkpoints(pair.steps)
    versions = {"engine": pair.engine, "by hand": pair.by_hand}
    programs = {name: compiled(version, keys, T) for name, version in versions.items()}
    results = [np.asarray(program(keys, T)) for program in programs.values()]
    np.testing.assert_allclose(*results, rtol=1e-6, atol=1e-9)
    run = in_turns({name: partial(program, keys, T) for name, program in programs.items()}, repeats)
    build = in_turns({name: partial(compiled, version, keys, T) for name, version in versions.items()}, repeats // 2)
    memory = {name: program.memory_analysis().temp_size_in_bytes for name, program in programs.items()}
    return {
        "seeds": pair.seeds,
        "steps": pair.steps,
        "run seconds": statistics.median(run["engine"]),
        "run ratio": ratio(run, "engine", "by hand"),
        "compile seconds": statistics.median(build["engine"]),
        "compile ratio": ratio(build, "engine", "by hand"),
        "working bytes": memory["engine"],
        "memory ratio": memory["engine"] / memory["by hand"],
        "nanoseconds per step and seed": 1e9 * statistics.median(run["engine"]) / (pair.seeds * pair.steps),
    }


def every_error(repeats: int) -> dict[str, float]:
    """The engine beside a `scan` that records the error at every step of the logistic regression."""
    pair = next(iter(PAIRS.values()))
    seeds, steps = pair.seeds // 8, pair.steps // 25
    keys, T = jax.random.split(jax.random.key(0), seeds), checkpoints(steps)
    programs = {
        "engine": compiled(pair.engine, keys, T),
        "scan": compiled(partial(logistic_every_step, steps=steps), keys, T),
    }
    run = in_turns({name: partial(program, keys, T) for name, program in programs.items()}, repeats)
    return {"seeds": seeds, "steps": steps, "scan over engine": ratio(run, "scan", "engine")}


def engine(repeats: int = 11) -> dict[str, Any]:
    """All pairs, and the loop that records every error."""
    found: dict[str, Any] = {name: compare(pair, repeats) for name, pair in PAIRS.items()}
    return {"by hand": found, "recording every error": every_error(repeats)}
