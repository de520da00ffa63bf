"""``theory check``."""

import json
import sys
from pathlib import Path

import click

from theory.campaigns.ledger import evidence_record
from theory.decision.checks import check, read_curves
from theory.decision.curves import CurveError
from theory.decision.mode import Quantile
from theory.decision.verdict import Evidence
from theory.rates.names import RateError
from theory.rates.rate import Rate

# 2 is click's status for wrong usage and bad input.
STATUS = {"CONFIRMED": 0, "CONSISTENT": 0, "REFUTED": 1, "INCONCLUSIVE": 3}


@click.command()
@click.argument("rate")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON record per file.")
@click.option(
    "--quantile",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Judge a quantile over seeds.",
)
def command(rate: str, files: tuple[Path, ...], as_json: bool, quantile: float | None) -> None:
    """Decide whether the error curves in FILES obey RATE, for instance "O(1/sqrt(T))".

    A file is CSV: a header line, the variable in the first column, then one column per seed.

    Exit status: 0 the rate holds (CONFIRMED or CONSISTENT) in every file, 1 REFUTED in some file,
    3 INCONCLUSIVE in some file and REFUTED in none, 2 bad input.
    """
    try:
        parsed = Rate(rate)
        curves = [read_curves(path, parsed) for path in files]
        mode = None if quantile is None else Quantile(quantile)
        found = [check(parsed, item, mode=mode) for item in curves]
    except (CurveError, RateError) as error:
        raise click.UsageError(str(error)) from error
    for path, evidence in zip(files, found, strict=True):
        click.echo(_json(path, parsed, evidence) if as_json else f"{path}: {_text(evidence)}")
    statuses = {STATUS[evidence.verdict] for evidence in found}
    sys.exit(1 if 1 in statuses else max(statuses))


def _text(evidence: Evidence) -> str:
    lines = [evidence.summary()]
    if evidence.resolution is not None:
        lines.append(f"  a rate whose exponent is off by {evidence.resolution:.2g} would have been rejected")
    return "\n".join([*lines, *(f"  {note}" for note in evidence.notes)])


def _json(path: Path, rate: Rate, evidence: Evidence) -> str:
    return json.dumps({"file": str(path), "rate": str(rate), **evidence_record(evidence)}, ensure_ascii=False)
