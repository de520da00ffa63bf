"""``theory figures``."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from theory.campaigns.ledger import load
from theory.claims.discover import matches
from theory.commands import ledger_option
from theory.report.figures import FORMATS, save


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
    for entry in track(entries, "drawing", console=console, transient=True, disable=not console.is_terminal):
        for path in save(entry, output, formats):
            click.echo(path)
