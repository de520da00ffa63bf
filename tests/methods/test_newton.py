import jax
import jax.numpy as jnp
import pytest

from theory import simulate
from theory.methods.newton import (
    CubicDamping,
    DampedNewton,
    LazyCubicNewton,
    LazyNewton,
    RootDamping,
    SelfConcordantDamping,
    Undamped,
    cubic_step,
)
from theory.problems.convex import ExponentialSum
from theory.problems.quadratic import Quadratic

ROWS = jax.random.normal(jax.random.key(0), (5, 3))


def _iterate(problem, x):
    return x


def _run(method, problem, x0, *T):
    return simulate(method, problem, x0, jnp.array(T), metric=_iterate)


def test_newton_solves_a_quadratic_in_one_step():
    problem = Quadratic([1.0, 0.01, 5.0], [1.0, 2.0, 3.0])
    for method in (DampedNewton(Undamped()), LazyNewton(1)):
        assert jnp.allclose(_run(method, problem, jnp.zeros(3), 1)[0], problem.minimizer)


@pytest.mark.parametrize("decrement", [1e-3, 1.0, 50.0])
def test_step_sizes_are_the_published_formulas(decrement):
    G = 2 * decrement
    assert CubicDamping(jnp.asarray(2.0))(decrement) == pytest.approx(((1 + 2 * G) ** 0.5 - 1) / G)
    assert SelfConcordantDamping(jnp.asarray(2.0))(decrement) == pytest.approx(1 / (1 + G))
    theta = (9 * 2 * decrement**2) ** (1 / 3)
    assert RootDamping(jnp.asarray(2.0), jnp.asarray(4.0))(decrement) == pytest.approx(1 / (1 + theta))


def test_a_lazy_hessian_is_kept_for_its_period():
    problem, x0 = ExponentialSum(ROWS), 0.1 * jnp.ones(3)
    x = _run(LazyNewton(2), problem, x0, 1, 2, 3)
    old = problem.hessian(x0)
    assert jnp.allclose(x[1], x[0] - jnp.linalg.solve(old, problem.gradient(x[0])))
    assert jnp.allclose(x[2], x[1] - jnp.linalg.solve(problem.hessian(x[1]), problem.gradient(x[1])))


def test_regularisation_is_the_root_of_the_gradient_norm():
    problem, x0 = ExponentialSum(ROWS), jnp.ones(3)
    g = problem.gradient(x0)
    shifted = problem.hessian(x0) + jnp.sqrt(2.0 * jnp.linalg.norm(g)) * jnp.eye(3)
    assert jnp.allclose(_run(LazyNewton(1, 2.0), problem, x0, 1)[0], x0 - jnp.linalg.solve(shifted, g))


@pytest.mark.parametrize("eigenvalues", [[1.0, 2.0, 3.0], [0.0, 0.0, 0.0], [-1.0, 0.5, 2.0]])
def test_the_cubic_step_minimises_its_model(eigenvalues):
    basis = jnp.linalg.qr(jax.random.normal(jax.random.key(1), (3, 3)))[0]
    hessian, g, M = basis @ jnp.diag(jnp.array(eigenvalues)) @ basis.T, jnp.array([1.0, -2.0, 0.5]), 3.0

    def model(h):
        return g @ h + 0.5 * h @ hessian @ h + M / 6 * jnp.linalg.norm(h) ** 3

    best = cubic_step(g, hessian, jnp.asarray(M))
    assert jnp.allclose(jax.grad(model)(best), 0, atol=1e-9)
    others = best + jax.random.normal(jax.random.key(2), (500, 3))
    assert jnp.all(jax.vmap(model)(others) >= model(best))


def test_lazy_cubic_newton_decreases_a_function_far_from_its_minimum():
    values = simulate(LazyCubicNewton(3, 50.0), ExponentialSum(ROWS), jnp.ones(3), jnp.arange(8))
    assert jnp.all(jnp.diff(values) < 0)
