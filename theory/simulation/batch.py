"""One experiment on every seed and setting: compiled once, spread over the devices, and chunked to fit memory."""

import os
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec
from jaxtyping import Array, ArrayLike, Float, Key

from theory.simulation.compiler import hasty, wide

Experiment = Callable[..., Array]
Constants = tuple[tuple[str, Hashable], ...]
MEMORY = 2 << 30
FEW_STEPS = 10**7  # in all: a program of fewer pays more for its compilation than for its run


def run_batched(
    experiment: Experiment,
    keys: Key[Array, " seeds"],
    static: Mapping[str, Any] | None = None,
    traced: Mapping[str, ArrayLike] | None = None,
    *,
    chunk: int | None = None,
    memory: int = MEMORY,
) -> Float[np.ndarray, "..."]:
    """`experiment(key, **static, **traced)` for every key and every combination of the traced values.

    Seeds are spread over the devices; where there are fewer seeds than devices, so are the values of the longest axis.
    On the CPU one is left out unless XLA has more threads than devices: `NPROC`, or else one per core.

    Arguments:
        experiment: a pure function of a key and named variables that returns an array.
        keys: one key per seed.
        static: the same for every run. Arrays (the checkpoints T) are traced: new values reuse the program.
            Everything else (Python ints that set shapes) is compiled in, one program per value.
        traced: name -> 1-D array of values; the grid is their full product.
        chunk: seeds that run at once, by default as many as fit in `memory`; halved while memory does not suffice.
            Results agree bit for bit between chunks, and between devices, where steps are elementwise, and to
            rounding where the order in which the compiler sums within a seed follows the number of seeds.
        memory: bytes of working space and results on each device, by the compiler's own account.

    Returns the float64 results: the traced axes in order, then the seeds, then the shape of one result.

    Raises:
        MemoryError: the memory does not suffice for one seed on each device.

    >>> def noise(key, n, scale):
    ...     return scale * jnp.abs(jax.random.normal(key, (n,))).mean()
    >>> run_batched(noise, jax.random.split(jax.random.key(0), 8), {"n": 3}, {"scale": [1.0, 2.0]}).shape
    (2, 8)
    """
    static, traced = static or {}, traced or {}
    arrays = {name: value for name, value in static.items() if isinstance(value, np.ndarray | jax.Array)}
    constants = tuple(sorted((name, value) for name, value in static.items() if name not in arrays))
    axes = {name: jnp.asarray(values) for name, values in traced.items()}
    sizes = {name: len(values) for name, values in axes.items()}
    usable = _usable_devices()
    devices = min(usable, len(keys))
    longest = max(sizes, key=sizes.__getitem__, default="")
    copies = min(usable // devices, sizes.get(longest, 1))
    if copies > 1:
        axes[longest] = _padded(axes[longest], copies)
    short = _horizon(arrays) * len(keys) * prod(sizes.values()) < FEW_STEPS
    program = _program(experiment, constants, tuple(axes), devices, longest, copies, short)
    width = _rounded_up(chunk or _width(program, _padded(keys, devices), arrays, axes, memory), devices)
    while True:
        try:
            chunks = _padded(keys, width).reshape(-1, width)
            parts = [np.asarray(program(part, arrays, axes), dtype=np.float64) for part in chunks]
        except jax.errors.JaxRuntimeError as error:
            if "RESOURCE_EXHAUSTED" not in str(error):
                raise
            if width == devices:
                raise MemoryError("one seed on each device is too much: make the sizes or the grid smaller") from error
            width = _rounded_up(width // 2, devices)
        else:
            return np.concatenate(parts, axis=len(axes))[tuple(slice(size) for size in (*sizes.values(), len(keys)))]


@lru_cache(maxsize=128)
def _program(
    experiment: Experiment,
    constants: Constants,
    names: tuple[str, ...],
    devices: int,
    longest: str,
    copies: int,
    short: bool,
) -> Any:
    """The jitted product of the grid `names` (outer axes, in order) and the seeds (innermost axis).

    The axis `longest` is split in `copies` parts, each on its own `devices` with the seeds spread over them. A short
    program is compiled in haste, a long one to run fast.
    """

    def run(key: Array, arrays: dict[str, Array], axes: dict[str, Array]) -> Array:
        return experiment(key, **dict(constants), **arrays, **axes)

    batched = jax.vmap(run, in_axes=(0, None, None))
    for name in reversed(names):
        mapped = {other: 0 if other == name else None for other in names}
        batched = jax.vmap(batched, in_axes=(None, None, mapped))
    if devices * copies > 1:
        # Every device runs loops of its own: nothing is exchanged, unlike with a program that is partitioned.
        mesh = Mesh(np.array(jax.local_devices()[: copies * devices]).reshape(copies, devices), ("settings", "seeds"))
        split = {name: "settings" if name == longest else None for name in names}
        seeds, whole = PartitionSpec("seeds"), PartitionSpec()  # type: ignore[no-untyped-call]
        settings = {name: PartitionSpec(axis) for name, axis in split.items()}  # type: ignore[no-untyped-call]
        result = PartitionSpec(*split.values(), "seeds")  # type: ignore[no-untyped-call]
        placed = (seeds, whole, settings)
        batched = jax.shard_map(batched, mesh=mesh, in_specs=placed, out_specs=result, check_vma=False)
    return jax.jit(batched, compiler_options=hasty() if short else wide())


def _usable_devices() -> int:
    """The number of devices, less one on the CPU unless XLA has more threads than devices; it has no fewer.

    A kernel of LAPACK waits, on a thread for each device, for work that it has handed to these threads.
    """
    count = jax.local_device_count()
    if jax.default_backend() != "cpu":
        return count
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = int(os.environ.get("NPROC") or cores)
    return count if threads > count else max(count - 1, 1)


def _horizon(arrays: Mapping[str, Any]) -> int:
    """The last checkpoint: the largest whole number among the arrays."""
    whole = [value for value in arrays.values() if jnp.issubdtype(value.dtype, jnp.integer)]
    return max((int(np.max(value)) for value in whole), default=1)


def _padded(values: Array, multiple: int) -> Array:
    """The values, and the last one again until their number is a multiple."""
    return jnp.concatenate([values, jnp.repeat(values[-1:], -len(values) % multiple, axis=0)])


def _rounded_up(number: int, multiple: int) -> int:
    return max(1, -(-number // multiple)) * multiple


def _width(program: Any, keys: Array, arrays: dict[str, Any], axes: dict[str, Array], memory: int) -> int:
    """How many seeds fit in `memory`: everything but a fixed part is taken to grow with their number."""
    seeds = len(keys)
    needed = _bytes(program, keys, arrays, axes)
    if needed <= memory:
        return seeds
    pieces = min(seeds, -(-needed // memory))
    return -(-seeds // pieces)


def _bytes(program: Any, *arguments: Any) -> int:
    """Working memory and results of the compiled program; nothing is allocated to find out."""
    analysis = program.lower(*arguments).compile().memory_analysis()
    return int(analysis.temp_size_in_bytes + analysis.output_size_in_bytes) if analysis else 0


def enable_compilation_cache() -> Path:
    """Keep all compiled programs between processes, under `${XDG_CACHE_HOME:-~/.cache}/theory/jax`."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "theory" / "jax"
    jax.config.update("jax_compilation_cache_dir", str(folder))  # type: ignore[no-untyped-call]
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)  # type: ignore[no-untyped-call]
    return folder
