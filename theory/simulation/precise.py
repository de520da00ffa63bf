"""Runs in many digits: superlinear convergence exhausts double precision within a step or two.

A method and a problem are written once, in JAX. Their step is traced and its operations are evaluated by `mpmath`, one
by one: slow, but a run of a superlinear method has few steps. Constants in the program are taken as they are, so that
0.1 is the double next to 0.1; a problem whose solution is 0 is then solved by 0, in any precision.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import mpmath
import numpy as np
from jax.extend.core import ClosedJaxpr, Jaxpr, Literal
from jaxtyping import Array, Float, Int, PyTree

from theory.methods.base import Method
from theory.simulation.engine import Metric


def simulate_precisely(
    method: Method,
    problem: Any,
    x0: PyTree,
    T: Int[Array, " checkpoints"],
    *,
    metric: Metric | None = None,
    digits: int = 400,
) -> Float[Array, " checkpoints"]:
    """Errors of a deterministic method as `theory.simulate` gives them, computed with that many decimal digits.

    The errors are rounded to doubles in the end, which reach down to 1e-308. May be jitted and vmapped, but not
    differentiated. The steps get no key.

    Raises:
        NotImplementedError: an operation has no rule; the message names it.
    """
    measure: Metric = metric or (lambda problem, x: problem.suboptimality(x))
    arrays, static = eqx.partition((method, problem), eqx.is_array)

    def bound(function: Callable[..., Any]) -> Callable[..., Any]:
        return lambda arrays, value: function(*eqx.combine(arrays, static), value)

    x0 = jax.tree.map(jnp.asarray, x0)
    begin, state = _traced(bound(lambda method, problem, x0: method.init(problem, x0)), arrays, x0)
    advance, _ = _traced(bound(lambda method, problem, state: method.step(problem, state, None)), arrays, state)
    read, error = _traced(bound(lambda method, problem, state: measure(problem, method.output(state))), arrays, state)

    def run(checkpoints: np.ndarray, constants: list[np.ndarray], start: list[np.ndarray]) -> np.ndarray:
        numbers = mpmath.MPContext()
        numbers.dps = digits
        fixed = [_exact(numbers, leaf) for leaf in constants]
        values = _evaluate(numbers, begin, [*fixed, *(_exact(numbers, leaf) for leaf in start)])
        found = {}
        for k in range(max(checkpoints) + 1):
            if k > 0:
                values = _evaluate(numbers, advance, [*fixed, *values])
            if k in checkpoints:
                found[k] = _evaluate(numbers, read, [*fixed, *values])[0].astype(float)
        return np.stack([found[k] for k in np.asarray(checkpoints).tolist()])

    shape = jax.ShapeDtypeStruct((len(T), *error.shape), float)  # type: ignore[no-untyped-call]
    leaves = jax.tree.leaves(arrays), jax.tree.leaves(x0)
    return jax.pure_callback(run, shape, T, *leaves, vmap_method="sequential")


def _traced(function: Callable[..., Any], *arguments: PyTree) -> tuple[ClosedJaxpr, Any]:
    """The program of a function for arguments of these shapes, and the shapes of its results."""
    program, results = jax.make_jaxpr(function, return_shape=True)(*jax.tree.map(_shape, arguments))
    _refuse_unknown(program.jaxpr)
    return program, results


def _shape(leaf: Any) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct(leaf.shape, leaf.dtype)  # type: ignore[no-untyped-call]


def _exact(numbers: Any, leaf: Any) -> np.ndarray:
    """An array as `mpmath` numbers if it holds floats, and as it is otherwise."""
    leaf = np.asarray(leaf)
    if not np.issubdtype(leaf.dtype, np.floating):
        return leaf
    return _each(numbers.mpf, leaf.astype(object))


def _each(function: Callable[..., Any], *arrays: Any) -> np.ndarray:
    """A scalar function applied to every entry."""
    return np.asarray(np.frompyfunc(function, len(arrays), 1)(*arrays), dtype=object)


def _evaluate(numbers: Any, closed: ClosedJaxpr, arguments: Sequence[np.ndarray]) -> list[np.ndarray]:
    return _run(numbers, closed.jaxpr, [_exact(numbers, c) for c in closed.consts], arguments)


def _run(
    numbers: Any, jaxpr: Jaxpr, constants: Sequence[np.ndarray], arguments: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """The results of a program, equation by equation."""
    known = dict(zip((*jaxpr.constvars, *jaxpr.invars), (*constants, *arguments), strict=True))

    def value(atom: Any) -> np.ndarray:
        return _exact(numbers, atom.val) if isinstance(atom, Literal) else known[atom]

    for equation in jaxpr.eqns:
        found = _apply(numbers, equation, [value(atom) for atom in equation.invars])
        known.update(zip(equation.outvars, found, strict=True))
    return [value(atom) for atom in jaxpr.outvars]


def _apply(numbers: Any, equation: Any, values: list[np.ndarray]) -> list[np.ndarray]:
    name, parameters = equation.primitive.name, equation.params
    if _is_solve(equation):
        return [_solve(numbers, *values)]
    if inner := _inner(equation):
        return _evaluate(numbers, inner, values)
    if name in _OPERATORS:
        return [_each(_OPERATORS[name], *values)]
    if name in _FUNCTIONS:
        return [_each(getattr(numbers, name), *values)]
    if name in _COMPARISONS:
        return [_each(getattr(operator, name), *values).astype(bool)]
    if name in _RULES:
        return [np.asarray(_RULES[name](equation, *values))]
    if name == "split":
        return np.split(values[0], np.cumsum(parameters["sizes"])[:-1], axis=parameters["axis"])
    kind = parameters["new_dtype"]
    return [_each(numbers.mpf, *values) if np.issubdtype(kind, np.floating) else values[0].astype(kind)]


def _is_solve(equation: Any) -> bool:
    return bool(equation.primitive.name == "jit" and equation.params["name"] == "solve")


def _inner(equation: Any) -> ClosedJaxpr | None:
    """The program within an operation, such as a function that is jitted on its own."""
    return equation.params.get("jaxpr") or equation.params.get("call_jaxpr")


def _refuse_unknown(jaxpr: Jaxpr) -> None:
    for equation in jaxpr.eqns:
        inner, name = _inner(equation), equation.primitive.name
        if inner is not None and not _is_solve(equation):
            _refuse_unknown(inner.jaxpr)
        elif inner is None and name not in _KNOWN:
            raise NotImplementedError(f"{name} has no rule in many digits: do without it, or add a rule to {__name__}")


def _solve(numbers: Any, matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """A linear system, for a vector or the columns of a matrix."""
    columns = right.reshape(len(right), -1).T
    solved = [list(numbers.lu_solve(numbers.matrix(matrix.tolist()), numbers.matrix(column))) for column in columns]
    return np.array(solved, dtype=object).T.reshape(right.shape)


def _dot(equation: Any, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Sums over some axes of both, and side by side along others."""
    summed, aligned = equation.params["dimension_numbers"]
    of_left, of_right = list(range(left.ndim)), list(range(left.ndim, left.ndim + right.ndim))
    for i, j in zip((*summed[0], *aligned[0]), (*summed[1], *aligned[1]), strict=True):
        of_right[j] = i
    free = [*(i for i in of_left if i not in of_right), *(j for j in of_right if j not in of_left)]
    return np.einsum(left, of_left, right, of_right, [*aligned[0], *free])


