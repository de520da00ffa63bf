"""From logistic regression to the perceptron (Tyurin, arXiv:2412.08424): what large steps do to separable data."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int, Key

from theory.methods.base import Method
from theory.problems.classification import LogisticRegression
from theory.simulation.engine import steps_until


class BatchPerceptron(Method):
    """φ⁺ = φ + (1/n) Σ_{i misclassified} z_i.

    Arguments:
        tie: weight of a point exactly on the separating plane. 1/2 is the sigmoid's value there; with it the
            method started at 0 is the limit of logistic regression under growing steps.
    """

    tie: Float[Array, ""]

    def __init__(self, tie: ArrayLike = 0.5) -> None:
        self.tie = jnp.asarray(tie, float)

    def step(
        self, problem: LogisticRegression, state: Float[Array, " d"], key: Key[Array, ""] | None
    ) -> Float[Array, " d"]:
        """Add the average of the misclassified points."""
        del key
        return state + problem.average(jnp.heaviside(-problem.margins(state), self.tie))


class NormalizedLogisticDescent(Method):
    """θ⁺ = θ + γ Σ c_i σ(-z_i·θ) z_i / Σ c_i σ(-z_i·θ): the gradient step over the mean of its own weights."""

    step_size: Float[Array, ""]

    def __init__(self, step_size: ArrayLike) -> None:
        self.step_size = jnp.asarray(step_size, float)

    def step(
        self, problem: LogisticRegression, state: Float[Array, " d"], key: Key[Array, ""] | None
    ) -> Float[Array, " d"]:
        """One step along the average of the points, weighted by how badly they are classified."""
        del key
        weight = jax.nn.softmax(jnp.log(problem.multiplicity) + jax.nn.log_sigmoid(-problem.margins(state)))
        return state + self.step_size * weight @ problem.signed


def steps_to_separation(method: Method, problem: LogisticRegression, cap: int | Int[Array, ""]) -> Float[Array, ""]:
    """Steps from 0 until every point is classified correctly; infinite where `cap` steps do not suffice."""
    start = jnp.zeros(problem.signed.shape[1])
    return steps_until(lambda problem, x: problem.separated(x), method, problem, start, cap=cap)
