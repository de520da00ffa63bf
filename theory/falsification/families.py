"""Families of instances: free real parameters, and a map that makes a legal instance of any of them.

A family is an `equinox.Module`, and a dictionary, list or tuple of families is the family of all their combinations.
"""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Float, Key, PyTree

from theory.falsification.assumptions import Violations


class Family(eqx.Module):
    """All instances that satisfy some assumptions, each reached from unconstrained parameters.

    The numbers that bound a family (smoothness, radius, ...) are arrays, so that a family for another number is
    searched without compiling again.
    """

    @abstractmethod
    def sample(self, key: Key[Array, ""]) -> PyTree[Float[Array, "..."]]:
        """Random parameters; the search moves them freely, at a scale of one."""

    @abstractmethod
    def instance(self, parameters: PyTree[Float[Array, "..."]]) -> Any:
        """The legal instance of these parameters, differentiable in them."""

    @abstractmethod
    def violations(self, instance: Any, rng: np.random.Generator) -> Violations:
        """By how much an instance breaks each assumption, measured on the instance alone; rounding error if legal."""


Families: TypeAlias = Any  # a Family, or a dict, list or tuple of them


def _is_family(node: Any) -> bool:
    return isinstance(node, Family)


def members(families: Families) -> list[tuple[str, Family]]:
    """The families of a combination, with the path to each.

    Raises:
        TypeError: there is none, or something else is among them.
    """
    found = jax.tree_util.tree_leaves_with_path(families, is_leaf=_is_family)
    if not found or not all(_is_family(family) for _, family in found):
        raise TypeError(f"a family of instances must be a Family or a dict, list or tuple of them, got {families!r}")
    return [(jax.tree_util.keystr(path, simple=True, separator="."), family) for path, family in found]


def sample(families: Families, key: Key[Array, ""]) -> PyTree[Float[Array, "..."]]:
    """Random parameters of every family."""
    leaves, structure = jax.tree.flatten(families, is_leaf=_is_family)
    keys = jax.random.split(key, len(leaves))
    return jax.tree.unflatten(structure, [family.sample(k) for family, k in zip(leaves, keys, strict=True)])


def instance(families: Families, parameters: PyTree[Float[Array, "..."]]) -> Any:
    """The instance of every family, in the same structure."""
    return jax.tree.map(lambda family, own: family.instance(own), families, parameters, is_leaf=_is_family)


def violations(families: Families, instance: Any, seed: int = 0) -> Violations:
    """Every assumption of every family, by name."""
    rng = np.random.default_rng(seed)
    structure: Any = jax.tree.structure(families, is_leaf=_is_family)
    parts = structure.flatten_up_to(instance)
    return {
        f"{path}: {name}" if path else name: value
        for (path, family), part in zip(members(families), parts, strict=True)
        for name, value in family.violations(part, rng).items()
    }


class Box(Family):
    """Arrays with entries between `low` and `high`; both ends are attained."""

    low: Float[Array, ""]
    high: Float[Array, ""]
    shape: tuple[int, ...] = eqx.field(static=True)

    def __init__(self, shape: int | tuple[int, ...], low: ArrayLike, high: ArrayLike) -> None:
        self.shape = (shape,) if isinstance(shape, int) else shape
        self.low, self.high = constant(low), constant(high)

    def sample(self, key: Key[Array, ""]) -> Float[Array, "*shape"]:
        return jax.random.uniform(key, self.shape, minval=0.0, maxval=jnp.pi)

    def instance(self, parameters: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return self.low + (self.high - self.low) * fraction(parameters)

    def violations(self, instance: Float[Array, "*shape"], rng: np.random.Generator) -> Violations:
        del rng
        outside = jnp.maximum(jnp.max(instance) - self.high, self.low - jnp.min(instance))
        return {f"entries in [{self.low:g}, {self.high:g}]": float(outside / jnp.maximum(1.0, abs(self.high)))}


class LogBox(Box):
    """Arrays with positive entries between `low` and `high`, spread over their orders of magnitude."""

    def instance(self, parameters: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return self.low * (self.high / self.low) ** fraction(parameters)


class Ball(Family):
    """Arrays whose rows, along the last axis, have a Euclidean norm of at most `radius`."""

    radius: Float[Array, ""]
    shape: tuple[int, ...] = eqx.field(static=True)

    def __init__(self, shape: int | tuple[int, ...], radius: ArrayLike = 1.0) -> None:
        self.shape = (shape,) if isinstance(shape, int) else shape
        self.radius = constant(radius)

    def sample(self, key: Key[Array, ""]) -> Float[Array, "*shape"]:
        direction, length = jax.random.split(key)
        unit = _unit(jax.random.normal(direction, self.shape))
        return unit * jax.random.uniform(length, (*self.shape[:-1], 1), maxval=2.0)

    def instance(self, parameters: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        square = jnp.sum(parameters**2, axis=-1, keepdims=True)
        return self.radius * parameters / jnp.sqrt(jnp.maximum(1.0, square))

    def violations(self, instance: Float[Array, "*shape"], rng: np.random.Generator) -> Violations:
        del rng
        return {f"norm at most {self.radius:g}": float(jnp.max(jnp.linalg.norm(instance, axis=-1)) / self.radius - 1)}


class Sphere(Ball):
    """Arrays whose rows, along the last axis, have the Euclidean norm `radius`."""

    def instance(self, parameters: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
        return self.radius * _unit(parameters)

    def violations(self, instance: Float[Array, "*shape"], rng: np.random.Generator) -> Violations:
        del rng
        off = jnp.abs(jnp.linalg.norm(instance, axis=-1) / self.radius - 1)
        return {f"norm {self.radius:g}": float(jnp.max(off))}


class Built(Family):
    """Problems made from the members of other families, with assumptions of their own.

    Attributes:
        parts: the families of the ingredients.
        build: an instance of the parts -> the problem.
        assumptions: (problem, rng) -> by how much the problem breaks each assumption.
    """

    parts: Families
    build: Callable[[Any], Any] = eqx.field(static=True)
    assumptions: Callable[[Any, np.random.Generator], Mapping[str, float]] = eqx.field(static=True)

    def sample(self, key: Key[Array, ""]) -> PyTree[Float[Array, "..."]]:
        return sample(self.parts, key)

    def instance(self, parameters: PyTree[Float[Array, "..."]]) -> Any:
        return self.build(instance(self.parts, parameters))

    def violations(self, instance: Any, rng: np.random.Generator) -> Violations:
        return dict(self.assumptions(instance, rng))


def constant(value: ArrayLike) -> Float[Array, "..."]:
    """A known number as an array; the conversion is NumPy's, so that declaring a family compiles nothing."""
    return jnp.asarray(np.asarray(value, float), float)


def fraction(parameters: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """A number in [0, 1] from a real one; unlike the logistic function it attains both ends."""
    return jnp.sin(parameters) ** 2


def _unit(rows: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    return rows / jnp.linalg.norm(rows, axis=-1, keepdims=True)
