"""Garrigos & Gower (2023), handbook of convergence theorems for (stochastic) gradient methods.

Setting: minimiser x*, D = ‖x₀ - x*‖; L-smooth, μ-strongly convex or PL (‖∇f‖² ≥ 2μ(f - f*)) where a theorem says so.
The stochastic gradients are of components that are convex and L_max-smooth; σ* is their variance at x*.
Gradient descent: x⁺ = x - γg. Theorems, γ ≤ 1/L unless stated:
- convex (Theorem 3.4): f(x_T) - f* ≤ D²/(2γT);
- strongly convex: ‖x_T - x*‖² ≤ (1 - γμ)^T D²; PL: f(x_T) - f* ≤ (1 - γμ)^T (f(x₀) - f*);
- stochastic, γ ≤ 1/(4 L_max): E f(mean of x_0, ..., x_(T-1)) - f* ≤ D²/(γT) + 2γσ*, hence O(1/sqrt(T)) for
  γ ~ 1/sqrt(T);
- stochastic and strongly convex, γ ≤ 1/(2 L_max): E‖x_T - x*‖² ≤ (1 - γμ)^T D² + 2γσ*/μ;
- subgradients of norm G: f(mean) - f* ≤ D²/(2γT) + γG²/2, hence DG/sqrt(T) for γ = D/(G sqrt(T)).

Instances. Convex: the Huber functions of all slopes, the largest error among them. That with slope 1/(2N + 1) is worst
for N steps and attains Drori & Teboulle's exact L D²/(4N + 2) (Mathematical Programming 2014, Theorem 3), half of the
handbook's bound. Strongly convex: quadratics started at an eigenvector of μ. PL: rank-deficient quadratics, and
x² + 3 sin²x, which is not convex. Stochastic: f(x) = λx²/2 whose components differ by ±σx, so that the noise is
additive with σ* = σ² and every expectation is computed exactly; without strong convexity the largest error among all
curvatures λ ≤ 1. Subgradient: |x|, from the worst start, since the mean
depends on where the iterates jump over 0.

In the files beside this one: minibatches, momentum, subgradients, proximal steps, interpolation and PL with noise.
Not covered: variance reduction, stationarity of functions that are not PL.
"""

import math

import jax.numpy as jnp

from theory import cite, claim, even_steps, geomspace, simulate, steps
from theory.falsification.families import Box
from theory.falsification.univariate import Univariate
from theory.methods.averaging import Average
from theory.methods.gradient import GradientDescent
from theory.methods.moments import ExpectedGradientDescent, average_gap, squared_distance
from theory.methods.schedules import Inverse
from theory.problems.convex import AbsoluteValue, Huber, PowerFunction, WavyParabola
from theory.problems.noise import RademacherNoise
from theory.problems.quadratic import Quadratic
from theory.simulation.worst import worst_at_horizons, worst_curvature, worst_of

PAPER = cite("garrigos2023handbook", near=__file__)


def _worst_huber(step_size, T):
    """The largest error over the Huber functions tuned to each of the checkpoints; L = D = 1."""

    def run(horizon):
        worst = Huber(slope=1 / (2 * horizon + 1), smoothness=jnp.asarray(1.0))
        return simulate(GradientDescent(step_size), worst, 1.0, T)

    return worst_of(run, T)


@claim(
    PAPER,
    r"\max_f f(x_T) - f^\star",
    "O(1/T)",
    bound=lambda T: 1 / (2 * T),
    theorem="Theorem 3.4",
    T=steps(4000, count=24, deep=40_000),
    rivals=["Θ(1/sqrt(T))", "O(1/T²)"],
)
def gd_convex(key, T):
    """Gradient descent with step 1/L on an L-smooth convex function has an error of at most L D²/(2T)."""
    return _worst_huber(1.0, T)


@gd_convex.family(Univariate(0.0, 1.0))
def smooth_convex_univariate(instance, T):
    return simulate(GradientDescent(1.0), instance, 1.0, T)


@gd_convex.control("step size above 2/L, on a quadratic")
def too_long_step(key, T):
    return simulate(GradientDescent(2.5), Quadratic(1.0), jnp.ones(1), T)


@gd_convex.control("not smooth: |x|, where a step of fixed length jumps over the minimiser")
def not_smooth(key, T):
    return simulate(GradientDescent(0.3), AbsoluteValue(jnp.asarray(1.0)), 1.0, T)


@claim(
    PAPER,
    r"\max_f f(x_T) - f^\star",
    "Θ(1/T)",
    bound=lambda T: 1 / (4 * T + 2),
    theorem="Theorem 3.4 with the constant of Drori & Teboulle (2014)",
    T=steps(4000, count=24, deep=40_000),
    rivals=["Θ(1/sqrt(T))", "Θ(1/T²)"],
)
def gd_convex_exact(key, T):
    """The worst error of gradient descent with step 1/L is L D²/(4T + 2), and it is attained."""
    return _worst_huber(1.0, T)


