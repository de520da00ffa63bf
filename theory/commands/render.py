"""Verdicts as text: the table that ends a run, and the page of one claim."""

from collections.abc import Iterable, Sequence
from io import StringIO
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from theory.campaigns.ledger import Record, holds
from theory.campaigns.mutate import Mutant
from theory.decision.verdict import Evidence, Verdict
from theory.decision.words import OF_BOUNDS, OF_RATES

STYLES = {"CONFIRMED": "green", "CONSISTENT": "cyan", "REFUTED": "red", "INCONCLUSIVE": "yellow"}


def verdict_table(records: Sequence[Record]) -> Table:
    """One row per claim, below the verification that holds it.

    The column "teeth" counts the controls and rivals that were refuted, as they must be.
    """
    table = Table(title=_count(records), title_justify="left", pad_edge=False)
    for heading in ("claim", "rate", "verdict", "exponents: claimed, fitted", "bound", "resolution", "teeth", "s"):
        right = heading in ("bound", "resolution", "s")
        table.add_column(
            heading, justify="right" if right else "left", no_wrap=heading not in ("claim", "rate"), overflow="fold"
        )
    for verification, entries in groupby(records, key=lambda entry: str(entry["claim"]).rpartition("/")[0]):
        table.add_section()
        table.add_row(Text(verification, style="bold"))
        for entry in entries:
            table.add_row(
                "  " + str(entry["claim"]).rpartition("/")[2],
                entry["rate"] or "bound",
                _verdict(entry),
                "\n".join(_exponent(exponent) for exponent in entry["exponents"]),
                _number(entry["bound_ratio"]),
                _number(entry["resolution"]),
                _teeth(entry),
                f"{entry['seconds']:.1f}",
            )
    return table


def wandering(records: Sequence[Record]) -> RenderableType:
    """Of several root seeds: the claims whose verdict moves with the root seed, or that do not hold under each."""
    ordered = sorted(records, key=lambda entry: (str(entry["claim"]), int(entry["seed"])))
    of_claims = {name: list(entries) for name, entries in groupby(ordered, key=lambda entry: str(entry["claim"]))}
    moving = {
        name: entries
        for name, entries in of_claims.items()
        if len({entry["verdict"] for entry in entries}) > 1 or not all(map(holds, entries))
    }
    seeds = len({entry["seed"] for entry in records})
    title = f"{len(of_claims)} claims under {seeds} root seeds: {len(of_claims) - len(moving)} hold under each alike"
    table = Table(pad_edge=False)
    for heading in ("claim", "verdicts: root seeds", "does not hold"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "claim")
    for name, entries in moving.items():
        seeds_of = {verdict: [e["seed"] for e in entries if e["verdict"] == verdict] for verdict in STYLES}
        table.add_row(
            name,
            "\n".join(f"{verdict}: {_listed(found)}" for verdict, found in seeds_of.items() if found),
            _listed([entry["seed"] for entry in entries if not holds(entry)]),
        )
    return Group(title, table) if moving else title


def _listed(seeds: Sequence[int]) -> str:
    return ", ".join(map(str, seeds))


def _verdict(entry: Record) -> Text:
    verdict = Text(str(entry["verdict"]), style=STYLES[entry["verdict"]])
    if entry["finding"]:
        verdict.append(" (finding)", style="dim")
    elif not holds(entry):
        verdict.append(" ✗", style="bold red")
    return verdict


def _exponent(exponent: Record) -> str:
    low, high = exponent["interval"]
    return f"{exponent['name']}: {exponent['claimed']:+.3g}, {exponent['fitted']:+.3f} [{low:+.3f}, {high:+.3f}]"


def _count(records: Sequence[Record]) -> str:
    counts = [f"{sum(e['verdict'] == name for e in records)} {name}" for name in STYLES]
    return f"{len(records)} claims: " + ", ".join(counts)


def _number(value: float | str | None) -> str:
    return "" if value is None else f"{float(value):.3g}"


def _teeth(entry: Record) -> str:
    parts = entry["controls"] + entry["rivals"]
    refuted = sum(item["verdict"] == "REFUTED" for item in parts)
    return f"{refuted} of {len(parts)}"


def mutation_table(mutants: Sequence[Mutant]) -> RenderableType:
    """How many mutants died, per size of the change, and those that survived with the reason."""
    counts = []
    for factor in sorted({mutant.factor for mutant in mutants}):
        killed = [mutant.killed for mutant in mutants if mutant.factor == factor]
        counts.append(f"× {factor:g}: {sum(killed)} of {len(killed)}")
    table = Table(pad_edge=False)
    for heading in ("survivor", "change", "verdict", "reason"):
        table.add_column(heading, no_wrap=heading == "survivor")
    for mutant in mutants:
        if not mutant.killed:
            table.add_row(mutant.claim, mutant.change, str(mutant.evidence.verdict), mutant.reason)
    return Group(Text("mutants killed " + ", ".join(counts)), table if table.row_count else Text("none survived"))


def _meaning(entry: Record) -> str:
    """What the verdict says, in the words of the documentation."""
    words = OF_RATES if entry["exponents"] else OF_BOUNDS if entry["bound_ratio"] is not None else {}
    meaning = words.get(Verdict(entry["verdict"]))
    return f": {meaning}" if meaning else ""


def claim_page(entry: Record) -> RenderableType:
    """Everything the ledger knows of one claim."""
    head = Text.assemble((str(entry["claim"]), "bold"), "\n", entry["statement"], "\n\n")
    facts = {
        "paper": " ".join(filter(None, [entry["citation"], entry["theorem"]])),
        "claimed": " ".join(filter(None, [entry["quantity"], "is", entry["rate"] or "at most the bound"])),
        "sense": f"{entry['mode']}, {entry['seeds']} seeds, root seed {entry['seed']}",
        "verdict": entry["verdict"]
        + ("" if entry["verdict"] == entry["expected"] else f" (expected {entry['expected']})")
        + _meaning(entry),
        "finding": entry["finding"],
        "bound": entry["bound_ratio"] and f"tightest ratio error/bound {_number(entry['bound_ratio'])}",
        "resolution": entry["resolution"]
        and f"the same data would have rejected an exponent that is off by {_number(entry['resolution'])}",
    }
    grid = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        if value:
            grid.add_row(Text(name, style="dim"), str(value))
    for e in entry["exponents"]:
        low, high = e["interval"]
        text = f"claimed {e['claimed']:+.3g}, fitted {e['fitted']:+.3f} in [{low:+.3f}, {high:+.3f}]: {e['verdict']}"
        grid.add_row(Text(f"exponent of {e['name']}", style="dim"), text)
    for note in entry["notes"]:
        grid.add_row(Text("note", style="dim"), note)
    for group, label in (("controls", "control"), ("rivals", "rival")):
        for item in entry[group]:
            grid.add_row(Text(label, style="dim"), f"{item['name']}: {item['verdict']}")
    return Group(head, grid)


def explain(title: str, evidence: Evidence, expected: str, advice: str) -> str:
    """What a failing test prints."""
    lines = [
        title,
        f"  verdict   {evidence.verdict}, expected {expected}",
        f"  evidence  {evidence.summary()}",
    ]
    lines += [f"  note      {note}" for note in evidence.notes]
    return "\n".join([*lines, f"  look at   {advice}"])


def to_text(items: Iterable[RenderableType], width: int, color: bool) -> str:
    """Rich renderables as a string, for writers that are not consoles."""
    buffer = StringIO()
    console = Console(file=buffer, width=width, force_terminal=color, no_color=not color)
    for item in items:
        console.print(item)
    return buffer.getvalue()
