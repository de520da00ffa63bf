"""Finding claims: every module two levels below a folder of verifications is imported and searched."""

import importlib.util
import sys
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType

from theory.claims.claim import Claim, ClaimError


def find_claims(folder: Path, *patterns: str) -> list[Claim]:
    """Claims declared in ``folder/<field>/<file>.py`` that match a pattern, in order of identifier.

    Args:
        folder: usually ``verifications``.
        patterns: shell patterns over ``field/file/name``, or parts of it; without any, all claims match.

    Raises:
        ClaimError: no such folder, an identifier occurs twice, or a module cannot be imported.
    """
    if not folder.is_dir():
        raise ClaimError(f"{folder}: no such folder; name the folder of verifications with --verifications")
    found: dict[str, Claim] = {}
    for path in sorted(folder.glob("*/*.py")):
        for claim in claims_of(load_module(path)):
            if claim.id in found:
                raise ClaimError(f"{claim.id}: declared in {found[claim.id].source[0]} and again in {path}")
            found[claim.id] = claim
    return [found[name] for name in sorted(found) if any(matches(name, pattern) for pattern in patterns or ("*",))]


def matches(name: str, pattern: str) -> bool:
    """Whether the identifier of a claim matches a shell pattern, or contains it."""
    return fnmatch(name, pattern) or pattern in name


def claims_of(module: ModuleType) -> list[Claim]:
    """Claims that this module declares itself (not those it imports)."""
    own = Path(str(module.__file__)).resolve()
    return [item for item in vars(module).values() if isinstance(item, Claim) and item.source[0].resolve() == own]


def load_module(path: Path) -> ModuleType:
    """Import a verification from its file.

    Raises:
        ClaimError: the module raises on import; the original error is chained.
    """
    name = f"verifications.{path.parent.name}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ClaimError(f"{path}: not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise ClaimError(f"{path}: cannot be imported: {error}") from error
    return module
