"""Newton-type methods: damped by a function of the local gradient norm, regularised, with lazily refreshed Hessians."""

from abc import abstractmethod

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int, Key

from theory.methods.base import Method
from theory.problems.base import Problem

Vector = Float[Array, " d"]
Matrix = Float[Array, "d d"]


class Damping(eqx.Module):
    """The fraction of the Newton step that is taken, from the gradient norm λ = sqrt(g·H⁻¹g) in the local metric."""

    @abstractmethod
    def __call__(self, decrement: Float[Array, ""]) -> Float[Array, ""]:
        """The step size α in (0, 1]."""


class Undamped(Damping):
    """α = 1: the pure Newton method."""

    def __call__(self, decrement: Float[Array, ""]) -> Float[Array, ""]:
        return jnp.ones_like(decrement)


class SelfConcordantDamping(Damping):
    """α = 1 / (1 + L λ), the classical step for self-concordant functions (Nesterov & Nemirovskii 1994)."""

    constant: Float[Array, ""]

    def __call__(self, decrement: Float[Array, ""]) -> Float[Array, ""]:
        return 1 / (1 + self.constant * decrement)


class CubicDamping(Damping):
    """α = (sqrt(1 + 2G) - 1) / G with G = L λ, the step of AICN (Hanzely et al. 2022)."""

    constant: Float[Array, ""]

    def __call__(self, decrement: Float[Array, ""]) -> Float[Array, ""]:
        return 2 / (1 + jnp.sqrt(1 + 2 * self.constant * decrement))


class RootDamping(Damping):
    """α = 1 / (1 + θ) with θ = (9 M λ^(q-2))^(1/(q-1)), the step of root Newton (Hanzely et al. 2024).

    Arguments:
        constant: M, the Hölder constant of exponent q - 2 of the Hessian (q ≤ 3) or q - 3 of the third derivative.
        order: q in [2, 4].
    """

    constant: Float[Array, ""]
    order: Float[Array, ""]

    def __call__(self, decrement: Float[Array, ""]) -> Float[Array, ""]:
        q = self.order
        return 1 / (1 + (9 * self.constant * decrement ** (q - 2)) ** (1 / (q - 1)))


class DampedNewton(Method):
    """x⁺ = x - α(λ) H⁻¹g with λ = sqrt(g·H⁻¹g): affine-invariant."""

    damping: Damping

    def step(self, problem: Problem, state: Vector, key: Key[Array, ""] | None) -> Vector:
        gradient = problem.gradient(state)
        direction = jnp.linalg.solve(problem.hessian(state), gradient)
        return state - self.damping(jnp.sqrt(gradient @ direction)) * direction


class LazyState(eqx.Module):
    """Iterate, Hessian in use, iteration number."""

    x: Vector
    hessian: Matrix
    k: Int[Array, ""]


class LazyNewton(Method):
    """x⁺ = x - (H + sqrt(M‖g‖) I)⁻¹ g, where H is the Hessian at the last iterate whose number `period` divides.

    Doikov, Chayti & Jaggi (2023), Algorithm 2; M = 0 gives the method of Shamanskii (1967), and with period 1 Newton's.
    """

    period: Int[Array, ""]
    regularization: Float[Array, ""]

    def __init__(self, period: ArrayLike, regularization: ArrayLike = 0.0) -> None:
        self.period = jnp.asarray(period)
        self.regularization = jnp.asarray(regularization, float)

    def init(self, problem: Problem, x0: Vector) -> LazyState:
        x = jnp.asarray(x0)
        return LazyState(x, jnp.zeros((x.size, x.size)), jnp.zeros((), int))

    def step(self, problem: Problem, state: LazyState, key: Key[Array, ""] | None) -> LazyState:
        hessian = jnp.where(state.k % self.period == 0, problem.hessian(state.x), state.hessian)
        return LazyState(state.x + self.move(problem.gradient(state.x), hessian), hessian, state.k + 1)

    def move(self, gradient: Vector, hessian: Matrix) -> Vector:
        """The step that the model with this Hessian gives."""
        shift = jnp.sqrt(self.regularization * jnp.linalg.norm(gradient))
        return -jnp.linalg.solve(hessian + shift * jnp.eye(gradient.size), gradient)

    def output(self, state: LazyState) -> Vector:
        """The last iterate."""
        return state.x


class LazyCubicNewton(LazyNewton):
    """x⁺ = argmin_y g·(y-x) + (y-x)·H(y-x)/2 + M‖y-x‖³/6 with the lazily refreshed H (Algorithm 1 there)."""

    def move(self, gradient: Vector, hessian: Matrix) -> Vector:
        return cubic_step(gradient, hessian, self.regularization)


def cubic_step(gradient: Vector, hessian: Matrix, constant: Float[Array, ""], bisections: int = 60) -> Vector:
    """The minimiser h of g·h + h·Hh/2 + M‖h‖³/6.

    Its norm r solves r = ‖(H + M r I / 2)⁻¹ g‖; a bisection on r in the eigenbasis finds it. Not for the hard case,
    g orthogonal to the eigenvectors of a negative least eigenvalue.
    """
    eigenvalues, basis = jnp.linalg.eigh(hessian)
    g = basis.T @ gradient
    least = jnp.maximum(-2 * eigenvalues[0] / constant, 0)
    most = least + jnp.sqrt(2 * jnp.linalg.norm(g) / constant)

    def halve(_: Array, ends: tuple[Array, Array]) -> tuple[Array, Array]:
        low, high = ends
        r = (low + high) / 2
        short = jnp.linalg.norm(g / (eigenvalues + constant * r / 2)) < r
        return jnp.where(short, low, r), jnp.where(short, r, high)

    _, r = jax.lax.fori_loop(0, bisections, halve, (least, most))
    return -basis @ (g / (eigenvalues + constant * r / 2))
