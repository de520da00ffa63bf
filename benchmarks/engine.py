"""How fast and how small the engine is, as JSON: `python benchmarks/engine.py [steps] [seeds]`.

Stochastic gradient descent with Rademacher noise on a 10-dimensional quadratic, by default 10^7 steps for
each of 64 seeds. Memory is the peak of the whole process, Python and compiler included, so each horizon runs
in a process of its own.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIMENSION = 10
CHECKPOINTS = 50


def measure(steps: int, seeds: int) -> dict[str, float]:
    """Seconds to compile and to run, and peak memory, for one horizon."""
    import equinox as eqx
    import jax
    import jax.numpy as jnp
    import numpy as np
    import optax
    from jaxtyping import Array, Float

    from theory import simulate
    from theory.methods.optax import Optax

    class Quadratic(eqx.Module):
        curvatures: Float[Array, " d"]

        def suboptimality(self, x: Array) -> Array:
            return 0.5 * jnp.sum(self.curvatures * x**2)

        def oracle(self, x: Array, key: Array) -> Array:
            return self.curvatures * x + jax.random.rademacher(key, x.shape, dtype=x.dtype)

    problem = Quadratic(jnp.linspace(0.1, 1.0, DIMENSION))

    def run(key: Array, T: Array) -> Array:
        return simulate(Optax(optax.sgd(0.01)), problem, jnp.ones(DIMENSION), T, key=key)

    keys = jax.random.split(jax.random.key(0), seeds)
    T = np.geomspace(1, steps, CHECKPOINTS).astype(int)
    start = time.perf_counter()
    program = jax.jit(jax.vmap(run, in_axes=(0, None))).lower(keys, T).compile()
    compiled = time.perf_counter()
    errors = program(keys, T).block_until_ready()
    finished = time.perf_counter()
    assert np.all(np.isfinite(errors))
    analysis = program.memory_analysis()
    return {
        "steps": steps,
        "seeds": seeds,
        "compile_seconds": compiled - start,
        "run_seconds": finished - compiled,
        "nanoseconds_per_step_and_seed": 1e9 * (finished - compiled) / (steps * seeds),
        "working_bytes": analysis.temp_size_in_bytes if analysis else -1,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def main(steps: int = 10**7, seeds: int = 64) -> None:
    """Measure short horizons, then the full one, each in a fresh process."""
    rows = []
    for horizon in sorted({min(10**3, steps), min(10**5, steps), steps}):
        code = f"import json, benchmarks.engine as e; print(json.dumps(e.measure({horizon}, {seeds})))"
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        rows.append(json.loads(done.stdout))
    print(json.dumps(rows, indent=2))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
