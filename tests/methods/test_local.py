import jax
import jax.numpy as jnp
import numpy as np
import pytest

from theory import simulate
from theory.methods.gradient import GradientDescent
from theory.methods.local import ExpectedLocalSGD, LocalSGD, local_average_gap, shared_minimizer
from theory.methods.moments import ExpectedGradientDescent, average_gap
from theory.methods.schedules import Inverse
from theory.problems.convex import LopsidedParabola
from theory.problems.noise import GaussianNoise
from theory.problems.quadratic import Quadratic

T = jnp.array([0, 1, 5, 12])
KEY = jax.random.key(3)
QUADRATIC = Quadratic([1.0, 0.1])


def run(method, problem, x0, key=KEY):
    return np.asarray(simulate(method, problem, x0, T, key=key, metric=lambda _, x: x))


@pytest.mark.parametrize("period", [1, 4])
def test_without_noise_it_is_gradient_descent(period):
    x0 = jnp.array([1.0, -2.0])
    np.testing.assert_allclose(
        run(LocalSGD(0.3, 5, period), QUADRATIC, x0, None), run(GradientDescent(0.3), QUADRATIC, x0, None), rtol=1e-12
    )


def test_on_a_quadratic_the_mean_does_not_depend_on_the_period():
    noisy = GaussianNoise(QUADRATIC, 1.0)
    x0 = jnp.zeros(2)
    np.testing.assert_allclose(
        run(LocalSGD(0.3, 4, 1), noisy, x0), run(LocalSGD(0.3, 4, 6), noisy, x0), rtol=1e-10, atol=1e-12
    )


def test_workers_agree_right_after_communication_only():
    problem, method = GaussianNoise(QUADRATIC, 1.0), LocalSGD(0.3, 4, 3)
    state = method.init(problem, jnp.zeros(2))
    spread = []
    for k in range(6):
        state = method.step(problem, state, jax.random.fold_in(KEY, k))
        spread.append(float(jnp.ptp(state[0], axis=0).max()))
    assert [s == 0 for s in spread] == [False, False, True, False, False, True]


def test_local_steps_on_a_lopsided_parabola_are_biased():
    noisy = GaussianNoise(LopsidedParabola(jnp.asarray(4.0)), 1.0)

    def mean(period):
        method = LocalSGD(0.2, 64, period)
        return simulate(method, noisy, jnp.zeros(()), jnp.array([200]), key=KEY, metric=lambda _, x: x)[0]

    assert mean(200) > mean(1) + 0.05


def test_one_worker_is_stochastic_gradient_descent():
    noisy = GaussianNoise(LopsidedParabola(jnp.asarray(4.0)), 1.0)
    state, x = LocalSGD(0.3, 1, 5).init(noisy, jnp.asarray(1.0)), jnp.asarray(1.0)
    for k in range(12):
        key = jax.random.fold_in(KEY, k)
        state = LocalSGD(0.3, 1, 5).step(noisy, state, key)
        x = x - 0.3 * noisy.oracle(x, jax.random.split(key, 1)[0])
        np.testing.assert_allclose(state[0], [x], rtol=1e-12)


def test_communication_at_every_step_is_a_mini_batch():
    noisy = GaussianNoise(LopsidedParabola(jnp.asarray(4.0)), 1.0)
    state, x = LocalSGD(0.3, 7, 1).init(noisy, jnp.asarray(1.0)), jnp.asarray(1.0)
    for k in range(12):
        key = jax.random.fold_in(KEY, k)
        state = LocalSGD(0.3, 7, 1).step(noisy, state, key)
        batch = jax.vmap(noisy.oracle, (None, 0))(x, jax.random.split(key, 7))
        x = x - 0.3 * jnp.mean(batch)
        np.testing.assert_allclose(state[0], jnp.full(7, x), rtol=1e-12)


