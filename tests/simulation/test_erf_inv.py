"""The inverse error function: known values everywhere, at the ends, and no logarithm in the programs."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from theory.simulation.erf_inv import erf_inv, vectorise

LARGEST = np.nextafter(1.0, 0.0)


@given(st.floats(-LARGEST, LARGEST))
def test_inverts_the_error_function(x):
    assert float(jax.scipy.special.erfinv(x)) == pytest.approx(special.erfinv(x), rel=2e-14, abs=1e-300)


def test_exact_near_the_ends_and_near_nought():
    distance = np.geomspace(1e-16, 1.0, 2001)
    x = 1 - np.concatenate([distance, 2 - distance])
    inner = np.concatenate([np.geomspace(1e-300, 0.1, 2001), x[np.abs(x) < 1]])
    np.testing.assert_allclose(jax.jit(erf_inv)(inner), special.erfinv(inner), rtol=2e-14)


def test_infinite_at_the_ends_and_undefined_beyond():
    found = np.asarray(erf_inv(jnp.array([1.0, -1.0, 1.5, -2.0, np.nan])))
    np.testing.assert_array_equal(found, [np.inf, -np.inf, np.nan, np.nan, np.nan])


def test_programs_have_it_for_float64_alone():
    vectorise()
    double, single = (
        jax.jit(jax.scipy.special.erfinv).lower(jnp.zeros(3, dtype)).as_text() for dtype in (jnp.float64, jnp.float32)
    )
    assert "chlo.erf_inv" not in double
    assert "chlo.erf_inv" in single
    assert float(jax.jit(jax.scipy.special.erfinv)(jnp.float32(0.5))) == pytest.approx(special.erfinv(0.5), rel=1e-6)


def test_derivatives_are_untouched():
    slope = jax.grad(jax.scipy.special.erfinv)(0.3)
    assert float(slope) == pytest.approx(np.sqrt(np.pi) / 2 * np.exp(special.erfinv(0.3) ** 2), rel=1e-12)


def test_normal_numbers_are_those_of_jax_without_it():
    vectorise()
    jax.clear_caches()
    key = jax.random.fold_in(jax.random.key(7), 3)
    uniform = jax.random.uniform(key, (4,), minval=np.nextafter(-1.0, 0.0), maxval=1.0)
    expected = np.sqrt(2) * special.erfinv(np.asarray(uniform))
    np.testing.assert_allclose(jax.random.normal(key, (4,)), expected, rtol=1e-13)
