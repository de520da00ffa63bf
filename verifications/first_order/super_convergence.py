"""Smith & Topin (2019): super-convergence, training with one cycle of large learning rates.

Setting: gradient descent with step size γ. The paper estimates the best learning rate from three consecutive iterates,
coordinate by coordinate, η* = γ (θ₁ - θ₀)/(2θ₁ - θ₀ - θ₂), and lets the learning rate rise to a maximum far above
the usual ones and fall again. That networks are then trained in a tenth of the usual iterations is an observation, not
a theorem; what follows is the part that can be derived.

Statements. (1) On a quadratic the estimate is the inverse curvature, 1/λ_i in every eigendirection. Formed with norms,
γ ‖θ₁ - θ₀‖/‖2θ₁ - θ₀ - θ₂‖, it lies between 1/L and 1/μ and converges linearly to 1/μ: in the end it is that of the
flattest direction. (2) On other smooth functions its relative distance from the inverse curvature is of order γ.
(3) The peak of a cycle may exceed 2/L, where a constant step diverges: T steps that sweep (0, p/L) evenly multiply the
mode of curvature λ by exp(T I(pλ/L)) with I(s) = ((s - 1) log|s - 1| - s)/s, negative for s < 4.59. (In between sharp
modes are large: what the rise of the step amplifies its fall takes back.) (4) A constant factor is all that this yields
on quadratics: the worst error after a cycle of T steps is still of order 1/T.

Instances: quadratics with geometric spectra; the function exp(x) - 1 - x; optax's linear one-cycle schedule.

Not covered: networks, regularisation by large learning rates, the smoothing of the estimate over iterations.
"""

import jax.numpy as jnp
import numpy as np
import optax

from theory import cite, claim, even_steps, geomspace, simulate, sizes
from theory.methods.gradient import GradientDescent
from theory.problems.convex import ExponentialSum, PowerFunction
from theory.problems.noise import RademacherNoise
from theory.problems.quadratic import Quadratic

PAPER = cite("smith2019superconvergence", near=__file__)
SPECTRUM = np.geomspace(0.01, 1.0, 5)
CURVATURES = np.append(0.0, np.geomspace(1e-5, 1.0, 2000))


def _increments(problem, x0, step_size, T, key=None):
    """θ₁ - θ₀ and 2θ₁ - θ₀ - θ₂ from every checkpoint on, one row for each."""
    method = GradientDescent(step_size)

    def three(problem, x):
        return simulate(method, problem, x, jnp.arange(3), metric=lambda _, x: x, key=key)

    path = simulate(method, problem, x0, T, metric=three, key=key)
    return path[:, 1] - path[:, 0], 2 * path[:, 1] - path[:, 0] - path[:, 2]


def _deviation(problem, T, key=None):
    """The largest relative deviation of the estimate from the inverse curvature of the quadratic, over coordinates."""
    first, second = _increments(problem, jnp.ones(len(SPECTRUM)), 0.5, T, key)
    return jnp.max(jnp.abs(0.5 * first / second * SPECTRUM - 1), axis=1)


@claim(
    PAPER,
    r"\max_i |\lambda_i \eta^\star_i - 1|",
    bound=lambda: 1e-9,
    theorem="estimate of the learning rate",
    kind="identity",
    T=even_steps(400),
)
def inverse_curvature(key, T):
    """On a quadratic the estimate from three iterates is the inverse curvature in every eigendirection."""
    return _deviation(Quadratic(SPECTRUM), T)


@inverse_curvature.control("stochastic gradients")
def noisy(key, T):
    return _deviation(RademacherNoise(Quadratic(SPECTRUM), 1e-6), T, key)


@inverse_curvature.control("a quartic")
def quartic(key, T):
    return _deviation(PowerFunction(jnp.asarray(4.0)), T)


