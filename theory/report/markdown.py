"""The report: every paper with its setting, its claims and what the curves say of them, as Markdown from the ledger."""

from collections.abc import Iterable, Sequence

from theory.campaigns.ledger import Record, holds
from theory.decision.verdict import Verdict
from theory.report.sections import Section, counts, field_title, name, sections, verification

_HEADINGS = (
    "claim",
    "claimed",
    "verdict",
    "exponents",
    "tightest ratio",
    "resolution",
    "controls and rivals",
    "seconds",
)


def report(records: Sequence[Record]) -> str:
    """One section per verification, one row per claim.

    Args:
        records: of a ledger, by claim.
    """
    fields = sections(records)
    parts = ["# What was verified", _summary(fields)]
    for field in fields:
        parts.append(f"## {field_title(field[0][0]['field'])}")
        parts += [_section(entries) for entries in field]
    return "\n\n".join(parts) + "\n"


def _summary(fields: list[list[Section]]) -> str:
    rows = []
    for field in fields:
        claims = [entry for section in field for entry in section]
        rows.append([claims[0]["field"].replace("_", " "), *counts(claims)])
    return _table(("field", "papers", "claims", *(verdict.lower() for verdict in Verdict)), rows)


def _section(entries: Section) -> str:
    first = entries[0]
    title, _, about = first["about"].partition("\n")
    heading = f"### {title.rstrip('.')}\n\n`{verification(first)}.py`, {first['citation']}"
    summary = "<summary>Setting, theorems, instances, what is not covered</summary>"
    details = f"<details>{summary}\n\n{about.strip()}\n\n</details>"
    findings = [f"- `{name(entry)}`: {entry['finding']}" for entry in entries if entry["finding"]]
    return "\n\n".join([heading, details, _table(_HEADINGS, map(_row, entries)), *findings])


def _row(entry: Record) -> list[object]:
    exponents = [
        f"{e['name']}: {e['fitted']:+.3f} [{low:+.3f}, {high:+.3f}], claimed {e['claimed']:+.3g}"
        for e in entry["exponents"]
        for low, high in [e["interval"]]
    ]
    parts = entry["controls"] + entry["rivals"]
    refuted = sum(part["verdict"] == "REFUTED" for part in parts)
    return [
        f"{name(entry)}: {entry['statement']}",
        f"`{entry['rate']}`" if entry["rate"] else "explicit bound",
        entry["verdict"] + ("" if holds(entry) else " (unexpected)"),
        "<br>".join(exponents),
        _number(entry["bound_ratio"]),
        _number(entry["resolution"]),
        f"{refuted} of {len(parts)} refuted",
        f"{entry['seconds']:.1f}",
    ]


def _number(value: float | str | None) -> str:
    return "" if value is None else f"{float(value):.3g}"


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
