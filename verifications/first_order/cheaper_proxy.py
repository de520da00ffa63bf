"""Woodworth, Mishchenko & Bach (ICML 2023): two losses are better than one, if one is cheap and resembles the other.

Setting: f = h + d is to be minimised with few gradients of f; the proxy h is cheap, d is δ-smooth, f itself may be as
steep as it likes (L-smooth with L ≫ δ). Algorithm (ProxyProx), with g a gradient of f at x_t, perhaps noisy:
x_{t+1} = argmin h(x) + ⟨g - ∇h(x_t), x⟩ + ‖x - x_t‖²/(2η).

Theorems, in our words: the method converges like stochastic gradient descent on a δ-smooth objective, whatever L is.
Constants below are our own, for convex h and exact proximal steps, F = f(x_0) - inf f, D = ‖x_0 - x*‖.
(1) Exact gradients, η = 1/(2δ): (1/T) Σ ‖∇f(x_t)‖² ≤ 6δF/T over t = 1, ..., T. Proof: f(x_t) - f(x_{t+1}) ≥
(1/η - δ/2)‖x_{t+1} - x_t‖² and ‖∇f(x_{t+1})‖ ≤ (1/η + δ)‖x_{t+1} - x_t‖. (2) Noise of variance σ², convex d:
E f(mean of x_1, ..., x_T) - f* ≤ D²/(2ηT) + ησ²/(2(1 - ηδ)), hence 1/√T for η = D/(σ√T).

Instances. (1) One coordinate where h has the curvature L and d vanishes, one where h vanishes and d is a Huber function
with the slope that T steps just wear out: a sixth of the bound. (2) The same with quadratics d of any curvature up to
δ, the worst among them; expectations are exact.

Not covered: inexact proximal steps, proxies that are not convex, acceleration. Under noise the gradient norm at the
iterates is not free of L: the proximal step solves for a gradient that is wrong by the noise, and in a direction of
curvature L the iterates keep E|∇f|² = σ²ηL/(2 + ηL). Function values are.
"""

import jax.numpy as jnp

from theory import cite, claim, geomspace, simulate
from theory.methods.averaging import MeanError
from theory.methods.gradient import GradientDescent
from theory.methods.moments import ExpectedGradientDescent, average_gap
from theory.methods.proxy import ProxyProx, proxy_steps
from theory.problems.convex import Huber
from theory.problems.noise import RademacherNoise
from theory.problems.proxied import Proxied
from theory.problems.quadratic import Quadratic
from theory.simulation.worst import worst_of

PAPER = cite("woodworth2023proxy", near=__file__)
NOISY_HORIZONS = geomspace(30, 30_000, 13)


def _mean_squared_gradient(method, step_size, T, δ, L):
    """Over x_1, ..., x_T, from f(x_0) = 1, half of it in the steep coordinate; d with a slope tuned to T steps."""
    slope = jnp.sqrt(0.5 / (step_size * T))
    problem = Proxied(Quadratic(jnp.stack([L, 0.0 * L])), Huber(slope, δ))
    start = jnp.stack([jnp.sqrt(1 / L), 0.5 / slope + 0.5 * slope / δ])
    judged = MeanError(method, Proxied.squared_gradient)
    return simulate(judged, problem, start, T.astype(int)[None], metric=lambda _, error: error)[0]


@claim(
    PAPER,
    r"\frac{1}{T} \sum_t \|\nabla f(x_t)\|^2",
    "O(δ/T)",
    bound=lambda δ, T: 6 * δ / T,
    theorem="exact gradients",
    δ=geomspace(1.0, 0.01, 5),
    L=geomspace(100.0, 1e6, 3),
    T=geomspace(10, 3000, 11),
    rivals=["O(δ/T²)", "O(δ²/T)", "Ω(δ/sqrt(T))"],
)
def stationarity(key, δ, L, T):
    """The mean squared gradient is of order δ/T, with δ the smoothness of the difference."""
    return _mean_squared_gradient(ProxyProx(0.5 / δ), 0.5 / δ, T, δ, L)


@stationarity.control("no proxy: gradient descent with step 1/L")
def no_proxy(key, δ, L, T):
    return _mean_squared_gradient(GradientDescent(1 / L), 1 / L, T, δ, L)


@claim(
    PAPER,
    r"\frac{1}{T} \sum_t \|\nabla f(x_t)\|^2",
    "O(1)",
    theorem="exact gradients, no dependence on L",
    L=geomspace(1.0, 1e6, 13),
    rivals=["Ω(L)"],
)
def steepness(key, L):
    """The mean squared gradient does not depend on the smoothness L of the objective."""
    return _mean_squared_gradient(ProxyProx(5.0), 5.0, jnp.asarray(1000.0), jnp.asarray(0.1), L)


@steepness.control("no proxy: gradient descent with step 1/L")
def gradient_descent(key, L):
    return _mean_squared_gradient(GradientDescent(1 / L), 1 / L, jnp.asarray(1000.0), jnp.asarray(0.1), L)


def _mean_gap(steps_of, T, δ, L):
    """E f(mean of x_1, ..., x_T) - f* with D = σ = 1 and f quadratic, worst over the curvature of the difference."""

    def run(curvature):
        proxy = jnp.stack([L, 0.0])
        spectrum = proxy + jnp.stack([0.0, curvature])
        noisy = RademacherNoise(Quadratic(spectrum), 1.0)
        start = jnp.array([0.6, 0.8])
        method = ExpectedGradientDescent(steps_of(proxy), weight=lambda k: (k > 0) * 1.0)
        return simulate(method, noisy, start, T.astype(int)[None] + 1, metric=average_gap)[0]

    return worst_of(run, δ * jnp.geomspace(1e-4, 1.0, 30))


def _noisy_bound(T):
    return 0.5 / T**0.5 + 0.5 / T**0.5 / (1 - 1 / T**0.5)


@claim(
    PAPER,
    r"\mathbb{E} f(\bar x_T) - f^\star",
    "O(1/sqrt(T))",
    bound=_noisy_bound,
    theorem="noisy gradients, convex",
    L=geomspace(1.0, 1e4, 3),
    T=NOISY_HORIZONS,
    rivals=["O(1/T)", "Ω(T^(-1/4))"],
)
def noisy(key, L, T):
    """With noisy gradients the expected error is of order 1/√T, whatever L is."""
    return _mean_gap(lambda proxy: proxy_steps(proxy, 1 / jnp.sqrt(T)), T, 1.0, L)


@noisy.control("no proxy: stochastic gradient descent with step 1/(L√T)")
def short_steps(key, L, T):
    return _mean_gap(lambda proxy: 1 / jnp.sqrt(T) / L + 0 * proxy, T, 1.0, L)
