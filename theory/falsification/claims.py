"""Falsification of declared claims: every family that a claim names, at the ends of its axes."""

import inspect
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from theory.claims.claim import Challenge, Claim
from theory.decision.axes import Axis, Role
from theory.falsification.falsify import Falsification, falsify


def falsify_claim(claim: Claim, **effort: int) -> Iterator[tuple[Challenge, Mapping[str, float], Falsification]]:
    """Search every family of a claim, once for each combination of ends of the other axes than the horizon.

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
    def errors(instance: Any, T: Any) -> Any:
        return challenge.experiment(instance, **{**setting, horizon: T})

    def random_errors(instance: Any, T: Any, key: Any) -> Any:
        return challenge.experiment(instance, **{**setting, horizon: T, "key": key})

    return falsify(
        random_errors if challenge.random else errors,
        challenge.family(**setting) if callable(challenge.family) else challenge.family,
        T=claim.axes[horizon].values,
        bound=None if claim.bound is None else _bound(claim.bound, horizon, setting),
        rate=claim.rate if claim.bound is None else None,
        **effort,
    )


def _bound(bound: Callable[..., Any], horizon: str, setting: Mapping[str, float]) -> Callable[..., Any]:
    asked = inspect.signature(bound).parameters
    return lambda T: bound(**{name: value for name, value in {**setting, horizon: T}.items() if name in asked})


def _split(axes: Mapping[str, Axis]) -> tuple[str, dict[str, Axis]]:
    horizon = next(name for name, axis in axes.items() if axis.role is Role.HORIZON)
    return horizon, {name: axis for name, axis in axes.items() if name != horizon}


def _ends(axes: Mapping[str, Axis]) -> list[dict[str, float]]:
    """All combinations of first and last value."""
    values = [np.unique(axis.values[[0, -1]]).tolist() for axis in axes.values()]
    return [dict(zip(axes, chosen, strict=True)) for chosen in itertools.product(*values)]