def _broadcast(equation: Any, array: np.ndarray) -> np.ndarray:
    shape, kept = equation.params["shape"], equation.params["broadcast_dimensions"]
    own = [array.shape[kept.index(axis)] if axis in kept else 1 for axis in range(len(shape))]
    return np.broadcast_to(np.reshape(array, own), shape)


def _iota(equation: Any) -> np.ndarray:
    shape, along = equation.params["shape"], equation.params["dimension"]
    return np.indices(shape)[along]


def _select(equation: Any, chosen: np.ndarray, *cases: np.ndarray) -> np.ndarray:
    return np.choose(chosen.astype(int), cases)


_OPERATORS: dict[str, Callable[..., Any]] = {
    "add": operator.add,
    "add_any": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": lambda x, y: x / y if not isinstance(x, int) else int(abs(x) // abs(y)) * (1 if x * y >= 0 else -1),
    "neg": operator.neg,
    "pow": operator.pow,
    "abs": abs,
    "max": max,
    "min": min,
    "sign": lambda x: (x > 0) - (x < 0) + 0 * x,
    "square": lambda x: x * x,
    "rem": lambda x, y: abs(x) % abs(y) if x >= 0 else -(abs(x) % abs(y)),
    "logistic": lambda x: 1 / (1 + x.context.exp(-x)),
}
_FUNCTIONS = ("sqrt", "exp", "expm1", "log", "log1p", "sin", "cos", "tanh", "sinh", "cosh")
_COMPARISONS = ("eq", "ne", "lt", "le", "gt", "ge")
_RULES: dict[str, Callable[..., Any]] = {
    "and": lambda equation, a, b: a & b,
    "or": lambda equation, a, b: a | b,
    "not": lambda equation, a: ~a,
    "integer_pow": lambda equation, a: a ** equation.params["y"],
    "stop_gradient": lambda equation, a: a,
    "copy": lambda equation, a: a,
    "reshard": lambda equation, a: a,
    "dot_general": _dot,
    "broadcast_in_dim": _broadcast,
    "reshape": lambda equation, a: np.reshape(a, equation.params["new_sizes"]),
    "squeeze": lambda equation, a: np.squeeze(a, equation.params["dimensions"]),
    "transpose": lambda equation, a: np.transpose(a, equation.params["permutation"]),
    "concatenate": lambda equation, *parts: np.concatenate(parts, axis=equation.params["dimension"]),
    "iota": _iota,
    "reduce_sum": lambda equation, a: np.sum(a, axis=equation.params["axes"]),
    "reduce_max": lambda equation, a: np.max(a, axis=equation.params["axes"]),
    "select_n": _select,
}
_KNOWN = {*_OPERATORS, *_FUNCTIONS, *_COMPARISONS, *_RULES, "split", "convert_element_type"}
