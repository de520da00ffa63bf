"""PEPit's examples: what it computes, and where the search looks for the same number. L = 1 throughout."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp

from benchmarks.falsify.methods import (
    LONGEST,
    accelerated,
    accelerated_proximal_gradient,
    coordinate_descent,
    descend,
    douglas_rachford,
    exact_line_search,
    fast_proximal_point,
    fast_resolvent_iteration,
    frank_wolfe,
    halpern,
    interpolating_descent,
    krasnoselskii_mann,
    not_convex,
    optimized,
    optimized_for_gradient,
    past_extragradient,
    proximal_gradient,
    proximal_point,
    quadratic_descent,
    resolvent_iteration,
    subgradient,
    thetas,
    tuned,
)
from theory.falsification.families import Ball, Box, Built, Families, LogBox, Sphere
from theory.falsification.polyhedral import MaximaOfAffine, QuadraticsOverPolytopes
from theory.falsification.univariate import Univariate
from theory.methods.gradient import GradientDescent
from theory.methods.momentum import HeavyBall

MU = 0.1
INF = jnp.inf


@dataclass(frozen=True)
class Example:
    """One of PEPit's examples.

    Attributes:
        name: of PEPit's module.
        errors: (instance, T) -> error over initial condition.
        family: where the search looks, or a function of N that makes it.
        pepit: module below `PEPit.examples` and its arguments, as a function of N.
        closed: the tight value, where PEPit states one.
        power: PEPit computes one step, whose factor is raised to the N-th power.
    """

    name: str
    errors: Callable[..., Any]
    family: Families | Callable[[int], Families]
    pepit: tuple[str, Callable[[int], dict[str, Any]]]
    closed: Callable[[int], float] | None = None
    power: bool = False


def _quadratics(lower: float) -> Families:
    return {"spectrum": Box(2, lower, 1.0), "start": Sphere(2)}


def _composite(lower: float) -> dict[str, Families]:
    return {"smooth": Univariate(lower, 1.0), "other": Univariate(0.0, INF)}


def _monotone(turn: Any, rng: Any) -> dict[str, float]:
    return {"monotone": float(-turn[0])}


def _polar(parts: Any) -> Any:
    """A linear monotone map of the plane that is 1-Lipschitz."""
    return jnp.stack([parts["real"], parts["imaginary"] * jnp.sqrt(1 - parts["real"] ** 2)])


MONOTONE_LINEAR = Built(
    {"a": LogBox((), 1e-4, 1e4), "b": LogBox((), 1e-4, 1e4)}, lambda p: jnp.stack([p["a"], p["b"]]), _monotone
)
MONOTONE_LIPSCHITZ = Built(
    {"real": Box((), 0.0, 1.0), "imaginary": Box((), 0.0, 1.0)},
    _polar,
    lambda turn, rng: {"monotone": float(-turn[0]), "1-Lipschitz": float(jnp.linalg.norm(turn)) - 1},
)

CONVEX = "unconstrained_convex_minimization"
COMPOSITE = "composite_convex_minimization"
MONOTONE = "monotone_inclusions_variational_inequalities"
FIXED = "fixed_point_problems"
STOCHASTIC = "stochastic_and_randomized_convex_minimization"
_smooth = Univariate(0.0, 1.0)
_gap = lambda f: f.value(jnp.asarray(1.0))  # noqa: E731

EXAMPLES = [
    Example(
        "gradient_descent", descend(GradientDescent(1.0)), _smooth,
        (CONVEX, lambda n: {"L": 1, "gamma": 1, "n": n}), lambda n: 1 / (4 * n + 2),
    ),
    Example(
        "gradient_descent_quadratics", quadratic_descent, Box((), 0.0, 1.0),
        (CONVEX, lambda n: {"L": 1, "mu": 0, "gamma": 1, "n": n}),
        lambda n: 0.5 / (2 * n + 1) * (1 - 1 / (2 * n + 1)) ** (2 * n),
    ),
    Example("accelerated_gradient_convex", accelerated, _smooth, (CONVEX, lambda n: {"mu": 0, "L": 1, "n": n})),
    Example(
        "optimized_gradient", tuned(optimized), _smooth, (CONVEX, lambda n: {"L": 1, "n": n}),
        lambda n: 1 / (2 * thetas(n)[-1] ** 2),
    ),
    Example(
        "optimized_gradient_for_gradient", tuned(optimized_for_gradient), _smooth, (CONVEX, lambda n: {"L": 1, "n": n}),
        lambda n: 2 / thetas(n)[-1] ** 2,
    ),
    Example(
        "heavy_ball_momentum", descend(HeavyBall(0.5, ((1 - 0.5 * MU) * 0.5) ** 0.5), _gap),
        Univariate(MU, 1.0, pieces=8),
        (CONVEX, lambda n: {"mu": MU, "L": 1, "alpha": 0.5, "beta": ((1 - 0.5 * MU) * 0.5) ** 0.5, "n": n}),
    ),
    Example(
        "gradient_exact_line_search", exact_line_search, _quadratics(MU),
        (CONVEX, lambda n: {"L": 1, "mu": MU, "n": n}), lambda n: ((1 - MU) / (1 + MU)) ** (2 * n),
    ),
    Example(
        "proximal_point", proximal_point, Univariate(0.0, INF), (CONVEX, lambda n: {"gamma": 1, "n": n}),
        lambda n: 1 / (4 * n),
    ),
    Example(
        "accelerated_proximal_point", fast_proximal_point, Univariate(0.0, INF),
        (CONVEX, lambda n: {"A0": 5, "gammas": [(i + 1) / 1.1 for i in range(n)], "n": n}),
    ),
    Example(
        "subgradient_method", tuned(subgradient), lambda N: MaximaOfAffine(1.0, N + 1),
        (CONVEX, lambda n: {"M": 1, "n": n, "gamma": 1 / (n + 1) ** 0.5}), lambda n: 1 / (n + 1) ** 0.5,
    ),
    Example(
        "proximal_gradient", proximal_gradient, _composite(MU),
        (COMPOSITE, lambda n: {"L": 1, "mu": MU, "gamma": 1, "n": n}), lambda n: (1 - MU) ** (2 * n),
    ),
    Example(
        "accelerated_proximal_gradient", accelerated_proximal_gradient,
        _composite(0.0) | {"weight": LogBox((), 1e-9, 1.0)},
        (COMPOSITE, lambda n: {"mu": 0, "L": 1, "n": n}),
    ),
    Example(
        "douglas_rachford_splitting", douglas_rachford, _composite(0.0) | {"tilt": Box((), -2.0, 2.0)},
        (COMPOSITE, lambda n: {"L": 1, "alpha": 1, "theta": 1, "n": n}),
    ),
    Example(
        "frank_wolfe", frank_wolfe, lambda N: QuadraticsOverPolytopes(1.0, N + 2, 3),
        (COMPOSITE, lambda n: {"L": 1, "D": 1, "R": INF, "center": None, "n": n}),
    ),
    Example(
        "nonconvex_gradient_descent", not_convex, Univariate(-1.0, 1.0, pieces=2, repeats=LONGEST + 2),
        ("nonconvex_optimization", lambda n: {"L": 1, "gamma": 1, "n": n}), lambda n: 4 / (3 * n),
    ),
    Example(
        "randomized_coordinate_descent_smooth_strongly_convex", coordinate_descent, _quadratics(MU),
        (STOCHASTIC, lambda n: {"L": 1, "mu": MU, "gamma": 1, "d": 2}),
        lambda n: (((1 - MU) ** 2 + 1) / 2) ** n, power=True,
    ),
    Example(
        "sgd_overparametrized", interpolating_descent, Box(5, MU, 1.0),
        (STOCHASTIC, lambda n: {"L": 1, "mu": MU, "gamma": 1, "n": 5}), lambda n: (1 - MU) ** (2 * n), power=True,
    ),
    Example(
        "halpern_iteration", halpern, Univariate(-1.0, 1.0), (FIXED, lambda n: {"n": n}),
        lambda n: (2 / (n + 1)) ** 2,
    ),
    Example(
        "krasnoselskii_mann_constant_step_sizes", krasnoselskii_mann, Ball(2),
        (FIXED, lambda n: {"n": n, "gamma": 0.5}), lambda n: (n / (n + 1)) ** n / (n + 1),
    ),
    Example(
        "monotone_proximal_point", resolvent_iteration, MONOTONE_LINEAR,
        (MONOTONE, lambda n: {"alpha": 1, "n": n}), lambda n: (1 - 1 / n) ** (n - 1) / n,
    ),
    Example(
        "monotone_accelerated_proximal_point", fast_resolvent_iteration, Univariate(0.0, INF),
        (MONOTONE, lambda n: {"alpha": 1, "n": n}), lambda n: 1 / n**2,
    ),
    Example(
        "past_extragradient", past_extragradient,
        {
            "turn": MONOTONE_LIPSCHITZ, "normal": Sphere(2), "start": Sphere(2),
            "place": Box((), -1.0, 1.0), "push": LogBox((), 1e-3, 1e3),
        },
        (MONOTONE, lambda n: {"n": n, "gamma": 0.25, "L": 1}),
    ),
]  # fmt: skip
