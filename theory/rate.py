"""Symbolic rates as people write them: ``O(1/T)``, ``exp(-Ω(α² T))``, ``Õ(1/sqrt(M K T))``.

The notation is read by the small parser at the end of the file, never evaluated as code; sympy does the
algebra.
"""

import math
import numbers
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
import sympy
from jaxtyping import Float
from sympy.printing.latex import LatexPrinter


class RateError(ValueError):
    """A rate is written wrongly, or asked for something that it does not have."""


class Relation(Enum):
    """Which side of the true error a rate bounds, up to constants."""

    O = "O"  # noqa: E741
    Ω = "Ω"
    Θ = "Θ"


@dataclass(frozen=True, init=False, repr=False)
class Rate:
    """A rate in named positive variables, up to constants: immutable, hashable, comparable.

    A rate is a relation around an expression, ``O(...)``, ``Ω(...)`` or ``Θ(...)`` (also ``Omega``,
    ``Theta``), with a tilde for "up to logarithms" (``Õ``, ``~O``, ``Otilde``); or an exponential,
    ``exp(-Ω(...))`` for an error that decays and ``exp(Ω(...))`` for one that grows. Products may be
    implicit: ``α² T``, ``2γ``, ``T log T``. Powers are ``T^2``, ``T**2`` or ``T²``. Functions: ``log``,
    ``ln``, ``sqrt`` or ``√``, ``exp``, ``abs``. ``π`` is the number.

    A run of Latin letters is ONE variable: ``MKT`` is not ``M K T``. A Greek letter is a variable on its
    own, and its name in ASCII means the letter: ``alpha^2 T`` is ``α² T``. Subscripts belong to the name:
    ``T_0``. What could be read in two ways (``1/M T``, ``log M T``, ``T^1/2``) is refused.

    Attributes:
        relation: the relation to the expression; of an exponential, to the exponent.
        expression: what stands inside the relation; of an exponential, the exponent without its sign.
        up_to_logs: whether logarithmic factors are left open (the tilde).
        is_exponential: whether the rate is ``exp(±relation(expression))``.
        sign: of the exponent: -1 where the error decays exponentially, otherwise 1.
        variables: the free variables in order of appearance.

    Args:
        text: the rate.
        **parameters: numbers for some of the variables.

    Raises:
        RateError: the text is no rate; the message points at the place. Or a parameter does not occur in it.
    """

    relation: Relation
    expression: sympy.Expr
    up_to_logs: bool
    is_exponential: bool
    sign: int
    variables: tuple[str, ...] = field(compare=False)

    def __init__(self, text: str, /, **parameters: float) -> None:
        if not isinstance(text, str):
            raise RateError(f"a rate is given as text such as 'O(1/T)', got {text!r}")
        self.__dict__.update(_Parser(text, parameters).rate())

    @property
    def exponent(self) -> sympy.Expr | None:
        """The exponent without its sign, if the rate is exponential."""
        return self.expression if self.is_exponential else None

    @property
    def upper(self) -> bool:
        """Whether the error is claimed to be at most of this rate."""
        return self.relation is Relation.Θ or self.relation is (Relation.Ω if self._decays else Relation.O)

    @property
    def lower(self) -> bool:
        """Whether the error is claimed to be at least of this rate."""
        return self.relation is Relation.Θ or self.relation is (Relation.O if self._decays else Relation.Ω)

    @property
    def _decays(self) -> bool:
        return self.is_exponential and self.sign < 0

    @cached_property
    def exponents(self) -> dict[str, float]:
        """Power of each variable in the expression, logarithmic factors set aside.

        A variable in which the expression is no power times logarithms is absent.
        """
        return {name: float(power) for name, power in self._powers.items()}

    @cached_property
    def _powers(self) -> dict[str, sympy.Expr]:
        expanded = sympy.expand_log(self.expression, force=True)
        frozen = expanded.replace(_is_logarithmic, lambda _: sympy.Dummy(positive=True))
        slopes = {name: sympy.simplify(_logarithmic_slope(frozen, _symbol(name))) for name in self.variables}
        return {name: slope for name, slope in slopes.items() if slope.is_number}

    def evaluate(self, /, **values: Any) -> Float[np.ndarray, "..."]:
        """The expression at these values of the variables, broadcast; of an exponential, the exponent.

        Raises:
            RateError: a variable is missing or unknown.
        """
        given, shape = self._arrays(values, self.variables)
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(_value(self.expression, given), shape))

    def log(self, /, **values: Any) -> Float[np.ndarray, "..."]:
        """Logarithm of the rate with constant one, computed without forming it, so that nothing underflows.

        Raises:
            RateError: a variable is missing or unknown.
        """
        if self.is_exponential:
            return self.sign * self.evaluate(**values)
        given, shape = self._arrays(values, self.variables)
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(_log(self.expression, given), shape))

    def decay(self, /, **values: Any) -> Float[np.ndarray, "..."]:
        """The exponent ``g`` of an exponential ``exp(±relation(g))``.

        Raises:
            RateError: a variable is missing or unknown, or the rate is no exponential.
        """
        if not self.is_exponential:
            raise RateError(f"{self} is no exponential: it has no decay; use log")
        return self.evaluate(**values)

    def local_exponent(self, variable: str, /, **values: Any) -> Float[np.ndarray, "..."]:
        """Derivative of log(expression) by log(variable) at these values.

        Values of variables that do not matter may be left out.

        Raises:
            RateError: a variable is missing or unknown.
        """
        slope = _slope(self.expression, _symbol(self._known(variable)))
        needed = tuple(name for name in self.variables if _symbol(name) in slope.free_symbols)
        given, shape = self._arrays(values, needed)
        with np.errstate(all="ignore"):
            return np.array(np.broadcast_to(_value(slope, given), shape))

    def shift(self, variable: str, factor: float) -> Self:
        """The neighbouring rate whose power of this variable is multiplied by a factor.

        Raises:
            RateError: the expression is no power of the variable.
        """
        power = self._powers.get(self._known(variable))
        if not power:
            raise RateError(f"{self} is no power of {variable}, so its exponent cannot be changed")
        change = power * (_rational(factor) - 1)
        return self._replaced(expression=self.expression * _symbol(canonical(variable)) ** change)

    def with_relation(self, relation: Relation) -> Self:
        """The same expression in another relation."""
        return self._replaced(relation=relation)

    def rivals(self) -> tuple[Self, ...]:
        """Two-sided neighbours: the power of one variable changed by a quarter or a half, up or down."""
        two_sided = self.with_relation(Relation.Θ)
        powers = [name for name, power in self.exponents.items() if power]
        return tuple(two_sided.shift(name, factor) for name in powers for factor in (0.5, 0.75, 1.25, 1.5))

    def latex(self) -> str:
        """LaTeX without dollars."""
        head = {Relation.O: "O", Relation.Ω: r"\Omega", Relation.Θ: r"\Theta"}[self.relation]
        head = rf"\tilde{{{head}}}" if self.up_to_logs else head
        inside = _Latex(self.variables).doprint(self.expression)
        if self.is_exponential:
            return rf"e^{{{'-' if self.sign < 0 else ''}{head}({inside})}}"
        return rf"{head}\left({inside}\right)"

    def __str__(self) -> str:
        head = unicodedata.normalize("NFC", self.relation.value + ("\u0303" if self.up_to_logs else ""))
        rate = f"{head}({_Writer(map(_symbol, self.variables)).sum(self.expression)})"
        return f"exp({'-' if self.sign < 0 else ''}{rate})" if self.is_exponential else rate

    def __repr__(self) -> str:
        return f"Rate({str(self)!r})"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def _replaced(self, **changes: Any) -> Self:
        other = object.__new__(type(self))
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__} | changes
        other.__dict__.update(fields, variables=_present(self.variables, fields["expression"]))
        return other

    def _known(self, variable: str) -> str:
        if canonical(variable) not in self.variables:
            raise RateError(f"{self} has no variable {variable}; it has {_listed(self.variables)}")
        return canonical(variable)

    def _arrays(
        self, values: Mapping[str, Any], needed: tuple[str, ...]
    ) -> tuple[dict[str, np.ndarray], tuple[int, ...]]:
        given = {self._known(name): np.asarray(value, dtype=float) for name, value in values.items()}
        missing = [name for name in needed if name not in given]
        if missing:
            raise RateError(f"{self} needs a value for {_listed(missing)}")
        return given, np.broadcast_shapes(*(array.shape for array in given.values()))


