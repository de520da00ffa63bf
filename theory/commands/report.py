"""``theory report``."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from theory.campaigns.ledger import Record, load, write_text
from theory.commands import ledger_option

SUFFIXES = (".html", ".md")


@click.command()
@ledger_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write here instead of the terminal: one page that needs no network (.html), or Markdown (.md).",
)
@click.option("--figures/--no-figures", default=True, show_default=True, help="Draw every claim into the page.")
def command(ledger: Path, output: Path | None, figures: bool) -> None:
    """Report on every paper in the ledger, as an HTML page or as Markdown."""
    if output is not None and output.suffix not in SUFFIXES:
        raise click.UsageError(f"--output {output}: the name must end in .html (a page) or .md (Markdown)")
    entries = load(ledger)
    if not entries:
        raise click.UsageError(f"the ledger {ledger} is empty: run theory verify first")
    if output is not None and output.suffix == ".html":
        from theory.report.html import page

        write_text(output, page(entries, _figures(entries) if figures else {}))
        return
    from theory.report.markdown import report

    if output is None:
        click.echo(report(entries), nl=False)
    else:
        write_text(output, report(entries))


def _figures(entries: Sequence[Record]) -> Mapping[str, str]:
    """The figure of every claim as SVG."""
    from theory.report.figures import draw
    from theory.report.inline import to_svg

    console = Console(stderr=True)
    if not console.is_terminal:
        click.echo(f"drawing {len(entries)} claims", err=True)
    shown = track(entries, "drawing", console=console, transient=True, disable=not console.is_terminal)
    return {entry["claim"]: to_svg(draw(entry)) for entry in shown}
