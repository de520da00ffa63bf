"""``theory falsify``."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from theory.commands import folder_option, output, seed_option
from theory.commands.finding import find
from theory.decision.curves import CurveError
from theory.decision.verdict import REFUTED
from theory.falsification.certificate import save
from theory.falsification.claims import falsify_claim
from theory.falsification.falsify import Falsification
from theory.simulation.batch import enable_compilation_cache


@click.command()
@click.argument("claim", default="*")
@click.option("--restarts", type=click.IntRange(min=1), default=32, show_default=True, help="Climbs per horizon.")
@click.option("--steps", type=click.IntRange(min=1), default=200, show_default=True, help="Steps of each climb.")
@seed_option
@folder_option
@click.option(
    "--certificates",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("certificates"),
    show_default=True,
    help="Folder for the worst instances.",
)
def command(claim: str, restarts: int, steps: int, seed: int, folder: Path, certificates: Path) -> None:
    """Search the families of the claims that match CLAIM for an instance that breaks them.

    The worst instance of each search is saved. Exit status 1 if a claim is broken that is not expected to be.
    """
    claims = [found for found in find(folder, claim) if found.families]
    if not claims:
        raise click.UsageError(f"no claim that matches {claim!r} names a family of instances: see docs/falsify.md")
    enable_compilation_cache()
    table = Table(box=None, pad_edge=False)
    for heading in ("family", "setting", "verdict", "found", "evaluations", "seconds"):
        table.add_column(heading, overflow="fold")
    console, broken = Console(stderr=True), False
    for target in claims:
        with console.status(f"searching {target.id}"):
            try:
                for challenge, setting, found in falsify_claim(target, restarts=restarts, steps=steps, seed=seed):
                    name = ", ".join(f"{variable}={value:g}" for variable, value in setting.items())
                    save(certificates / f"{challenge.id}{'@' if name else ''}{name.replace(', ', ',')}.json", found)
                    table.add_row(challenge.id, name, *_cells(found))
                    broken |= found.refuted and target.expect is not REFUTED
                    if not console.is_terminal:
                        click.echo(f"{challenge.id} {name}: {found.summary()}", err=True)
            except CurveError as error:
                raise click.ClickException(str(error)) from error
    output(160).print(table)
    sys.exit(1 if broken else 0)


def _cells(found: Falsification) -> tuple[str, ...]:
    verdict = "REFUTED" if found.refuted else "no counterexample" if found.legal else "illegal instance"
    if found.ratio is not None:
        result = f"error/bound = {found.ratio:.6g} at T = {found.horizon}"
    else:
        result = "" if found.evidence is None else found.evidence.summary()
    return verdict, result, f"{found.effort.evaluations}", f"{found.effort.seconds:.1f}"
