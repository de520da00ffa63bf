"""Hard thresholding with null-space tuning, with and without feedback (Li, Liu & Mi 2014)."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int, Key

from theory.methods.base import Method
from theory.problems.sparse import SparseRecovery

Vector = Float[Array, " n"]
State = tuple[Vector, Vector]


class NullSpaceTuning(Method):
    """x⁺ is the point nearest to μ with A x⁺ = y; μ lives on the places of the largest entries of x.

    Arguments:
        sparsity: how many places.
        most: a static bound on it.
        feedback: whether μ solves the least-squares problem on its places (NST+HT+FB), which feeds the cut tail back,
            or just takes over x's values there (NST+HT).
    """

    sparsity: Int[Array, ""]
    most: int
    feedback: bool

    def __init__(self, sparsity: Int[ArrayLike, ""], most: int, feedback: bool = True) -> None:
        self.sparsity, self.most, self.feedback = jnp.asarray(sparsity), most, feedback

    def init(self, problem: SparseRecovery, x0: Vector) -> State:
        """The feasible point nearest to `x0`, and `x0`."""
        return problem.feasible(x0), x0

    def step(
        self, problem: SparseRecovery, state: tuple[Vector, Vector], key: Key[Array, ""] | None
    ) -> tuple[Vector, Vector]:
        """Threshold, feed back, and return to the feasible set."""
        del key
        x, _ = state
        places = jax.lax.top_k(jnp.abs(x), self.most)[1]
        kept = jnp.arange(self.most) < self.sparsity
        values = x[places]
        if self.feedback:
            columns = problem.matrix[:, places] * kept
            gram = columns.T @ columns + jnp.diag(~kept * 1.0)
            values = jnp.linalg.solve(gram, columns.T @ problem.measurements)
        sparse = jnp.zeros_like(x).at[places].set(values * kept)
        return problem.feasible(sparse), sparse

    def output(self, state: State) -> Vector:
        """The sparse μ."""
        return state[1]
