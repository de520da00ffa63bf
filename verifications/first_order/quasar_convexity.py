"""Fu, Xu & Wilson (ICML 2023): accelerated stochastic methods for quasar-convex functions.

Setting: f is L-smooth and γ-quasar-convex, f* ≥ f(x) + ∇f(x)·(x* - x)/γ for all x, which for γ < 1 allows functions
that are not convex; D = ‖x₀ - x*‖. The method keeps a gradient sequence x and a mirror sequence z, takes (stochastic)
gradients at a point y between them that a line search on f finds, and weighs the gap by A_k, A_(k+1) = A_k + γa, a² =
A_(k+1) β, β the step of x.

Theorems, in our words and with the constants of the energy A_k(f(x_k) - f*) + ‖z_k - x*‖²/2, which we derived anew
since those of the paper were not at hand. Exact gradients, β = 1/L: f(x_T) - f* ≤ D²/(2A_T), of order LD²/(γ²T²)
(Hinder, Sidford & Sohoni 2020, whose lower bound shows that the order is best possible). Noise of variance σ², β ≤
1/L: E f(x_T) - f* ≤ (D² + βσ²(1 + Lβ) Σ A_k)/(2A_T), hence of order Dσ/(γ sqrt(T)) for β = sqrt(12) D/(γσ T^(3/2)).

Instances: functions of one variable that grow like |x|^γ beyond a knee, for which x f'(x) = γ f(x) in the limit of a
small knee. Exact gradients: the largest error over the knees. With noise: a knee at which the mirror sequence covers
a fifth of the way in T steps. The rate in T is read off runs whose noise has a twentieth of the variance that the
step allows for. With all of it the bound is checked; the exponent stayed open in trials with up to 512 runs, in which
the sequence almost arrives, and the error grew more slowly than 1/γ as γ fell.

Not covered: strong quasar-convexity, variance reduction for finite sums, linear dynamical systems, the cost of the
search.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import CONSISTENT, Expectation, cite, claim, geomspace, grid, simulate, steps
from theory.methods.gradient import GradientDescent
from theory.methods.quasar import QuasarAccelerated
from theory.problems.noise import RademacherNoise
from theory.problems.quasar_convex import Dented, FlatteningPower
from theory.simulation.worst import worst_at_horizons

PAPER = cite("fu2023quasar", near=__file__)


def _weights(γ, horizon):
    """A_1/β, ..., A_horizon/β."""
    A, found = np.zeros(np.shape(γ)), []
    for _ in range(horizon):
        A = A + γ * (γ + np.sqrt(γ**2 + 4 * A)) / 2
        found.append(A)
    return np.array(found)


def _at(sequence, T):
    """Entries T (counted from 1) of sequences along the first axis, for γ in rows and T in columns."""
    return sequence[T.astype(int).ravel() - 1, :, 0].T


def _worst_knee(method, γ, T):
    """The largest f(x_T) - f* over knees κ with κ^(2-γ) = c/(γT²), for each horizon T; D = L = 1."""

    def run(horizon, c):
        knee = jnp.minimum((c / (γ * horizon**2)) ** (1 / (2 - γ)), 1.0)
        return simulate(method, FlatteningPower(γ, knee), 1.0, horizon[None])[0]

    return worst_at_horizons(run, jnp.linspace(0.25, 4.0, 16), T)


@claim(
    PAPER,
    r"\max f(x_T) - f^\star",
    "O(1/(γ² T²))",
    bound=lambda γ, T: 1 / (2 * _at(_weights(γ, int(T.max())), T)),
    theorem="exact gradients",
    γ=geomspace(1.0, 0.2, 5),
    T=steps(1000, first=10, count=20),
    rivals=["O(1/(γ² T³))", "O(1/(γ T²))", "Θ(1/(γ² T))"],
)
def exact_gradients(key, γ, T):
    """With exact gradients the error is at most D²/(2A_T), of order LD²/(γ²T²)."""
    return _worst_knee(QuasarAccelerated(1.0, γ), γ, T)


@exact_gradients.control("gradient descent")
def no_acceleration(key, γ, T):
    return _worst_knee(GradientDescent(1.0), γ, T)


@exact_gradients.control("not quasar-convex: local minima")
def local_minima(key, γ, T):
    return simulate(QuasarAccelerated(0.98, γ), Dented(), 7.0, T)


def _noisy(key, variance, γ, step_size, T):
    """f(x_T) - f* with noise, D = L = 1, for each horizon with its own step and knee."""

    def at_horizon(horizon):
        knee = (0.25 / jnp.sqrt(horizon)) ** (1 / (2 - γ))
        problem = RademacherNoise(FlatteningPower(γ, knee), variance)
        method = QuasarAccelerated(step_size(horizon), γ)
        return simulate(method, problem, 1.0, horizon[None], key=jax.random.fold_in(key, horizon))[0]

    return jax.lax.map(at_horizon, T)


def _step(γ):
    return lambda horizon: jnp.minimum(12**0.5 / (γ * horizon**1.5), 1.0)


def _noisy_bound(γ, T):
    weights = _weights(γ, int(T.max()))
    β = np.minimum(12**0.5 / (γ * T**1.5), 1.0)
    return (1 / β + β * (1 + β) * _at(np.cumsum(weights, axis=0), T)) / (2 * _at(weights, T))


@claim(
    PAPER,
    r"E f(x_T) - f^\star",
    bound=_noisy_bound,
    theorem="stochastic gradients",
    mode=Expectation(),
    seeds=64,
    expect=CONSISTENT,
    γ=geomspace(1.0, 0.25, 3),
    T=steps(500, first=10, count=8),
)
def noisy_gradients(key, γ, T):
    """With noise the expected error is at most (D² + βσ²(1 + Lβ) Σ A_k)/(2A_T)."""
    return _noisy(key, 1.0, γ, _step(γ), T)


@noisy_gradients.control("β = 1/L: the noise accumulates")
def long_step(key, γ, T):
    return _noisy(key, 1.0, γ, lambda horizon: 1.0, T)


@claim(
    PAPER,
    r"E f(x_T) - f^\star",
    "O(1/sqrt(T))",
    theorem="stochastic gradients, dependence on T",
    mode=Expectation(),
    seeds=128,
    γ=grid(1.0, 0.5),
    T=steps(10_000, first=100, count=12),
    rivals=["O(1/T)", "Θ(T^(-1/4))"],
)
def noisy_rate(key, γ, T):
    """With noise and β of order D/(γσT^(3/2)) the expected error is of order 1/sqrt(T)."""
    return _noisy(key, 0.05, γ, _step(γ), T)


@noisy_rate.control("β = 1/L and all of the noise")
def long_step_again(key, γ, T):
    return _noisy(key, 1.0, γ, lambda horizon: 1.0, T)
