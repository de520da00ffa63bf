import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.fixed_points import Halpern, Picard
from theory.problems.fixed_points import Rotations

T = jnp.array([0, 1, 2, 6])


def run(method, problem, x0):
    return simulate(method, problem, x0, T, metric=lambda _, x: x)


def test_picard_turns_and_shifts():
    problem = Rotations(jnp.array([jnp.pi / 2]), shift=0.5)
    planes, line = run(Picard(), problem, problem.start())
    np.testing.assert_allclose(planes[:, 0], 1j ** np.asarray(T), atol=1e-12)
    np.testing.assert_allclose(line, -0.5 * np.asarray(T))


def test_halpern_is_exact_where_half_a_turn_cancels():
    """On the line x → -x the anchored iterates are 1/(k + 1) at even k and 0 at odd k."""
    problem = Rotations(jnp.array([jnp.pi]), shift=0.0)
    planes, _ = run(Halpern(), problem, problem.start())
    np.testing.assert_allclose(planes[:, 0], [1, 0, 1 / 3, 1 / 7], atol=1e-12)


@pytest.mark.parametrize("share", [0.5, 1.0])
def test_the_map_is_nonexpansive_and_displaces_by_v_at_least(share):
    problem = Rotations(jnp.linspace(0.1, 3, 7), shift=0.3, share=share)
    (planes, line), (turned, moved) = problem.start(), problem(problem.start())
    assert jnp.all(jnp.abs(turned) <= jnp.abs(planes) + 1e-12)
    assert line - moved == pytest.approx(share * 0.3)
    assert problem.residual((0 * planes, line)) == pytest.approx(0, abs=1e-20)
