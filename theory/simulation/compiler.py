"""Options for XLA's compiler on the CPU: programs that are compiled faster, and programs that run faster."""

from functools import cache

import jax

Options = dict[str, bool | int]

# XLA's newest kernels for the CPU take about as long to compile as all the rest; loops over small arrays gain by them.
_HASTY: Options = {"xla_cpu_use_fusion_emitters": False}
# Eight float64 numbers at a time, where XLA would take four; a processor that cannot takes what it can.
_WIDE: Options = {"xla_cpu_prefer_vector_width": 512}


def hasty() -> Options:
    """Options that halve the time to compile, or none if this version of XLA has no such options."""
    return _HASTY if _known(tuple(_HASTY.items())) else {}


def wide() -> Options:
    """Options that shorten long loops over arrays, or none if this version of XLA has no such options."""
    return _WIDE if _known(tuple(_WIDE.items())) else {}


@cache
def _known(options: tuple[tuple[str, bool | int], ...]) -> bool:
    try:
        jax.jit(lambda: 0, compiler_options=dict(options)).lower().compile()
    except jax.errors.JaxRuntimeError:
        return False
    return True
