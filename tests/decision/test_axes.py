"""Axes hold the values they are asked for and refuse the impossible."""

import numpy as np
import pytest

from theory.decision.axes import Role, even_steps, geomspace, grid, sizes, steps


def test_steps_are_distinct_and_reach_the_horizon() -> None:
    axis = steps(10_000, count=40)
    assert axis.role is Role.HORIZON
    assert axis.values[0] == 1
    assert axis.values[-1] == 10_000
    assert np.all(np.diff(axis.values) > 0)


def test_even_steps_begin_at_the_start() -> None:
    np.testing.assert_array_equal(even_steps(100, 5).values, [0, 25, 50, 75, 100])


def test_traced_axes_may_descend() -> None:
    np.testing.assert_allclose(geomspace(1, 1e-2, 3).values, [1, 0.1, 0.01])


def test_sizes_are_integers() -> None:
    assert sizes(10, 20).role is Role.SIZE
    with pytest.raises(ValueError, match="sizes are integers"):
        sizes(1.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("values", [(1, 2, 2), (1, 3, 2), (-1, 2), ()])
def test_values_must_run_towards_the_limit(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"an axis needs|towards the limit"):
        grid(*values)


@pytest.mark.parametrize("arguments", [(1,), (0,)])
def test_empty_horizons_are_refused(arguments: tuple[int]) -> None:
    with pytest.raises(ValueError, match="first < horizon"):
        steps(*arguments)
    with pytest.raises(ValueError, match="first < horizon"):
        even_steps(*(a - 1 for a in arguments))


def test_deep_axes_begin_where_the_others_do_and_go_further() -> None:
    for axis in (steps(100, first=3, deep=1000), even_steps(100, first=3, deep=1000), sizes(3, 100, deep=(1000,))):
        assert axis.deep is not None
        assert axis.deep.role is axis.role
        assert (axis.deep.values[0], axis.deep.values[-1]) == (3, 1000)
    assert steps(100).deep is None


def test_a_deep_horizon_lies_beyond_the_other() -> None:
    with pytest.raises(ValueError, match="beyond the horizon 100, got 100"):
        steps(100, deep=100)
