"""``theory new``."""

from pathlib import Path

import click

from theory.commands import folder_option
from theory.commands.scaffold import ScaffoldError, scaffold


@click.command()
@click.argument("place", metavar="FIELD/NAME")
@folder_option
def command(place: str, folder: Path) -> None:
    """Begin a verification: a file that runs at once, and an entry in the bibliography."""
    field, slash, name = place.partition("/")
    if not slash:
        raise click.UsageError(f"give a field and a name, as in stochastic/last_iterate; got {place!r}")
    try:
        path, bibliography = scaffold(folder, field, name)
    except ScaffoldError as error:
        raise click.UsageError(str(error)) from error
    click.echo(f"{path} has a claim with a control and a rival; replace what says TODO there and in {bibliography}")
    click.echo(f"run it: theory verify {field}/{name}")
