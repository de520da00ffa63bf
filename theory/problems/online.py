"""Online convex problems: a loss for every round, chosen in advance or drawn at random."""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key

from theory.problems.base import Problem


class Linear(Problem):
    """The loss slope·x of one round."""

    slope: Float[Array, ""]

    def value(self, x: Float[Array, ""]) -> Float[Array, ""]:
        return self.slope * x

    def gradient(self, x: Float[Array, ""]) -> Float[Array, ""]:
        del x
        return self.slope


class OnlineProblem(eqx.Module):
    """A sequence of losses on a convex set, and the best fixed decision in hindsight, ``comparator``."""

    comparator: eqx.AbstractVar[Float[Array, ""]]

    @abstractmethod
    def round(self, k: Int[Array, ""], key: Key[Array, ""] | None) -> Problem:
        """The loss of round k = 0, 1, 2, ..."""

    @abstractmethod
    def regret(self, x: Float[Array, ""], loss: Problem) -> Float[Array, ""]:
        """What the decision x costs in this round above the comparator."""


class PeriodicLosses(OnlineProblem):
    """C·x in every third round and -x in the others, on [-1, 1]; for C > 2 the best decision is -1.

    Source: Reddi, Kale & Kumar (2018), Theorem 1.
    """

    C: Float[Array, ""]
    comparator: Float[Array, ""]

    def __init__(self, C: Float[Array, ""]) -> None:
        self.C = jnp.asarray(C, float)
        self.comparator = jnp.asarray(-1.0)

    def round(self, k: Int[Array, ""], key: Key[Array, ""] | None) -> Linear:
        del key
        return Linear(jnp.where(k % 3 == 0, self.C, -1.0))

    def regret(self, x: Float[Array, ""], loss: Problem) -> Float[Array, ""]:
        return loss.value(x) - loss.value(self.comparator)


class RandomLosses(OnlineProblem):
    """C·x with probability (1 + δ)/(C + 1), else -x, on [-1, 1]: the mean loss is δ·x and the best decision -1.

    The regret is measured in mean loss, δ(x + 1). Source: Reddi, Kale & Kumar (2018), Theorem 3.
    """

    C: Float[Array, ""]
    δ: Float[Array, ""]
    comparator: Float[Array, ""]

    def __init__(self, C: Float[Array, ""], δ: Float[Array, ""]) -> None:
        self.C, self.δ = jnp.asarray(C, float), jnp.asarray(δ, float)
        self.comparator = jnp.asarray(-1.0)

    def round(self, k: Int[Array, ""], key: Key[Array, ""] | None) -> Linear:
        del k
        if key is None:
            raise ValueError("random losses need a key: give one to simulate")
        rare = jax.random.bernoulli(key, (1 + self.δ) / (self.C + 1))
        return Linear(jnp.where(rare, self.C, -1.0))

    def regret(self, x: Float[Array, ""], loss: Problem) -> Float[Array, ""]:
        del loss
        return self.δ * (x - self.comparator)
