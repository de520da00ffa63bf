import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory.problems.noise import GaussianNoise, ParetoNoise, RademacherNoise
from theory.problems.quadratic import Quadratic


@pytest.mark.parametrize("noise", [GaussianNoise, RademacherNoise])
def test_noise_has_mean_zero_and_the_stated_total_variance(noise):
    problem = noise(Quadratic([1.0, 2.0, 3.0]), variance=4.0)
    x = jnp.array([1.0, -1.0, 0.5])
    draws = jax.vmap(lambda k: problem.oracle(x, k))(jax.random.split(jax.random.key(0), 20_000))
    noise_only = draws - problem.gradient(x)
    assert jnp.allclose(noise_only.mean(axis=0), 0, atol=0.05)
    assert jnp.mean(jnp.sum(noise_only**2, axis=1)) == pytest.approx(4.0, rel=0.03)


def test_signs_have_constant_norm():
    problem = RademacherNoise(Quadratic([1.0, 2.0]), variance=1.0)
    g = problem.oracle(jnp.zeros(2), jax.random.key(0))
    assert jnp.sum(g**2) == pytest.approx(1.0)


def test_the_wrapped_problem_shows_through():
    quadratic = Quadratic([1.0, 2.0], 5.0)
    problem = GaussianNoise(quadratic, 1.0)
    x = jnp.ones(2)
    assert problem.smoothness == 2
    assert jnp.array_equal(problem.minimizer, quadratic.minimizer)
    assert problem.suboptimality(x) == quadratic.suboptimality(x)
    assert jnp.array_equal(problem.hessian(x), quadratic.hessian(x))
    with pytest.raises(AttributeError):
        problem.no_such_constant  # noqa: B018


def test_a_noisy_oracle_insists_on_a_key():
    with pytest.raises(ValueError, match="key"):
        GaussianNoise(Quadratic([1.0]), 1.0).oracle(jnp.ones(1), None)


def test_pareto_tails_are_as_heavy_as_they_say():
    draws = np.abs(ParetoNoise(Quadratic([1.0]), 1.0, 1.5).sample(jax.random.key(0), (200_000,)))
    for r in (2.0, 5.0, 20.0):
        assert np.mean(draws > r) == pytest.approx(r**-1.5, rel=0.05)
