"""Symbolic rates as people write them: ``O(1/T)``, ``exp(-Ω(α² T))``, ``Õ(1/sqrt(M K T))``; sympy does the algebra."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Self

import numpy as np
import sympy
from jaxtyping import Float

from theory.rates.names import RateError, Relation, canonical, listed, present, rational, symbol
from theory.rates.notation import read
from theory.rates.writing import latex, written


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

    >>> rate = Rate("Õ(1/sqrt(M*K*T))")
    >>> rate.exponents
    {'M': -0.5, 'K': -0.5, 'T': -0.5}
    >>> Rate("Θ(n^(-2γ/(γ+d)))", γ=1, d=2)
    Rate('Θ(1/n^(2/3))')
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
        self.__dict__.update(read(text, parameters))

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
        slopes = {name: sympy.simplify(_logarithmic_slope(frozen, symbol(name))) for name in self.variables}
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
        slope = _slope(self.expression, symbol(self._known(variable)))
        needed = tuple(name for name in self.variables if symbol(name) in slope.free_symbols)
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
        change = power * (rational(factor) - 1)
        return self._replaced(expression=self.expression * symbol(canonical(variable)) ** change)

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
        inside = latex(self.expression, self.variables)
        if self.is_exponential:
            return rf"e^{{{'-' if self.sign < 0 else ''}{head}({inside})}}"
        return rf"{head}\left({inside}\right)"

    def __str__(self) -> str:
        head = unicodedata.normalize("NFC", self.relation.value + ("\u0303" if self.up_to_logs else ""))
        rate = f"{head}({written(self.expression, self.variables)})"
        return f"exp({'-' if self.sign < 0 else ''}{rate})" if self.is_exponential else rate

    def __repr__(self) -> str:
        return f"Rate({str(self)!r})"

    def _repr_latex_(self) -> str:
        return f"${self.latex()}$"

    def _replaced(self, **changes: Any) -> Self:
        other = object.__new__(type(self))
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__} | changes
        other.__dict__.update(fields, variables=present(self.variables, fields["expression"]))
        return other

    def _known(self, variable: str) -> str:
        if canonical(variable) not in self.variables:
            raise RateError(f"{self} has no variable {variable}; it has {listed(self.variables)}")
        return canonical(variable)

    def _arrays(
        self, values: Mapping[str, Any], needed: tuple[str, ...]
    ) -> tuple[dict[str, np.ndarray], tuple[int, ...]]:
        given = {self._known(name): np.asarray(value, dtype=float) for name, value in values.items()}
        missing = [name for name in needed if name not in given]
        if missing:
            raise RateError(f"{self} needs a value for {listed(missing)}")
        return given, np.broadcast_shapes(*(array.shape for array in given.values()))


def _logarithmic_slope(expression: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    logarithm = sympy.expand_log(sympy.log(expression), force=True)
    return sympy.expand(symbol * sympy.diff(logarithm, symbol))


_slope = lru_cache(maxsize=1024)(_logarithmic_slope)


def _is_logarithmic(node: sympy.Basic) -> bool:
    return isinstance(node, sympy.log) and bool(node.args[0].is_algebraic_expr())


@lru_cache(maxsize=1024)
def _compiled(expression: sympy.Expr, names: tuple[str, ...]) -> Callable[..., Any]:
    symbols = [symbol(name) for name in names]
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
