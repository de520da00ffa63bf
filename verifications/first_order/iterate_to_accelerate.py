"""Fein-Ashley (2025): iterative reasoning as an averaged fixed-point iteration, measured by a Bregman divergence.

Setting: s_{t+1} = (1 - α_t) s_t + α_t T(s_t) + η_t with a contraction T, ‖T(s) - T(s')‖ ≤ q‖s - s'‖ (so that D_φ
contracts by q² in the Euclidean case), and D_φ(s_t, s*) the error. The paper states D_φ = O(1/t²) where no perturbation
persists, whatever the factor; we take its decreasing weights to be α_t = 2/(t + 2).

What holds, in our words. (1) The weights shrink the distance at least by 1 - α_t(1 - q), so that ‖s_t - s*‖ ≤
‖s_0 - s*‖ Γ(t + 2q)/(Γ(2q) Γ(t + 2)) ~ t^(-2(1-q)), attained where T is a multiple of the identity. Hence
D_φ = O(t^(-4(1-q))). (2) That is O(1/t²) for q ≤ 1/2, in the Euclidean case and for the divergence on the simplex. (3)
It is not for q > 1/2. Without averaging (α_t = 1) D_φ would decrease geometrically, like q^(2t): averaging
with decreasing weights slows a contraction down. Nor does it bear perturbations that persist, which add up like t.

Instances. A tanh layer with weights of norm q, started along its leading eigenvector; the simplex with the map
p → q p + (1 - q) π; both of them as slow as (1) allows.

Not covered: state-dependent perturbations, the auxiliary input of T, the statement that feed-forward networks must be
deep to do the same.
"""

import jax
import jax.numpy as jnp
import numpy as np
from scipy.special import gammaln

from theory import REFUTED, cite, claim, grid, simulate, steps
from theory.methods.fixed_points import Averaged
from theory.methods.schedules import Inverse
from theory.problems.fixed_points import Restart
from theory.problems.recurrent import TanhLayer

PAPER = cite("feinashley2025iterate", near=__file__)
HORIZON = 10_000
WEIGHTS = Inverse(2.0, 2.0)
ACCELERATED = Averaged(WEIGHTS)
WIDTH = 8


def _in_euclidean_space(key, norm, t, method=ACCELERATED):
    """½‖s_t - s*‖² for a tanh layer, from distance 0.1."""
    layer = TanhLayer.random(key, WIDTH, norm)
    return simulate(method, layer, 0.1 * layer.slowest(), t, metric=lambda layer, s: layer.distance(s) ** 2 / 2)


class _Perturbed(Averaged):
    """The iteration with the same perturbation at every step."""

    def step(self, problem, state, key):
        s, t = super().step(problem, state, key)
        return s + 1e-3, t


@claim(
    PAPER,
    r"D_\phi(s_t, s^\star)",
    "O(1/t²)",
    theorem="accelerated update, q = 1/2",
    t=steps(HORIZON),
    rivals=["O(t^-3)", "Ω(1/t)"],
)
def fast_contraction(key, t):
    """Averaging a contraction with factor 1/2 gives a squared distance of order 1/t²."""
    return _in_euclidean_space(key, 0.5, t)


@fast_contraction.control("a perturbation of 0.001 at every step")
def persistent_perturbation(key, t):
    return _in_euclidean_space(key, 0.5, t, _Perturbed(WEIGHTS))


@fast_contraction.control("constant weights on a map that is nonexpansive only")
def nonexpansive(key, t):
    return _in_euclidean_space(key, 1.0, t, Averaged(0.5))


def _on_the_simplex(key, share, t):
    """Divergence from the fixed point, averaged iterates of p → share·p + (1 - share)·π for a random π."""
    target = jax.random.dirichlet(key, 2 * jnp.ones(WIDTH))
    start = jnp.ones(WIDTH) / WIDTH
    return simulate(ACCELERATED, Restart(target, share), start, t, metric=Restart.divergence)


@claim(
    PAPER,
    r"\mathrm{KL}(s_t, s^\star)",
    "O(1/t²)",
    theorem="accelerated update, negative entropy, q = 1/2",
    seeds=8,
    t=steps(HORIZON),
    rivals=["O(t^-3)", "Ω(1/t)"],
)
def on_the_simplex(key, t):
    """On the simplex, measured by the Kullback-Leibler divergence, a factor of 1/2 gives 1/t² as well."""
    return _on_the_simplex(key, jnp.asarray(0.5), t)


@on_the_simplex.control("contraction factor 3/4")
def slower_on_the_simplex(key, t):
    return _on_the_simplex(key, jnp.asarray(0.75), t)


@claim(
    PAPER,
    r"D_\phi(s_t, s^\star)",
    "O(1/t²)",
    theorem="accelerated update, q = 3/4",
    expect=REFUTED,
    finding="with weights 2/(t + 2) the rate is t^(-4(1-q)): 1/t for q = 3/4, and no power of t serves all q < 1",
    t=steps(HORIZON),
    rivals=["O(t^-3)", "Ω(1/sqrt(t))"],
)
def slow_contraction(key, t):
    """Averaging a contraction with factor 3/4 gives a squared distance of order 1/t²."""
    return _in_euclidean_space(key, 0.75, t)


def _worst_case(q, t):
    return 0.005 * np.exp(2 * (gammaln(t + 2 * q) - gammaln(2 * q) - gammaln(t + 2)))


@claim(
    PAPER,
    r"D_\phi(s_t, s^\star)",
    bound=_worst_case,
    theorem="accelerated update, rate that holds for every contraction",
    q=grid(0.1, 0.25, 0.5, 0.75, 0.9, 0.95),
    t=steps(HORIZON),
)
def any_contraction(key, q, t):
    """Averaging a contraction with factor q gives a squared distance of order t^(-4(1-q))."""
    return _in_euclidean_space(key, q, t)


@any_contraction.control("weights 1/(t + 2)")
def smaller_weights(key, q, t):
    return _in_euclidean_space(key, q, t, Averaged(Inverse(1.0, 2.0)))
