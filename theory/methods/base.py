"""A method: two pure functions `init` and `step`, and an `output` that reads the iterate from the state.

Nothing here knows about loops: `simulate` runs a method, and so does anybody's own `jax.lax.scan`.
"""

from abc import abstractmethod
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Key, PyTree


class Method(eqx.Module):
    """An iterative algorithm. Hyperparameters are fields, everything that changes lives in the state."""

    def init(self, problem: Any, x0: PyTree) -> PyTree:
        """The state before any step; here the starting point itself."""
        del problem
        return jax.tree.map(jnp.asarray, x0)

    @abstractmethod
    def step(self, problem: Any, state: PyTree, key: Key[Array, ""] | None) -> PyTree:
        """One iteration. `key` is fresh at every step, and None where the run was started without a key."""

    def output(self, state: PyTree) -> PyTree:
        """The iterate that the theorem speaks of (last, averaged, best, ...); here the state itself."""
        return state
