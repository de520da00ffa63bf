"""What moved between two runs: verdicts, exponents, claims that only one has, versions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from theory.campaigns.ledger import Record


@dataclass(frozen=True)
class Moved:
    """Something of which the two runs judge differently.

    Attributes:
        claim: identifier of the claim.
        part: ``""`` for the claim itself, else ``control: name`` or ``rival: name``.
        before: verdict in the first run.
        after: verdict in the second run.
    """

    claim: str
    part: str
    before: str
    after: str


@dataclass(frozen=True)
class Drift:
    """An exponent that one run fits outside the interval of the other.

    Attributes:
        claim: identifier of the claim.
        name: the variable.
        before: fitted value in the first run.
        before_interval: its interval.
        after: fitted value in the second run.
        after_interval: its interval.
    """

    claim: str
    name: str
    before: float
    before_interval: tuple[float, float]
    after: float
    after_interval: tuple[float, float]


@dataclass(frozen=True)
class Difference:
    """What moved between two runs.

    Attributes:
        compared: how many claims both runs have.
        moved: verdicts of claims, controls and rivals.
        drifts: exponents of claims.
        only_first: claims that the second run lacks.
        only_second: claims that the first run lacks.
        versions: packages with the versions of the first and of the second run, where these differ.
    """

    compared: int
    moved: tuple[Moved, ...]
    drifts: tuple[Drift, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    versions: tuple[tuple[str, str, str], ...]


def compare(first: Sequence[Record], second: Sequence[Record]) -> Difference:
    """Compare the records of two runs, claim by claim.

    Args:
        first: records of one run.
        second: records of the other.
    """
    before, after = ({str(entry["claim"]): entry for entry in records} for records in (first, second))
    both = sorted(before.keys() & after.keys())
    return Difference(
        compared=len(both),
        moved=tuple(moved for claim in both for moved in _moved(before[claim], after[claim])),
        drifts=tuple(drift for claim in both for drift in _drifts(before[claim], after[claim])),
        only_first=tuple(sorted(before.keys() - after.keys())),
        only_second=tuple(sorted(after.keys() - before.keys())),
        versions=tuple(_versions(first, second)),
    )


def _moved(before: Record, after: Record) -> Iterator[Moved]:
    was, became = _verdicts(before), _verdicts(after)
    for part in sorted(was.keys() & became.keys()):
        if was[part] != became[part]:
            yield Moved(before["claim"], part, was[part], became[part])


def _verdicts(entry: Record) -> dict[str, str]:
    parts = {
        f"{label}: {part['name']}": part["verdict"]
        for group, label in (("controls", "control"), ("rivals", "rival"))
        for part in entry[group]
    }
    return {"": entry["verdict"], **parts}


def _drifts(before: Record, after: Record) -> Iterator[Drift]:
    fitted = {exponent["name"]: exponent for exponent in after["exponents"]}
    for old in before["exponents"]:
        new = fitted.get(old["name"])
        if new is not None and not (_inside(old, new) and _inside(new, old)):
            intervals = tuple(old["interval"]), tuple(new["interval"])
            yield Drift(before["claim"], old["name"], old["fitted"], intervals[0], new["fitted"], intervals[1])


def _inside(one: Record, other: Record) -> bool:
    low, high = other["interval"]
    return bool(low <= one["fitted"] <= high)


def _versions(first: Sequence[Record], second: Sequence[Record]) -> Iterator[tuple[str, str, str]]:
    before, after = versions(first), versions(second)
    for package in sorted(before.keys() | after.keys()):
        pair = [" and ".join(found.get(package, ["none"])) for found in (before, after)]
        if pair[0] != pair[1]:
            yield package, pair[0], pair[1]


def versions(records: Sequence[Record]) -> Mapping[str, list[str]]:
    """The versions of each package with which the records were made."""
    pairs = sorted({pair for entry in records for pair in entry["versions"].items()})
    return {package: [version for other, version in pairs if other == package] for package, _ in pairs}
