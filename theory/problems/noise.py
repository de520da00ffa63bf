"""Stochastic oracles of known variance around any problem."""

from abc import abstractmethod
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Key, PyTree

from theory.problems.base import Problem


class AdditiveNoise(Problem):
    """A problem whose oracle adds independent noise with E‖noise‖² = variance to the exact gradient.

    Everything else is the problem's own: value, derivatives, constants.
    """

    problem: Problem
    variance: Float[Array, ""]

    def __init__(self, problem: Problem, variance: ArrayLike) -> None:
        self.problem = problem
        self.variance = jnp.asarray(variance, float)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in ("problem", "variance", "tail"):
            raise AttributeError(name)
        return getattr(self.problem, name)

    def value(self, x: PyTree) -> Float[Array, ""]:
        return self.problem.value(x)

    def gradient(self, x: PyTree) -> PyTree:
        return self.problem.gradient(x)

    def hessian(self, x: PyTree) -> PyTree:
        return self.problem.hessian(x)

    def suboptimality(self, x: PyTree) -> Float[Array, ""]:
        return self.problem.suboptimality(x)

    def oracle(self, x: PyTree, key: Key[Array, ""] | None) -> PyTree:
        """The exact gradient plus noise; the same noise law at every point."""
        if key is None:
            raise ValueError("a noisy oracle needs a key: give simulate one")
        gradient = self.problem.gradient(x)
        leaves, tree = jax.tree.flatten(gradient)
        scale = jnp.sqrt(self.variance / sum(leaf.size for leaf in leaves))
        keys = jax.random.split(key, len(leaves)) if len(leaves) > 1 else [key]
        noisy = [g + scale * self.sample(k, g.shape) for g, k in zip(leaves, keys, strict=True)]
        return jax.tree.unflatten(tree, noisy)

    @abstractmethod
    def sample(self, key: Key[Array, ""], shape: tuple[int, ...]) -> Float[Array, "..."]:
        """Independent entries of mean 0 and variance 1."""


class GaussianNoise(AdditiveNoise):
    """Isotropic normal noise."""

    def sample(self, key: Key[Array, ""], shape: tuple[int, ...]) -> Float[Array, "..."]:
        return jax.random.normal(key, shape)


class RademacherNoise(AdditiveNoise):
    """Independent signs: noise of constant norm."""

    def sample(self, key: Key[Array, ""], shape: tuple[int, ...]) -> Float[Array, "..."]:
        return jax.random.rademacher(key, shape, float)


class ParetoNoise(AdditiveNoise):
    """Symmetric noise with P(|entry| > r) = (r/scale)^-tail: moments below `tail` are finite, those above are not.

    `variance` is the square of the scale; as a variance it is infinite for tail <= 2.
    """

    tail: Float[Array, ""]

    def __init__(self, problem: Problem, variance: ArrayLike, tail: ArrayLike) -> None:
        super().__init__(problem, variance)
        self.tail = jnp.asarray(tail, float)

    def sample(self, key: Key[Array, ""], shape: tuple[int, ...]) -> Float[Array, "..."]:
        level = jax.random.uniform(key, shape, minval=-1.0, maxval=1.0)
        return jnp.sign(level) * jnp.abs(level) ** (-1 / self.tail)
