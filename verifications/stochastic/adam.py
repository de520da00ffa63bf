"""Reddi, Kale & Kumar (ICLR 2018), on the convergence of Adam and beyond.

Setting: online convex optimisation on [-1, 1] with step sizes α/√t. Adam scales each step by the root of an
exponential average of squared gradients; AMSGrad scales by the largest value that this average ever had.

Theorems. (1) The losses C·x in every third round and -x otherwise, C > 2, have the best decision -1, but Adam with
β₁ = 0 and β₂ = 1/(1 + C²) drifts to +1: its average regret does not vanish. (3) The same happens in expectation for
random losses, for every β₁ < √β₂ if C is large enough. (4, Corollary 1) AMSGrad has regret O(√T); with β₁ = 0

    R_T ≤ D²√T √v̂_T / α + α √(1 + log T) ‖g_1:T‖ / √(1 - β₂),   D = 2, v̂_T ≤ C².

Why these instances: they are the paper's own. On the first one AMSGrad's regret really grows like √T, because
every third round starts two steps of length α/(C√t) away from -1.

Optax's implementations are run. They differ from the paper's text: optax corrects the bias of the second moment
(and takes AMSGrad's maximum after the correction), which changes nothing once β₂^t is negligible.

Not covered: β₁ > 0, decaying β₁, dimensions above one, and the data-dependent form of the regret bound.
"""

import jax.numpy as jnp
import numpy as np
import optax
from jaxtyping import Array, Float

from theory import Expectation, cite, claim, grid, simulate, steps
from theory.falsification.families import Box
from theory.methods.online import Online
from theory.methods.optax import Optax
from theory.methods.schedules import InverseSqrt
from theory.problems.online import Linear, OnlineProblem, PeriodicLosses, RandomLosses

PAPER = cite("reddi2018amsgrad", near=__file__)
STEP_SIZE = 0.5


def _project(x):
    return optax.projections.projection_box(x, -1.0, 1.0)


def _regret(optimizer, problem, β2, T, key=None):
    transformation = optimizer(InverseSqrt(STEP_SIZE), b1=0.0, b2=β2, eps=1e-12)
    return simulate(
        Online(Optax(transformation, _project)), problem, 0.0, T, key=key, metric=lambda problem, regret: regret
    )


def _amsgrad_bound(T, C):
    β2 = 1 / (1 + C**2)
    gradients = np.sqrt(np.ceil(T / 3) * C**2 + T)
    return 4 * np.sqrt(T) * C / STEP_SIZE + STEP_SIZE * np.sqrt(1 + np.log(T)) * gradients / np.sqrt(1 - β2)


@claim(
    PAPER,
    r"R_T / T",
    "Ω(1)",
    theorem="Theorem 1",
    kind="instability",
    T=steps(30_000, first=30),
    C=grid(3.0, 5.0, 10.0),
    rivals=["O(1/sqrt(T))", "O(1/log(T))"],
)
def adam_diverges(key, T, C):
    """Adam's average regret does not vanish on a periodic sequence of linear losses."""
    return _regret(optax.adam, PeriodicLosses(C), 1 / (1 + C**2), T) / T


@adam_diverges.control("the maximum of the second moment is kept (AMSGrad)")
def keep_the_maximum(key, T, C):
    return _regret(optax.amsgrad, PeriodicLosses(C), 1 / (1 + C**2), T) / T


@adam_diverges.control("long memory of squared gradients, β₂ = 0.999")
def long_memory(key, T, C):
    return _regret(optax.adam, PeriodicLosses(C), 0.999, T) / T


@claim(
    PAPER,
    r"R_T",
    "O(sqrt(T))",
    bound=_amsgrad_bound,
    theorem="Theorem 4 and Corollary 1",
    T=steps(30_000, first=30),
    C=grid(3.0, 5.0, 10.0),
    rivals=["O(log(T))", "O(T^(3/8))"],
)
def amsgrad_regret(key, T, C):
    """AMSGrad's regret grows like √T on the sequence that defeats Adam."""
    return _regret(optax.amsgrad, PeriodicLosses(C), 1 / (1 + C**2), T)


class Cycle(OnlineProblem):
    """Linear losses whose slopes repeat; the comparator is the best decision for whole cycles."""

    slopes: Float[Array, " period"]
    comparator: Float[Array, ""]

    def __init__(self, slopes):
        self.slopes, self.comparator = slopes, -jnp.sign(jnp.sum(slopes))

    def round(self, k, key):
        return Linear(self.slopes[k % len(self.slopes)])

    def regret(self, x, loss):
        return loss.value(x) - loss.value(self.comparator)


@amsgrad_regret.family(lambda C: {"first": Box(1, -C, C), "others": Box(2, -1.0, 1.0)})
def any_cycle_of_three(instance, T, C):
    problem = Cycle(jnp.concatenate([instance["first"], instance["others"]]))
    return _regret(optax.amsgrad, problem, 1 / (1 + C**2), T)


@amsgrad_regret.control("the maximum is dropped (Adam)")
def drop_the_maximum(key, T, C):
    return _regret(optax.adam, PeriodicLosses(C), 1 / (1 + C**2), T)


@claim(
    PAPER,
    r"\mathbb{E} R_T / T",
    "Ω(1)",
    theorem="Theorem 3",
    kind="instability",
    mode=Expectation(),
    seeds=64,
    T=steps(10_000, first=30),
    rivals=["O(1/sqrt(T))", "O(1/log(T))"],
)
def adam_diverges_in_expectation(key, T):
    """Adam's expected average regret does not vanish on random linear losses."""
    return _regret(optax.adam, RandomLosses(C=10.0, δ=0.1), 0.1, T, key) / T


@adam_diverges_in_expectation.control("the maximum of the second moment is kept (AMSGrad)")
def keep_the_maximum_at_random(key, T):
    return _regret(optax.amsgrad, RandomLosses(C=10.0, δ=0.1), 0.1, T, key) / T
