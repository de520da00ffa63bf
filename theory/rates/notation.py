"""The notation of rates: what the rules of the grammar ``notation.lark`` mean in sympy.

Nothing is ever evaluated as code, and a message points at the place where the text cannot be read.
"""

import math
import numbers
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

import sympy
from lark import Lark, Token, Tree, UnexpectedCharacters, UnexpectedToken

from theory.rates.names import RateError, Relation, canonical, listed, present, rational, symbol

_DIGITS = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_FUNCTIONS = dict(log=sympy.log, ln=sympy.log, exp=sympy.exp, sqrt=sympy.sqrt, abs=sympy.Abs) | {"√": sympy.sqrt}
_ALLOWED = (sympy.Rational, sympy.Symbol, sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.Abs)
_CONSTANTS = (sympy.E, sympy.pi)
_LARGEST_BITS = 1000

# What to ask for where the parser would accept a token of this kind; the first that applies.
_EXPECTED = {
    "$END": "the end; one relation goes around the whole rate",
    "RPAR": "an operator or ')'",
    "RSQB": "an operator or ']'",
    "RBRACE": "an operator or '}'",
    "NUMBER": "a number, a variable, a function or '('",
    "EXP": "a relation such as O(...), or exp(-Ω(...))",
    "RELATION": "a relation: Ω(...), O(...) or Θ(...)",
    "LPAR": "'(' after exp",
}

Part = Token | Tree[Token]


class _UnreadableError(Exception):
    """What is expected, and the part of the text that stands there instead."""


def read(text: str, parameters: Mapping[str, float]) -> dict[str, Any]:
    """The fields of the rate that a text denotes, with numbers for some of its variables.

    Raises:
        RateError: the text is no rate, or a parameter does not occur in it.
    """
    text = "".join(map(_plain, unicodedata.normalize("NFC", text)))
    given = {canonical(name): _parameter(text, name, value) for name, value in parameters.items()}
    try:
        tree = _parser().parse(text)
        names = _names(tree, text)
        if unused := [name for name in given if name not in names]:
            raise RateError(f"{text} has no {listed(unused)}; it has {listed(names)}")
        return _fields(tree, names, given)
    except UnexpectedCharacters as error:
        expected, start = "a number, a name, an operator or a bracket", error.pos_in_stream
    except UnexpectedToken as error:
        expected, start = _expected(error), len(text) if error.token.type == "$END" else error.token.start_pos
    except _UnreadableError as error:
        expected, part = error.args
        start = part.start_pos if isinstance(part, Token) else part.meta.start_pos
    except RecursionError:
        expected, start = "less nesting", 0
    columns = sum(not unicodedata.combining(letter) for letter in text[:start])
    raise RateError(f"expected {expected}\n    {text}\n    {' ' * columns}^")


@cache
def _parser() -> Lark:
    options = {"parser": "lalr", "lexer": "basic", "propagate_positions": True}
    return Lark.open("notation.lark", rel_to=__file__, start="rate", **options)


def _expected(error: UnexpectedToken) -> str:
    if error.token.type == "RELATION":
        return "no relation inside: O, Ω and Θ stand outside, or directly inside exp"
    return next(text for kind, text in _EXPECTED.items() if kind in error.accepts)


def _names(tree: Tree[Token], text: str) -> tuple[str, ...]:
    """The variables in order of appearance."""
    tokens = list(tree.scan_values(lambda leaf: isinstance(leaf, Token) and leaf.type == "NAME"))
    for token in tokens:
        if len(canonical(token).split("_")[0]) > 1 and text.startswith(("(", "[", "{"), token.end_pos):
            raise _UnreadableError(f"one of the functions {', '.join(_FUNCTIONS)}, or '*' after {token}", token)
    return tuple(dict.fromkeys(name for name in map(canonical, tokens) if name != "π"))