def canonical(name: str) -> str:
    """The name under which a rate knows a variable: ``alpha`` is ``α``, ``T₀`` is ``T_0``."""
    plain = unicodedata.normalize("NFKC", re.sub("([₀-₉]+)$", r"_\1", name))
    letter, *subscripts = plain.split("_")
    return "_".join([_GREEK.get(letter, letter), *subscripts])


_GREEK_NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho final sigma tau "
    "upsilon phi chi psi omega"
).split()
_GREEK = {name: chr(ord("α") + i) for i, name in enumerate(_GREEK_NAMES) if name != "final"}
_GREEK |= {name.capitalize(): letter.upper() for name, letter in _GREEK.items()}
_NAME_OF_GREEK = {letter: name for name, letter in _GREEK.items()}


def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, positive=True)


def _present(names: tuple[str, ...], expression: sympy.Expr) -> tuple[str, ...]:
    return tuple(name for name in names if _symbol(name) in expression.free_symbols)


def _listed(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(names) or "none"


def _rational(value: float) -> sympy.Rational:
    return sympy.Rational(str(value))


def _latex_name(name: str) -> str:
    r"""``α_0`` is ``\alpha_{0}``; a name of several letters is set upright."""
    letter, *subscripts = name.split("_")
    if letter in _NAME_OF_GREEK:
        letter = rf"\{_NAME_OF_GREEK[letter]}"
    elif len(letter) > 1:
        letter = rf"\mathrm{{{letter}}}"
    return letter + (f"_{{{','.join(subscripts)}}}" if subscripts else "")


# Algebra and numbers


def _logarithmic_slope(expression: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    logarithm = sympy.expand_log(sympy.log(expression), force=True)
    return sympy.expand(symbol * sympy.diff(logarithm, symbol))


_slope = lru_cache(maxsize=1024)(_logarithmic_slope)


def _is_logarithmic(node: sympy.Basic) -> bool:
    return isinstance(node, sympy.log) and bool(node.args[0].is_algebraic_expr())


@lru_cache(maxsize=1024)
def _compiled(expression: sympy.Expr, names: tuple[str, ...]) -> Callable[..., Any]:
    symbols = [_symbol(name) for name in names]
    compiled: Callable[..., Any] = sympy.lambdify(symbols, expression, modules="numpy")
    return compiled


def _value(expression: sympy.Expr, given: Mapping[str, np.ndarray]) -> np.ndarray:
    return np.asarray(_compiled(expression, tuple(given))(*given.values()), dtype=float)


def _log(expression: sympy.Expr, given: Mapping[str, np.ndarray]) -> np.ndarray:
    """Logarithm of the value, through the logarithms of positive factors, powers and summands."""
    if isinstance(expression, sympy.exp):
        return _value(expression.args[0], given)
    if expression.is_Pow and _is_positive(expression.base if expression.exp.is_number else expression):
        return np.asarray(_value(expression.exp, given) * _log(expression.base, given))
    if expression.is_Add and all(map(_is_positive, expression.args)):
        parts = np.broadcast_arrays(*(_log(part, given) for part in expression.args))
        return np.asarray(np.logaddexp.reduce(parts))
    if expression.is_Mul:
        apart = [part for part in expression.args if _is_positive(part)]
        together = sympy.Mul(*(part for part in expression.args if part not in apart))
        return np.asarray(sum(_log(part, given) for part in apart) + np.log(_value(together, given)))
    return np.asarray(np.log(_value(expression, given)))


def _is_positive(expression: sympy.Expr) -> bool:
    """Whether an expression is positive wherever it is defined: also ``(1 - 1/κ)^T``."""
    return bool(expression.is_positive or (expression.is_Pow and expression.exp.free_symbols))


# Writing


class _Writer:
    """Writes an expression in the notation that the parser reads, variables in a given order."""

    def __init__(self, symbols: Iterable[sympy.Symbol]) -> None:
        self._place = {symbol: i for i, symbol in enumerate(symbols)}

    def sum(self, expression: sympy.Expr) -> str:
        """A sum, without parentheses."""
        first, *others = self.terms(expression)
        signed = (f" - {self._product(-t)}" if _is_negative(t) else f" + {self._product(t)}" for t in others)
        return self._product(first) + "".join(signed)

    def terms(self, expression: sympy.Expr) -> list[sympy.Expr]:
        """The terms of a sum, those with a minus sign last."""
        return sorted(sympy.Add.make_args(expression), key=lambda term: (_is_negative(term), *self._order(term)))

    def _order(self, expression: sympy.Expr) -> tuple[Any, ...]:
        places = sorted(self._place.get(symbol, 0) for symbol in expression.free_symbols)
        return places, sympy.default_sort_key(expression)

    def _product(self, expression: sympy.Expr) -> str:
        coefficient, rest = expression.as_coeff_Mul()
        if coefficient < 0:
            return "-" + self._product(-expression)
        factors = [f for f in sorted(sympy.Mul.make_args(rest), key=self._order) if f != 1]
        above = [f for f in factors if not _is_inverse(f)]
        below = [1 / f for f in factors if _is_inverse(f)]
        numerator = ([str(coefficient.p)] if coefficient.p != 1 else []) + self._factors(above)
        denominator = ([str(coefficient.q)] if coefficient.q != 1 else []) + self._factors(below)
        text = _juxtaposed(numerator) or "1"
        if len(denominator) == 2 and coefficient.q != 1 and below[0].is_Add:
            return f"{text}/{denominator[0]}/{denominator[1]}"
        if len(denominator) > 1:
            return f"{text}/({_juxtaposed(denominator)})"
        return "/".join([text, *denominator])

    def _factors(self, factors: list[sympy.Expr]) -> list[str]:
        """The factors written, the square roots of variables under one root."""
        roots = [f.base for f in factors if f.is_Pow and f.exp == _HALF and f.base.is_Symbol]
        if len(roots) < 2:
            return [self._factor(f) for f in factors]
        others = [self._factor(f) for f in factors if not (f.is_Pow and f.base in roots)]
        return [*others, f"sqrt({_juxtaposed([str(root) for root in roots])})"]

    def _factor(self, expression: sympy.Expr) -> str:
        if isinstance(expression, sympy.exp | sympy.log | sympy.Abs):
            return f"{type(expression).__name__.lower()}({self.sum(expression.args[0])})"
        if expression == sympy.E:
            return "exp(1)"
        if expression == sympy.pi:
            return "π"
        if expression.is_Pow:
            return self._power(expression.base, expression.exp)
        if expression.is_Symbol or (expression.is_Integer and expression >= 0):
            return str(expression)
        return f"({self.sum(expression)})"

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> str:
        if exponent == _HALF:
            return f"sqrt({self.sum(base)})"
        below = f"({self.sum(base)})" if base.is_Pow else self._factor(base)
        if exponent.is_Integer:
            return below + str(exponent).translate(_TO_SUPERSCRIPT)
        return f"{below}^{exponent}" if exponent.is_Symbol else f"{below}^({self.sum(exponent)})"


class _Latex(LatexPrinter):  # type: ignore[misc]
    """Sympy's LaTeX with factors and terms in a given order of the variables, and roots taken together."""

    def __init__(self, names: tuple[str, ...]) -> None:
        ordered = {name: sympy.Symbol(f"x{place:03}") for place, name in enumerate(names)}
        super().__init__({"symbol_names": {symbol: _latex_name(name) for name, symbol in ordered.items()}})
        self._renamed = {_symbol(name): symbol for name, symbol in ordered.items()}
        self._writer = _Writer(ordered.values())

    def doprint(self, expression: sympy.Expr) -> str:
        renamed = expression.xreplace(self._renamed)
        return str(super().doprint(sympy.powsimp(renamed, combine="base", force=True)))

    def _as_ordered_terms(self, expression: sympy.Expr, order: str | None = None) -> list[sympy.Expr]:
        return self._writer.terms(expression)


_HALF = sympy.Rational(1, 2)
_TO_SUPERSCRIPT = str.maketrans("+-0123456789", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_FROM_SUPERSCRIPT = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")


def _is_negative(term: sympy.Expr) -> bool:
    return bool(term.as_coeff_Mul()[0] < 0)


def _is_inverse(factor: sympy.Expr) -> bool:
    return bool(factor.is_Pow and factor.exp.could_extract_minus_sign())


def _juxtaposed(factors: list[str]) -> str:
    """A product without operators, except before a digit."""
    return "".join(("·" if factor[0].isdigit() else " ") + factor for factor in factors)[1:]


# Reading

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
            "variables": _present(tuple(self._names), expression),
        }

    def _check(self, expression: sympy.Expr, start: _Token) -> None:
        unused = [name for name in self._parameters if name not in self._names]
        if unused:
            raise RateError(f"{self._text} has no {_listed(unused)}; it has {_listed(self._names)}")
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
        return self._parameters.get(name, _symbol(name))

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
        return _rational(value)

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
