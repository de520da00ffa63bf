"""Options for XLA's compiler on the CPU: programs that are compiled faster, and programs that run faster."""

from functools import cache

import jax

Options = dict[str, bool | int]


def hasty() -> Options:
    """Options that halve the time to compile, or none if this version of XLA has no such options.

    XLA's newest kernels for the CPU take as long to compile as all the rest; loops over small arrays gain by them.
    """
    return accepted("xla_cpu_use_fusion_emitters", False)


def wide() -> Options:
    """Options that shorten long loops over arrays, or none if this version of XLA has no such options.

    Eight float64 numbers at a time, where XLA would take four; a processor that cannot takes what it can.
    """
    return accepted("xla_cpu_prefer_vector_width", 512)


@cache
def accepted(name: str, value: bool | int) -> Options:
    """The option, if this version of XLA has it."""
    option: Options = {name: value}
    try:
        jax.jit(lambda: 0, compiler_options=option).lower().compile()
    except jax.errors.JaxRuntimeError:
        return {}
    return option
