"""``theory diff``."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from theory.campaigns.ledger import Record, load, write_text
from theory.commands import output
from theory.report.difference import Difference, compare


@click.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write the comparison here too.")
def command(first: Path, second: Path, page: Path | None) -> None:
    """Compare the ledgers in the folders FIRST and SECOND: what moved between two runs?

    Listed are verdicts of claims, controls and rivals that differ, exponents that one run fits outside the interval of
    the other, claims that only one ledger has, and versions that differ. Exit status 1 if a verdict moved, else 0.
    """
    if page is not None and page.suffix != ".html":
        raise click.UsageError(f"--html {page}: the name must end in .html")
    found = compare(_records(first), _records(second))
    _print(found, output(160), first, second)
    if page is not None:
        from theory.report.html import render

        write_text(page, render("difference.html", found=found, first=str(first), second=str(second)))
    sys.exit(1 if found.moved else 0)


def _records(folder: Path) -> Sequence[Record]:
    if not folder.is_dir():
        raise click.UsageError(f"there is no folder {folder}: name a ledger that theory verify --ledger wrote")
    entries = load(folder)
    if not entries:
        raise click.UsageError(f"the ledger {folder} is empty: run theory verify --ledger {folder} first")
    return entries


def _print(found: Difference, console: Console, first: Path, second: Path) -> None:
    console.print(f"{found.compared} claims in both ledgers; {len(found.moved)} verdicts moved", highlight=False)
    if found.moved:
        rows = [(moved.claim, moved.part, moved.before, moved.after) for moved in found.moved]
        _print_table(console, "Verdicts that moved", ("claim", "control or rival", str(first), str(second)), rows)
    if found.drifts:
        headings = ("claim", "exponent of", str(first), str(second))
        rows = [
            (
                drift.claim,
                drift.name,
                _fit(drift.before, drift.before_interval),
                _fit(drift.after, drift.after_interval),
            )
            for drift in found.drifts
        ]
        _print_table(console, "Exponents outside the interval of the other run", headings, rows)
    for folder, claims in ((first, found.only_first), (second, found.only_second)):
        if claims:
            _print_table(console, f"Claims only in {folder}", ("claim",), [(claim,) for claim in claims])
    if found.versions:
        _print_table(console, "Versions that differ", ("package", str(first), str(second)), found.versions)


def _print_table(console: Console, title: str, headings: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(pad_edge=False)
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(Text(title, style="bold"), table, sep="\n")


def _fit(value: float, interval: tuple[float, float]) -> str:
    return f"{value:+.3f} in [{interval[0]:+.3f}, {interval[1]:+.3f}]"
