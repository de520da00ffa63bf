"""Claims: a published sentence about an error, tied to an experiment that can contradict it."""

import dataclasses
import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from theory.claims.measure import GROWTH, Experiment, Measurement, looks, share_of_risk
from theory.claims.paper import Paper
from theory.decision.axes import Axis, Role
from theory.decision.bound import Bound, decide_bound
from theory.decision.curves import Curves
from theory.decision.decide import decide_rate
from theory.decision.mode import Deterministic, Mode
from theory.decision.verdict import CONFIRMED, INCONCLUSIVE, REFUTED, Evidence, Verdict
from theory.rates.names import canonical
from theory.rates.rate import Rate
from theory.simulation.overflow import overflow_is_infinite

KINDS = ("rate", "order", "limit", "identity", "separation", "finite", "instability")
_EXACT_KINDS = ("identity", "finite")


class ClaimError(ValueError):
    """A claim is declared wrongly; the message names the claim and what to change."""


@dataclasses.dataclass(frozen=True, eq=False)
class Control:
    """A changed experiment (assumption broken, mechanism removed) on which the claim must come out REFUTED.

    Attributes:
        name: what was changed, in words.
        experiment: takes the same arguments as the claim's experiment.
        claim: the claim that it controls.
    """

    name: str
    experiment: Experiment
    claim: "Claim"

    @property
    def id(self) -> str:
        """Identifier below the claim's."""
        return f"{self.claim.id}/{self.experiment.__name__}"

    def judge(self, seed: int = 0) -> tuple[Evidence, Curves]:
        """Run the changed experiment through the claim's own decision; an overflow is an infinite error."""
        return Measurement(self._overflowing, self.claim, self.id, seed).until_decided(self.claim.decide)

    @cached_property
    def _overflowing(self) -> Experiment:
        return overflow_is_infinite(self.experiment)


@dataclasses.dataclass(frozen=True, eq=False)
class Challenge:
    """A family of instances among which a counterexample to the claim is searched.

    Attributes:
        experiment: takes an instance in place of the key, and the variables by name; a random one also takes the key.
        family: of `theory.falsification`; or, if the assumptions depend on them, a function of the variables other
            than the horizon.
        claim: the claim that is challenged.
    """

    experiment: Experiment
    family: Any
    claim: "Claim"

    @property
    def id(self) -> str:
        """Identifier below the claim's."""
        return f"{self.claim.id}/{self.experiment.__name__}"

    @property
    def random(self) -> bool:
        """Whether the experiment draws anything beside the instance."""
        return "key" in inspect.signature(self.experiment).parameters


