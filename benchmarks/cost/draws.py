"""Random draws in a loop, as JAX compiles them for the CPU and as the engine does, each in a process of its own.

Importing `theory.simulation` puts other code in place of JAX's, so nothing here may import it before that is wanted.
"""

import json
import statistics
from collections.abc import Callable
from functools import partial
from time import process_time
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.cost.process import printed
from benchmarks.cost.timing import in_turns

STEPS = 2000
ROWS = np.random.default_rng(0).normal(size=(500, 50))
WIDTHS = (256, 512)


class Draw(NamedTuple):
    """What a step adds to its state, from its key, and how many seeds there are."""

    sample: Callable[[jax.Array], jax.Array]
    seeds: int


def row(key: jax.Array) -> jax.Array:
    """One of the rows, drawn uniformly."""
    return jnp.asarray(ROWS)[jax.random.randint(key, (), 0, len(ROWS))]


DRAWS = {
    "2 normal numbers, 256 seeds": Draw(partial(jax.random.normal, shape=(2,)), 256),
    "8 normal numbers, 256 seeds": Draw(partial(jax.random.normal, shape=(8,)), 256),
    "randint and its row of 50, 256 seeds": Draw(row, 256),
    "randint and its row of 50, 1 seed": Draw(row, 1),
    "50 normal numbers, 1 seed": Draw(partial(jax.random.normal, shape=(50,)), 1),
    "1000 normal numbers, 1 seed": Draw(partial(jax.random.normal, shape=(1000,)), 1),
}


def sums(draw: Draw, keys: jax.Array, steps: int) -> jax.Array:
    """All draws of a seed, added up."""

    def run(key: jax.Array) -> jax.Array:
        start = jnp.zeros_like(draw.sample(key))
        return jax.lax.fori_loop(0, steps, lambda k, x: x + draw.sample(jax.random.fold_in(key, k)), start)

    return jax.vmap(run)(keys)


def measure(repeats: int) -> None:
    """Print microseconds per step and seconds to compile, by vector width and draw."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for width in WIDTHS:
        for name, draw in DRAWS.items():
            keys = jax.random.split(jax.random.key(0), draw.seeds)
            start = process_time()
            lowered = jax.jit(sums, static_argnums=0).lower(draw, keys, STEPS)
            program = lowered.compile(compiler_options={"xla_cpu_prefer_vector_width": width})
            compiling = process_time() - start
            times = in_turns({name: partial(program, keys, STEPS)}, repeats)
            microseconds = 1e6 * statistics.median(times[name]) / STEPS
            found.setdefault(str(width), {})[name] = {"microseconds": microseconds, "seconds to compile": compiling}
    print(json.dumps(found))


def draws(repeats: int = 9) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """Of plain JAX and of the engine."""
    code = f"from benchmarks.cost.draws import measure; measure({repeats})"
    imports = {"JAX": "import jax", "engine": "import jax, theory.simulation"}
    return {
        name: json.loads(printed(f"{first}; jax.config.update('jax_enable_x64', True); {code}"))
        for name, first in imports.items()
    }
