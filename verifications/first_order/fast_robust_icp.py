"""Zhang, Yao & Deng (TPAMI 2022): iterative closest points as majorisation-minimisation, accelerated and robust.

Setting: find the rigid motion that minimises Σ ψ(dist(R p_i + t, target)). Iterative closest points (ICP) matches every
moved point with the closest point of the target, then solves for the motion in closed form; with ψ not quadratic the
squares are weighted by ψ'(d)/d.

Claims, in our words. (1) Each step minimises a majoriser, hence the energy never increases, for squared distances as
for Welsch's ψ(d) = 1 - exp(-d²/(2ν²)), because (2) the weighted parabola lies above ψ everywhere. (3) ICP converges
linearly, hence slowly where the target lets the points slide; Anderson acceleration, kept only where it does not raise
the energy, needs far fewer steps. (4) Welsch's function makes the result insensitive to outliers.

Instances: the plane, poses as (angle, translation). For (1) random point clouds of which a third has no counterpart.
(A target of finitely many points would make ICP stop after finitely many steps, when the matches do not change any
more: it is linear on curves.) For (3) two rays which enclose the angle π - 2φ: as φ → 0 they become a line, along
which points slide; the slow mode contracts by 1 - Θ(φ²), so that ICP takes order 1/φ² steps. Near the solution the step
is nearly affine in three variables, so that Anderson acceleration with memory 3 takes few steps for every φ. For (4)
points on a closed polygon and up to 40 % of outliers at a distance of 20 ν and more.

The limit of eight accelerated steps was set after four to six had been seen.

Not covered: three dimensions, point-to-plane distances, the sequence of decreasing ν, targets seen in part.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import WorstCase, cite, claim, geomspace, grid, simulate, steps_until
from theory.methods.anderson import Anderson, SafeguardedAnderson
from theory.methods.fixed_points import Picard
from theory.problems.registration import Registration, SquaredDistance, Welsch, move

PAPER = cite("zhang2022icp", near=__file__)
POINTS = 30
STEPS = 40
MEMORY = 3
SLIDE = np.array([0.0, 1.0, 0.0])


def _cloud(key, count):
    x, y = jax.random.normal(key, (2, count))
    return x + 1j * y


def _clouds(key, metric):
    """A cloud, and the same turned by up to 0.5, shifted and disturbed, a third of it replaced."""
    first, second, third, fourth = jax.random.split(key, 4)
    source = _cloud(first, POINTS)
    pose = jax.random.uniform(second, (3,), minval=-0.5, maxval=0.5)
    target = move(pose, source) + 0.05 * _cloud(third, POINTS)
    target = target.at[: POINTS // 3].set(_cloud(fourth, POINTS // 3))
    return Registration(source, target, target, metric)


def _largest_increase(method, problem):
    energy = simulate(method, problem, jnp.zeros(3), jnp.arange(STEPS), metric=lambda p, pose: p.value(pose))
    return jnp.maximum(jnp.max(jnp.diff(energy)), 0) / energy[0]


@claim(
    PAPER,
    r"\max_k (E_{k+1} - E_k)/E_0",
    bound=lambda: 1e-12,
    theorem="ICP is a majorisation-minimisation algorithm",
    kind="identity",
    mode=WorstCase(),
    seeds=16,
    ν=geomspace(10.0, 0.1, 4),
)
def energy(key, ν):
    """The Welsch energy never increases under reweighted ICP."""
    return _largest_increase(Picard(), _clouds(key, Welsch(ν)))


@energy.control("the squares are not weighted")
def unweighted(key, ν):
    class Unweighted(Welsch):
        def weight(self, d):
            return jnp.ones_like(d)

    return _largest_increase(Picard(), _clouds(key, Unweighted(ν)))


@claim(
    PAPER,
    r"\max_k (E_{k+1} - E_k)/E_0",
    bound=lambda: 1e-12,
    theorem="Anderson acceleration with safeguard",
    kind="identity",
    mode=WorstCase(),
    seeds=16,
    memory=grid(0, 1),
)
def energy_of_squares(key, memory):
    """The sum of squares never increases, neither under plain ICP (memory 0) nor under safeguarded acceleration."""
    return _either(key, memory, SafeguardedAnderson(MEMORY))


def _either(key, memory, accelerated):
    problem = _clouds(key, SquaredDistance())
    return jnp.where(memory > 0, _largest_increase(accelerated, problem), _largest_increase(Picard(), problem))


@energy_of_squares.control("Anderson acceleration without safeguard")
def unguarded_squares(key, memory):
    return _either(key, memory, Anderson(MEMORY))


@claim(
    PAPER,
    r"\max_r \psi(r)/\chi(r \mid d)",
    bound=lambda: 1.0,
    theorem="the surrogate of Welsch's function",
    d=geomspace(0.03, 30.0, 13),
    ν=geomspace(10.0, 0.1, 5),
)
def majorizer(key, d, ν):
    """Welsch's function lies below the parabola that touches it at any distance d."""
    r = ν * jnp.linspace(0.0, 12.0, 2001)[1:]
    metric = Welsch(ν)
    return jnp.maximum(jnp.max(metric.value(r) / metric.majorizer(r, d)), metric.value(d) / metric.majorizer(d, d))


