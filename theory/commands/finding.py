"""Claims by pattern, with errors that a user of the command line understands."""

from pathlib import Path

import click

from theory.claims.claim import Claim, ClaimError
from theory.claims.discover import find_claims, matches
from theory.simulation.batch import enable_compilation_cache


def find(folder: Path, *patterns: str) -> list[Claim]:
    """Claims in a folder that match a pattern; programs that are compiled from now on are kept between processes.

    Raises:
        UsageError: none matches some pattern, or a verification cannot be imported.
    """
    enable_compilation_cache()
    try:
        claims = find_claims(folder, *patterns)
    except ClaimError as error:
        raise click.UsageError(str(error)) from error
    for pattern in patterns or ("*",):
        if not any(matches(claim.id, pattern) for claim in claims):
            raise click.UsageError(f"no claim in {folder} matches {pattern!r}: theory list shows them all")
    return claims
