"""Mohtashami, Jaggi & Stich (ICML 2023): gradient descent with large steps goes where small steps do not.

Setting: a region M holds a local minimiser x†. Outside M, f is L-smooth and μ-one-point strongly convex about the
global minimiser x*: ∇f(x)·(x - x*) ≥ μ‖x - x*‖². Inside, f is K-one-point strongly convex about x†, with K large and M
narrow.

Theorems, in our words. (1) For step sizes 2/K < γ ≤ μ/L² gradient descent from almost every start converges to x*,
those inside M included; (2) a small step leads from M to x†. Outside M every step contracts ‖x - x*‖² by 1 - γμ, inside
M the distance to x† grows by γK - 1 > 1 at every step. (3) Noise does not replace the large step: what stochastic
gradients of a given variance do is moderated by the step size. The paper says so and shows it in networks; we make it
a statement about the time of escape, which for small γ is exponential in 1/γ (Freidlin & Wentzell), while without
noise and with γK = 2 + e it is of order 1/e for an average start in M.

What (1) needs beside its constants: orbits must not leave M on the side away from x*. From there they come back, and
if the half of M towards x* is the wider one and γK is near 2 they are caught in a stable cycle of period 2 across its
far edge, which is a control below. With that half no wider than 1/(γK - 1) times the other, every orbit that leaves
does so towards x*, and 2/K is the exact threshold. (Were the ridge of M blunt, orbits with γK near 2 could remain below
its top: the ridge of the instance is a kink.)

Instances: a parabola of curvatures 1 and 2 on its two sides with a parabolic trap in the steeper one (`SharpTrap`),
the half towards x* a tenth of the other. Almost every start: 512 starts in and around M, on a uniform grid shifted at
random. The mean time of escape under Gaussian noise, from a trap with equal halves, solves a linear integral equation
(Nyström's method with Gauss-Legendre nodes), so nothing is sampled.

Not covered: more dimensions, networks, and noise of an unbounded or state-dependent variance.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, geomspace, grid, simulate, steps_until
from theory.methods.gradient import GradientDescent
from theory.problems.traps import SharpTrap

PAPER = cite("mohtashami2023large", near=__file__)
SMOOTHNESS = 2.0
STARTS = 256
HORIZON = 3000
NODES, WEIGHTS = np.polynomial.legendre.leggauss(300)
SLOPE_OVER_NOISE = 0.4  # squared slope at the edge of the trap over the variance of the noise


def _midpoints(key, low, high):
    return low + (high - low) * (jnp.arange(STARTS) + jax.random.uniform(key)) / STARTS


def _trap(sharpness, skew=0.1):
    return SharpTrap(sharpness, SMOOTHNESS, skew=skew)


def _farthest(target, trap, step_size, starts):
    """The largest distance from the target after the horizon."""
    method = GradientDescent(step_size)

    def run(start):
        return simulate(method, trap, start, jnp.array([HORIZON]), metric=lambda _, x: jnp.abs(x - target))[0]

    return jnp.max(jax.vmap(run)(starts))


def _anywhere(key, trap):
    near = _midpoints(key, trap.center - trap.left_width, trap.center + trap.right_width)
    return jnp.concatenate([_midpoints(key, -2.0, 3.0), near])


@claim(
    PAPER,
    r"\max_{x_0} |x_T - x^\star|",
    bound=lambda: 1e-9,
    theorem="large steps converge to the global minimiser",
    kind="finite",
    seeds=4,
    K=grid(50.0, 100.0, 200.0),
    s=grid(2.02, 2.2, 3.0, 5.0, 10.0),
)
def global_minimum(key, K, s):
    """With a step s/K between 2/K and μ/L² gradient descent reaches the global minimiser, also from within the trap."""
    trap = _trap(K)
    return _farthest(0.0, trap, s / K, _anywhere(key, trap))


@global_minimum.control("step size just below 2/K")
def below_threshold(key, K, s):
    trap = _trap(K)
    return _farthest(0.0, trap, 1.98 / K, _anywhere(key, trap))


@global_minimum.control("the same steps, a blunter trap")
def blunter_trap(key, K, s):
    trap = _trap(K / 6)
    return _farthest(0.0, trap, s / K, _anywhere(key, trap))


@global_minimum.control("the wider half of the trap towards x*: cycles of period 2 across its far edge")
def wider_towards_minimum(key, K, s):
    trap = _trap(K, skew=1.5)
    return _farthest(0.0, trap, s / K, _anywhere(key, trap))


@claim(
    PAPER,
    r"\max_{x_0} |x_T - x^\dagger|",
    bound=lambda: 1e-9,
    theorem="small steps converge to the local minimiser",
    kind="finite",
    seeds=4,
    K=grid(50.0, 100.0, 200.0),
    s=grid(1.95, 1.5, 1.0, 0.5, 0.1),
)
def local_minimum(key, K, s):
    """From a neighbourhood of the local minimiser gradient descent with a step s/K below 2/K converges to it."""
    trap = _trap(K)
    return _farthest(trap.center, trap, s / K, _core(key, trap))


def _core(key, trap):
    return _midpoints(key, trap.center - trap.left_width, trap.center + trap.left_width)


@local_minimum.control("step size just above 2/K")
def above_threshold(key, K, s):
    trap = _trap(K)
    return _farthest(trap.center, trap, 2.02 / K, _core(key, trap))


def _mean_escape(key, step_size, trap):
    """Steps until x lies at the left of the trap's parabola, mean over the starts around its centre."""

    def outside(trap, x):
        return x < trap.center - trap.left_width

    def run(start):
        return steps_until(outside, GradientDescent(step_size), trap, start, cap=30_000)

    return jnp.mean(jax.vmap(run)(_core(key, trap)))


