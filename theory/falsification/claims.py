"""Falsification of declared claims: every family that a claim names, at the ends of its axes."""

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jax
import numpy as np

from theory.claims.claim import Challenge, Claim, horizon_of
from theory.decision.axes import Axis, Role
from theory.decision.mode import Expectation, Quantile
from theory.falsification.falsify import Falsification, falsify
from theory.rates.names import canonical
from theory.rates.rate import Rate


def falsify_claim(claim: Claim, **effort: int) -> Iterator[tuple[Challenge, Mapping[str, float], Falsification]]:
    """Search every family of a claim, once for each combination of ends of the other axes than the horizon.

    A claim with high probability is searched for instances with a large quantile of the error; in any other mode, a
    random challenge is searched for those with a large mean.

    Args:
        claim: with families, declared by ``@claim.family(...)``.
        effort: `restarts`, `steps`, `seeds` and `seed` of :func:`falsify`.

    Yields:
        The family, the values of the other axes, and what was found.
    """
    horizon, others = _split(claim.axes)
    for challenge, setting in itertools.product(claim.families, _ends(others)):
        yield challenge, setting, _search(claim, challenge, horizon, setting, effort)


def _search(
    claim: Claim, challenge: Challenge, horizon: str, setting: Mapping[str, float], effort: Mapping[str, int]
) -> Falsification:
    def run(instance: Any, T: Any, **key: Any) -> Any:
        def along(T: Any) -> Any:
            return challenge.experiment(instance, **{**setting, horizon: T, **key})

        return along(T) if claim.axes[horizon].role is Role.HORIZON else jax.vmap(along)(T)

    def errors(instance: Any, T: Any) -> Any:
        return run(instance, T)

    def random_errors(instance: Any, T: Any, key: Any) -> Any:
        return run(instance, T, key=key)

    return falsify(
        random_errors if challenge.random else errors,
        challenge.family(**setting) if callable(challenge.family) else challenge.family,
        T=claim.axes[horizon].values,
        bound=None if claim.bound is None else _bound(claim.bound, claim.axes, horizon, setting),
        rate=_rate(claim.rate, setting) if claim.bound is None else None,
        mode=claim.mode if isinstance(claim.mode, Quantile) else Expectation(),
        **effort,
    )


def _bound(
    bound: Callable[..., Any], axes: Mapping[str, Axis], horizon: str, setting: Mapping[str, float]
) -> Callable[..., Any]:
    """The bound along the horizon; it gets arrays that broadcast in the order of the axes, as in a verification."""
    asked = inspect.signature(bound).parameters

    def along(T: Any) -> Any:
        grid = np.meshgrid(*({**setting, horizon: T}[name] for name in axes), indexing="ij", sparse=True)
        values = {name: array for name, array in zip(axes, grid, strict=True) if name in asked}
        return np.broadcast_to(bound(**values), [len(T) if name == horizon else 1 for name in axes]).ravel()

    return along


def _rate(rate: Rate | None, setting: Mapping[str, float]) -> Rate | None:
    """The rate in the horizon, with the numbers of the setting for the other variables."""
    numbers = {canonical(name): value for name, value in setting.items()}
    return rate and Rate(str(rate), **{name: numbers[name] for name in rate.variables if name in numbers})


def _split(axes: Mapping[str, Axis]) -> tuple[str, dict[str, Axis]]:
    horizon = horizon_of(axes)
    assert horizon is not None
    return horizon, {name: axis for name, axis in axes.items() if name != horizon}


def _ends(axes: Mapping[str, Axis]) -> list[dict[str, float]]:
    """All combinations of first and last value."""
    values = [np.unique(axis.values[[0, -1]]).tolist() for axis in axes.values()]
    return [dict(zip(axes, chosen, strict=True)) for chosen in itertools.product(*values)]
