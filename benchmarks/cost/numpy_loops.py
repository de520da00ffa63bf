"""Two experiments in NumPy, with a loop over seeds and with all seeds in one array, beside `run_batched`."""

import json
import os
from collections.abc import Callable
from time import perf_counter, process_time
from typing import NamedTuple

import jax
import numpy as np

from benchmarks.cost.experiments import (
    CENTERS,
    DIMENSION,
    FEATURES,
    HALF_SQUARES,
    PAIRS,
    ROWS,
    STEP_SIZE,
    TIME_STEP,
    checkpoints,
)
from benchmarks.cost.process import printed
from benchmarks.cost.timing import Clock, in_turns, ratio
from theory.simulation.batch import run_batched

Array = np.ndarray
Found = dict[str, dict[str, float]]


class Simulation(NamedTuple):
    """Start, step and error; states have the shape (..., d), so that one seed or all can be run."""

    dimension: int
    step: Callable[[np.random.Generator, Array], Array]
    error: Callable[[Array], Array]


def logistic_step(rng: np.random.Generator, x: Array) -> Array:
    """One sample, drawn uniformly, for every state."""
    rows = FEATURES[rng.integers(0, ROWS, x.shape[:-1])]
    margins = rows @ x if x.ndim == 1 else np.einsum("...d,...d->...", rows, x)
    return x + (STEP_SIZE / (1 + np.exp(margins)))[..., None] * rows


def logistic_loss(x: Array) -> Array:
    return np.logaddexp(0, -x @ FEATURES.T).mean(axis=-1)


def mixture_weights(x: Array) -> Array:
    """The densities of the components at x, over that of the standard normal distribution."""
    return np.exp(x @ CENTERS.T - HALF_SQUARES)


def langevin_step(rng: np.random.Generator, x: Array) -> Array:
    weights = mixture_weights(x)
    score = (weights @ CENTERS) / weights.sum(axis=-1, keepdims=True) - x
    return x + TIME_STEP * score + np.sqrt(2 * TIME_STEP) * rng.standard_normal(x.shape)


def negative_log_density(x: Array) -> Array:
    return 0.5 * np.sum(x**2, axis=-1) - np.log(mixture_weights(x).sum(axis=-1))


SIMULATIONS = {
    "SGD, logistic regression, d = 50": Simulation(DIMENSION, logistic_step, logistic_loss),
    "Langevin, mixture of 8 Gaussians": Simulation(2, langevin_step, negative_log_density),
}


def simulate(simulation: Simulation, shape: tuple[int, ...], T: Array) -> list[Array]:
    """Errors at the checkpoints; the shape is that of the seeds."""
    rng, x, errors, due = np.random.default_rng(0), np.zeros((*shape, simulation.dimension)), [], set(T.tolist())
    for k in range(1, T[-1] + 1):
        x = simulation.step(rng, x)
        if k in due:
            errors.append(simulation.error(x))
    return errors


def compare(name: str, repeats: int, looped: int, clock: Clock) -> dict[str, float]:
    """Ratios to the engine; of the loop over seeds only `looped` are run, and their time multiplied."""
    simulation, pair = SIMULATIONS[name], PAIRS[name]
    keys, T = jax.random.split(jax.random.key(0), pair.seeds), checkpoints(pair.steps)
    found = in_turns(
        {
            "engine": lambda: run_batched(pair.engine, keys, {"T": T}),
            "loop": lambda: [simulate(simulation, (), T) for _ in range(looped)],
            "vectorised": lambda: simulate(simulation, (pair.seeds,), T),
        },
        repeats,
        clock,
    )
    return {
        "seeds": pair.seeds,
        "steps": pair.steps,
        "loop over engine": ratio(found, "loop", "engine") * pair.seeds / looped,
        "vectorised over engine": ratio(found, "vectorised", "engine"),
    }


def numpy_loops(repeats: int = 5, looped: int = 2, clock: Clock = process_time) -> Found:
    """Both experiments, one thread each."""
    return {name: compare(name, repeats, looped, clock) for name in SIMULATIONS}


def by_the_clock(repeats: int) -> None:
    """Print the ratios of seconds of the clock on the wall, for :func:`devices`."""
    print(json.dumps(numpy_loops(repeats, clock=perf_counter)))


def devices(repeats: int = 5) -> Found:
    """The same by the clock, with the seeds spread over as many devices as there are cores, and NumPy on one of them.

    JAX makes its devices when it starts, so this has a process of its own.
    """
    code = f"from benchmarks.cost.numpy_loops import by_the_clock; by_the_clock({repeats})"
    count = os.cpu_count() or 1
    return json.loads(printed(code, JAX_NUM_CPU_DEVICES=str(count), NPROC=str(count + 1)))
