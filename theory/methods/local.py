"""Local stochastic gradient descent: workers step on their own and average their iterates now and then."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float, Int, Key, PyTree

from theory.methods.base import Method
from theory.methods.schedules import StepSize, as_schedule
from theory.problems.noise import AdditiveNoise
from theory.problems.quadratic import Quadratic

State = tuple[PyTree, Int[Array, ""]]


class LocalSGD(Method):
    """x_w⁺ = x_w - γ_k g_w(x_w) on every worker w; after every `period` steps all x_w become their mean (Stich 2019).

    Every worker draws from the problem's oracle with a key of its own. The state holds the workers' iterates along a
    new first axis of every array.

    Arguments:
        step_size: a number, or a function of the iteration number.
        workers: how many.
        period: steps from one communication to the next; 1 is mini-batch gradient descent.
    """

    step_size: StepSize
    workers: int
    period: Int[Array, ""]

    def __init__(self, step_size: ArrayLike | StepSize, workers: int, period: Int[ArrayLike, ""]) -> None:
        self.step_size, self.workers, self.period = as_schedule(step_size), workers, jnp.asarray(period)

    def init(self, problem: object, x0: PyTree) -> State:
        """All workers at the starting point."""
        del problem
        return jax.tree.map(lambda a: jnp.broadcast_to(a, (self.workers, *jnp.shape(a))), x0), jnp.zeros((), int)

    def step(self, problem: object, state: State, key: Key[Array, ""] | None) -> State:
        """One step on every worker, and an average if it is time."""
        x, k = state
        γ, together = self.step_size(k), (k + 1) % self.period == 0
        oracle = problem.oracle  # type: ignore[attr-defined]
        if key is None:
            gradient = jax.vmap(lambda each: oracle(each, None))(x)
        else:
            gradient = jax.vmap(oracle)(x, jax.random.split(key, self.workers))

        def move(a: Array, g: Array) -> Array:
            moved = a - γ * g
            return jnp.where(together, jnp.mean(moved, axis=0), moved)

        return jax.tree.map(move, x, gradient), k + 1

    def output(self, state: State) -> PyTree:
        """The mean over the workers."""
        return jax.tree.map(lambda a: jnp.mean(a, axis=0), state[0])


class LocalMoments(eqx.Module):
    """Second moments, per eigendirection, of z = (1, y_1, ..., y_n, S).

    y_i is the mean over the workers of kind i, minus x*; S is the weighted sum of the mean over all workers so far.
    """

    second: Float[Array, "d n+2 n+2"]
    mass: Float[Array, ""]
    k: Int[Array, ""]


class ExpectedLocalSGD(Method):
    """Local SGD on clients with quadratics of their own, in expectation: an exact recursion instead of sampled runs.

    The problem is an `AdditiveNoise` around a stack of quadratics, one for each of n kinds of client:
    `jax.vmap(Quadratic)(spectra, minimizers)`. A share 1/n of the workers is of each kind, and all have noise of their
    own. The gradients are affine, so the mean over the workers of a kind is all that matters; its noise has the
    variance of one worker's times n/workers. The metric is `local_average_gap`.

    Arguments:
        step_size: a number, or a function of the iteration number.
        workers: how many, in all.
        period: steps from one communication to the next.
        weight: of the mean of the workers before step k.
    """

    step_size: StepSize
    weight: StepSize
    workers: Float[Array, ""]
    period: Int[Array, ""]

    def __init__(
        self,
        step_size: ArrayLike | StepSize,
        workers: ArrayLike,
        period: Int[ArrayLike, ""],
        weight: ArrayLike | StepSize = 1.0,
    ) -> None:
        self.step_size, self.weight = as_schedule(step_size), as_schedule(weight)
        self.workers, self.period = jnp.asarray(workers, float), jnp.asarray(period)

    def init(self, problem: AdditiveNoise, x0: Float[Array, " d"]) -> LocalMoments:
        """All workers at the starting point."""
        y = x0 - shared_minimizer(problem)
        kinds = _clients(problem).spectrum.shape[0]
        z = jnp.concatenate([jnp.ones((1, y.size)), jnp.tile(y, (kinds, 1)), jnp.zeros((1, y.size))])
        return LocalMoments(jnp.einsum("id,jd->dij", z, z), jnp.zeros(()), jnp.zeros((), int))

    def step(self, problem: AdditiveNoise, state: LocalMoments, key: Key[Array, ""] | None) -> LocalMoments:
        """S⁺ = S + w·mean(y), then y_i⁺ = y_i - γλ_i(y_i - c_i) - γ·noise, and an average if it is time."""
        clients, γ, w = _clients(problem), self.step_size(state.k), self.weight(state.k)
        kinds, d = clients.spectrum.shape
        move = jax.vmap(lambda λ, c: _affine(1 - γ * λ, γ * λ * c, w))(
            clients.spectrum.T, (clients.minimizer - shared_minimizer(problem)).T
        )
        noise = γ**2 * problem.variance / d * kinds / self.workers
        added = noise * jnp.diag(jnp.concatenate([jnp.zeros(1), jnp.ones(kinds), jnp.zeros(1)]))
        second = move @ state.second @ jnp.swapaxes(move, 1, 2) + added
        average = jnp.eye(kinds + 2).at[1:-1, 1:-1].set(1 / kinds)
        second = jnp.where((state.k + 1) % self.period == 0, average @ second @ average.T, second)
        return LocalMoments(second, state.mass + w, state.k + 1)


def shared_minimizer(problem: AdditiveNoise) -> Float[Array, " d"]:
    """x*, where the mean of the clients' functions is least."""
    clients = _clients(problem)
    return jnp.sum(clients.spectrum * clients.minimizer, axis=0) / jnp.sum(clients.spectrum, axis=0)


def local_average_gap(problem: AdditiveNoise, moments: LocalMoments) -> Float[Array, ""]:
    """E f(x̂) - f*, with f the mean of the clients' functions and x̂ the weighted mean over workers and steps."""
    curvature = jnp.mean(_clients(problem).spectrum, axis=0)
    return 0.5 * jnp.sum(curvature * moments.second[:, -1, -1]) / moments.mass**2


def _affine(shrink: Float[Array, " n"], pull: Float[Array, " n"], weight: Float[Array, ""]) -> Float[Array, "n+2 n+2"]:
    """The matrix of one step in one eigendirection."""
    n = shrink.size
    move = jnp.eye(n + 2).at[1:-1, 0].set(pull)
    return move.at[1:-1, 1:-1].set(jnp.diag(shrink)).at[-1, 1:-1].set(weight / n)


def _clients(problem: AdditiveNoise) -> Quadratic:
    clients = problem.problem
    if not isinstance(clients, Quadratic) or clients.spectrum.ndim != 2:
        raise TypeError(f"the clients must be a stack of quadratics, jax.vmap(Quadratic)(...), got {clients}")
    return clients
