"""Programs that are compiled faster and run slower."""

from functools import cache

import jax

# XLA's newest kernels for the CPU take about as long to compile as all the rest; loops over small arrays gain by them.
_OPTIONS = {"xla_cpu_use_fusion_emitters": False}


@cache
def hurry() -> dict[str, bool]:
    """Options for the compiler that halve its time, or none if this version of XLA has no such options."""
    try:
        jax.jit(lambda: 0, compiler_options=_OPTIONS).lower().compile()
    except jax.errors.JaxRuntimeError:
        return {}
    return _OPTIONS
