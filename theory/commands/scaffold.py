"""A new verification that runs at once, to be changed piece by piece into that of a paper."""

import keyword
import re
from pathlib import Path
from string import Template

from theory.campaigns.ledger import write_text
from theory.claims.paper import BIBLIOGRAPHY

_NAME = re.compile("[a-z][a-z0-9_]*")

_VERIFICATION = Template('''"""TODO Authors (year), on what the paper is about.

Setting: TODO the class of problems, the oracle, the algorithm and its step sizes, in your own words.

Theorem N: TODO the rate, with its constant if the paper gives one.

Instance: TODO why this instance attains the rate, or why it is the worst one known.

Not covered: TODO what else the paper claims.
"""

import jax.numpy as jnp

from theory import cite, claim, simulate, steps
from theory.methods.gradient import GradientDescent
from theory.problems.quadratic import Quadratic

PAPER = cite("$key", near=__file__)


def descend(T, step_size):
    problem = Quadratic(spectrum=jnp.geomspace(1e-6, 1.0, 200))
    return simulate(GradientDescent(step_size), problem, jnp.ones(200), T)


@claim(PAPER, r"f(x_T) - f^\\star", "O(1/T)", theorem="Theorem N", T=steps(10_000), rivals=["O(1/T²)"])
def $name(key, T):
    """Gradient descent with step size 1/L converges like 1/T on smooth convex functions."""
    return descend(T, step_size=1.0)


@$name.control("step size above 2/L")
def long_steps(key, T):
    return descend(T, step_size=2.1)
''')

_ENTRY = Template("""@misc{$key,
  title = {TODO the title of the paper},
  author = {TODO, Author},
  year = {2000}
}
""")


class ScaffoldError(ValueError):
    """A verification that cannot be made; the message says what to do."""


def scaffold(folder: Path, field: str, name: str) -> tuple[Path, Path]:
    """Write ``folder/field/name.py`` and an entry for its paper, and return verification and bibliography.

    Args:
        folder: that of the verifications; its bibliography gets the entry, and is made where there is none.
        field: the field of research.
        name: of the verification.

    Raises:
        ScaffoldError: a name is no lower-case identifier, or the verification or the entry exists already.
    """
    for part in (field, name):
        if not _NAME.fullmatch(part) or keyword.iskeyword(part):
            raise ScaffoldError(f"{part!r}: take lower-case letters, digits and underscores, as in last_iterate")
    path, bibliography = folder / field / f"{name}.py", folder / BIBLIOGRAPHY
    if path.exists():
        raise ScaffoldError(f"{path} exists already: choose another name")
    entries = bibliography.read_text(encoding="utf-8") if bibliography.exists() else ""
    if re.search(rf"@\w+\{{\s*{name}\s*,", entries):
        raise ScaffoldError(f"{bibliography} has an entry {name} already: choose another name")
    write_text(bibliography, entries + ("\n" if entries else "") + _ENTRY.substitute(key=name))
    write_text(path, _VERIFICATION.substitute(key=name, name=_free(name)))
    return path, bibliography


def _free(name: str) -> str:
    """A name for the claim's function that hides nothing in the file."""
    return f"{name}_claim" if name in _VERIFICATION.template else name