@claim(
    PAPER,
    r"1 - \mu \eta^\star",
    "exp(-Θ(T))",
    theorem="the estimate by norms",
    kind="limit",
    T=even_steps(40, 41),
    rivals=["exp(-Θ(T²))", "exp(-Θ(sqrt(T)))"],
)
def flattest_direction(key, T):
    """The estimate by norms converges linearly to 1/μ, the inverse of the smallest curvature."""
    return _from_flattest(jnp.ones(2), T)


def _from_flattest(x0, T):
    spectrum = jnp.array([0.5, 1.0])
    first, second = _increments(Quadratic(spectrum), x0, 0.5, T)
    squares, images = first**2, (second / 0.5) ** 2
    sharp = jnp.sum(images - spectrum[0] ** 2 * squares, axis=1) / jnp.sum(images, axis=1)
    return sharp / (1 + jnp.sqrt(1 - sharp))


@flattest_direction.control("a start without component in the flattest direction")
def without_flattest(key, T):
    return _from_flattest(jnp.array([0.0, 1.0]), T)


def _error_of_estimate(γ, share):
    """Relative distance of the estimate from the inverse curvature at θ₀ + share (θ₂ - θ₀)."""
    problem = ExponentialSum(jnp.ones((1, 1)))
    x = simulate(GradientDescent(γ), problem, jnp.ones(1), jnp.arange(3), metric=lambda _, x: x)[:, 0]
    estimate = γ * (x[1] - x[0]) / (2 * x[1] - x[0] - x[2])
    return jnp.abs(estimate * jnp.exp(x[0] + share * (x[2] - x[0])) - 1)


@claim(
    PAPER,
    r"|f''(\theta_0) \eta^\star - 1|",
    "Θ(γ)",
    theorem="estimate of the learning rate, beyond quadratics",
    kind="order",
    γ=geomspace(0.1, 1e-4, 16),
    rivals=["Θ(γ²)", "Θ(sqrt(γ))"],
)
def order_of_estimate(key, γ):
    """On a smooth function the relative error of the estimate is of order γ."""
    return _error_of_estimate(γ, 0.0)


@order_of_estimate.control("compared with the curvature a quarter on the way from θ₀ to θ₂, order 2")
def in_the_middle(key, γ):
    return _error_of_estimate(γ, 0.25)


def _after_cycle(step_size, T, metric):
    """The largest error of a mode of curvature 0 to 1 after T steps."""
    method = GradientDescent(step_size)
    return simulate(method, Quadratic(CURVATURES), jnp.ones(len(CURVATURES)), jnp.array([T]), metric=metric)[0]


def _amplitude(problem, x):
    return jnp.max(jnp.abs(x))


def _gap(problem, x):
    return jnp.max(problem.spectrum * x**2) / 2


@claim(
    PAPER,
    r"\max_{\lambda \leq L} |x_T|/|x_0|",
    bound=lambda: 1.0,
    theorem="a cycle whose peak is twice the largest stable constant",
    T=sizes(30, 100, 300, 1000),
)
def stable_cycle(key, T):
    """A cycle that peaks at 4/L amplifies no mode of a quadratic from its start to its end."""
    return _after_cycle(optax.linear_onecycle_schedule(T, 4.0), T, _amplitude)


@stable_cycle.control("a constant step of 2.1/L, about the mean step of the cycle")
def constant_step(key, T):
    return _after_cycle(2.1, T, _amplitude)


@stable_cycle.control("a cycle that peaks at 5/L")
def too_high_peak(key, T):
    return _after_cycle(optax.linear_onecycle_schedule(T, 5.0), T, _amplitude)


@claim(
    PAPER,
    r"\max_{\lambda \leq L} f(x_T) - f^\star",
    "Θ(1/T)",
    theorem="one cycle on quadratics",
    T=sizes(30, 60, 100, 200, 300, 600, 1000, 2000, 3000),
    rivals=["Θ(1/T²)", "Θ(1/sqrt(T))"],
)
def cycle_on_quadratics(key, T):
    """The worst error after one cycle of T steps is of order 1/T on quadratics, as with a constant step."""
    return _after_cycle(optax.linear_onecycle_schedule(T, 4.0), T, _gap)