def _fields(tree: Tree[Token], names: tuple[str, ...], given: Mapping[str, sympy.Expr]) -> dict[str, Any]:
    head, body = tree.children
    is_exponential = tree.data != "rate"
    expression = _value(body, given)
    if not all(map(_is_admissible, sympy.preorder_traversal(expression))):
        raise _UnreadableError("an expression with a finite real value", body)
    if expression.is_nonpositive:
        raise _UnreadableError("a positive expression", body)
    if any(_bits(number) > _LARGEST_BITS for number in expression.atoms(sympy.Rational)):
        raise _UnreadableError("numbers of ordinary size", body)
    if is_exponential and not expression.free_symbols:
        raise _UnreadableError("an exponent with a variable in it", body)
    bare = re.sub("~|tilde|\u0303|\\s", "", unicodedata.normalize("NFD", str(head)))
    return {
        "relation": Relation(canonical(bare)),
        "expression": expression,
        "up_to_logs": bare != head,
        "is_exponential": is_exponential,
        "sign": -1 if tree.data == "decay" else 1,
        "variables": present(names, expression),
    }


def _value(part: Part, given: Mapping[str, sympy.Expr]) -> sympy.Expr:
    """The expression that a part of the text stands for: a token, or a tree named by the rule it obeys."""
    match part:
        case Token("NAME"):
            name = canonical(part)
            return sympy.pi if name == "π" else given.get(name, symbol(name))
        case Token("NUMBER" | "SUPERSCRIPT"):
            digits = part.translate(_DIGITS)
            if digits.strip("+-0.") and not 1e-300 < abs(float(digits)) < 1e300:
                raise _UnreadableError("a number of ordinary size", part)
            return sympy.Rational(digits)
        case Tree("sum", terms):
            return sympy.Add(*(_value(term, given) for term in terms))
        case Tree("product", factors):
            return sympy.Mul(*(_value(factor, given) for factor in factors))
        case Tree("negative", [inside]):
            return -_value(inside, given)
        case Tree("denominator", [inside]):
            denominator = _value(inside, given)
            if denominator.is_zero:
                raise _UnreadableError("a denominator other than nought", part)
            return 1 / denominator
        case Tree("power", [base, exponent]):
            return _raised(_value(base, given), _value(exponent, given), part)
        case Tree("call", [function, argument]):
            return _FUNCTIONS[str(function)](_value(argument, given))
        case Tree("call", [function, exponent, argument]):
            return _raised(_FUNCTIONS[str(function)](_value(argument, given)), _value(exponent, given), part)
        case Tree("ambiguous_call", [function, *_, following]):
            raise _UnreadableError(f"parentheses around the argument of {function}, or '*'", following)
        case Tree("after_denominator"):
            raise _UnreadableError("parentheses around the denominator, or '*'", part)
        case Tree("stray_number"):
            raise _UnreadableError("an operator before the number", part)
        case Tree("fraction", [_, slash]):
            raise _UnreadableError("parentheses around the exponent, as in T^(1/2)", slash)
    raise AssertionError(part)


def _raised(base: sympy.Expr, exponent: sympy.Expr, part: Tree[Token]) -> sympy.Expr:
    size = max(map(_bits, base.atoms(sympy.Rational)), default=0)
    if size and exponent.is_number and size * _magnitude(exponent) > _LARGEST_BITS:
        raise _UnreadableError("a smaller power", part)
    below_one = base.is_Rational and 0 < base < 1
    return (1 / base) ** -exponent if below_one else base**exponent


def _parameter(text: str, name: str, value: float) -> sympy.Rational:
    if not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise RateError(f"{text}: the parameter {name} must be a finite number, got {value!r}")
    return rational(value)


def _plain(letter: str) -> str:
    """One letter as Python normalises it in identifiers; any space as a blank."""
    if letter.isspace():
        return " "
    normal = unicodedata.normalize("NFKC", letter)
    raised = unicodedata.decomposition(letter).startswith(("<super>", "<sub>"))
    return normal if letter.isalpha() and len(normal) == 1 and not raised else letter


def _bits(number: sympy.Rational) -> int:
    return max(int(number.p).bit_length(), int(number.q).bit_length())


def _is_admissible(node: sympy.Basic) -> bool:
    known = isinstance(node, _ALLOWED) or node in _CONSTANTS
    return known and bool(node.is_real or not node.is_number)


def _magnitude(number: sympy.Expr) -> float:
    try:
        return abs(complex(number))
    except (TypeError, ValueError, OverflowError):
        return math.inf
