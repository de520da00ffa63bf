"""False theorems fall within a tiny budget, and their true neighbours stand."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
import pytest

from theory import falsify
from theory.falsification.families import Box, Families

T = np.array([1, 2, 5, 10, 20])


def gradient_descent(instance, T):
    """|x_T| on λx²/2, from 1."""
    return jnp.abs(1 - instance["step"] * instance["curvature"]) ** T


def bilinear_game(instance, T):
    """‖z_T‖ for F(z) = ibz, with steps of 1/2 along F(z - a F(z)/2): a = 0 is descent-ascent, 1 extragradient."""
    angle = instance["turn"] / 2
    return jnp.hypot(1 - instance["ahead"] * angle**2, angle) ** T


def _steps(longest: float) -> Families:
    return {"step": Box((), 0.0, longest), "curvature": Box((), 0.0, 1.0)}


def _games(ahead: float) -> Families:
    return {"turn": Box((), 0.0, 1.0), "ahead": Box((), ahead, ahead)}


@pytest.mark.parametrize(
    ("errors", "family", "true"),
    [
        pytest.param(gradient_descent, _steps(2.1), False, id="steps up to 2.1/L never lead away"),
        pytest.param(gradient_descent, _steps(1.9), True, id="steps up to 1.9/L never lead away"),
        pytest.param(bilinear_game, _games(0.0), False, id="descent-ascent never leads away"),
        pytest.param(bilinear_game, _games(1.0), True, id="extragradient never leads away"),
    ],
)
def test_only_the_false_one_of_two_neighbours_is_refuted(
    errors: Callable[..., object], family: Families, true: bool
) -> None:
    found = falsify(errors, family, T=T, bound=np.ones_like, restarts=2, steps=20)
    assert found.legal and found.refuted != true
