"""The demos: where their notebooks lie, what they are called, and marimo, which runs them."""

import ast
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def notebooks() -> dict[str, Path]:
    """The notebooks by name: inside the installed package, or beside it in a checkout."""
    folder = next((found for found in (PACKAGE / "demos", PACKAGE.parent / "demos") if found.is_dir()), None)
    return {path.stem: path for path in sorted(folder.glob("*.py"))} if folder else {}


def title(notebook: Path) -> str:
    """The first line of a notebook's docstring; the notebook is not run."""
    docstring = ast.get_docstring(ast.parse(notebook.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def has_marimo() -> bool:
    """Whether the demos can be run."""
    return find_spec("marimo") is not None


def open_in_browser(notebook: Path) -> int:
    """Serve a notebook until it is interrupted; the exit status."""
    return _marimo("run", str(notebook))


def export(notebook: Path, page: Path) -> int:
    """Run a notebook and write what it shows as an HTML page; the exit status."""
    page.parent.mkdir(parents=True, exist_ok=True)
    return _marimo("export", "html", str(notebook), "--output", str(page), "--no-include-code", "--force")


def _marimo(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "marimo", *arguments], check=False).returncode
