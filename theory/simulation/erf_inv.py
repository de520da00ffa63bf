"""The inverse error function on the CPU in operations that vectorise: normal numbers cost a third.

XLA takes the logarithm of a float64 by a call for each number, and with it stops vectorising what stands around it.
"""

from collections.abc import Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.interpreters import mlir
from jaxlib.mlir.dialects import chlo
from jaxtyping import Array, ArrayLike, Float
from numpy.polynomial import chebyshev
from scipy import special

# With w = -log(1 - x²), erf_inv(x)/x is a smooth function of w where x is small, and of √w where it is not.
_KNEE, _FARTHEST = 2.5, 6.1  # of √w; the largest number below one has 6.0
_MANTISSA, _ONE = np.uint64((1 << 52) - 1), np.uint64(1023 << 52)


def _near(z: np.ndarray) -> np.ndarray:
    x = np.sqrt(-np.expm1(-(z + 1) / 2 * _KNEE**2))
    return special.erfinv(x) / x


def _far(z: np.ndarray) -> np.ndarray:
    rest = np.exp(-(((z + 1) / 2 * (_FARTHEST - _KNEE) + _KNEE) ** 2))
    x = np.sqrt(1 - rest)
    return special.erfcinv(rest / (1 + x)) / x


_NODES = chebyshev.chebpts1(27)
_COEFFICIENTS = [chebyshev.cheb2poly(chebyshev.chebfit(_NODES, f(_NODES), 26)).tolist() for f in (_near, _far)]


def erf_inv(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Inverse error function of float64 numbers, to 2e-14 of its value."""
    rest = (1 - x) * (1 + x)
    w = -_log(rest)
    root = jnp.sqrt(w)
    near = root < _KNEE
    z = jnp.where(near, w * (2 / _KNEE**2) - 1, (root - _KNEE) * (2 / (_FARTHEST - _KNEE)) - 1)
    # At the ends, x = ±1, the polynomial is out of its range and has any sign; the quotient is infinite there.
    value = x * jnp.abs(_polynomial([jnp.where(near, a, b) for a, b in zip(*_COEFFICIENTS, strict=True)], z))
    return value / jnp.where(rest == 0, 0.0, 1.0)


def vectorise() -> None:
    """Let programs that are compiled for the CPU from now on use :func:`erf_inv` for float64 numbers."""
    mlir.register_lowering(jax.lax.erf_inv_p, _lower, platform="cpu")


def _lower(context: mlir.LoweringRuleContext, x: Any, **parameters: Any) -> Sequence[Any]:
    (kind,) = context.avals_in
    if isinstance(kind, jax.core.ShapedArray) and kind.dtype == np.float64:
        return mlir.lower_fun(_alone, multiple_results=False)(context, x)
    return [chlo.erf_inv(x)]


def _alone(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """In one dimension and a kernel of its own: a short last axis would not be vectorised.

    XLA fuses operations with what uses their results, but not a quotient that is used twice.
    """
    quotient = erf_inv(x.ravel())
    return jnp.where(quotient == quotient, quotient, jnp.nan).reshape(x.shape)


def _log(x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Logarithm of normal positive numbers, by their bits and the series of the inverse hyperbolic tangent."""
    bits = jax.lax.bitcast_convert_type(x, jnp.uint64)
    exponent = (bits >> np.uint64(52)).astype(jnp.int32).astype(jnp.float64) - 1023
    mantissa = jax.lax.bitcast_convert_type(bits & _MANTISSA | _ONE, jnp.float64)
    large = mantissa > np.sqrt(2)
    exponent, mantissa = exponent + large, jnp.where(large, mantissa / 2, mantissa)
    t = (mantissa - 1) / (mantissa + 1)
    return exponent * np.log(2) + 2 * t * _polynomial([1 / k for k in range(1, 23, 2)], t * t)


def _polynomial(coefficients: Sequence[ArrayLike], x: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Ascending coefficients, summed in pairs (Estrin), which leaves fewer operations waiting for one another."""
    terms: list[Any] = list(coefficients)
    while len(terms) > 1:
        last = terms[-1:] if len(terms) % 2 else []
        terms, x = [low + high * x for low, high in zip(terms[:-1:2], terms[1::2], strict=True)] + last, x * x
    return jnp.asarray(terms[0])
