"""The engine: exact answers, randomness, compilation, memory, derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.core import jaxprs_in_params
from jaxtyping import Array, Float

from theory import simulate
from theory.methods.base import Method
from theory.problems.base import Problem

T = np.array([0, 1, 2, 10, 100])


class Parabola(Problem):
    """½ λ x², with ±noise on the gradient when there is a key."""

    curvature: Float[Array, ""]
    noise: float = 0.0

    def value(self, x):
        return 0.5 * self.curvature * x**2

    suboptimality = value

    def gradient(self, x):
        return self.curvature * x

    def oracle(self, x, key):
        return self.gradient(x) + (0.0 if key is None else self.noise * jax.random.rademacher(key, ()))


class GradientDescent(Method):
    step_size: Float[Array, ""]

    def step(self, problem, state, key):
        return state - self.step_size * problem.oracle(state, key)


def distance(problem, x):
    return jnp.abs(x)


def curve(curvature, checkpoints, **options):
    return simulate(GradientDescent(0.1), Parabola(curvature, 0.5), 1.0, checkpoints, **options)


def loops(jaxpr):
    """Every while loop of a program, however deep."""
    for equation in jaxpr.eqns:
        if equation.primitive.name == "while":
            yield equation
        for inner in jaxprs_in_params(equation.params):
            yield from loops(inner)


def primitives(jaxpr):
    for equation in jaxpr.eqns:
        yield equation.primitive.name
        for inner in jaxprs_in_params(equation.params):
            yield from primitives(inner)


def test_gradient_descent_contracts_by_one_minus_step_times_curvature():
    np.testing.assert_allclose(curve(0.7, T, metric=distance), 0.93**T, rtol=1e-12)


def test_the_default_metric_is_the_suboptimality():
    np.testing.assert_allclose(curve(0.7, T), 0.35 * 0.93 ** (2.0 * T), rtol=1e-12)


def test_checkpoint_zero_is_before_any_step():
    np.testing.assert_array_equal(curve(0.7, np.array([0]), metric=distance), [1.0])


def test_checkpoints_may_repeat():
    np.testing.assert_array_equal(curve(0.7, np.array([3, 3])), curve(0.7, np.array([3])).repeat(2))


@pytest.mark.parametrize("key", [None, jax.random.key(0)], ids=["exact", "stochastic"])
def test_the_error_at_a_checkpoint_does_not_depend_on_the_others(key):
    alone = [curve(0.7, np.array([t]), key=key)[0] for t in T]
    np.testing.assert_allclose(curve(0.7, T, key=key), alone, rtol=1e-13)
    np.testing.assert_allclose(curve(0.7, np.append(T, 10_000), key=key)[:-1], alone, rtol=1e-13)


def test_a_metric_may_return_an_array():
    pairs = curve(0.7, T, metric=lambda problem, x: jnp.stack([x, problem.value(x)]))
    assert pairs.shape == (5, 2)
    np.testing.assert_array_equal(pairs[:, 1], curve(0.7, T))


def test_a_method_runs_in_a_plain_scan():
    method, problem, key = GradientDescent(0.1), Parabola(0.7, 0.5), jax.random.key(1)

    def body(state, k):
        state = method.step(problem, state, jax.random.fold_in(key, k))
        return state, problem.suboptimality(method.output(state))

    _, every = jax.lax.scan(body, method.init(problem, 1.0), jnp.arange(100))
    np.testing.assert_allclose(simulate(method, problem, 1.0, T, key=key)[1:], every[T[1:] - 1], rtol=1e-12)


def test_a_key_determines_the_run():
    first, again, other = (curve(0.7, T, key=jax.random.key(seed)) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert first[0] == other[0]
    assert not np.array_equal(first, other)


def test_every_step_gets_its_own_key():
    class Collector(Method):
        def init(self, problem, x0):
            return jnp.zeros(100), 0

        def step(self, problem, state, key):
            seen, k = state
            return seen.at[k].set(jax.random.uniform(key)), k + 1

    seen = simulate(Collector(), None, 0.0, T, key=jax.random.key(0), metric=lambda problem, state: state[0])
    assert len(np.unique(seen[-1])) == 100
    assert np.all(np.diff(np.count_nonzero(seen, axis=1)) == np.diff(T))


def test_seeds_vmap():
    keys = jax.random.split(jax.random.key(0), 4)

    def run(key):
        return curve(0.7, T, key=key)

    together = jax.vmap(run)(keys)
    np.testing.assert_allclose(together, [jax.jit(run)(key) for key in keys], rtol=1e-12)


def test_the_noise_floor_is_the_known_one():
    """With noise ±σ the stationary second moment is η σ² / (λ (2 - η λ))."""
    keys = jax.random.split(jax.random.key(0), 4000)
    squares = jax.vmap(lambda key: curve(1.0, np.array([200]), key=key, metric=lambda _, x: x**2))(keys)
    assert squares.mean() == pytest.approx(0.1 * 0.25 / 1.9, rel=0.1)


def test_divergence_and_nan_propagate():
    assert np.isinf(curve(1e3, np.array([10_000]))[0]) or np.isnan(curve(1e3, np.array([10_000]))[0])
    errors = simulate(GradientDescent(0.1), Parabola(1.0), jnp.nan, T)
    assert np.all(np.isnan(errors))


def test_a_run_without_key_contains_no_random_bits():
    silent = set(primitives(jax.make_jaxpr(lambda T: curve(0.7, T))(T).jaxpr))
    assert not [name for name in silent if "random" in name or "threefry" in name]


def test_one_trace_serves_every_horizon():
    traces = []

    @jax.jit
    def run(T):
        traces.append(T)
        return curve(0.7, T, metric=distance)

    for horizon in (10, 1000, 100_000):
        T = np.linspace(0, horizon, 5).astype(int)
        np.testing.assert_allclose(run(T), 0.93**T, rtol=1e-9, atol=1e-300)
    assert len(traces) == 1


@pytest.mark.parametrize("max_steps", [None, 10**3], ids=["forward", "bounded"])
def test_memory_is_flat_in_the_horizon(max_steps):
    def working_space(horizon):
        bound = max_steps and horizon
        program = jax.jit(lambda T: curve(0.7, T, key=jax.random.key(0), max_steps=bound))
        return program.lower(np.array([0, horizon])).compile().memory_analysis().temp_size_in_bytes

    assert working_space(10**7) == working_space(10**3) < 4096


@pytest.mark.parametrize("max_steps", [None, 100], ids=["forward", "bounded"])
@pytest.mark.parametrize("batched", ["seeds", "problems"])
def test_vmap_leaves_the_loop_predicate_alone(batched, max_steps):
    def run(value, T):
        if batched == "seeds":
            return curve(0.7, T, key=value, max_steps=max_steps)
        return curve(value, T, max_steps=max_steps)

    values = jax.random.split(jax.random.key(0), 3) if batched == "seeds" else jnp.ones(3)
    program = jax.make_jaxpr(jax.vmap(run, in_axes=(0, None)))(values, T)
    found = list(loops(program.jaxpr))
    assert found
    for loop in found:
        assert "reduce_or" not in set(primitives(loop.params["cond_jaxpr"].jaxpr))
        assert "select_n" not in set(primitives(loop.params["body_jaxpr"].jaxpr))


def test_forward_derivatives_are_exact():
    """d/dλ (1 - η λ)^t = -η t (1 - η λ)^(t - 1)."""
    _, slope = jax.jvp(lambda c: curve(c, T, metric=distance), (0.7,), (1.0,))
    np.testing.assert_allclose(slope, -0.1 * T * 0.93 ** (T - 1.0), rtol=1e-12)


def test_reverse_derivatives_agree_with_forward_ones():
    key = jax.random.key(0)
    forward = jax.jit(jax.jacfwd(lambda c: curve(c, T, key=key)))(0.7)
    reverse = jax.jit(jax.jacrev(lambda c: curve(c, T, key=key, max_steps=200)))(0.7)
    np.testing.assert_allclose(reverse, forward, rtol=1e-11, atol=1e-15)


def test_reverse_derivatives_agree_with_finite_differences():
    @jax.jit
    def final(c):
        return curve(c, np.array([50, 100]), key=jax.random.key(0), max_steps=100)[-1]

    h = 1e-5
    difference = (final(0.7 + h) - final(0.7 - h)) / (2 * h)
    np.testing.assert_allclose(jax.grad(final)(0.7), difference, rtol=1e-7)


def test_reverse_derivatives_vmap_over_seeds_and_problems():
    keys, curvatures = jax.random.split(jax.random.key(0), 3), jnp.array([0.5, 0.7, 1.0])

    def final(c, key):
        return curve(c, T, key=key, max_steps=100)[-1]

    together = jax.jit(jax.vmap(jax.grad(final)))(curvatures, keys)
    alone = jax.jit(jax.grad(final))
    one_by_one = [alone(c, key) for c, key in zip(curvatures, keys, strict=True)]
    np.testing.assert_allclose(together, one_by_one, rtol=1e-11)


def test_reverse_memory_grows_like_the_root_of_the_bound():
    def working_space(bound):
        gradient = jax.jit(jax.grad(lambda c, T: curve(c, T, max_steps=bound)[-1]))
        return gradient.lower(0.7, np.array([0, bound])).compile().memory_analysis().temp_size_in_bytes

    assert working_space(10**6) < 40 * working_space(10**2)


def test_a_bound_does_not_change_the_result():
    key = jax.random.key(0)
    np.testing.assert_allclose(curve(0.7, T, key=key, max_steps=1000), curve(0.7, T, key=key), rtol=1e-13)


@pytest.mark.parametrize("checkpoints", [np.array([3, 1]), np.array([-1, 2])], ids=["decreasing", "negative"])
def test_illegal_checkpoints_are_refused(checkpoints):
    with pytest.raises(ValueError, match="sorted, not negative"):
        curve(0.7, checkpoints)
    with pytest.raises(ValueError, match="sorted, not negative"):
        jax.jit(lambda: curve(0.7, checkpoints))()
    assert np.any(np.isnan(jax.jit(lambda T: curve(0.7, T))(checkpoints)))


def test_checkpoints_beyond_the_bound_are_refused():
    with pytest.raises(ValueError, match="at most max_steps=99"):
        curve(0.7, T, max_steps=99)
    errors = jax.jit(lambda T: curve(0.7, T, max_steps=99))(T)
    np.testing.assert_array_equal(np.isnan(errors), T > 99)


@pytest.mark.parametrize("checkpoints", [5, np.array([]), np.array([1.0, 2.0])], ids=["0-d", "empty", "float"])
def test_checkpoints_must_be_a_list_of_integers(checkpoints):
    with pytest.raises(ValueError, match="1-D array of integers"):
        curve(0.7, checkpoints)
