"""Running an experiment on the grid of its claim, with as many seeds as the decision needs."""

import itertools
import zlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import jax
import numpy as np

from theory.decision.axes import Role
from theory.decision.curves import CurveError, Curves
from theory.decision.verdict import Evidence
from theory.rates.names import canonical
from theory.simulation.batch import run_batched

if TYPE_CHECKING:
    from theory.claims.claim import Claim

Experiment = Callable[..., jax.Array]
GROWTH = 4


def looks(seeds: int, most_seeds: int) -> tuple[int, ...]:
    """Numbers of seeds at which a claim is looked at: each four times the one before, up to the cap."""
    counts = itertools.takewhile(lambda count: count <= most_seeds, (seeds * GROWTH**i for i in itertools.count()))
    return tuple(counts)


def share_of_risk(looks: tuple[int, ...], seeds: int) -> float:
    """The share of the risk of error for a decision on so many seeds: each look has twice that of the one before.

    The last look must decide; an early one errs most easily, since few seeds tell little of their own noise.
    """
    last = max(bisect_right(looks, seeds), 1)
    return 2.0 ** (last - 1) / (2 ** len(looks) - 1)


@dataclass
class Measurement:
    """The error curves of an experiment under a root seed; seeds are added when more are asked for.

    The keys depend on the root seed, the claim's identifier, the sizes and the seed's own number, never on what else
    is run or on how many seeds there are.

    Attributes:
        experiment: that of the claim, or of a control.
        claim: whose grid is run.
        owner: for error messages.
        root: the root seed.
    """

    experiment: Experiment
    claim: "Claim"
    owner: str
    root: int
    _errors: np.ndarray | None = field(default=None, repr=False)

    def curves(self, seeds: int) -> Curves:
        """Curves with this many seeds; only those that are missing are run.

        Raises:
            CurveError: an error is NaN, or the experiment returns an array of another shape.
        """
        there = 0 if self._errors is None else self._errors.shape[-1]
        if there < seeds:
            new = self._run(there, seeds)
            self._errors = new if self._errors is None else np.concatenate([self._errors, new], axis=-1)
        assert self._errors is not None
        axes = {canonical(name): axis.values for name, axis in self.claim.axes.items()}
        horizon = next((canonical(name) for name, axis in self.claim.axes.items() if axis.role is Role.HORIZON), None)
        return Curves(self._errors[..., :seeds], axes, horizon, self.owner)

    def until_decided(self, decide: Callable[[Curves], Evidence]) -> tuple[Evidence, Curves]:
        """The first decision that is settled, on ever more seeds, or the last one."""
        for seeds in self.claim.looks:
            curves = self.curves(seeds)
            evidence = decide(curves)
            if evidence.is_settled:
                break
        return evidence, curves

    def _run(self, first: int, last: int) -> np.ndarray:
        """Errors of the seeds from `first` to before `last`: sizes one by one, traced variables and seeds vmapped."""
        axes = self.claim.axes
        of_role = {role: [name for name, axis in axes.items() if axis.role is role] for role in Role}
        traced, horizon = ({name: axes[name].values for name in of_role[role]} for role in (Role.TRACED, Role.HORIZON))
        root = jax.random.fold_in(jax.random.key(self.root), zlib.crc32(self.claim.id.encode()))
        blocks = []
        for chosen in itertools.product(*(axes[name].values.tolist() for name in of_role[Role.SIZE])):
            key = root
            for size in chosen:
                key = jax.random.fold_in(key, size)
            static = dict(zip(of_role[Role.SIZE], chosen, strict=True)) | horizon
            blocks.append(run_batched(self.experiment, jax.random.split(key, last)[first:], static, traced))
        made = [*of_role[Role.SIZE], *of_role[Role.TRACED], "", *of_role[Role.HORIZON]]
        shape = [len(axes[name].values) if name else last - first for name in made]
        block = np.asarray(blocks)
        if block.size != np.prod(shape):
            per_seed = block.shape[2 + len(traced) :]
            wanted = f"the shape of {of_role[Role.HORIZON][0]}" if horizon else "a scalar"
            raise CurveError(
                f"{self.owner}: the experiment must return {wanted}, it returned an array of shape {per_seed}"
            )
        return np.transpose(block.reshape(shape), [made.index(name) for name in (*axes, "")])
