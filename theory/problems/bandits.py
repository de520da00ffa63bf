"""Bandits with finitely many arms and instances."""

import equinox as eqx
import jax.numpy as jnp
from jaxtyping import Array, Float, Int, Key

from theory.simulation.draws import uniform_index


class FiniteBandit(eqx.Module):
    """Each round draws an instance i, uniformly; arm a then costs `costs[i, a]`, which is not negative."""

    costs: Float[Array, "instances arms"]
    largest: Float[Array, ""]
    best: Int[Array, ""]

    def __init__(self, costs: Float[Array, "instances arms"]) -> None:
        """The largest cost, and the arm with the least mean cost, are computed once."""
        self.costs = jnp.asarray(costs)
        self.largest = jnp.max(self.costs)
        self.best = jnp.argmin(jnp.mean(self.costs, axis=0))

    @property
    def arms(self) -> int:
        """Their number."""
        return self.costs.shape[1]

    def draw(self, key: Key[Array, ""]) -> Float[Array, " arms"]:
        """The costs of all arms in one round."""
        return self.costs[uniform_index(key, len(self.costs))]