@majorizer.control("a parabola with half the curvature")
def flat_parabola(key, d, ν):
    r = ν * jnp.linspace(0.0, 12.0, 2001)[1:]
    metric = Welsch(ν)
    return jnp.max(metric.value(r) / (metric.value(d) + metric.weight(d) * (r**2 - d**2) / 4))


def _steps_to_slide_back(method, φ, direction=SLIDE):
    """Steps that reduce a small displacement along nearly straight rays by the factor 1e-4."""
    distances = jnp.array([1.0, 1.3, 1.9, 2.4])
    right, left = jnp.exp(1j * φ), -jnp.exp(-1j * φ)
    source = jnp.concatenate([distances * right, distances * left])
    problem = Registration(source, jnp.zeros(2, complex), 10 * jnp.stack([right, left]), SquaredDistance())
    start = 1e-3 * φ * direction

    def reached(_, pose):
        return jnp.linalg.norm(pose) <= 1e-4 * jnp.linalg.norm(start)

    return steps_until(reached, method, problem, start, cap=400_000)


@claim(
    PAPER,
    "T",
    "Θ(1/φ²)",
    theorem="classical ICP is linear",
    φ=geomspace(0.3, 0.03, 12),
    rivals=["Θ(1/φ)", "Θ(1/φ³)"],
)
def classical_steps(key, φ):
    """Classical ICP takes order 1/φ² steps to slide back along a target that deviates by φ from a line."""
    return _steps_to_slide_back(Picard(), φ)


@claim(
    PAPER,
    "T",
    bound=lambda: 8.0,
    theorem="Anderson acceleration",
    kind="finite",
    mode=WorstCase(),
    seeds=4,
    φ=geomspace(0.3, 0.02, 14),
)
def accelerated_steps(key, φ):
    """Safeguarded Anderson acceleration slides back within 8 steps, twice the number for an affine map, for all φ."""
    return _steps_to_slide_back(SafeguardedAnderson(MEMORY), φ, jax.random.normal(key, (3,)))


@accelerated_steps.control("over-relaxation instead: every step 1.9 times as long")
def over_relaxed(key, φ):
    class OverRelaxed(Picard):
        def step(self, problem, state, key):
            return state + 1.9 * (problem(state) - state)

    return _steps_to_slide_back(OverRelaxed(), φ, jax.random.normal(key, (3,)))


def _polygon(key, count):
    """A closed polygon of seven corners, and points on it."""
    radii, places = jax.random.split(key)
    corners = jnp.exp(2j * jnp.pi * jnp.arange(7) / 7) * (1 + 0.5 * jax.random.uniform(radii, (7,)))
    ends = jnp.roll(corners, -1)
    share = jax.random.uniform(places, (count,))
    side = jnp.arange(count) % 7
    return corners, ends, corners[side] + share * (ends[side] - corners[side])


def _pose_error(key, share, make_metric):
    """Distance between the pose that ICP finds and the true one, from a start turned and shifted by 0.05."""
    count = 70
    outline, far = jax.random.split(key)
    starts, ends, source = _polygon(outline, count)
    direction = jnp.exp(2j * jnp.pi * jax.random.uniform(far, (count,)) / 3)
    source = jnp.where(jnp.arange(count) < share * count, (4 + jnp.arange(count) / count) * direction, source)
    problem = Registration(source, starts, ends, make_metric)
    start = jnp.array([0.05, 0.05, -0.05])
    T = jnp.array([100])
    return simulate(SafeguardedAnderson(MEMORY), problem, start, T, metric=lambda _, pose: jnp.linalg.norm(pose))[0]


@claim(
    PAPER,
    r"\|\hat g - g\|",
    bound=lambda: 1e-6,
    theorem="robust ICP",
    kind="finite",
    mode=WorstCase(),
    seeds=8,
    share=grid(0.1, 0.2, 0.3, 0.4),
)
def exact_with_outliers(key, share):
    """Welsch's function finds the exact pose although up to 40 % of the points are outliers."""
    return _pose_error(key, share, Welsch(jnp.asarray(0.1)))


@exact_with_outliers.control("squared distances")
def squares_with_outliers(key, share):
    return _pose_error(key, share, SquaredDistance())
