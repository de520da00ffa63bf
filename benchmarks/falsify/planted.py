"""``python -m benchmarks.falsify.planted [NAME ...]``: theorems that are false on purpose, and true neighbours of each.

Every false one must be refuted by the search and none of the true ones; the results are kept in planted.json. Seconds
are those of the processor.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from benchmarks.falsify.examples import MONOTONE_LIPSCHITZ
from benchmarks.falsify.methods import ORIGIN, Iteration, descend, iterate, planar
from theory import falsify, simulate, steps
from theory.campaigns.ledger import write_json
from theory.falsification.families import Box, Families, Sphere
from theory.falsification.polyhedral import MaximaOfAffine
from theory.falsification.univariate import Univariate
from theory.methods.gradient import GradientDescent
from theory.methods.momentum import HeavyBall

RESULTS = Path(__file__).with_name("planted.json")


@dataclass(frozen=True)
class Planted:
    """A theorem about all members of a family, and whether it is true."""

    name: str
    statement: str
    true: bool
    errors: Callable[..., Any]
    family: Families
    T: np.ndarray
    bound: Callable[[Any], Any] | None = None
    rate: str | None = None


def _distance(_: Any, x: Any) -> Any:
    return jnp.abs(x)


STRONGLY_CONVEX = Univariate(1.0, 25.0)
POLYAK = HeavyBall(1 / 9, 4 / 9)  # 4/(√L + √μ)² and ((√L - √μ)/(√L + √μ))² for μ = 1, L = 25


def heavy_ball_on_quadratics(λ: Any, T: Any) -> Any:
    advance = lambda λ, s, k: ((1 - λ / 9 + 4 / 9) * s[0] - 4 / 9 * s[1], s[0])  # noqa: E731
    return iterate(advance, λ, (1.0, 1.0), T, lambda λ, s: jnp.abs(s[0]))


def simultaneous(F: Any, T: Any) -> Any:
    return iterate(lambda F, z, k: z - planar(F, z) / 10, F, ORIGIN, T, lambda F, z: jnp.linalg.norm(z))


def extragradient(F: Any, T: Any) -> Any:
    advance = lambda F, z, k: z - planar(F, z - planar(F, z) / 2) / 2  # noqa: E731
    return iterate(advance, F, ORIGIN, T, lambda F, z: jnp.linalg.norm(z))


LIPSCHITZ = {"slopes": Box(2, 0.0, 1.0), "noise": Box((), 0.0, 1.0), "start": Box((), 0.0, 1.0)}


def _noisy_subgradient(f: Any, x: Any, key: Any, k: Any) -> Any:
    noise = f["noise"] * jax.random.rademacher(jax.random.fold_in(key, k), (), float)
    return jnp.where(x > 0, f["slopes"][0], -f["slopes"][1]) + noise


def _lipschitz_value(f: Any, x: Any) -> Any:
    return jnp.where(x > 0, f["slopes"][0] * x, -f["slopes"][1] * x)


def last_iterate(f: Any, T: Any, key: Any) -> Any:
    advance = lambda f, x, k: x - _noisy_subgradient(f, x, key, k) / jnp.sqrt(k + 1)  # noqa: E731
    return iterate(advance, f, f["start"], T, _lipschitz_value)


def mean_iterate(f: Any, T: Any, key: Any) -> Any:
    def advance(f: Any, state: Any, k: Any) -> Any:
        x, mean = state
        return x - _noisy_subgradient(f, x, key, k) / jnp.sqrt(k + 1), mean + (x - mean) / (k + 1)

    return iterate(advance, f, (f["start"], f["start"]), T, lambda f, s: _lipschitz_value(f, s[1]))


PERIODIC = Box(4, -1.0, 1.0)


def regret(optimizer: optax.GradientTransformation) -> Callable[..., Any]:
    """Mean regret on [-1, 1] under linear losses whose slopes repeat with period four."""

    def advance(slopes: Any, state: Any, k: Any) -> Any:
        x, inner, loss = state
        g = slopes[k % 4]
        update, inner = optimizer.update(g, inner, x)
        return jnp.clip(x + update, -1.0, 1.0), inner, loss + g * x

    def errors(slopes: Any, T: Any) -> Any:
        start = jnp.zeros(())
        final = iterate_as_is(advance, slopes, (start, optimizer.init(start), start), T)
        return jnp.maximum(final / T + jnp.abs(jnp.mean(slopes)), 1e-9)

    return errors


def iterate_as_is(advance: Callable[..., Any], problem: Any, state: Any, T: Any) -> Any:
    return simulate(Iteration(advance), problem, state, T, metric=lambda _, s: s[2])


def _fading(k: Any) -> Any:
    return 1 / jnp.sqrt(k + 1)


CLIENTS = {"rows": Box((3, 3), -1.0, 1.0), "start": Sphere(3)}


def _client_gradients(f: Any, x: Any) -> Any:
    rows = f["rows"]
    return (rows @ x)[:, None] * rows + x / 2


def _top(v: Any) -> Any:
    """Each row's entry of largest modulus, the others 0."""
    return jnp.where(jnp.arange(v.shape[1]) == jnp.argmax(jnp.abs(v), axis=1)[:, None], v, 0.0)


