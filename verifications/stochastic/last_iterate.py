"""Liu & Zhou (ICLR 2024): the last iterate of stochastic gradient methods.

Setting: x⁺ = argmin ⟨g_t, x⟩ + D_ψ(x, x_t)/η_t for a convex, G-Lipschitz f with noisy subgradients g_t on an unbounded
domain; the last iterate x_T counts, not an average.

Theorems, in our words. (1) Steps of order 1/√t: E f(x_T) - f* = O(log T/√T). (2) Linearly decaying steps
η_t = η (T - t + 1)/T^(3/2): O(1/√T), in expectation, and with probability 1 - δ under sub-Gaussian noise. (3) Strongly
convex f, steps of order 1/t: O(1/T) up to a logarithm. (4) Noise with a p-th moment only, 1 < p < 2, and a mirror map
that is uniformly convex of order p/(p - 1): O(T^(1/p - 1)), with steps smaller by T^(1/p - 1/2).

Instances. (1) The function of Harvey, Liaw, Plan & Randhawa (2019), tuned to T: on it 1/√t really costs the logarithm.
(2, 4) s|x| with the slope s = 1/(2 Σ η_t), legal as s <= G: without noise T steps go half of the way. (3) |x| + x²/2.
Every T of (1), (2) and (4) is a run of its own, because steps and function depend on it.

Not covered: composite objectives, smooth f, dependence on δ, D and G, constants.
"""

import jax.numpy as jnp

from theory import Expectation, Quantile, cite, claim, grid, simulate, steps
from theory.falsification.families import Box, LogBox
from theory.methods.gradient import GradientDescent
from theory.methods.mirror import PowerMirrorDescent
from theory.methods.schedules import Constant, Inverse, InverseSqrt, LinearDecay
from theory.problems.convex import AbsoluteValue, RidgedAbsoluteValue
from theory.problems.noise import GaussianNoise, ParetoNoise
from theory.problems.nonsmooth import ResistingMaximum

PAPER = cite("liu2024lastiterate", near=__file__)
DIMENSION = 2049
HORIZONS = grid(16, 25, 40, 64, 100, 160, 250, 400, 640, 1000, 1500, 2048)
P = 1.5


def _on_the_resisting_maximum(T, step_size):
    problem = ResistingMaximum(T, DIMENSION)
    return simulate(GradientDescent(step_size), problem, jnp.zeros(DIMENSION), T.astype(int)[None])[0]


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "O(log(T)/sqrt(T))",
    theorem="convex, Lipschitz, steps of order 1/√t",
    T=HORIZONS,
    rivals=["O(1/sqrt(T))", "Ω(1/T^(1/3))"],
)
def inverse_square_root_steps(key, T):
    """With steps 1/√t the last iterate loses a logarithm, and no more."""
    return _on_the_resisting_maximum(T, InverseSqrt(1.0))


@inverse_square_root_steps.control("constant steps")
def constant_steps(key, T):
    return _on_the_resisting_maximum(T, Constant(0.1))


def _on_a_slope(key, T, method, total, noise):
    """s|x| from 1, with s = 1/(2·total) for `total` the sum of the steps."""
    problem = noise(AbsoluteValue(1 / (2 * total)))
    return simulate(method, problem, 1.0, T.astype(int)[None], key=key)[0]


def _decaying(key, T, first_step):
    """Linearly decaying steps, on the slope that is hard for a first step of 1/√T."""
    total = 0.5 * (T + 1) / jnp.sqrt(T)
    method = GradientDescent(LinearDecay(first_step, T))
    return _on_a_slope(key, T, method, total, lambda problem: GaussianNoise(problem, 0.0625))


def _growing_steps(key, T):
    return _decaying(key, T, 1.0)


@claim(
    PAPER,
    r"\mathbb{E} f(x_T) - f^\star",
    "O(1/sqrt(T))",
    theorem="convex, Lipschitz, linearly decaying steps",
    mode=Expectation(),
    seeds=4000,
    T=HORIZONS,
    rivals=["O(T^(-3/4))", "Ω(T^(-1/4))"],
)
def linearly_decaying_steps(key, T):
    """Steps that decay linearly to nought remove the logarithm."""
    return _decaying(key, T, 1 / jnp.sqrt(T))


@linearly_decaying_steps.control("the steps grow like √T")
def growing_steps(key, T):
    return _growing_steps(key, T)


@claim(
    PAPER,
    r"f(x_T) - f^\star",
    "O(1/sqrt(T))",
    theorem="with high probability, sub-Gaussian noise",
    mode=Quantile(0.99),
    seeds=4000,
    T=HORIZONS,
    rivals=["O(T^(-3/4))", "Ω(T^(-1/4))"],
)
def with_high_probability(key, T):
    """99 runs of 100 end below a constant over √T."""
    return _decaying(key, T, 1 / jnp.sqrt(T))


@with_high_probability.family(
    {"slope": LogBox((), 1e-3, 1.0), "deviation": LogBox((), 1e-3, 0.25), "start": Box((), -1.0, 1.0)}
)
def any_slope_noise_and_start(instance, T, key):
    problem = GaussianNoise(AbsoluteValue(instance["slope"]), instance["deviation"] ** 2)
    method = GradientDescent(LinearDecay(1 / jnp.sqrt(T), T))
    return simulate(method, problem, instance["start"], T.astype(int)[None], key=key)[0]


@with_high_probability.control("the steps grow like √T")
def growing_steps_in_probability(key, T):
    return _growing_steps(key, T)


@claim(
    PAPER,
    r"\mathbb{E} f(x_T) - f^\star",
    "O(1/T)",
    theorem="strongly convex",
    mode=Expectation(),
    seeds=256,
    T=steps(10_000, first=10, count=30, deep=100_000),
    rivals=["O(T^(-3/2))", "Ω(1/sqrt(T))"],
)
def strongly_convex(key, T):
    """On |x| + x²/2 steps of order 1/t give 1/T."""
    problem = GaussianNoise(RidgedAbsoluteValue(), 1.0)
    return simulate(GradientDescent(Inverse(2.0, 2.0)), problem, 1.0, T, key=key)


@strongly_convex.control("steps of order 1/√t")
def slower_steps(key, T):
    problem = GaussianNoise(RidgedAbsoluteValue(), 1.0)
    return simulate(GradientDescent(InverseSqrt(1.0)), problem, 1.0, T, key=key)


def _heavy(key, T, step_size, total):
    """s|x| under Pareto noise with moments below 1.6, mirror map |x|³/3."""
    method = PowerMirrorDescent(step_size, P / (P - 1))
    return _on_a_slope(key, T, method, total, lambda problem: ParetoNoise(problem, 0.01, 1.6))


@claim(
    PAPER,
    r"\mathbb{E} f(x_T) - f^\star",
    "O(T^(-1/3))",
    theorem="heavy tails, p = 3/2",
    mode=Expectation(),
    seeds=4000,
    T=HORIZONS,
    rivals=["O(1/sqrt(T))", "Ω(T^(-1/6))"],
)
def heavy_tails(key, T):
    """With p = 3/2 moments of the noise the last iterate converges at the rate T^(1/p - 1) = T^(-1/3)."""
    scale = T ** (-1 / P)
    return _heavy(key, T, LinearDecay(scale, T), scale * (T + 1) / 2)


@heavy_tails.control("steps that do not shrink with T")
def steps_that_do_not_shrink(key, T):
    return _heavy(key, T, LinearDecay(5.0, T), T ** (-1 / P) * (T + 1) / 2)
