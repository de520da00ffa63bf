"""Garrigos & Gower (2023), handbook of convergence theorems: stochastic gradient descent with momentum.

Setting: f is a mean of convex, L_max-smooth components; D = ‖x₀ - x*‖, σ* the variance of the component's gradient at
x*. Heavy ball, x⁺ = x - γ_k g + β_k (x - x⁻), with γ_k = η/(λ_(k+1) + 1) and β_k = λ_k/(λ_(k+1) + 1). The same
iterates are averages: z⁺ = z - ηg, x⁺ = (λ_(k+1) x + z⁺)/(λ_(k+1) + 1).

Theorem, with λ_k = k/2 and η ≤ 1/(4 L_max): E f(x_T) - f* ≤ D²/(η(T + 1)) + 2ησ* for the last iterate, hence
O(1/sqrt(T)) for η ~ 1/sqrt(T). The proof needs only λ_(k+1) ≤ λ_k + 1 - 2ηL_max; with λ_k = (1 - 2ηL_max) k it gives
(D²/(2η(T + 1)) + ησ*)/(1 - 2ηL_max), for any η < 1/(2 L_max).

Instances. Without noise: the Huber functions of all slopes, the largest error among them. On the linear part z falls
evenly and x is a mean of the z; the slope with which z reaches the minimiser at the horizon attains the second bound
for small steps, and 3/8 of the first one, whose weights favour late z. With noise: λx²/2 whose gradient is off by ±1,
exact expectations, the largest error among the curvatures λ ≤ 1.

Not covered: noise that grows with the distance; the almost sure rates of Sebbouh, Gower & Defazio (2021).
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, geomspace, grid, simulate, steps
from theory.falsification.univariate import Univariate
from theory.methods.gradient import GradientDescent
from theory.methods.momentum import ExpectedMovingAverage, HeavyBall, MovingAverage, expected_gap
from theory.problems.convex import Huber
from theory.problems.quadratic import Quadratic
from theory.simulation.worst import worst_at_horizons, worst_curvature

PAPER = cite("garrigos2023handbook", near=__file__)


def _worst_huber(method, η, T):
    """The largest error over the Huber functions of slopes around 1/(η·horizon), at their horizons; L = D = 1."""

    def run(horizon, share):
        problem = Huber(slope=share / (η * horizon + 1), smoothness=jnp.asarray(1.0))
        return simulate(method, problem, 1.0, horizon[None])[0]

    return worst_at_horizons(run, jnp.linspace(0.5, 1.0, 11), T)


@claim(
    PAPER,
    r"\|x_T - x_T^{\mathrm{HB}}\|",
    bound=lambda growth, η, T: 1e-10 + 0 * T,
    theorem="momentum as a moving average",
    kind="identity",
    growth=grid(0.5, 1.0, 2.0),
    η=geomspace(0.5, 0.005, 3),
    T=steps(1000, count=16),
)
def moving_average_is_heavy_ball(key, growth, η, T):
    """Heavy-ball momentum with γ = η/(λ⁺ + 1) and β = λ/(λ⁺ + 1) gives the iterates of the moving average."""
    average = MovingAverage(η, growth)
    return _apart(key, average, average.as_heavy_ball(), T)


def _apart(key, first, second, T):
    problem, start = Quadratic([1.0, 0.1, 0.01]), jax.random.normal(key, (3,))
    runs = [simulate(method, problem, start, T, metric=lambda _, x: x) for method in (first, second)]
    return jnp.linalg.norm(runs[0] - runs[1], axis=1)


@moving_average_is_heavy_ball.control("β = λ/(λ + 1), one iteration late")
def late_momentum(key, growth, η, T):
    average = MovingAverage(η, growth)
    late = HeavyBall(average.as_heavy_ball().step_size, lambda k: growth * k / (growth * k + 1))
    return _apart(key, average, late, T)


@claim(
    PAPER,
    r"\max_f f(x_T) - f^\star",
    "O(1/T)",
    bound=lambda T: 4 / (T + 1),
    theorem="momentum, convex, η = 1/(4 L_max)",
    T=steps(4000, count=24),
    rivals=["Θ(1/sqrt(T))", "O(1/T²)"],
)
def last_iterate(key, T):
    """Without noise the last iterate of gradient descent with momentum has an error of at most D²/(η(T + 1))."""
    return _worst_huber(MovingAverage(0.25, 0.5), 0.25, T)


@last_iterate.family(Univariate(0.0, 1.0))
def smooth_convex_univariate(instance, T):
    return simulate(MovingAverage(0.25, 0.5), instance, 1.0, T)


@last_iterate.control("λ_k = k²: the average keeps too much of the past, here of a quadratic's")
def too_much_memory(key, T):
    method = HeavyBall(lambda k: 0.25 / ((k + 1) ** 2 + 1), lambda k: k**2 / ((k + 1) ** 2 + 1))
    quadratic = Huber(slope=jnp.asarray(1e300), smoothness=jnp.asarray(1.0))
    return simulate(method, quadratic, 1.0, T)


@claim(
    PAPER,
    r"\max_f f(x_T) - f^\star",
    bound=lambda η, T: 1 / (2 * η * (1 - 2 * η) * (T + 1)),
    theorem="momentum, convex, λ_k = (1 - 2ηL_max) k",
    η=geomspace(0.25, 0.002, 5),
    T=steps(4000, count=24),
)
def last_iterate_sharp(key, η, T):
    """With the fastest growth of λ that the proof allows the bound is D²/(2η(1 - 2ηL)(T + 1)), sharp for small η."""
    return _worst_huber(MovingAverage(η, 1 - 2 * η), η, T)


@last_iterate_sharp.control("step size above 2/L")
def too_long_step(key, η, T):
    return simulate(GradientDescent(2.1), Quadratic(1.0), jnp.ones(1), T)


def _worst_noisy(step_size, T):
    """The largest exact E f(x_T) - f* over the curvatures λ ≤ 1, each horizon with its own η; D = σ* = 1."""
    return worst_curvature(lambda horizon: ExpectedMovingAverage(step_size(horizon), 0.5), expected_gap, T)


@claim(
    PAPER,
    r"\max_f E f(x_T) - f^\star",
    "O(1/sqrt(T))",
    bound=lambda T: 4 * T**0.5 / (T + 1) + 1 / (2 * T**0.5),
    theorem="momentum, convex, η = 1/(4 L_max sqrt(T))",
    T=steps(4000, count=24),
    rivals=["O(T^-0.7)", "Θ(T^-0.3)"],
)
def noisy_last_iterate(key, T):
    """With noise and η ~ 1/sqrt(T) the last iterate has an error of order 1/sqrt(T), without any averaging."""
    return _worst_noisy(lambda horizon: 0.25 / jnp.sqrt(horizon), T)


@noisy_last_iterate.control("η does not shrink with the horizon")
def constant_step(key, T):
    return _worst_noisy(lambda horizon: 0.25, T)


@noisy_last_iterate.control("η shrinks like 1/T: too little progress")
def vanishing_step(key, T):
    return _worst_noisy(lambda horizon: 0.25 / horizon, T)