def _square(_: Any, state: Any) -> Any:
    x = state[0] if isinstance(state, tuple) else state
    return jnp.sum(x**2)


def compressed(f: Any, T: Any) -> Any:
    advance = lambda f, x, k: x - 0.05 * jnp.mean(_top(_client_gradients(f, x)), axis=0)  # noqa: E731
    return iterate(advance, f, f["start"], T, _square)


def error_feedback(f: Any, T: Any) -> Any:
    """EF21 of Richtárik, Sokolov & Fatkhullin (2021) with the step that their theorem allows."""

    def advance(f: Any, state: Any, k: Any) -> Any:
        x, g = state
        x = x - 0.05 * jnp.mean(g, axis=0)
        return x, g + _top(_client_gradients(f, x) - g)

    return iterate(advance, f, (f["start"], _top(_client_gradients(f, f["start"]))), T, _square)


FEDERATED = {"curvature": Box(2, 0.1, 1.0), "optimum": Box(2, -1.0, 1.0)}


def federated_averaging(local_steps: int) -> Callable[..., Any]:
    def advance(f: Any, x: Any, k: Any) -> Any:
        shrink = (1 - f["curvature"] / 2) ** local_steps
        return jnp.mean(f["optimum"] + shrink * (x - f["optimum"]))

    def errors(f: Any, T: Any) -> Any:
        best = jnp.sum(f["curvature"] * f["optimum"]) / jnp.sum(f["curvature"])
        return iterate(advance, f, 1.0, T, lambda f, x: (x - best) ** 2)

    return errors


def _largest_increase(momentum: float) -> Callable[..., Any]:
    """The largest f(x_(k+1))/f(x_k) on the way."""

    def advance(f: Any, state: Any, k: Any) -> Any:
        x, y, worst = state
        new = y - f.gradient(y)
        increase = f.value(new) / jnp.maximum(f.value(x), 1e-12)
        return new, new + momentum * (new - x), jnp.maximum(worst, increase)

    return lambda f, T: iterate(advance, f, (1.0, 1.0, 0.0), T, lambda f, s: s[2])


def subgradient(measure: Callable[..., Any], horizon: int) -> Callable[..., Any]:
    def advance(f: Any, state: Any, k: Any) -> Any:
        x, best = state
        x = x - f.gradient(x) / (horizon + 1) ** 0.5
        return x, jnp.minimum(best, f.value(x))

    return lambda f, T: iterate(advance, f, (f.start, f.value(f.start)), T, measure, horizon)


def alternating_multipliers(blocks: int) -> Callable[..., Any]:
    """ADMM for Σ a_i x_i = 0 without an objective, written in the vectors a_i x_i and the multiplier."""

    def advance(a: Any, state: Any, k: Any) -> Any:
        y, λ = state
        for i in range(blocks):
            target = λ - jnp.sum(y, axis=0) + y[i]
            y = y.at[i].set(a["columns"][i] * (a["columns"][i] @ target))
        return y, λ - jnp.sum(y, axis=0)

    def errors(a: Any, T: Any) -> Any:
        y = a["columns"] * a["start"][:blocks, None]
        λ = a["multiplier"]
        size = lambda a, s: jnp.sqrt(jnp.sum(s[0][1:] ** 2) + jnp.sum(s[1] ** 2))  # noqa: E731
        return iterate(advance, a, (y, λ), T, size) / size(a, (y, λ))

    return errors