@dataclasses.dataclass(frozen=True, eq=False)
class Claim:
    """A published statement about an error, with the experiment that tests it.

    Attributes:
        experiment: pure function of a PRNG key and the variables, by name; returns the error, at every checkpoint
            if there is a horizon.
        paper: what is cited.
        quantity: LaTeX of the error.
        axes: the variables.
        rate: the claimed rate up to constants, or None.
        bound: explicit constants, a function of variables by name, or None.
        theorem: where the paper states it.
        kind: one of ``KINDS``.
        mode: in which sense the claim holds over the seeds.
        seeds: number of seeds.
        most_seeds: until the decision is settled, seeds are added, up to this number; looking several times costs no
            error, since all looks together have the risk of one. None stays with ``seeds``.
        expect: the verdict that the suite asserts.
        finding: why a claim does not hold as stated; required where ``expect`` is REFUTED or INCONCLUSIVE.
        rivals: neighbouring rates that the same data must refute.

    Raises:
        ClaimError: on declaration, if the pieces do not fit together.
    """

    experiment: Experiment
    paper: Paper
    quantity: str
    axes: Mapping[str, Axis]
    rate: Rate | None = None
    bound: Bound | None = None
    theorem: str = ""
    kind: str = "rate"
    mode: Mode = dataclasses.field(default_factory=Deterministic)
    seeds: int = 1
    most_seeds: int | None = None
    expect: Verdict = CONFIRMED
    finding: str | None = None
    rivals: tuple[Rate, ...] = ()
    controls: list[Control] = dataclasses.field(default_factory=list)
    families: list[Challenge] = dataclasses.field(default_factory=list)
    _measured: dict[int, Measurement] = dataclasses.field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for problem in _problems(self):
            raise ClaimError(f"{self.id}: {problem}")

    @cached_property
    def source(self) -> tuple[Path, int]:
        """File and line of the declaration."""
        code = inspect.unwrap(self.experiment).__code__
        return Path(code.co_filename), code.co_firstlineno

    @property
    def name(self) -> str:
        """Name of the experiment's function."""
        return self.experiment.__name__

    @property
    def field(self) -> str:
        """Folder of the verification: the field of the paper."""
        return self.source[0].parent.name

    @property
    def id(self) -> str:
        """``field/file/name``."""
        return f"{self.field}/{self.source[0].stem}/{self.name}"

    @property
    def statement(self) -> str:
        """The sentence in words: first paragraph of the experiment's docstring."""
        return " ".join((inspect.getdoc(self.experiment) or "").split("\n\n")[0].split())

    @property
    def about(self) -> str:
        """The docstring of the verification: setting, theorems, instances, what is not covered."""
        return inspect.cleandoc(inspect.unwrap(self.experiment).__globals__.get("__doc__") or self.id)

    @property
    def has_teeth(self) -> bool:
        """Whether anything exists that must be refuted."""
        return bool(self.controls or self.rivals)

    def control(self, name: str) -> Callable[[Experiment], Control]:
        """Declare a control: ``@claim.control("step size above 2/L")`` over a changed experiment."""

        def declare(experiment: Experiment) -> Control:
            control = Control(name, experiment, self)
            problem = _signature_problem(experiment, self.axes)
            if problem:
                raise ClaimError(f"{control.id}: {problem}")
            if any(control.id == other.id for other in self.controls):
                raise ClaimError(f"{control.id}: this control is declared twice; rename one of them")
            self.controls.append(control)
            return control

        return declare

    def family(self, family: Any) -> Callable[[Experiment], Challenge]:
        """Declare where counterexamples are searched: ``@claim.family(Univariate(0, 1))`` over an experiment."""

        def declare(experiment: Experiment) -> Challenge:
            challenge = Challenge(experiment, family, self)
            names = [name for name in inspect.signature(experiment).parameters if name != "key"]
            if names[:1] != ["instance"] or set(names[1:]) != set(self.axes):
                raise ClaimError(f"{challenge.id}: must take (instance, {', '.join(self.axes)}), takes {names}")
            if horizon_of(self.axes) is None:
                raise ClaimError(f"{challenge.id}: a family is searched along a horizon; the claim has none")
            self.families.append(challenge)
            return challenge

        return declare

    @property
    def looks(self) -> tuple[int, ...]:
        """Numbers of seeds at which the claim is looked at, until it is decided."""
        return looks(self.seeds, self.most_seeds or self.seeds)

    def risk(self, curves: Curves) -> float:
        """The share of the risk of error that a decision on these curves may take."""
        return share_of_risk(self.looks, curves.seeds)

    def measure(self, seed: int = 0) -> Measurement:
        """Error curves of the experiment under a root seed; every seed is run once per process."""
        return self._measured.setdefault(seed, Measurement(self.experiment, self, self.id, seed))

    def decide(self, curves: Curves) -> Evidence:
        """The decision on this claim from given curves: the bound first, then the rate."""
        parts = []
        if self.bound is not None:
            parts.append(decide_bound(curves, self.bound, self.mode, self.kind in _EXACT_KINDS, self.risk(curves)))
        if self.rate is not None and not any(part.verdict is REFUTED for part in parts):
            parts.append(self.decide_rate(curves, self.rate))
        return _conjunction(parts)

    def decide_rate(self, curves: Curves, rate: Rate) -> Evidence:
        """The decision on another rate, in the sense of this claim and at its risk; it notes what the rate omits."""
        evidence = decide_rate(curves, rate, self.mode, risk=self.risk(curves))
        judged = rate.variables or (curves.horizon or next(iter(curves.axes)),)
        omitted = [name for name in curves.axes if name not in judged]
        if not omitted:
            return evidence
        note = f"{rate} says nothing of {', '.join(omitted)}: judged is the mean trend over the values"
        return dataclasses.replace(evidence, notes=(*evidence.notes, note))

    def judge(self, seed: int = 0) -> tuple[Evidence, Curves]:
        """Measure and decide, with more seeds while the decision is open."""
        return self.measure(seed).until_decided(self.decide)

    def judge_rival(self, rival: Rate, seed: int = 0) -> Evidence:
        """The decision on a neighbouring rate from the claim's own curves."""
        return self.measure(seed).until_decided(lambda curves: self.decide_rate(curves, rival))[0]


