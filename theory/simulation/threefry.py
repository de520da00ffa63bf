"""JAX's generator on the CPU as straight code: the same bits, several times faster, and compiled in half the time.

JAX lowers the twenty rounds of Threefry to a loop there, which XLA runs as dozens of kernels per draw. That costs more
than the arithmetic where a step draws a few numbers.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax.extend.random import threefry2x32_p
from jax.interpreters import mlir
from jaxtyping import Array, UInt32

Words = UInt32[Array, "..."]
ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = np.uint32(0x1BD11BDA)


def threefry(key0: Words, key1: Words, x: Words, y: Words) -> tuple[Words, Words]:
    """Threefry-2x32 with 20 rounds (Salmon et al. 2011): the counters (x, y) enciphered under (key0, key1)."""
    keys = (key0, key1, key0 ^ key1 ^ PARITY)
    x, y = x + keys[0], y + keys[1]
    for group in range(1, 6):
        for bits in ROTATIONS[(group - 1) % 2]:
            x = x + y
            y = x ^ (y << np.uint32(bits) | y >> np.uint32(32 - bits))
        x, y = x + keys[group % 3], y + keys[(group + 1) % 3] + np.uint32(group)
    return x, y


def unroll() -> None:
    """Let programs that are compiled for the CPU from now on draw by :func:`threefry`."""
    mlir.register_lowering(threefry2x32_p, mlir.lower_fun(_stored, multiple_results=True), platform="cpu")


def _stored(key0: Words, key1: Words, x: Words, y: Words) -> tuple[Words, Words]:
    """The words by way of an array written in place: with what uses them XLA would compute them one at a time."""
    x, y = threefry(key0, key1, x, y)
    words = jnp.zeros((2, *x.shape), jnp.uint32)
    for i, word in enumerate((x, y)):
        words = jax.lax.dynamic_update_index_in_dim(words, word, i, 0)
    return words[0], words[1]
