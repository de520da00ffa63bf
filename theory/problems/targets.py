"""Losses of a model's targets: h(θ) = ℓ(z(θ)), where ∇ℓ is expensive and the model z is cheap."""

import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from theory.problems.base import Problem
from theory.simulation.draws import uniform_index


class LinearTargets(Problem):
    """h(θ) = ℓ(Xθ) for a loss ℓ of the targets z = Xθ, with X of full column rank."""

    loss: Problem
    features: Float[Array, "n d"]

    def value(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        return self.loss.value(self.features @ x)

    def gradient(self, x: Float[Array, " d"]) -> Float[Array, " d"]:
        return self.features.T @ self.loss.gradient(self.features @ x)

    def suboptimality(self, x: Float[Array, " d"]) -> Float[Array, ""]:
        """That of the loss; its minimiser must be a possible target."""
        return self.loss.suboptimality(self.features @ x)


class SampledSquares(Problem):
    """ℓ(z) = (1/n) Σ (z_i - y_i)²/2; the oracle draws one i and returns (z_i - y_i) e_i."""

    labels: Float[Array, " n"]

    def value(self, x: Float[Array, " n"]) -> Float[Array, ""]:
        return jnp.mean((x - self.labels) ** 2) / 2

    def oracle(self, x: Float[Array, " n"], key: Key[Array, ""] | None) -> Float[Array, " n"]:
        """One component's gradient; without a key, their mean."""
        if key is None:
            return self.gradient(x)
        i = uniform_index(key, x.size)
        return jnp.where(jnp.arange(x.size) == i, x - self.labels, 0.0)