def _blocks(count: int) -> Families:
    return {"columns": Sphere((count, 3)), "start": Box(count, -1.0, 1.0), "multiplier": Sphere(3)}


def newton(damping: float) -> Callable[..., Any]:
    advance = lambda f, x, k: x - damping * f.gradient(x) / jax.grad(f.gradient)(x)  # noqa: E731
    return lambda f, T: iterate(advance, f, 1.0, T, _distance)


LINEAR = np.array([5, 20, 60, 120])
LONG = np.array([20, 100, 400])
CENTURIES = np.array([10, 100, 1000, 4000])
POWER = steps(1024, first=16, count=20).values
SHORT = np.array([1, 2, 5, 10, 20])
_last = lambda f, s: f.value(s[0])  # noqa: E731
_best = lambda f, s: s[1]  # noqa: E731
_adam = optax.adam(_fading, b1=0.0, b2=0.1)
_amsgrad = optax.amsgrad(_fading, b1=0.0, b2=0.1)

PLANTED = [
    Planted(
        "polyak_heavy_ball",
        "With Polyak's parameters the heavy ball obeys |x_T| ≤ (1 + 2T)(2/3)^T for all strongly convex f.",
        False, descend(POLYAK, metric=_distance), STRONGLY_CONVEX, LINEAR,
        bound=lambda T: (1 + 2 * T) * (2 / 3) ** T,
    ),
    Planted(
        "polyak_heavy_ball_quadratics", "It does on quadratics.",
        True, heavy_ball_on_quadratics, Box((), 1.0, 25.0), LINEAR, bound=lambda T: (1 + 2 * T) * (2 / 3) ** T,
    ),
    Planted(
        "descent_ascent", "Simultaneous descent-ascent never moves away from the solution of a monotone game.",
        False, simultaneous, MONOTONE_LIPSCHITZ, SHORT, bound=lambda T: 1 + 0 * T,
    ),
    Planted(
        "extragradient", "The extragradient method does not.",
        True, extragradient, MONOTONE_LIPSCHITZ, SHORT, bound=lambda T: 1 + 0 * T,
    ),
    Planted(
        "sgd_last_iterate", "The last iterate of stochastic subgradients converges like 1/T on Lipschitz functions.",
        False, last_iterate, LIPSCHITZ, POWER, rate="O(1/T)",
    ),
    Planted(
        "sgd_mean", "Their mean converges like log(T)/√T.",
        True, mean_iterate, LIPSCHITZ, POWER, rate="O(log(T)/sqrt(T))",
    ),
    Planted(
        "adam", "Adam with β₁ = 0 and β₂ = 0.1 has a mean regret of order 1/√T on linear losses.",
        False, regret(_adam), PERIODIC, 4 * (POWER // 4), rate="O(1/sqrt(T))",
    ),
    Planted(
        "amsgrad", "AMSGrad has.",
        True, regret(_amsgrad), PERIODIC, 4 * (POWER // 4), rate="O(1/sqrt(T))",
    ),
    Planted(
        "long_step", "Gradient descent with step 2.1/L never exceeds L D²/2.",
        False, descend(GradientDescent(2.1)), Univariate(0.0, 1.0), SHORT, bound=lambda T: 0.5 + 0 * T,
    ),
    Planted(
        "legal_step", "With step 1.9/L its error is at most L D²/2 max(1/(3.8 T + 1), 0.9^(2T)).",
        True, descend(GradientDescent(1.9)), Univariate(0.0, 1.0), SHORT,
        bound=lambda T: 0.5 * np.maximum(1 / (3.8 * T + 1), 0.9 ** (2 * T)),
    ),
    Planted(
        "compression", "Steps along the largest entry of each client's gradient obey ‖x_T‖² ≤ 12·0.975^T.",
        False, compressed, CLIENTS, LONG, bound=lambda T: 12 * 0.975**T,
    ),
    Planted(
        "error_feedback", "With error feedback they do.",
        True, error_feedback, CLIENTS, LONG, bound=lambda T: 12 * 0.975**T,
    ),
    Planted(
        "federated_averaging",
        "Federated averaging with four local steps obeys |x_T - x*|² ≤ 4·0.95^(2T) on different clients.",
        False, federated_averaging(4), FEDERATED, LINEAR,
        bound=lambda T: 4 * 0.95 ** (2 * T),
    ),
    Planted(
        "one_local_step", "With one local step it does.",
        True, federated_averaging(1), FEDERATED, LINEAR, bound=lambda T: 4 * 0.95 ** (2 * T),
    ),
    Planted(
        "accelerated_descent", "Nesterov's method with constant momentum never increases a strongly convex function.",
        False, _largest_increase(0.8), Univariate(0.01, 1.0), SHORT, bound=lambda T: 1 + 0 * T,
    ),
    Planted(
        "descent", "Gradient descent with step 1/L does not.",
        True, _largest_increase(0.0), Univariate(0.01, 1.0), SHORT, bound=lambda T: 1 + 0 * T,
    ),
    Planted(
        "wrong_constant", "The error of gradient descent with step 1/L is at most L D²/(4T + 4).",
        False, descend(GradientDescent(1.0)), Univariate(0.0, 1.0), SHORT, bound=lambda T: 1 / (4 * T + 4),
    ),
    Planted(
        "right_constant", "It is at most L D²/(4T + 2).",
        True, descend(GradientDescent(1.0)), Univariate(0.0, 1.0), SHORT, bound=lambda T: 1 / (4 * T + 2),
    ),
    Planted(
        "subgradient_last", "The last of eight subgradient steps of length 1/3 has an error of at most 1/3.",
        False, subgradient(_last, 8), MaximaOfAffine(1.0, 9), np.array([8]), bound=lambda T: 1 / 3 + 0 * T,
    ),
    Planted(
        "subgradient_best", "The best of them has.",
        True, subgradient(_best, 8), MaximaOfAffine(1.0, 9), np.array([8]), bound=lambda T: 1 / 3 + 0 * T,
    ),
    Planted(
        "three_blocks", "ADMM with three blocks stays within 100 times its start.",
        False, alternating_multipliers(3), _blocks(3), np.array([100, 400, 1000]), bound=lambda T: 100 + 0 * T,
    ),
    Planted(
        "two_blocks", "With two blocks it never leaves the ball around the solution in which it started.",
        True, alternating_multipliers(2), _blocks(2), np.array([1, 10, 100]), bound=lambda T: 1 + 0 * T,
    ),
    Planted(
        "newton", "Newton's method obeys |x_T| ≤ 25 (1 - μ²/L²)^T on strongly convex functions.",
        False, newton(1.0), STRONGLY_CONVEX, CENTURIES, bound=lambda T: 25 * (1 - 1 / 625) ** T,
    ),
    Planted(
        "damped_newton", "With steps of μ/L times Newton's it does.",
        True, newton(1 / 25), STRONGLY_CONVEX, CENTURIES, bound=lambda T: 25 * (1 - 1 / 625) ** T,
    ),
]  # fmt: skip


def search(planted: Planted) -> dict[str, Any]:
    """The verdict of the search on one theorem."""
    start = time.process_time()
    found = falsify(planted.errors, planted.family, T=planted.T, bound=planted.bound, rate=planted.rate)
    return {
        "statement": planted.statement,
        "true": planted.true,
        "refuted": found.refuted,
        "ratio": None if found.ratio is None else float(min(found.ratio, 1e300)),
        "worst_cases": None if found.evidence is None else found.evidence.summary(),
        "violation": max(found.violations.values()),
        "evaluations": found.effort.evaluations,
        "seconds": round(time.process_time() - start, 2),
    }


def main() -> None:
    for planted in PLANTED:
        if sys.argv[1:] and planted.name not in sys.argv[1:]:
            continue
        found = search(planted)
        right = "as it should" if found["refuted"] != planted.true else "WRONG"
        print(f"{planted.name}: {'REFUTED' if found['refuted'] else 'not refuted'}, {right}: {found}", flush=True)
        results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        write_json(RESULTS, {**results, planted.name: found})


if __name__ == "__main__":
    main()
