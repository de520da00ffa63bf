"""Expressions as text that can be read again, and as LaTeX."""

from collections.abc import Iterable
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from theory.rates.names import NAME_OF_GREEK, symbol

_HALF = sympy.Rational(1, 2)
_TO_SUPERSCRIPT = str.maketrans("+-0123456789", "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def written(expression: sympy.Expr, names: tuple[str, ...]) -> str:
    """The expression in the notation of rates, variables in this order."""
    return _Writer(map(symbol, names)).sum(expression)


def latex(expression: sympy.Expr, names: tuple[str, ...]) -> str:
    """The expression in LaTeX, variables in this order."""
    return _Latex(names).doprint(expression)


class _Writer:
    """Writes an expression in the notation that the parser reads, variables in a given order."""

    def __init__(self, variables: Iterable[sympy.Symbol]) -> None:
        self._place = {variable: i for i, variable in enumerate(variables)}

    def sum(self, expression: sympy.Expr) -> str:
        """A sum, without parentheses."""
        first, *others = self.terms(expression)
        signed = (f" - {self._product(-t)}" if _is_negative(t) else f" + {self._product(t)}" for t in others)
        return self._product(first) + "".join(signed)

    def terms(self, expression: sympy.Expr) -> list[sympy.Expr]:
        """The terms of a sum, those with a minus sign last."""
        return sorted(sympy.Add.make_args(expression), key=lambda term: (_is_negative(term), *self._order(term)))

    def _order(self, expression: sympy.Expr) -> tuple[Any, ...]:
        places = sorted(self._place.get(variable, 0) for variable in expression.free_symbols)
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
        super().__init__({"symbol_names": {variable: _latex_name(name) for name, variable in ordered.items()}})
        self._renamed = {symbol(name): variable for name, variable in ordered.items()}
        self._writer = _Writer(ordered.values())

    def doprint(self, expression: sympy.Expr) -> str:
        renamed = expression.xreplace(self._renamed)
        return str(super().doprint(sympy.powsimp(renamed, combine="base", force=True)))

    def _as_ordered_terms(self, expression: sympy.Expr, order: str | None = None) -> list[sympy.Expr]:
        return self._writer.terms(expression)


def _is_negative(term: sympy.Expr) -> bool:
    return bool(term.as_coeff_Mul()[0] < 0)


def _is_inverse(factor: sympy.Expr) -> bool:
    return bool(factor.is_Pow and factor.exp.could_extract_minus_sign())


def _juxtaposed(factors: list[str]) -> str:
    """A product without operators, except before a digit."""
    return "".join(("·" if factor[0].isdigit() else " ") + factor for factor in factors)[1:]


def _latex_name(name: str) -> str:
    r"""``α_0`` is ``\alpha_{0}``; a name of several letters is set upright."""
    letter, *subscripts = name.split("_")
    if letter in NAME_OF_GREEK:
        letter = rf"\{NAME_OF_GREEK[letter]}"
    elif len(letter) > 1:
        letter = rf"\mathrm{{{letter}}}"
    return letter + (f"_{{{','.join(subscripts)}}}" if subscripts else "")
