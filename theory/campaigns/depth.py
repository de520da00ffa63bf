"""How thoroughly claims are run: a selection for every commit, all of them, or all of them further out.

No depth shortens a claim: what runs is never easier than what was declared.
"""

import dataclasses
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby
from math import prod

from theory.claims.claim import Claim
from theory.decision.axes import Role

DEEP_SEEDS = 4
COMPILATION = 10**6


class Depth(StrEnum):
    """Which claims are run, and how far."""

    QUICK = "quick"
    STANDARD = "standard"
    DEEP = "deep"


def at_depth(claims: Sequence[Claim], depth: Depth) -> list[Claim]:
    """The claims to run in place of these.

    Quick takes of every verification the claim with the least :func:`work`, standard takes all as they are declared,
    deep takes all with their deep axes and, where there are several seeds, four times as many.
    """
    if depth is Depth.QUICK:
        files = groupby(sorted(claims, key=_file), key=_file)
        return [min(of_file, key=lambda claim: (work(claim), claim.id)) for _, of_file in files]
    return [deepen(claim) for claim in claims] if depth is Depth.DEEP else list(claims)


def work(claim: Claim) -> int:
    """What a claim costs with its controls, in iterations: a program that must be compiled counts as a million."""
    of_role = {role: [axis.values for axis in claim.axes.values() if axis.role is role] for role in Role}
    programs = prod(len(values) for values in of_role[Role.SIZE])
    settings = prod(len(values) for values in of_role[Role.TRACED])
    horizon = max((int(values.max()) for values in of_role[Role.HORIZON]), default=1)
    return (1 + len(claim.controls)) * programs * (COMPILATION + settings * claim.seeds * horizon)


def deepen(claim: Claim) -> Claim:
    """The claim with its deep axes and more seeds, and its controls with it."""
    factor = DEEP_SEEDS if claim.seeds > 1 else 1
    deep = dataclasses.replace(
        claim,
        axes={name: axis.deep or axis for name, axis in claim.axes.items()},
        seeds=factor * claim.seeds,
        most_seeds=None if claim.most_seeds is None else factor * claim.most_seeds,
        controls=[],
        _measured={},
    )
    deep.controls.extend(dataclasses.replace(control, claim=deep) for control in claim.controls)
    return deep


def _file(claim: Claim) -> str:
    return claim.id.rpartition("/")[0]
