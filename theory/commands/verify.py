"""``theory verify``."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from theory.campaigns.campaign import Outcome, Task, verify_each
from theory.campaigns.cluster import ClusterError, cluster, verify_on
from theory.campaigns.depth import Depth, at_depth
from theory.campaigns.ledger import Record, current, holds, save, shelf, without_curves, write_json
from theory.commands import folder_option, ledger_option, output
from theory.commands.finding import find
from theory.commands.render import verdict_table, wandering

if TYPE_CHECKING:
    from distributed import Client

INTERRUPTED = 130


class Seeds(click.ParamType[range]):
    """A root seed or a range of them: ``3`` or ``0-9``."""

    name = "seeds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:
        first, _, last = str(value).partition("-")
        try:
            seeds = range(int(first), int(last or first) + 1)
        except ValueError:
            self.fail(f"{value!r} is neither a number like 3 nor a range like 0-9", param, ctx)
        if not seeds:
            self.fail(f"{value!r} is empty: write the smaller number first", param, ctx)
        return seeds


@click.command()
@click.argument("patterns", nargs=-1)
@click.option("--seed", "seeds", type=Seeds(), default="0", show_default=True, help="Root seed, or several: 0-9.")
@click.option(
    "--depth",
    "depth_name",
    type=click.Choice([str(depth) for depth in Depth]),
    default=str(Depth.STANDARD),
    show_default=True,
    help="One cheap claim per verification, all claims, or all with more seeds and longer horizons.",
)
@click.option("--fresh", is_flag=True, help="Run also what did not change since the ledger was written.")
@click.option("--workers", type=click.IntRange(min=1), help="Processes on this machine that share the work.")
@click.option("--scheduler", metavar="ADDRESS", help="Dask scheduler whose workers share the work.")
@click.option("--json", "json_path", type=click.Path(path_type=Path, dir_okay=False), help="Write the records here.")
@folder_option
@ledger_option
def command(
    patterns: tuple[str, ...],
    seeds: range,
    depth_name: str,
    fresh: bool,
    workers: int | None,
    scheduler: str | None,
    json_path: Path | None,
    folder: Path,
    ledger: Path,
) -> None:
    """Run the claims that match some of PATTERNS with their controls and rivals; all claims without a pattern.

    Claims whose record in the ledger is whole and depends on nothing that changed are not run again. Deep claims are
    recorded under deep/ in the ledger, and those of one root seed of several under seed-N/.

    Exit status 0 if every claim got the verdict that it expects and everything that must be refuted was; else 1.
    """
    if workers is not None and scheduler is not None:
        raise click.UsageError("--workers starts a cluster on this machine, --scheduler uses another: give one of them")
    if json_path is not None and not json_path.parent.is_dir():
        raise click.UsageError(f"--json: there is no folder {json_path.parent}")
    depth = Depth(depth_name)
    tasks: list[Task] = []
    records: dict[Task, Record] = {}
    errors = []
    try:
        with ExitStack() as stack:
            # Workers start while the claims are looked for.
            client = stack.enter_context(cluster(workers, scheduler)) if workers or scheduler else None
            tasks = [(claim, seed) for claim in at_depth(find(folder, *patterns), depth) for seed in seeds]
            shelves = {seed: shelf(ledger, depth, seed if len(seeds) > 1 else None) for seed in seeds}
            known = {} if fresh else {task: current(shelves[task[1]], *task) for task in tasks}
            records |= {task: entry for task, entry in known.items() if entry is not None}
            if records:
                unchanged = f"{len(records)} of {len(tasks)} did not change since they were run"
                click.echo(f"{unchanged} (--fresh runs them too)", err=True)
            for task, outcome in _outcomes([task for task in tasks if task not in records], depth, client):
                if isinstance(outcome, Exception):
                    errors.append(f"{task[0].id}: {outcome}")
                else:
                    save(shelves[task[1]], [outcome])
                    records[task] = outcome
    except KeyboardInterrupt:
        click.echo(f"interrupted: {len(records)} of {len(tasks)} are in the ledger; the same command goes on", err=True)
        sys.exit(INTERRUPTED)
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    entries = [records[task] for task in tasks if task in records]
    output(160).print(verdict_table(entries) if len(seeds) == 1 else wandering(entries))
    if json_path is not None:
        write_json(json_path, [without_curves(entry) for entry in entries])
    for message in errors:
        click.echo(f"Error: {message}", err=True)
    sys.exit(0 if not errors and all(holds(entry) for entry in entries) else 1)


def _outcomes(tasks: Sequence[Task], depth: Depth, client: "Client | None") -> Iterator[tuple[Task, Outcome]]:
    """Verify claims here or on a cluster: a progress bar on a terminal, a line per claim elsewhere."""
    if not tasks:
        return
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    found = verify_each(tasks) if client is None else verify_on(client, tasks, depth)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        running = progress.add_task(tasks[0][0].id, total=len(tasks))
        for task, outcome in found:
            progress.update(running, description=task[0].id, advance=1)
            if not console.is_terminal:
                click.echo(_line(task, outcome), err=True)
            yield task, outcome


def _line(task: Task, outcome: Outcome) -> str:
    claim, seed = task
    if isinstance(outcome, Exception):
        return f"{claim.id}: {outcome}"
    root = f", root seed {seed}" if seed else ""
    return f"{claim.id}: {outcome['verdict']} ({outcome['seconds']:.1f} s{root})"