def claim(
    paper: Paper,
    quantity: str,
    rate: str | Rate | None = None,
    *,
    bound: Bound | None = None,
    theorem: str = "",
    kind: str = "rate",
    mode: Mode | None = None,
    seeds: int = 1,
    most_seeds: int | None = None,
    expect: Verdict = CONFIRMED,
    finding: str | None = None,
    rivals: Sequence[str | Rate] = (),
    **axes: Axis,
) -> Callable[[Experiment], Claim]:
    """Declare a claim by decorating its experiment; see :class:`Claim` for the arguments.

    Variables are keyword arguments: ``T=steps(10_000), α=geomspace(0.4, 0.05, 4), n=sizes(100, 200)``.

    Raises:
        ClaimError: the declaration does not fit together.
        RateError: a rate cannot be parsed.
    """

    def declare(experiment: Experiment) -> Claim:
        declared = Claim(
            experiment=experiment,
            paper=paper,
            quantity=quantity,
            axes=axes,
            rate=Rate(rate) if isinstance(rate, str) else rate,
            bound=bound,
            theorem=theorem,
            kind=kind,
            mode=mode or Deterministic(),
            seeds=seeds,
            most_seeds=most_seeds,
            expect=expect,
            finding=finding,
            rivals=tuple(Rate(rival) if isinstance(rival, str) else rival for rival in rivals),
        )
        earlier = experiment.__globals__.get(experiment.__name__)
        if isinstance(earlier, Claim) and earlier.source[0] == declared.source[0] and earlier.source != declared.source:
            lines = f"{earlier.source[1]} and {declared.source[1]}"
            raise ClaimError(f"{declared.id}: declared twice, in lines {lines}; rename one of them")
        return declared

    return declare


def horizon_of(axes: Mapping[str, Axis]) -> str | None:
    """The axis of checkpoints; else the only axis, if its values are ascending integers, every one a run of its own."""
    for name, axis in axes.items():
        alone = len(axes) == 1 and axis.role is Role.TRACED and axis.values.dtype.kind in "iu"
        if axis.role is Role.HORIZON or (alone and axis.values[-1] > axis.values[0]):
            return name
    return None


def _conjunction(parts: list[Evidence]) -> Evidence:
    """Bound and rate together: either may refute or leave open, and a rate decides how tight the claim is."""
    if len(parts) == 1:
        return parts[0]
    bound, rate = parts
    verdict = bound.verdict if bound.verdict is INCONCLUSIVE and rate.verdict is not REFUTED else rate.verdict
    return Evidence(verdict, rate.exponents, bound.bound_ratio, (*bound.notes, *rate.notes))


def _problems(claim: Claim) -> list[str]:
    """What is wrong with a declaration, most basic first."""
    found = []
    if claim.kind not in KINDS:
        found.append(f"the kind must be one of {', '.join(KINDS)}, got {claim.kind!r}")
    if claim.rate is None and claim.bound is None:
        found.append("a claim needs a rate or a bound")
    declared = {canonical(name) for name in claim.axes}
    for rate in (claim.rate, *claim.rivals):
        unknown = set(rate.variables) - declared if rate else set()
        if unknown:
            found.append(
                f"the rate {rate} speaks of {', '.join(sorted(unknown))}; declared are {', '.join(claim.axes)}"
            )
    asked = inspect.signature(claim.bound).parameters if claim.bound else {}
    if set(asked) - set(claim.axes):
        found.append(f"the bound asks for {', '.join(asked)}; declared are {', '.join(claim.axes)}")
    horizons = [name for name, axis in claim.axes.items() if axis.role is Role.HORIZON]
    if len(horizons) > 1:
        found.append(f"a claim has one horizon, got {', '.join(horizons)}")
    found.append(_signature_problem(claim.experiment, claim.axes))
    if claim.seeds < claim.mode.least_seeds:
        found.append(f"a claim in {claim.mode.name} needs at least {claim.mode.least_seeds} seeds, got {claim.seeds}")
    if claim.most_seeds is not None and claim.most_seeds < GROWTH * claim.seeds:
        found.append(
            f"most_seeds must be at least {GROWTH} times the {claim.seeds} seeds to begin with, got {claim.most_seeds}"
        )
    if claim.expect in (REFUTED, INCONCLUSIVE) and not claim.finding:
        found.append(f"a claim that is expected to be {claim.expect} needs a finding that says why")
    return [problem for problem in found if problem]


def _signature_problem(experiment: Experiment, axes: Mapping[str, Axis]) -> str:
    names: list[Any] = list(inspect.signature(experiment).parameters)
    if names[:1] == ["key"] and set(names[1:]) == set(axes):
        return ""
    return f"the experiment must take (key, {', '.join(axes)}), it takes ({', '.join(names)})"