def test_communication_conserves_the_mean_of_the_workers():
    noisy = GaussianNoise(LopsidedParabola(jnp.asarray(4.0)), 1.0)
    talk, silent = LocalSGD(0.3, 7, 3), LocalSGD(0.3, 7, 100)
    state = (jax.random.normal(KEY, (7,)), jnp.asarray(2))
    np.testing.assert_allclose(
        talk.output(talk.step(noisy, state, KEY)), silent.output(silent.step(noisy, state, KEY)), rtol=1e-12
    )


SPECTRA, MINIMIZERS = np.array([[1.0, 0.5], [3.0, 0.2]]), np.array([[1.0, 2.0], [-1.0, 0.0]])


def clients(spectra, variance):
    return GaussianNoise(jax.vmap(Quadratic)(jnp.asarray(spectra), jnp.asarray(MINIMIZERS)), variance)


def sampled(rng, period, runs, horizon=12, workers=4, variance=1.0):
    """The gap of the plain mean, over many runs of two workers of either kind."""
    λ, c = np.repeat(SPECTRA, workers // 2, axis=0), np.repeat(MINIMIZERS, workers // 2, axis=0)
    x, mean = np.zeros((runs, workers, 2)), np.zeros((runs, 2))
    for k in range(horizon):
        mean += x.mean(axis=1) / horizon
        x = x - 0.2 * (λ * (x - c) + (variance / 2) ** 0.5 * rng.standard_normal(x.shape))
        if (k + 1) % period == 0:
            x[:] = x.mean(axis=1, keepdims=True)
    best = (SPECTRA * MINIMIZERS).sum(axis=0) / SPECTRA.sum(axis=0)
    return 0.5 * (SPECTRA.mean(axis=0) * (mean - best) ** 2).sum(axis=1)


def expected(problem, period, workers=4, horizon=12):
    method = ExpectedLocalSGD(0.2, workers, period)
    return simulate(method, problem, jnp.zeros(2), jnp.array([horizon]), metric=local_average_gap)[0]


@pytest.mark.parametrize("period", [1, 4, 12])
def test_moments_without_noise_are_those_of_the_one_run(period):
    run = sampled(np.random.default_rng(0), period, 1, variance=0.0)[0]
    np.testing.assert_allclose(expected(clients(SPECTRA, 0.0), period), run, rtol=1e-10)


@pytest.mark.parametrize("period", [1, 5])
def test_moments_agree_with_sampled_runs(period):
    gaps = sampled(np.random.default_rng(1), period, 40_000)
    error = abs(expected(clients(SPECTRA, 1.0), period) - gaps.mean())
    assert error < 4 * gaps.std() / len(gaps) ** 0.5
    assert error < 0.03 * gaps.mean()


@pytest.mark.parametrize("period", [1, 4])
def test_moments_of_equal_clients_are_those_of_a_mini_batch(period):
    same = GaussianNoise(jax.vmap(Quadratic)(jnp.tile(QUADRATIC.spectrum, (3, 1)), jnp.zeros((3, 2))), 1.0)
    schedule, x0 = Inverse(2.0, 5.0), jnp.array([1.0, -2.0])
    local = ExpectedLocalSGD(schedule, 6.0, period, lambda k: k + 1.0)
    batch = ExpectedGradientDescent(schedule, lambda k: k + 1.0)
    np.testing.assert_allclose(
        simulate(local, same, x0, T[1:], metric=local_average_gap),
        simulate(batch, GaussianNoise(QUADRATIC, 1 / 6), x0, T[1:], metric=average_gap),
        rtol=1e-12,
    )


def test_shared_minimizer_is_stationary():
    stack = clients(SPECTRA, 1.0)
    np.testing.assert_allclose(jnp.sum(SPECTRA * (shared_minimizer(stack) - MINIMIZERS), axis=0), 0, atol=1e-12)


def test_moments_need_a_stack_of_quadratics():
    with pytest.raises(TypeError, match="stack of quadratics"):
        ExpectedLocalSGD(0.1, 2, 1).init(GaussianNoise(QUADRATIC, 1.0), jnp.zeros(2))
