"""The notation of rates: a tokeniser and a parser by recursive descent that builds sympy expressions.

Nothing is ever evaluated as code, and a message points at the place where the text cannot be read.
"""

import math
import numbers
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sympy

from theory.names import RateError, Relation, canonical, listed, present, rational, symbol

_FROM_SUPERSCRIPT = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_FUNCTIONS = {"log": sympy.log, "ln": sympy.log, "exp": sympy.exp, "sqrt": sympy.sqrt, "abs": sympy.Abs}
_RELATIONS = {"O": Relation.O, "Ω": Relation.Ω, "Omega": Relation.Ω, "Θ": Relation.Θ, "Theta": Relation.Θ}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPERATORS = {"**": "^", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "−": "-", "–": "-"}
_ALLOWED = (sympy.Rational, sympy.Symbol, sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log, sympy.Abs)
_CONSTANTS = (sympy.E, sympy.pi)
_LARGEST_BITS = 1000

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<relation>~?\s*(?:Õ|(?:Omega|Theta|O|Ω|Θ)(?:tilde|\u0303)?)(?=\s*\())
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<superscript>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    |(?P<name>(?:[A-Za-z][A-Za-z0-9]*|[α-ωΑ-Ω])(?:_[A-Za-z0-9α-ω]+)*[₀-₉]*)
    |(?P<operator>\*\*|[-+*/^×·⋅∙÷−–])
    |(?P<root>√)
    |(?P<open>[(\[{])
    |(?P<close>[)\]}])
    |(?P<end>$)
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def starts_factor(self) -> bool:
        return self.kind in ("number", "name", "root", "open")


def read(text: str, parameters: Mapping[str, float]) -> dict[str, Any]:
    """The fields of the rate that a text denotes, with numbers for some of its variables.

    Raises:
        RateError: the text is no rate, or a parameter does not occur in it.
    """
    return _Parser(text, parameters).rate()


