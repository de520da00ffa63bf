"""Fixed-step methods whose worst cases are known exactly, each as an error (instance, T) at the checkpoints T.

L = 1 throughout; an error is a performance measure over the initial condition.
"""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from theory import simulate
from theory.methods.base import Method
from theory.methods.fixed_points import Averaged, Halpern

LONGEST = 50


class Iteration(Method):
    """A method written as one function (problem, state, k) -> state."""

    advance: Callable[[Any, Any, Any], Any]

    def init(self, problem: Any, x0: Any) -> Any:
        return x0, jnp.zeros((), int)

    def step(self, problem: Any, state: Any, key: Any) -> Any:
        return self.advance(problem, state[0], state[1]), state[1] + 1

    def output(self, state: Any) -> Any:
        return state[0]


def iterate(
    advance: Callable[..., Any],
    problem: Any,
    state: Any,
    T: Any,
    metric: Callable[..., Any],
    max_steps: int | None = None,
) -> Any:
    """Run a method written as one function; `max_steps` is given where a family has many parameters."""
    state = jax.tree.map(lambda a: jnp.asarray(a, float), state)
    return simulate(Iteration(advance), problem, state, T, metric=metric, max_steps=max_steps)


def descend(method: Method, initial: Callable[[Any], Any] = lambda f: 1.0, metric: Any = None) -> Callable[..., Any]:
    """A method on functions of one variable from 1, relative to what is known of the start."""
    return lambda f, T: simulate(method, f, 1.0, T, metric=metric) / initial(f)


