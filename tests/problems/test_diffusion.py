import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.scipy.stats import norm

from theory.problems.diffusion import MixtureDiffusion, noise, signal

MIXTURE = MixtureDiffusion(jnp.array([0.3, 0.7]), jnp.array([-1.0, 2.0]), jnp.array([0.4, 0.2]))
NORMAL = MixtureDiffusion(jnp.ones(1), jnp.array([1.5]), jnp.array([0.3]))
X = jnp.linspace(-3, 3, 9)


@pytest.mark.parametrize("λ", [-5.0, 0.0, 3.0])
def test_variance_is_preserved_and_λ_is_the_log_ratio(λ):
    assert signal(λ) ** 2 + noise(λ) ** 2 == pytest.approx(1)
    assert jnp.log(signal(λ) / noise(λ)) == pytest.approx(λ)


@pytest.mark.parametrize("λ", [-3.0, 0.0, 1.0])
def test_prediction_is_minus_σ_times_the_score(λ):
    def log_density(x):
        α, σ = signal(λ), noise(λ)
        scales = jnp.sqrt((α * MIXTURE.deviations) ** 2 + σ**2)
        return jnp.log(jnp.sum(MIXTURE.weights * norm.pdf(x, α * MIXTURE.means, scales)))

    np.testing.assert_allclose(
        MIXTURE.predict_noise(X, jnp.asarray(λ)), -noise(λ) * jax.vmap(jax.grad(log_density))(X), rtol=1e-9
    )


def test_flow_of_a_normal_law_is_affine():
    def standardized(x, λ):
        return (x - signal(λ) * 1.5) / jnp.sqrt((signal(λ) * 0.3) ** 2 + noise(λ) ** 2)

    np.testing.assert_allclose(standardized(NORMAL.flow(X, -2.0, 1.0), 1.0), standardized(X, -2.0), atol=1e-9)


def test_flow_solves_the_probability_flow_equation():
    """dx/dλ = σ² x - σ ε, the equation of the variance-preserving flow in λ."""
    λ, δ = 0.3, 1e-4
    derivative = (MIXTURE.flow(X, λ, λ + δ) - MIXTURE.flow(X, λ, λ - δ)) / (2 * δ)
    right = noise(λ) ** 2 * X - noise(λ) * MIXTURE.predict_noise(X, jnp.asarray(λ))
    np.testing.assert_allclose(derivative, right, atol=1e-6)


def test_prediction_for_an_atom_is_the_noise_itself():
    atom = MixtureDiffusion(jnp.ones(1), jnp.array([2.0]), jnp.zeros(1))
    λ, ε = jnp.asarray(0.7), jnp.array([-1.0, 0.5])
    np.testing.assert_allclose(atom.predict_noise(signal(λ) * 2.0 + noise(λ) * ε, λ), ε, rtol=1e-12)
