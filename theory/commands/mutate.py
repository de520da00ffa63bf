"""``theory mutate``."""

import sys
from pathlib import Path

import click

from theory.campaigns.mutate import mutants
from theory.commands import folder_option, output, seed_option
from theory.commands.finding import find
from theory.commands.render import mutation_table

LEAST_KILLED = 0.95


@click.command()
@click.argument("pattern", default="*")
@seed_option
@folder_option
def command(pattern: str, seed: int, folder: Path) -> None:
    """Move the exponents and constants of the claims that match PATTERN: would the curves notice?

    Lists the mutants that survive, with the reason; exit status 1 if fewer than 95% of those off by a quarter die.
    """
    claims = find(folder, pattern)
    found = [mutant for claim in claims for mutant in mutants(claim, seed)]
    if not found:
        raise click.UsageError(f"no claim that matches {pattern!r} is confirmed, so nothing can be moved")
    output(160).print(mutation_table(found))
    quarter = [mutant.killed for mutant in found if abs(mutant.factor - 1) == 0.25]
    sys.exit(0 if sum(quarter) >= LEAST_KILLED * len(quarter) else 1)
