"""The generator as straight code: known answers, JAX's own bits, and fewer kernels."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory.simulation.threefry import threefry, unroll

ONES = 0xFFFFFFFF


@pytest.mark.parametrize(
    ("key", "counter", "words"),
    [
        ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
        ((ONES, ONES), (ONES, ONES), (0x1CB996FC, 0xBB002BE7)),
        ((0x13198A2E, 0x03707344), (0x243F6A88, 0x85A308D3), (0xC4923A9C, 0x483DF7A0)),
    ],
)
def test_known_answers_of_its_authors(key, counter, words):
    assert tuple(int(word) for word in threefry(*map(jnp.uint32, (*key, *counter)))) == words


def test_keys_and_counters_broadcast():
    keys, counters = jnp.arange(3, dtype=jnp.uint32)[:, None], jnp.arange(4, dtype=jnp.uint32)
    together = threefry(keys, keys + 1, counters, counters + 2)
    assert [words.shape for words in together] == [(3, 4), (3, 4)]
    alone = threefry(keys[2, 0], keys[2, 0] + 1, counters[3], counters[3] + 2)
    assert [int(words[2, 3]) for words in together] == [int(word) for word in alone]


def test_draws_are_those_of_jax_without_it():
    unroll()
    jax.clear_caches()
    key = jax.random.fold_in(jax.random.key(7), 3)
    assert jax.random.key_data(jax.random.split(key))[1].tolist() == [4073741833, 2748900490]
    assert jax.random.bits(key, (3,), jnp.uint8).tolist() == [148, 131, 101]
    assert jax.random.bits(key, (3,), jnp.uint32).tolist() == [993572756, 1359526531, 3400050533]
    assert jax.random.bits(key, (2,), jnp.uint64).tolist() == [11965240261739914507, 17496587947830994058]


def test_a_draw_is_no_loop():
    unroll()
    program = jax.jit(lambda key: jax.random.normal(key, (3,))).lower(jax.random.key(0))
    assert "while" not in program.as_text()
    assert np.isfinite(program.compile()(jax.random.key(0))).all()
