"""What a verdict depends on, as one hash: sources, settings, root seed and versions.

A record whose fingerprint is that of the claim as it stands need not be computed again.
"""

import ast
import hashlib
import json
import platform
import sysconfig
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec, resolve_name
from pathlib import Path

from theory import IMPORTED
from theory.claims.claim import Claim

_PACKAGES = {
    "theory": "theory-verification",
    "jax": "jax",
    "jaxlib": "jaxlib",
    "optax": "optax",
    "equinox": "equinox",
    "numpy": "numpy",
    "scipy": "scipy",
}
_INSTALLED = tuple(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "purelib", "platlib"))


def fingerprint(claim: Claim, seed: int) -> str | None:
    """Hash of all that the record of a claim under a root seed depends on; None if a source changed since its import.

    That is: the verification's file and every module of this package, or of the user's own code, that it or the
    decision imports, directly or not; the paper; the values of the axes and the numbers of seeds; the root seed; and
    the versions of the installed packages.
    """
    files = sources(claim.source[0])
    if any(path.stat().st_mtime > IMPORTED for path in files.values()):
        return None
    parts = {
        "claim": claim.id,
        "sources": {name: _digest(path.read_bytes()) for name, path in files.items()},
        "paper": repr(claim.paper),
        "axes": {name: axis.values.tolist() for name, axis in claim.axes.items()},
        "seeds": [claim.seeds, claim.most_seeds],
        "root": seed,
        "versions": versions(),
    }
    return _digest(json.dumps(parts, sort_keys=True).encode())


def versions() -> dict[str, str]:
    """Versions of the packages that a result depends on."""
    found = {"python": platform.python_version()}
    for name, distribution in _PACKAGES.items():
        try:
            found[name] = version(distribution)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def sources(verification: Path) -> dict[str, Path]:
    """A verification's file and those of the modules that are run with it, by module; installed packages left out.

    Imports are read from the source, so modules that are imported inside functions count and nothing is executed
    but the packages that contain them.
    """
    found = {"": verification}
    waiting = {*_imports(verification, ""), "theory.campaigns.campaign"}
    while waiting:
        name = waiting.pop()
        path = _source(name)
        if path is not None:
            found[name] = path
            package = name if path.name == "__init__.py" else name.rpartition(".")[0]
            waiting |= _imports(path, package) - found.keys()
    return found


def _imports(path: Path, package: str) -> frozenset[str]:
    return _imports_of(path, path.stat().st_mtime_ns, package)


@lru_cache(maxsize=1024)
def _imports_of(path: Path, modified: int, package: str) -> frozenset[str]:
    """Names that may be modules in the import statements of a file, with the packages above them."""
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = resolve_name("." * node.level + (node.module or ""), package)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    parts = [name.split(".") for name in names]
    return frozenset(".".join(name[:depth]) for name in parts for depth in range(1, len(name) + 1))


@lru_cache(maxsize=4096)
def _source(name: str) -> Path | None:
    """The source file of a module of this package or of the user's own code; None for everything else."""
    if "." in name and _source(name.rpartition(".")[0]) is None:
        return None
    try:
        spec = find_spec(name)
    except (ImportError, AttributeError, ValueError):
        return None
    if spec is None or spec.origin is None or not spec.origin.endswith(".py"):
        return None
    path = Path(spec.origin).resolve()
    installed = any(path.is_relative_to(folder) for folder in _INSTALLED)
    return path if name.split(".")[0] == "theory" or not installed else None


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
