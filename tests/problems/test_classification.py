import jax
import jax.numpy as jnp
import pytest

from theory.problems.classification import LogisticRegression


def _data():
    return LogisticRegression(jax.random.normal(jax.random.key(0), (6, 3)), [1.0, 2.0, 1.0, 4.0, 1.0, 1.0])


def test_the_closed_form_is_the_gradient():
    x = jnp.array([0.3, -1.0, 2.0])
    assert jnp.allclose(_data().gradient(x), jax.grad(_data().value)(x), atol=1e-14)


def test_smoothness_is_the_largest_curvature_at_the_origin():
    curvature = jnp.linalg.eigvalsh(_data().hessian(jnp.zeros(3)))[-1]
    assert _data().smoothness == pytest.approx(float(curvature))


def test_multiplicity_means_repeated_points():
    weighted = _data()
    repeated = LogisticRegression(jnp.repeat(weighted.signed, weighted.multiplicity.astype(int), axis=0))
    x = jnp.array([0.3, -1.0, 2.0])
    assert weighted.count == repeated.count == 10
    assert weighted.value(x) == pytest.approx(float(repeated.value(x)))
    assert jnp.allclose(weighted.gradient(x), repeated.gradient(x))


@pytest.mark.parametrize("margin", [0.3, 0.1, 0.01])
def test_one_against_many_has_the_stated_margin_and_unit_radius(margin):
    data = LogisticRegression.one_against_many(7, margin)
    w = jnp.linalg.solve(data.signed, jnp.ones(2))  # both points at margin 1/‖w‖, optimal if w lies between them
    assert 1 / jnp.linalg.norm(w) == pytest.approx(margin)
    assert jnp.all(jnp.linalg.solve(data.signed.T, w) > 0)
    assert data.radius == 1
    assert data.count == 7


def test_the_textbook_instance_has_margin_one_over_root_ten():
    data = LogisticRegression.one_against_many(5, 10**-0.5)
    assert jnp.allclose(data.signed, jnp.array([[1.0, 0.0], [-0.5, 0.5]]))


def test_random_data_keep_their_margin_and_norm():
    data = LogisticRegression.random_separable(jax.random.key(3), 400, 5, 0.2)
    normal = jax.random.normal(jax.random.split(jax.random.key(3))[0], (5,))
    along = data.margins(normal / jnp.linalg.norm(normal))
    assert along.min() == pytest.approx(0.2)
    assert jnp.allclose(jnp.linalg.norm(data.signed, axis=1), 1)
    assert jnp.max(along) > 0.5


def test_a_point_on_the_plane_is_not_separated():
    data = LogisticRegression([[1.0, 0.0], [0.0, 1.0]])
    assert not data.separated(jnp.array([1.0, 0.0]))
    assert data.separated(jnp.array([1.0, 1e-9]))
