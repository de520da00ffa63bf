"""Indices: the right range, equally likely, refused where they cannot be."""

import jax
import numpy as np
import pytest
from scipy import stats

from theory.simulation.draws import uniform_index

KEYS = jax.random.split(jax.random.key(0), 20_000)


@pytest.mark.parametrize("count", [1, 2, 7, 500])
def test_all_indices_are_equally_likely(count):
    drawn = np.asarray(jax.vmap(lambda key: uniform_index(key, count))(KEYS))
    counts = np.bincount(drawn, minlength=count)
    assert len(counts) == count
    if count > 1:
        assert stats.chisquare(counts).pvalue > 1e-3


def test_a_range_of_all_words_gives_the_words():
    drawn = jax.vmap(lambda key: uniform_index(key, 2**32))(KEYS[:5])
    assert drawn.tolist() == jax.vmap(lambda key: jax.random.bits(key, (), "uint32"))(KEYS[:5]).tolist()


@pytest.mark.parametrize("count", [0, -1, 2**32 + 1])
def test_an_impossible_range_is_refused(count):
    with pytest.raises(ValueError, match=r"among 1 to 2\*\*32"):
        uniform_index(KEYS[0], count)
