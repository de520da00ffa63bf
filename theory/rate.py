"""Rates as people write them: ``O(1/T)``, ``Õ(1/sqrt(M*K*T))``, ``exp(-Ω(α² T))``.

A small parser of its own reads the text (nothing is evaluated, and errors point at the place); sympy does the
algebra and the LaTeX. A run of Latin letters is one variable, so write ``M*K*T`` or ``M K T``, never ``MKT``, for a
product; Greek letters are variables of one letter, and may be spelled out (``alpha``). Variables are positive.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import sympy  # type: ignore[import-untyped]


class RateError(ValueError):
    """A rate cannot be read or evaluated; for syntax, the message shows the text with the place marked."""

    @classmethod
    def at(cls, text: str, place: int, problem: str) -> "RateError":
        """An error at a place of the text."""
        return cls(f"{problem}\n  {text}\n  {' ' * place}^")


class Relation(StrEnum):
    """Which side of the error a rate bounds."""

    UPPER = "O"
    LOWER = "Ω"
    BOTH = "Θ"


@dataclass(frozen=True)
class Rate:
    """A symbolic rate.

    Attributes:
        text: what was written.
        parameters: numbers that replace symbols, e.g. ``Rate("Θ(n^(-2γ/(γ+d)))", γ=1, d=2)``.
        relation: the relation as written; inside an exponential it speaks of the exponent.
        up_to_logs: whether factors polynomial in logarithms are ignored (Õ, Ω̃, Θ̃).
        expression: the rate, or for exponential rates the exponent g of exp(±g), as a sympy expression.
        sign: 0 for plain rates, -1 for exp(-…), +1 for exp(…).

    Raises:
        RateError: the text cannot be parsed.
    """

    text: str
    parameters: tuple[tuple[str, float], ...]
    relation: Relation
    up_to_logs: bool
    expression: Any
    sign: int
    variables: tuple[str, ...]

    def __init__(self, text: str, **parameters: float) -> None:
        parsed = _Parser(text).rate()
        values = {_symbol(_letter(name)): sympy.nsimplify(value) for name, value in parameters.items()}
        expression = sympy.powsimp(parsed.expression.subs(values))
        names = {symbol.name for symbol in expression.free_symbols}
        order = dict.fromkeys(name for name in parsed.names if name in names)
        self._fill(text, tuple(parameters.items()), parsed.relation, parsed.up_to_logs, expression, parsed.sign, order)

    def _fill(self, *values: Any) -> None:
        for name, value in zip(self.__dataclass_fields__, values, strict=True):
            object.__setattr__(self, name, tuple(value) if name == "variables" else value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rate) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Any, ...]:
        return self.relation, self.up_to_logs, self.sign, self.expression

    @property
    def is_exponential(self) -> bool:
        """Whether the rate is exp(±g)."""
        return self.sign != 0

    @property
    def upper(self) -> bool:
        """Whether the error is bounded from above."""
        return self.relation is Relation.BOTH or (self.relation is Relation.UPPER) == (self.sign >= 0)

    @property
    def lower(self) -> bool:
        """Whether the error is bounded from below."""
        return self.relation is Relation.BOTH or not self.upper

    def evaluate(self, **values: Any) -> np.ndarray:
        """The expression at these values (for exponential rates, the exponent g), broadcast.

        Raises:
            RateError: a variable is missing or unknown.
        """
        if set(values) != set(self.variables):
            given, wanted = ", ".join(sorted(values)) or "none", ", ".join(self.variables) or "none"
            raise RateError(f"the rate {self} has the variables {wanted}; given were {given}")
        function = _compiled(self.expression, self.variables)
        with np.errstate(over="ignore", divide="ignore"):
            return np.asarray(function(*(np.asarray(values[name], dtype=float) for name in self.variables)))

    def log(self, **values: Any) -> np.ndarray:
        """Logarithm of the expression."""
        return np.log(self.evaluate(**values))

    def decay(self, **values: Any) -> np.ndarray:
        """The exponent g of an exponential rate exp(±g)."""
        return self.evaluate(**values)

    def local_exponent(self, variable: str, **values: Any) -> np.ndarray:
        """Logarithmic derivative of the expression with respect to one variable: its exponent, for a power."""
        symbol = _symbol(variable)
        derivative = sympy.simplify(symbol * sympy.diff(self.expression, symbol) / self.expression)
        function = _compiled(derivative, self.variables)
        return np.asarray(function(*(np.asarray(values[name], dtype=float) for name in self.variables)))

    @cached_property
    def exponents(self) -> dict[str, float]:
        """Exponent of each variable in which the expression is a power, logarithms set aside."""
        found = {}
        for name in self.variables:
            symbol = _symbol(name)
            exponent = sympy.simplify(symbol * sympy.diff(self.expression, symbol) / self.expression)
            exponent = exponent.subs(sympy.log(symbol), sympy.oo) if exponent.has(sympy.log(symbol)) else exponent
            if exponent.is_number and exponent.is_finite:
                found[name] = float(exponent)
        return found

    def shift(self, variable: str, factor: float) -> "Rate":
        """The neighbouring rate whose exponent of ``variable`` is multiplied by ``factor``.

        Raises:
            RateError: the rate is no power of this variable.
        """
        if variable not in self.exponents:
            raise RateError(f"the rate {self} is no power of {variable}; its powers are {', '.join(self.exponents)}")
        exponent = sympy.nsimplify(self.exponents[variable], rational=True)
        change = exponent * (sympy.nsimplify(factor, rational=True) - 1)
        return self._with(expression=self.expression * _symbol(variable) ** change)

    def with_relation(self, relation: Relation) -> "Rate":
        """The same expression under another relation."""
        return self._with(relation=relation)

    def _with(self, **changes: Any) -> "Rate":
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__} | changes
        moved = object.__new__(Rate)
        moved._fill(*fields.values())
        moved._fill(*(fields | {"text": moved._write(), "parameters": ()}).values())
        return moved

    def rivals(self) -> tuple["Rate", ...]:
        """Two-sided neighbours: every exponent moved by a quarter and by a half, up and down."""
        both = self.with_relation(Relation.BOTH)
        return tuple(both.shift(name, f) for name in self.exponents for f in (0.5, 0.75, 1.25, 1.5))

    def __str__(self) -> str:
        return self.text if not self.parameters else self._write()

    def _write(self) -> str:
        inner = str(self.expression).replace("**", "^")
        relation = self.relation + ("̃" if self.up_to_logs else "")
        return f"{relation}({inner})" if not self.sign else f"exp({'-' if self.sign < 0 else ''}{relation}({inner}))"

    def __repr__(self) -> str:
        return f"Rate({str(self)!r})"

    def latex(self) -> str:
        """LaTeX of the rate, without dollar signs."""
        letter = {"O": "O", "Ω": r"\Omega", "Θ": r"\Theta"}[self.relation]
        head = rf"\tilde{{{letter}}}" if self.up_to_logs else letter
        body = rf"{head}\left({sympy.latex(self.expression)}\right)"
        return body if not self.sign else rf"e^{{{'-' if self.sign < 0 else ''}{body}}}"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"


def _symbol(name: str) -> Any:
    return sympy.Symbol(name, positive=True)


@lru_cache(maxsize=512)
def _compiled(expression: Any, variables: tuple[str, ...]) -> Any:
    return sympy.lambdify([_symbol(name) for name in variables], expression, modules="numpy")


_GREEK = dict(
    zip(
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi chi psi omega".split(),
        "αβγδεζηθικλμνξρστφχψω",
        strict=True,
    )
)
_FUNCTIONS = {"log": sympy.log, "ln": sympy.log, "sqrt": sympy.sqrt, "exp": sympy.exp}
_RELATIONS = {
    "O": Relation.UPPER, "Ω": Relation.LOWER, "Ω": Relation.LOWER, "Omega": Relation.LOWER,
    "Θ": Relation.BOTH, "Theta": Relation.BOTH,
}  # fmt: skip
_TILDED = {"Õ": "O", "Otilde": "O", "Omegatilde": "Omega", "Thetatilde": "Theta"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᐟ", "0123456789-+/")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<word>(?:O|Ω|Ω|Θ)̃|[A-Za-zÕ]+(?:_\w+)?|[α-ωΑ-Ωκ-ϵ](?:_\w+)?)"
    r"|(?P<super>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+)|(?P<op>\*\*|[-+*/^()√~·×−]))"
)


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: int


@dataclass(frozen=True)
class _Parsed:
    relation: Relation
    up_to_logs: bool
    expression: Any
    sign: int
    names: tuple[str, ...]


def _letter(word: str) -> str:
    name, _, index = word.partition("_")
    return "_".join(filter(None, [_GREEK.get(name, name), index]))


class _Parser:
    """Recursive descent: rate → sum → product → power → atom."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokens()
        self.names: list[str] = []

    def _tokens(self) -> list[_Token]:
        found, place = [], 0
        end = len(self.text.rstrip())
        while place < end:
            match = _TOKEN.match(self.text, place)
            if match is None or match.lastgroup is None:
                start = place + len(self.text[place:]) - len(self.text[place:].lstrip())
                raise RateError.at(self.text, start, f"cannot read {self.text[start]!r} in a rate")
            text = match[match.lastgroup].replace("−", "-").replace("·", "*").replace("×", "*")
            found.append(_Token(match.lastgroup, text, match.start(match.lastgroup)))
            place = match.end()
        return [*found, _Token("end", "", end)]

    def fail(self, expected: str) -> RateError:
        token = self.tokens[0]
        got = repr(token.text) if token.text else "the end"
        return RateError.at(self.text, token.place, f"expected {expected}, found {got}")

    def take(self, *texts: str) -> bool:
        if self.tokens[0].text in texts and self.tokens[0].kind in ("op", "word"):
            self.tokens.pop(0)
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.fail(f"{text!r}")

    def rate(self) -> _Parsed:
        sign = 0
        if self.take("exp"):
            self.need("(")
            sign = -1 if self.take("-") else 1
        relation, up_to_logs = self.relation()
        self.need("(")
        expression = self.sum()
        self.need(")")
        if sign:
            self.need(")")
        if self.tokens[0].kind != "end":
            raise self.fail("the end of the rate")
        return _Parsed(relation, up_to_logs, expression, sign, tuple(dict.fromkeys(self.names)))

    def relation(self) -> tuple[Relation, bool]:
        tilde = self.take("~")
        word = self.tokens[0].text
        plain = _TILDED.get(word, word).removesuffix("̃")
        if self.tokens[0].kind != "word" or plain not in _RELATIONS:
            raise self.fail("O, Ω, Θ, Õ (or Omega, Theta, Otilde), possibly inside exp(-…)")
        self.tokens.pop(0)
        return _RELATIONS[plain], tilde or plain != word

    def sum(self) -> Any:
        total = -self.product() if self.take("-") else self.product()
        while True:
            if self.take("+"):
                total = total + self.product()
            elif self.take("-"):
                total = total - self.product()
            else:
                return total

    def product(self) -> Any:
        result = self.power()
        while True:
            if self.take("*"):
                result = result * self.power()
            elif self.take("/"):
                result = result / self.power()
            elif self.tokens[0].kind in ("number", "word") or self.tokens[0].text in ("(", "√"):
                result = result * self.power()
            else:
                return result

    def power(self) -> Any:
        base = self.atom()
        if self.tokens[0].kind == "super":
            token = self.tokens.pop(0)
            try:
                return base ** sympy.Integer(int(token.text.translate(_SUPERSCRIPTS)))
            except ValueError:
                raise RateError.at(self.text, token.place, "expected an integer superscript") from None
        if self.take("^", "**"):
            negative = self.take("-")
            exponent = self.power()
            return base ** (-exponent if negative else exponent)
        return base

    def atom(self) -> Any:
        token = self.tokens[0]
        if token.kind == "number":
            self.tokens.pop(0)
            return sympy.Rational(token.text)
        if self.take("("):
            inner = self.sum()
            self.need(")")
            return inner
        if self.take("√"):
            return sympy.sqrt(self.atom())
        if token.kind == "word" and token.text in _FUNCTIONS:
            self.tokens.pop(0)
            return self.call(_FUNCTIONS[token.text])
        if token.kind == "word" and token.text not in _RELATIONS and token.text not in _TILDED:
            self.tokens.pop(0)
            self.names.append(_letter(token.text))
            return _symbol(self.names[-1])
        raise self.fail("a number, a variable, log, sqrt or '('")

    def call(self, function: Any) -> Any:
        """A function with its argument in parentheses, or ``log T`` and ``log² T`` without."""
        power = sympy.Integer(1)
        if self.tokens[0].kind == "super":
            power = sympy.Integer(int(self.tokens.pop(0).text.translate(_SUPERSCRIPTS)))
        elif self.take("^"):
            power = self.atom()
        return function(self.atom()) ** power