@claim(
    PAPER,
    "E T",
    "Θ(1/e)",
    theorem="escape without noise",
    kind="instability",
    e=geomspace(0.1, 1e-3, 12),
    rivals=["Θ(1/e²)", "Θ(1/sqrt(e))"],
)
def escape_without_noise(key, e):
    """With step (2 + e)/K the iterates leave the trap after order 1/e steps on average over the starts."""
    return _mean_escape(key, (2 + e) / 100.0, _trap(100.0))


@escape_without_noise.control("a trap blunter by one percent: no escape once e < 0.02")
def slightly_blunter(key, e):
    return _mean_escape(key, (2 + e) / 100.0, _trap(99.0))


def _mean_noisy_escape(s, noise):
    """Steps until |y| > 1 from y = 0 for y⁺ = (1 - s) y + s·noise·ξ, ξ standard normal, exactly."""

    def kernel(y, z):
        return jax.scipy.stats.norm.pdf(z, (1 - s) * y, s * noise)

    transition = kernel(NODES[:, None], NODES[None, :]) * WEIGHTS
    steps = jnp.linalg.solve(jnp.eye(len(NODES)) - transition, jnp.ones(len(NODES)))
    return 1 + kernel(0.0, NODES) @ (WEIGHTS * steps)


@claim(
    PAPER,
    "E T",
    "exp(Θ(1/s))",
    theorem="small steps with noise",
    s=geomspace(0.4, 0.02, 40),
    rivals=["exp(Θ(1/s²))", "exp(Θ(1/sqrt(s)))"],
)
def escape_by_noise(key, s):
    """With step s/K and noise of fixed variance the mean number of steps to leave the trap is exponential in 1/s."""
    return _mean_noisy_escape(s, SLOPE_OVER_NOISE**-0.5)


@escape_by_noise.control("the standard deviation of the noise grows like the inverse square root of the step")
def growing_noise(key, s):
    return _mean_noisy_escape(s, (SLOPE_OVER_NOISE * s) ** -0.5)
