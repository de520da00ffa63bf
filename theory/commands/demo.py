"""``theory demo``."""

import sys
from pathlib import Path

import click

from theory.commands.notebooks import export, has_marimo, notebooks, open_in_browser, title


@click.command()
@click.argument("name", required=False)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what the demo shows to this page instead; it loads its style from the internet.",
)
def command(name: str | None, page: Path | None) -> None:
    """Open the demo NAME in the browser; without NAME, list the demos."""
    found = notebooks()
    if name is None:
        if page:
            raise click.UsageError("--html needs the NAME of a demo")
        width = max(map(len, found), default=0)
        for demo, path in found.items():
            click.echo(f"{demo:<{width}}  {title(path)}")
        return
    if name not in found:
        raise click.UsageError(f"no demo is called {name!r}; there are: {', '.join(found)}")
    if not has_marimo():
        raise click.UsageError('demos run in marimo: pip install "theory-verification[demos]" or pip install marimo')
    sys.exit(export(found[name], page) if page else open_in_browser(found[name]))