def tuned(run: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """Errors of a method that knows its horizon: every checkpoint is a run of its own."""
    return lambda f, T: jax.vmap(lambda horizon: run(f, horizon))(T)


def thetas(N: int) -> list[float]:
    """θ_0, ..., θ_N of the optimised gradient methods; the last is larger."""
    found = [1.0]
    for i in range(N):
        found.append((1 + (1 + (8 if i == N - 1 else 4) * found[-1] ** 2) ** 0.5) / 2)
    return found


def accelerated(f: Any, T: Any) -> Any:
    def advance(f: Any, state: Any, k: Any) -> Any:
        x, y, λ = state
        after = (1 + jnp.sqrt(1 + 4 * λ**2)) / 2
        new = y - f.gradient(y)
        return new, new + (λ - 1) / after * (new - x), after

    return iterate(advance, f, (1.0, 1.0, 1.0), T, lambda f, s: f.value(s[0]))


def optimized(f: Any, horizon: Any) -> Any:
    def advance(f: Any, state: Any, k: Any) -> Any:
        x, y, θ = state
        after = (1 + jnp.sqrt(1 + jnp.where(k == horizon - 1, 8, 4) * θ**2)) / 2
        new = x - f.gradient(x)
        return new + (θ - 1) / after * (new - y) + θ / after * (new - x), new, after

    return iterate(advance, f, (1.0, 1.0, 1.0), horizon[None], lambda f, s: f.value(s[0]))[0]


def optimized_for_gradient(f: Any, horizon: Any) -> Any:
    """Its factors are those of the optimised gradient method, backwards."""
    known = jnp.array(thetas(64)[:-1])

    def θ(k: Any) -> Any:
        first = (1 + jnp.sqrt(1 + 8 * known[horizon - 1] ** 2)) / 2
        return jnp.where(k == 0, first, known[horizon - k])

    def advance(f: Any, state: Any, k: Any) -> Any:
        x, y = state
        new = x - f.gradient(x)
        carry = (θ(k) - 1) * (2 * θ(k + 1) - 1) / θ(k) / (2 * θ(k) - 1)
        return new + carry * (new - y) + (2 * θ(k + 1) - 1) / (2 * θ(k) - 1) * (new - x), new

    final = iterate(advance, f, (1.0, 1.0), horizon[None], lambda f, s: f.gradient(s[0]) ** 2)[0]
    return final / f.value(jnp.asarray(1.0))


def proximal_point(f: Any, T: Any) -> Any:
    """The state is a point of the graph: its value is that of f there."""
    advance = lambda f, s, k: f.graph(s[0], 1.0)  # noqa: E731
    return iterate(advance, f, (1.0, 0.0, 0.0), T, lambda f, s: s[2])


def fast_proximal_point(f: Any, T: Any) -> Any:
    A0 = 5.0

    def advance(f: Any, state: Any, k: Any) -> Any:
        x, v, A, _ = state
        γ = (k + 1) / 1.1
        α = (jnp.sqrt((A * γ) ** 2 + 4 * A * γ) - A * γ) / 2
        y = (1 - α) * x + α * v
        x, _, value = f.graph(y, γ)
        return x, v + (x - y) / α, (1 - α) * A, value

    last = iterate(advance, f, (1.0, 1.0, A0, 0.0), T, lambda f, s: s[3])
    return last / (f.value(jnp.asarray(1.0)) + A0 / 2)


def proximal_gradient(F: Any, T: Any) -> Any:
    advance = lambda F, x, k: F["other"].prox(x - F["smooth"].gradient(x), 1.0)  # noqa: E731
    return iterate(advance, F, 1.0, T, lambda F, x: x**2)


def accelerated_proximal_gradient(F: Any, T: Any) -> Any:
    def advance(F: Any, state: Any, k: Any) -> Any:
        x, y, λ, _ = state
        after = (1 + jnp.sqrt(1 + 4 * λ**2)) / 2
        new, _, other = F["other"].graph(y - F["smooth"].gradient(y), F["weight"])
        return new, new + (λ - 1) / after * (new - x), after, F["smooth"].value(new) + F["weight"] * other

    return iterate(advance, F, (1.0, 1.0, 1.0, 0.0), T, lambda F, s: s[3])


def douglas_rachford(F: Any, T: Any) -> Any:
    """The two functions are tilted against each other so that their sum is least at 0."""

    def advance(F: Any, state: Any, k: Any) -> Any:
        w, _ = state
        a = F["tilt"]
        x = F["smooth"].prox(w - a, 1.0)
        y, _, other = F["other"].graph(2 * x - w + a, 1.0)
        return w + y - x, F["smooth"].value(y) + other

    first = F["smooth"].prox(1.0 - F["tilt"], 1.0)
    return iterate(advance, F, (1.0, 0.0), T, lambda F, s: s[1]) / first**2


def subgradient(f: Any, horizon: Any) -> Any:
    def advance(f: Any, state: Any, k: Any) -> Any:
        x, best = state
        x = x - f.gradient(x) / jnp.sqrt(horizon + 1)
        return x, jnp.minimum(best, f.value(x))

    start = (f.start, f.value(f.start))
    return iterate(advance, f, start, horizon[None], lambda f, s: s[1], LONGEST)[0]


def frank_wolfe(f: Any, T: Any) -> Any:
    advance = lambda f, x, k: x + 2 / (k + 2) * (f.vertex(f.gradient(x)) - x)  # noqa: E731
    return iterate(advance, f, f.vertices[0], T, lambda f, x: f.value(x), LONGEST)


def not_convex(f: Any, T: Any) -> Any:
    """f(x) - x started at 0, where f is flat: its slope there is -1."""

    def gradient(f: Any, x: Any) -> Any:
        return f.gradient(x) - 1

    def advance(f: Any, state: Any, k: Any) -> Any:
        x, least = state
        x = x - gradient(f, x)
        return x, jnp.minimum(least, gradient(f, x) ** 2)

    return iterate(advance, f, (0.0, 1.0), T, lambda f, s: s[1] / (s[0] - f.value(s[0])), LONGEST)


def planar(turn: Any, v: Any) -> Any:
    """Multiplication by the complex number `turn`."""
    a, b = turn
    return jnp.stack([a * v[0] - b * v[1], b * v[0] + a * v[1]])


ORIGIN = jnp.array([1.0, 0.0])


def resolvent_iteration(A: Any, T: Any) -> Any:
    """J = (I + A)⁻¹ with A multiplication by a + ib, a ≥ 0: v·conj(1 + a + ib)/|1 + a + ib|²."""

    def advance(A: Any, state: Any, k: Any) -> Any:
        x, _ = state
        z = jnp.stack([1 + A[0], -A[1]])
        return planar(z / jnp.sum(z**2), x), x

    return iterate(advance, A, (ORIGIN, ORIGIN), T, lambda A, s: jnp.sum((s[0] - s[1]) ** 2))


def fast_resolvent_iteration(A: Any, T: Any) -> Any:
    """Kim's (2021) method; the state is x_k, y_(k+1), y_k and the last residual."""

    def advance(A: Any, state: Any, k: Any) -> Any:
        x, y, earlier, _ = state
        new = A.prox(y, 1.0)
        after = new + k / (k + 2) * (new - x) - k / (k + 2) * (x - earlier)
        return new, after, y, new - y

    return iterate(advance, A, (1.0, 1.0, 1.0, 0.0), T, lambda A, s: s[3] ** 2)


def past_extragradient(F: Any, T: Any) -> Any:
    """Over a half-plane with the solution 0 inside, or on its boundary where the operator pushes outwards."""
    normal, place = F["normal"], F["place"]

    def project(x: Any) -> Any:
        return x - jnp.minimum(normal @ x + jnp.maximum(place, 0.0), 0.0) * normal

    def operator(x: Any) -> Any:
        return planar(F["turn"], x) + F["push"] * jnp.maximum(-place, 0.0) * normal

    def advance(F: Any, state: Any, k: Any) -> Any:
        x, V, _ = state
        V = operator(project(x - V / 4))
        return project(x - V / 4), V, x

    x = project(F["start"])
    return iterate(advance, F, (x, operator(x), x), T, lambda F, s: jnp.sum((s[0] - s[2]) ** 2))


def halpern(A: Any, T: Any) -> Any:
    metric = lambda _, x: (x - A.gradient(x)) ** 2  # noqa: E731
    return simulate(Halpern(), A.gradient, jnp.asarray(1.0), T, metric=metric)


def krasnoselskii_mann(A: Any, T: Any) -> Any:
    metric = lambda _, x: jnp.sum((x - planar(A, x)) ** 2) / 4  # noqa: E731
    return simulate(Averaged(0.5), lambda x: planar(A, x), ORIGIN, T, metric=metric)


def exact_line_search(f: Any, T: Any) -> Any:
    def advance(f: Any, x: Any, k: Any) -> Any:
        g = f["spectrum"] * x
        return x - jnp.sum(g**2) / (jnp.sum(f["spectrum"] * g**2) + 1e-300) * g

    def value(f: Any, x: Any) -> Any:
        return jnp.sum(f["spectrum"] * x**2) / 2

    return iterate(advance, f, f["start"], T, value) / value(f, f["start"])


def quadratic_descent(λ: Any, T: Any) -> Any:
    return iterate(lambda λ, x, k: x - λ * x, λ, 1.0, T, lambda λ, x: λ * x**2 / 2)


def coordinate_descent(f: Any, T: Any) -> Any:
    """Second moments on a separable quadratic in two coordinates, with steps of 1/L."""
    advance = lambda f, m, k: m * (1 + (1 - f["spectrum"]) ** 2) / 2  # noqa: E731
    return iterate(advance, f, f["start"] ** 2, T, lambda f, m: jnp.sum(m))


def interpolating_descent(spectrum: Any, T: Any) -> Any:
    """Second moment of SGD on quadratics with a common minimiser, with steps of 1/L."""
    return iterate(lambda λ, m, k: m * jnp.mean((1 - λ) ** 2), spectrum, 1.0, T, lambda λ, m: m)
