"""How the engine's cost grows, decided as any other rate: by the project's own `check`, on processor seconds."""

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.cost.experiments import GradientDescent, Langevin, Mixture, Quadratic, checkpoints
from benchmarks.cost.process import printed
from benchmarks.cost.timing import in_turns
from theory import check, simulate
from theory.problems.noise import RademacherNoise
from theory.simulation.batch import run_batched


def noisy_descent(key, T, α, d):
    """Gradient descent on a quadratic in d dimensions with random signs as noise."""
    problem = RademacherNoise(Quadratic(jnp.linspace(0.1, 1, d)), 1.0)
    return simulate(GradientDescent(α), problem, jnp.ones(d), T, key=key)


def run(steps: int = 40_000, seeds: int = 64, settings: int = 4, dimension: int = 32) -> np.ndarray:
    """The noisy descent at these sizes."""
    keys = jax.random.split(jax.random.key(0), seeds)
    static = {"T": checkpoints(steps), "d": dimension}
    return run_batched(noisy_descent, keys, static, {"α": np.linspace(0.1, 1, settings)})


# From 10⁷ steps on, where all programs are compiled with the same options.
GROWING: Mapping[str, np.ndarray] = {
    "steps": np.unique(np.geomspace(40_000, 1_280_000, 9).astype(int)),
    "seeds": np.unique(np.geomspace(64, 2048, 9).astype(int)),
    "settings": np.unique(np.geomspace(4, 128, 9).astype(int)),
    "dimension": np.unique(np.geomspace(32, 1024, 9).astype(int)),
}


def fitted(name: str, values: np.ndarray, repeats: int) -> dict[str, Any]:
    """Whether the seconds are linear in one size, with the fitted exponent."""
    works: dict[str, Callable[[], Any]] = {
        str(value): lambda value=value: run(**{name: int(value)}) for value in values
    }
    seconds = in_turns(works, repeats)
    evidence = check("O(n)", values, np.array([seconds[str(value)] for value in values]))
    [exponent] = evidence.exponents
    return {
        "values": values.tolist(),
        "seconds": [float(np.median(seconds[str(value)])) for value in values],
        "verdict": str(evidence.verdict),
        "exponent": exponent.fitted,
        "interval": list(exponent.interval),
    }


def peak_memory(steps: int, seeds: int = 2) -> float:
    """Megabytes that a process needs at most, Python and compiler included, for Langevin steps; on Linux."""
    code = f"import benchmarks.cost.scaling as s; s.langevin({steps}, {seeds}); print(open('/proc/self/status').read())"
    [peak] = [line.split()[1] for line in printed(code).splitlines() if line.startswith("VmHWM")]
    return int(peak) / 1024


def langevin(steps: int, seeds: int) -> np.ndarray:
    """Langevin chains; every step draws random numbers."""

    def experiment(key, T):
        return simulate(Langevin(0.01), Mixture(np.eye(2)), jnp.zeros(2), T, key=key)

    return run_batched(experiment, jax.random.split(jax.random.key(0), seeds), {"T": checkpoints(steps)})


def scaling(repeats: int = 5) -> dict[str, Any]:
    """Exponents of the cost, and the peak memory of short and long runs."""
    found: dict[str, Any] = {name: fitted(name, values, repeats) for name, values in GROWING.items()}
    memory = {str(steps): peak_memory(steps) for steps in (10**4, 10**5, 10**6, 10**7)}
    return {"seconds": found, "peak megabytes by steps": memory}
