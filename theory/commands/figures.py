"""``theory figures``."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from theory.campaigns.ledger import Record, load
from theory.claims.discover import matches
from theory.commands import ledger_option
from theory.report.figures import FORMATS, save

_LEAST_FOR_A_PROCESS = 4


@click.command()
@click.argument("pattern", default="*")
@ledger_option
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), default=Path("figures"), show_default=True)
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    default=FORMATS,
    show_default=True,
    help="May be given several times.",
)
def command(pattern: str, ledger: Path, output: Path, formats: tuple[str, ...]) -> None:
    """Draw the claims of the ledger that match PATTERN, one file for each format; nothing is simulated."""
    entries = [entry for entry in load(ledger) if matches(entry["claim"], pattern)]
    if not entries:
        raise click.UsageError(f"the ledger {ledger} has no claim that matches {pattern!r}: run theory verify first")
    console = Console(stderr=True)
    drawn = _each_drawn(entries, output, formats)
    for paths in track(
        drawn, "drawing", len(entries), console=console, transient=True, disable=not console.is_terminal
    ):
        for path in paths:
            click.echo(path)


def _each_drawn(entries: list[Record], output: Path, formats: tuple[str, ...]) -> Iterator[list[Path]]:
    """The files of each claim, drawn by as many processes as there are processors if that pays."""
    one = partial(_drawn, folder=output, formats=formats)
    processes = min(os.cpu_count() or 1, len(entries) // _LEAST_FOR_A_PROCESS)
    if processes < 2:
        yield from map(one, entries)
    else:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            yield from pool.map(one, entries)


def _drawn(entry: Record, folder: Path, formats: tuple[str, ...]) -> list[Path]:
    return list(save(entry, folder, formats))
