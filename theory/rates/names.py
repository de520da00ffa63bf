"""The names of variables and relations, shared by reading and writing."""

import re
import unicodedata
from enum import Enum

import sympy
from sympy.core.alphabets import greeks


class RateError(ValueError):
    """A rate is written wrongly, or asked for something that it does not have."""


class Relation(Enum):
    """Which side of the true error a rate bounds, up to constants."""

    O = "O"  # noqa: E741
    Ω = "Ω"
    Θ = "Θ"


def canonical(name: str) -> str:
    """The name under which a rate knows a variable: ``alpha`` is ``α``, ``T₀`` is ``T_0``."""
    plain = unicodedata.normalize("NFKC", re.sub("([₀-₉]+)$", r"_\1", name))
    letter, *subscripts = plain.split("_")
    return "_".join([_GREEK.get(letter, letter), *subscripts])


_GREEK = dict(zip(greeks, "αβγδεζηθικλμνξοπρστυφχψω", strict=True))
_GREEK |= {name.capitalize(): letter.upper() for name, letter in _GREEK.items()}
NAME_OF_GREEK = {letter: name for name, letter in _GREEK.items()}


def symbol(name: str) -> sympy.Symbol:
    """The variable of this name; all are positive."""
    return sympy.Symbol(name, positive=True)


def present(names: tuple[str, ...], expression: sympy.Expr) -> tuple[str, ...]:
    """Those of the names that occur in an expression."""
    return tuple(name for name in names if symbol(name) in expression.free_symbols)


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Names for a message."""
    return ", ".join(names) or "none"


def rational(value: float) -> sympy.Rational:
    """A number as its shortest decimal says."""
    return sympy.Rational(str(value))
