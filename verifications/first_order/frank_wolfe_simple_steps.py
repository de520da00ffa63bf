"""Carderera, Besançon & Pokutta (NeurIPS 2021): Frank-Wolfe on generalised self-concordant functions by simple steps.

Setting: f is generalised self-concordant (parameters M, ν) and may be infinite on part of a compact convex set of
diameter D; L bounds its curvature on the level set of x_0; v_t minimises ∇f(x_t)·v over the set.

Theorems, in our words. (1) Take the step γ_t = 2/(t + 2) towards v_t if it stays in the domain and does not increase f,
and stay where you are otherwise. Then f(x_t) - f* ≤ 4 (N + 1)/(t + 1) · max(f(x_0) - f*, L D²) from t = N on, where for
ν = 3 (self-concordant) N = ⌈2 D M √L⌉ - 2: as soon as γ_t ≤ 1/(DM√L) the step stays in the Dikin ellipsoid of half
radius, where f(x + γd) ≤ f(x) - γ gap + γ² L D². (2) The least Frank-Wolfe gap of the first t iterates is O(1/t) too.
(3) Short steps with a backtracked curvature and the same domain test converge linearly if the minimiser lies in the
relative interior of the set, and (4) with away steps on any polytope.

Instances: f(x) = -Σ log(a_i + x_i), self-concordant with M = 2. For (1), (2) a portfolio of one asset without which all
is lost (a = 0) and n = 20 000 others with a_i = 1/2, started from all in the first asset: the first step leaves the
domain, and a method that adds one asset at a time cannot beat Ω(1/t) while t ≪ n. Since f ≤ f(x_0) forces
log y + 2 (1 - y) ≥ 0, the first asset keeps a share y > 0.203, so that L = 1/0.203², D² = 2.
For (3) all of 20 assets are held at the optimum, for (4) 24 of 30, which makes short steps without away steps zigzag.

Not covered: ν ≠ 3; the constants of the linear rates; the stateless variant; uniformly convex sets, on which
backtracked steps converge in bursts, whenever the estimate of the curvature allows a step of nearly full length. The
linear rates were left open (INCONCLUSIVE or CONSISTENT) from other starts and in other sizes that we tried.
"""

import math

import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, simulate, steps
from theory.methods.frank_wolfe import (
    AwayStepFrankWolfe,
    BacktrackingFrankWolfe,
    MonotoneFrankWolfe,
    Simplex,
)
from theory.methods.measured import LeastSoFar
from theory.methods.schedules import Constant
from theory.problems.logarithms import Waterfilling

PAPER = cite("carderera2021simple", near=__file__)
ASSETS = 20_000
SIMPLEX = Simplex()
LEAST_SHARE = 0.203
CURVATURE = LEAST_SHARE**-2
BURN_IN = math.ceil(2 * math.sqrt(2) * 2 * math.sqrt(CURVATURE)) - 2
START_GAP = 1 - math.log(2)

PORTFOLIO = Waterfilling(np.append(0.0, np.full(ASSETS, 0.5)))
INSIDE = Waterfilling(np.linspace(0.0, 0.05, 20))
ON_A_FACE = Waterfilling(np.linspace(0.0, 0.1, 30))


def _primal_gap(method, t):
    return simulate(method, PORTFOLIO, jnp.zeros(ASSETS + 1).at[0].set(1.0), t)


def _least_gap(method, t):
    least = LeastSoFar(method, SIMPLEX.gap)
    return simulate(least, PORTFOLIO, jnp.zeros(ASSETS + 1).at[0].set(1.0), t, metric=lambda _, gap: gap)


def _diversified(method, problem, first, t):
    """From all assets in equal shares, after the share `first` has gone to the first asset."""
    x0 = jnp.full_like(problem.offset, (1 - first) / problem.offset.size).at[0].add(first)
    return simulate(method, problem, x0, t)


@claim(
    PAPER,
    r"f(x_t) - f^\star",
    "O(1/t)",
    bound=lambda t: 4 * (BURN_IN + 1) / (t + 1) * max(START_GAP, 2 * CURVATURE),
    theorem="monotone Frank-Wolfe, primal gap",
    t=steps(1000, first=BURN_IN, count=30),
    rivals=["O(1/t²)", "O(t^-1.3)"],
)
def primal_gap(key, t):
    """Steps 2/(t + 2) that may be refused bring the primal gap down like 1/t on a self-concordant function."""
    return _primal_gap(MonotoneFrankWolfe(SIMPLEX), t)


@primal_gap.control("a step of constant length")
def constant_step(key, t):
    return _primal_gap(MonotoneFrankWolfe(SIMPLEX, Constant(0.02)), t)


@claim(
    PAPER,
    r"\min_{s \leq t} \max_v \nabla f(x_s) \cdot (x_s - v)",
    "O(1/t)",
    theorem="monotone Frank-Wolfe, Frank-Wolfe gap",
    t=steps(1000, first=BURN_IN, count=30),
    rivals=["O(1/t²)", "O(t^-1.3)"],
)
def frank_wolfe_gap(key, t):
    """The least Frank-Wolfe gap of the first t iterates decays like 1/t."""
    return _least_gap(MonotoneFrankWolfe(SIMPLEX), t)


@frank_wolfe_gap.control("a step of constant length")
def gap_with_constant_step(key, t):
    return _least_gap(MonotoneFrankWolfe(SIMPLEX, Constant(0.02)), t)


@claim(
    PAPER,
    r"f(x_t) - f^\star",
    "exp(-Ω(t))",
    theorem="backtracking, minimiser in the interior",
    t=even_steps(2000, 60, first=100),
    rivals=["exp(-Ω(t²))"],
)
def minimizer_inside(key, t):
    """Backtracked short steps converge linearly to a minimiser in the interior."""
    return _diversified(BacktrackingFrankWolfe(SIMPLEX), INSIDE, 0.5, t)


@minimizer_inside.control("the minimiser lies on a face: the iterates zigzag")
def minimizer_on_a_face(key, t):
    return _diversified(BacktrackingFrankWolfe(SIMPLEX), ON_A_FACE, 0.5, t)


@minimizer_inside.control("open-loop steps")
def open_loop_inside(key, t):
    return _diversified(MonotoneFrankWolfe(SIMPLEX), INSIDE, 0.5, t)


@claim(
    PAPER,
    r"f(x_t) - f^\star",
    "exp(-Ω(t))",
    theorem="away steps, polytope",
    t=even_steps(500, 60, first=50),
    rivals=["exp(-Ω(t²))"],
)
def away_steps(key, t):
    """With away steps the convergence is linear wherever in a polytope the minimiser lies."""
    return _diversified(AwayStepFrankWolfe(), ON_A_FACE, 0.0, t)


@away_steps.control("no away steps: the iterates zigzag")
def no_away_steps(key, t):
    return _diversified(BacktrackingFrankWolfe(SIMPLEX), ON_A_FACE, 0.0, t)