@gd_convex_exact.family(Univariate(0.0, 1.0))
def any_univariate(instance, T):
    return simulate(GradientDescent(1.0), instance, 1.0, T)


@gd_convex_exact.control("a shorter step is slower in proportion and breaks the constant of step 1/L")
def half_step(key, T):
    return _worst_huber(0.5, T)


@claim(
    PAPER,
    r"\|x_T - x^\star\|^2",
    "exp(-Ω(μ T))",
    bound=lambda μ, T: (1 - μ) ** T,
    theorem="gradient descent, strongly convex",
    μ=geomspace(0.3, 0.003, 5),
    T=even_steps(60, first=1, deep=600),
    rivals=["exp(-Ω(sqrt(μ) T))", "exp(-Ω(μ T²))"],
)
def gd_strongly_convex(key, μ, T):
    """On μ-strongly convex functions gradient descent contracts the squared distance at least by 1 - γμ per step."""
    quadratic = Quadratic(jnp.stack([jnp.ones_like(μ), μ]))
    return simulate(GradientDescent(1.0), quadratic, jnp.array([0.0, 1.0]), T, metric=Quadratic.distance)


@gd_strongly_convex.family(lambda μ: Univariate(μ, 1.0))
def any_strongly_convex_univariate(instance, μ, T):
    return simulate(GradientDescent(1.0), instance, 1.0, T, metric=lambda _, x: x**2)


@gd_strongly_convex.control("x⁴, not strongly convex")
def flat_minimum(key, μ, T):
    start = jnp.ones(1)
    return simulate(GradientDescent(μ), PowerFunction(jnp.asarray(4.0)), start, T, metric=lambda _, x: jnp.sum(x**2))


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "exp(-Ω(μ T))",
    bound=lambda μ, T: (1 - μ) ** T / 2 * μ,
    theorem="gradient descent, PL",
    μ=geomspace(0.3, 0.003, 5),
    T=even_steps(60, first=1, deep=600),
    rivals=["exp(-Ω(sqrt(μ) T))"],
)
def gd_pl(key, μ, T):
    """Under the Polyak-Łojasiewicz inequality alone the function value contracts at least by 1 - γμ per step."""
    flat = Quadratic(jnp.stack([jnp.ones_like(μ), μ, jnp.zeros_like(μ)]))
    return simulate(GradientDescent(1.0), flat, jnp.array([0.0, 1.0, 1.0]), T)


@gd_pl.control("x⁴, not PL")
def quartic(key, μ, T):
    return simulate(GradientDescent(μ), PowerFunction(jnp.asarray(4.0)), jnp.ones(1), T)


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "exp(-Ω(T))",
    bound=lambda T: (9 + 3 * math.sin(3) ** 2) * (1 - 1 / (16 * 32)) ** T,
    theorem="gradient descent, PL",
    T=even_steps(60, first=1),
    rivals=["exp(-Ω(T²))"],
)
def gd_pl_not_convex(key, T):
    """The PL theorem needs no convexity: x² + 3 sin²x is minimised at a linear rate."""
    return simulate(GradientDescent(1 / 16), WavyParabola(), 3.0, T)


@gd_pl_not_convex.control("step size above 2/L")
def too_long_step_again(key, T):
    return simulate(GradientDescent(1.5), WavyParabola(), 3.0, T)


def _worst_average(step_size, T):
    """The largest exact E f(mean) - f* over the curvatures λ ≤ 1, each horizon with its own step; D = σ* = 1."""
    return worst_curvature(lambda horizon: ExpectedGradientDescent(step_size(horizon)), average_gap, T)


@claim(
    PAPER,
    r"\max_f E f(\bar x_T) - f^\star",
    "O(1/sqrt(T))",
    bound=lambda T: 4.5 / T**0.5,
    theorem="stochastic gradient descent, convex, γ = 1/(4 sqrt(T))",
    T=steps(4000, count=24, deep=40_000),
    rivals=["O(T^-0.7)", "Θ(T^-0.3)"],
)
def sgd_convex(key, T):
    """Averaged stochastic gradient descent with steps proportional to 1/sqrt(T) has an error of order 1/sqrt(T)."""
    return _worst_average(lambda horizon: 0.25 / jnp.sqrt(horizon), T)


@sgd_convex.control("the step does not shrink with the horizon: a noise floor stays")
def constant_step(key, T):
    return _worst_average(lambda horizon: 0.25, T)


@sgd_convex.control("the step shrinks like 1/T: too little progress")
def vanishing_step(key, T):
    return _worst_average(lambda horizon: 0.25 / horizon, T)


@claim(
    PAPER,
    r"E \|x_T - x^\star\|^2",
    bound=lambda γ, μ, T: (1 - γ * μ) ** T + 2 * γ / μ,
    theorem="stochastic gradient descent, strongly convex",
    γ=geomspace(0.5, 0.005, 5),
    μ=geomspace(1.0, 0.01, 5),
    T=steps(4000, count=24, deep=40_000),
)
def sgd_strongly_convex(key, γ, μ, T):
    """With a constant step the squared distance decays at least by 1 - γμ per step down to a floor of 2γσ*/μ."""
    noisy = RademacherNoise(Quadratic(μ), 1.0)
    return simulate(ExpectedGradientDescent(γ), noisy, jnp.ones(1), T, metric=squared_distance)


