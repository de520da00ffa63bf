"""``theory show``."""

from pathlib import Path

import click

from theory.campaigns.ledger import load
from theory.commands import ledger_option, output
from theory.commands.render import claim_page


@click.command()
@click.argument("claim")
@ledger_option
def command(claim: str, ledger: Path) -> None:
    """Show what the ledger knows of CLAIM (an identifier or a part of it)."""
    entries = [entry for entry in load(ledger) if claim in entry["claim"]]
    if not entries:
        raise click.UsageError(f"the ledger {ledger} has no claim like {claim!r}: run theory verify '{claim}' first")
    console = output(120)
    for entry in entries:
        console.print(claim_page(entry))
        console.print()