class _Parser:
    """Recursive descent over the tokens; every expression is built as it is read."""

    def __init__(self, text: str, parameters: Mapping[str, float]) -> None:
        self._text = "".join(map(_plain, unicodedata.normalize("NFC", text)))
        self._tokens = list(self._tokenised())
        self._position = 0
        self._names: list[str] = []
        self._parameters = {canonical(name): self._parameter(name, x) for name, x in parameters.items()}

    def rate(self) -> dict[str, Any]:
        """The fields of a rate."""
        try:
            return self._rate()
        except RecursionError:
            raise self._error("less nesting", self._token) from None

    def _rate(self) -> dict[str, Any]:
        exponential, sign = self._token.text == "exp" and self._ahead(1).kind == "open", 1
        opened = []
        if exponential:
            self._advance()
            opened.append(self._advance())
            sign = -1 if self._take("-") else 1
        if self._token.kind != "relation":
            wanted = "a relation: Ω(...), O(...) or Θ(...)" if exponential else "a relation such as O(...)"
            raise self._error(wanted + (", or exp(-Ω(...))" if not exponential else ""), self._token)
        head = self._advance().text
        opened.append(self._advance())
        start = self._token
        expression = self._sum()
        for bracket in reversed(opened):
            self._close(bracket)
        if self._token.kind != "end":
            raise self._error("the end; one relation goes around the whole rate", self._token)
        self._check(expression, start)
        if exponential and not expression.free_symbols:
            raise self._error("an exponent with a variable in it", start)
        return {
            "relation": _RELATIONS[_bare(head)],
            "expression": expression,
            "up_to_logs": _bare(head) != head,
            "is_exponential": exponential,
            "sign": sign,
            "variables": present(tuple(self._names), expression),
        }

    def _check(self, expression: sympy.Expr, start: _Token) -> None:
        unused = [name for name in self._parameters if name not in self._names]
        if unused:
            raise RateError(f"{self._text} has no {listed(unused)}; it has {listed(self._names)}")
        if not all(map(_is_admissible, sympy.preorder_traversal(expression))):
            raise self._error("an expression with a finite real value", start)
        if expression.is_nonpositive:
            raise self._error("a positive expression", start)
        if any(_bits(number) > _LARGEST_BITS for number in expression.atoms(sympy.Rational)):
            raise self._error("numbers of ordinary size", start)

    # One method for each level of the grammar.

    def _sum(self) -> sympy.Expr:
        terms = [self._product()]
        while self._token.text in ("+", "-"):
            terms.append(self._product() if self._advance().text == "+" else -self._product())
        return sympy.Add(*terms)

    def _product(self) -> sympy.Expr:
        if self._take("-"):
            return -self._product()
        self._take("+")
        factors, last = [self._signed_power()], "*"
        while True:
            if self._token.text in ("*", "/"):
                last, start = self._advance().text, self._token
                factor = self._signed_power()
                if last == "/" and factor.is_zero:
                    raise self._error("a denominator other than nought", start)
                factors.append(factor if last == "*" else 1 / factor)
            elif self._token.starts_factor:
                if last == "/":
                    raise self._error("parentheses around the denominator, or '*'", self._token)
                if self._token.kind == "number":
                    raise self._error("an operator before the number", self._token)
                factors.append(self._power())
            else:
                return sympy.Mul(*factors)

    def _signed_power(self) -> sympy.Expr:
        return -self._signed_power() if self._take("-") else self._power()

    def _power(self) -> sympy.Expr:
        token = self._token
        base = self._atom()
        if self._token.kind == "superscript" or self._token.text == "^":
            return self._raised(base, self._exponent(), token)
        return base

    def _exponent(self) -> sympy.Expr:
        """After ``^`` a signed power, or superscript digits."""
        if self._token.kind == "superscript":
            return sympy.Integer(int(self._advance().text.translate(_FROM_SUPERSCRIPT)))
        self._advance()
        exponent = self._signed_power()
        if self._ahead(-1).kind == "number" and self._token.text == "/" and self._ahead(1).kind == "number":
            raise self._error("parentheses around the exponent, as in T^(1/2)", self._token)
        return exponent

    def _raised(self, base: sympy.Expr, exponent: sympy.Expr, token: _Token) -> sympy.Expr:
        size = max(map(_bits, base.atoms(sympy.Rational)), default=0)
        if size and exponent.is_number and size * _magnitude(exponent) > _LARGEST_BITS:
            raise self._error("a smaller power", token)
        below_one = base.is_Rational and 0 < base < 1
        return (1 / base) ** -exponent if below_one else base**exponent

    def _atom(self) -> sympy.Expr:
        token = self._token
        if token.kind == "number":
            return self._number(self._advance())
        if token.kind == "open":
            return self._bracket()
        if token.kind == "root" or token.text in _FUNCTIONS:
            return self._call()
        if token.kind == "name":
            return self._variable(self._advance())
        if token.kind == "relation":
            raise self._error("no relation inside: O, Ω and Θ stand outside, or directly inside exp", token)
        raise self._error("a number, a variable, a function or '('", token)

    def _bracket(self) -> sympy.Expr:
        bracket = self._advance()
        inside = self._sum()
        self._close(bracket)
        return inside

    def _call(self) -> sympy.Expr:
        """A function of a bracket or, as in ``log T``, of one bare power; ``log² T`` is ``(log T)²``."""
        token = self._advance()
        function = sympy.sqrt if token.kind == "root" else _FUNCTIONS[token.text]
        power = self._exponent() if self._token.kind == "superscript" or self._token.text == "^" else None
        if self._token.kind == "open":
            value = function(self._bracket())
        else:
            value = function(self._power())
            following = self._token
            if following.starts_factor and following.kind != "root" and following.text not in _FUNCTIONS:
                raise self._error(f"parentheses around the argument of {token.text}, or '*'", following)
        return value if power is None else self._raised(value, power, token)

    def _variable(self, token: _Token) -> sympy.Expr:
        after = token.start + len(token.text)
        name = canonical(token.text)
        if self._token.kind == "open" and self._token.start == after and len(name.split("_")[0]) > 1:
            raise self._error(f"one of the functions {', '.join(_FUNCTIONS)}, or '*' after {name}", token)
        if name == "π":
            return sympy.pi
        if name not in self._names:
            self._names.append(name)
        return self._parameters.get(name, symbol(name))

    def _number(self, token: _Token) -> sympy.Expr:
        value = float(token.text)
        if not (1e-300 < value < 1e300 or not token.text.lower().split("e")[0].strip("0.")):
            raise self._error("a number of ordinary size", token)
        return sympy.Rational(token.text) if value else sympy.Integer(0)

    # Tokens and errors.

    def _tokenised(self) -> list[_Token]:
        tokens: list[_Token] = []
        position = 0
        while not tokens or tokens[-1].kind != "end":
            match = _TOKEN.match(self._text, position)
            if match is None:
                bad = len(self._text) - len(self._text[position:].lstrip())
                token = _Token("", self._text[bad], bad)
                raise self._error("a number, a name, an operator or a bracket", token)
            kind = str(match.lastgroup)
            text = _OPERATORS.get(match[kind], match[kind])
            tokens.append(_Token(kind, text, match.start(kind)))
            position = match.end()
        return tokens

    @property
    def _token(self) -> _Token:
        return self._tokens[self._position]

    def _ahead(self, distance: int) -> _Token:
        return self._tokens[min(self._position + distance, len(self._tokens) - 1)]

    def _advance(self) -> _Token:
        self._position += 1
        return self._tokens[self._position - 1]

    def _take(self, text: str) -> bool:
        found = self._token.text == text
        self._position += found
        return found

    def _close(self, bracket: _Token) -> None:
        if self._token.text != _CLOSING[bracket.text]:
            raise self._error(f"an operator or '{_CLOSING[bracket.text]}'", self._token)
        self._advance()

    def _parameter(self, name: str, value: float) -> sympy.Rational:
        if not isinstance(value, numbers.Real) or not math.isfinite(value):
            raise RateError(f"{self._text}: the parameter {name} must be a finite number, got {value!r}")
        return rational(value)

    def _error(self, expected: str, token: _Token) -> RateError:
        columns = sum(not unicodedata.combining(letter) for letter in self._text[: token.start])
        found = f"'{token.text}'" if token.text else "the end"
        return RateError(f"expected {expected}, found {found}\n    {self._text}\n    {' ' * columns}^")


def _plain(letter: str) -> str:
    """One letter as Python normalises it in identifiers; any space as a blank."""
    if letter.isspace():
        return " "
    normal = unicodedata.normalize("NFKC", letter)
    raised = unicodedata.decomposition(letter).startswith(("<super>", "<sub>"))
    return normal if letter.isalpha() and len(normal) == 1 and not raised else letter


def _bare(relation: str) -> str:
    """A relation without its tilde."""
    return re.sub("~|tilde|\u0303|\\s", "", unicodedata.normalize("NFD", relation))


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