@sgd_strongly_convex.family(lambda γ, μ: Box((), μ, 1.0))
def curvatures(instance, γ, μ, T):
    noisy = RademacherNoise(Quadratic(instance), 1.0)
    return simulate(ExpectedGradientDescent(γ), noisy, jnp.ones(1), T, metric=squared_distance)


@sgd_strongly_convex.control("step size above 2/L")
def too_long_noisy_step(key, γ, μ, T):
    noisy = RademacherNoise(Quadratic(μ), 1.0)
    return simulate(ExpectedGradientDescent(2.5 / μ), noisy, jnp.ones(1), T, metric=squared_distance)


@claim(
    PAPER,
    r"\lim_T E \|x_T - x^\star\|^2",
    "O(γ/μ)",
    bound=lambda γ, μ: 2 * γ / μ,
    theorem="stochastic gradient descent, strongly convex",
    kind="limit",
    γ=geomspace(0.1, 0.001, 6),
    μ=geomspace(1.0, 0.1, 6),
    rivals=["O(γ²/μ)", "O(γ/sqrt(μ))", "Θ(sqrt(γ)/μ)", "Θ(γ/μ²)"],
)
def sgd_noise_floor(key, γ, μ):
    """The floor of constant-step stochastic gradient descent is proportional to γ/μ."""
    noisy = RademacherNoise(Quadratic(μ), 1.0)
    T = jnp.array([200_000])
    return simulate(ExpectedGradientDescent(γ), noisy, jnp.zeros(1), T, metric=squared_distance)[0]


@sgd_noise_floor.control("decreasing steps leave no floor of their own: it does not follow γ")
def decreasing_steps(key, γ, μ):
    noisy = RademacherNoise(Quadratic(μ), 1.0)
    method = ExpectedGradientDescent(Inverse(2.0 / μ, 2.0 / μ))
    return simulate(method, noisy, jnp.zeros(1), jnp.array([100]), metric=squared_distance)[0]


@claim(
    PAPER,
    r"E \|x_T - x^\star\|^2",
    "Θ(1/T)",
    theorem="decreasing steps, strongly convex (classical; see Bottou, Curtis & Nocedal 2018, Theorem 4.7)",
    T=steps(10_000, count=30, deep=100_000),
    rivals=["Θ(1/sqrt(T))", "Θ(1/T²)"],
)
def sgd_decreasing(key, T):
    """With steps 2/(μ(k + 2L/μ)) the squared distance of stochastic gradient descent is of order 1/T."""
    noisy = RademacherNoise(Quadratic([1.0, 0.1]), 1.0)
    method = ExpectedGradientDescent(Inverse(20.0, 20.0))
    return simulate(method, noisy, jnp.ones(2), T, metric=squared_distance)


@sgd_decreasing.control("constant step")
def noisy_constant_step(key, T):
    noisy = RademacherNoise(Quadratic([1.0, 0.1]), 1.0)
    return simulate(ExpectedGradientDescent(0.1), noisy, jnp.ones(2), T, metric=squared_distance)


@sgd_decreasing.control("steps 0.25/(μ k), below the threshold 1/(2μk) of the theorem")
def too_cautious_steps(key, T):
    noisy = RademacherNoise(Quadratic([1.0, 0.1]), 1.0)
    method = ExpectedGradientDescent(Inverse(2.5, 20.0))
    return simulate(method, noisy, jnp.ones(2), T, metric=squared_distance)


def _subgradient(step_size, T):
    """The largest error of the mean on |x| over the starts in the last step before D = 1; G = 1."""

    def run(horizon, share):
        γ = step_size(horizon)
        return simulate(Average(GradientDescent(γ)), AbsoluteValue(jnp.asarray(1.0)), 1 - γ * share, horizon[None])[0]

    return worst_at_horizons(run, jnp.linspace(0, 1, 17), T)


@claim(
    PAPER,
    r"f(\bar x_T) - f^\star",
    "O(1/sqrt(T))",
    bound=lambda T: 1 / T**0.5,
    theorem="subgradient method, γ = D/(G sqrt(T))",
    T=steps(20_000, first=4, count=30, deep=200_000),
    rivals=["O(1/T)", "Θ(T^(-1/4))"],
)
def subgradient(key, T):
    """The averaged subgradient method with steps D/(G sqrt(T)) has an error of at most DG/sqrt(T)."""
    return _subgradient(lambda horizon: 1 / jnp.sqrt(horizon), T)


@subgradient.control("the step shrinks like 1/T: too little progress")
def vanishing_subgradient_step(key, T):
    return _subgradient(lambda horizon: 1 / horizon, T)
