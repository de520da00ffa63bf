"""Akande, Dondl, Gupta, Onwunta & Wojtowytsch (2025): momentum for the Ginzburg-Landau energy, on grids and graphs.

Setting: E(u) = ε ⟨u, Lu⟩/2 + Σ W(u)/ε with a double well W is minimised by a FISTA-type scheme with a convex-concave
splitting E = C - D: u⁺ = argmin C(u) - ⟨∇D(v), u⟩ + ‖u - v‖²/(2τ) with v = u + ρ(u - u⁻). C is quadratic: a step
costs one linear solve. ρ = 0 is the unconditionally stable step of the gradient flow.

Claims, in our words. (1) The total energy E(u_n) + (1/τ + s/ε)‖u_n - u_(n-1)‖²/2, potential and kinetic, never
increases, for every step size τ. With C ⊇ s‖u‖²/(2ε) and D of curvature at most (s + 1)/ε comparison of u_(n+1) and u_n
in the minimisation yields
E⁺ + (1/τ + s/ε)‖d⁺‖²/2 ≤ E + ρ²(1/τ + (s + 1)/ε)‖d‖²/2, so that ρ² ≤ s/(s + 1) suffices for all τ. (2) The abstract
observes that momentum shortens the iteration if the time step is large but not too large. Near a minimiser a mode is
multiplied by a = 1/(1 + 2τ/ε) in every step of the gradient flow (s = 2), and with momentum by the roots of
z² - (1 + ρ) a z + ρ a, which are smaller than a if and only if ρ < a: the number of steps shrinks as long as
τ < ε (1/ρ - 1)/2. (3) For short steps the gradient flow needs order 1/τ of them, the damped wave equation that momentum
follows with ρ = 1 - α sqrt(τ) only order 1/sqrt(τ).

Instances: random fields on a periodic grid and on the complete weighted graph of random points, W'' between -1 and 2,
s = 2. (2) and (3) follow a wave-like field above 0 to the constant minimiser 1.

Not covered: the singular limit ε → 0 (interfaces move by damped hyperbolic laws), surfaces, labels as boundary values.
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, geomspace, simulate, steps_until
from theory.methods.gradient import GradientDescent
from theory.methods.splitting import ConvexSplitting
from theory.problems.phase_field import GinzburgLandau, proximity_graph, ring
from theory.simulation.overflow import overflow_is_infinite

PAPER = cite("akande2025ginzburg", near=__file__)
SIZE = 16
STEPS = 100
LARGEST_MOMENTUM = (2 / 3) ** 0.5
ACCURACY, HIGH_ACCURACY = 1e-8, 1e-26
energies = overflow_is_infinite(simulate)


def _grid(stabilization=2.0):
    return GinzburgLandau(ring(SIZE, 0.5), 1.0, stabilization)


def _graph(key):
    return GinzburgLandau(proximity_graph(jax.random.normal(key, (SIZE, 2)), 0.3), 0.5)


def _largest_increase(key, problem, τ, momentum):
    """The largest increase of the total energy in a step, as a share of its initial value, at most 1."""
    stiffness = 1 / τ + problem.stabilization / problem.width

    def total(problem, state):
        u, increment = state
        return problem.value(u) + stiffness * jnp.sum(increment**2) / 2

    start = jax.random.normal(key, (SIZE,))
    method = ConvexSplitting(τ, jnp.asarray(momentum))
    energy = energies(method, problem, start, jnp.arange(STEPS), metric=total)
    return _share(energy)


def _share(energy):
    """The largest increase over the first energy; infinite energies are as large as numbers get, and stay so."""
    finite = jnp.minimum(energy, jnp.finfo(energy.dtype).max)
    return jnp.clip(jnp.max(jnp.diff(finite)) / energy[0], 0, 1)


@claim(
    PAPER,
    r"\max_n (F_{n+1} - F_n)/F_0",
    bound=lambda: 1e-12,
    theorem="the total energy decreases for every step size",
    kind="identity",
    seeds=4,
    τ=geomspace(1e-3, 1e3, 13),
)
def total_energy(key, τ):
    """Potential plus kinetic energy never increases, whatever the step size, if the momentum is at most sqrt(2/3)."""
    return _largest_increase(key, _grid(), τ, LARGEST_MOMENTUM)


@total_energy.control("no concave part: the double well is extrapolated without stabilisation")
def no_splitting(key, τ):
    return _largest_increase(key, _grid(stabilization=0.0), τ, LARGEST_MOMENTUM)


@total_energy.control("gradient descent, explicit in both parts")
def explicit(key, τ):
    start = jax.random.normal(key, (SIZE,))
    energy = energies(GradientDescent(τ), _grid(), start, jnp.arange(20))
    return _share(energy)


@total_energy.control("momentum above 1")
def growing_momentum(key, τ):
    return _largest_increase(key, _grid(), τ, 1.1)


@claim(
    PAPER,
    r"\max_n (F_{n+1} - F_n)/F_0",
    bound=lambda: 1e-12,
    theorem="the total energy decreases for every step size, on graphs",
    kind="identity",
    seeds=4,
    τ=geomspace(1e-3, 1e3, 13),
)
def total_energy_on_graphs(key, τ):
    """The same on weighted graphs."""
    points, start = jax.random.split(key)
    return _largest_increase(start, _graph(points), τ, LARGEST_MOMENTUM)


@total_energy_on_graphs.control("momentum above 1")
def growing_momentum_on_graphs(key, τ):
    points, start = jax.random.split(key)
    return _largest_increase(start, _graph(points), τ, 1.1)


def _steps(τ, momentum, accuracy=ACCURACY):
    """Steps until the total energy of a field between 0 and 1 is this share of the initial energy."""
    problem = _grid()
    start = 0.5 + 0.3 * jnp.cos(2 * jnp.pi * jnp.arange(SIZE) / SIZE)
    level = accuracy * problem.value(start)

    def reached(problem, state):
        u, increment = state
        return problem.value(u) + jnp.sum(increment**2) / (2 * τ) <= level

    return steps_until(reached, ConvexSplitting(τ, jnp.asarray(momentum)), problem, start, cap=200_000)


@claim(
    PAPER,
    r"\Delta N_\rho/\Delta N_0",
    bound=lambda: 1.0,
    theorem="momentum is faster if the step is not too large",
    kind="separation",
    τ=geomspace(2e-3, 0.9 * (1 / LARGEST_MOMENTUM - 1) / 2, 12),
)
def momentum_helps(key, τ):
    """For τ below ε (1/ρ - 1)/2 momentum needs fewer steps than the gradient flow from accuracy 1e-8 to 1e-26."""
    return _ratio_of_steps(τ)


def _ratio_of_steps(τ):
    with_momentum, without = (_steps(τ, ρ, HIGH_ACCURACY) - _steps(τ, ρ) for ρ in (LARGEST_MOMENTUM, 0.0))
    return with_momentum / without


@momentum_helps.control("ten times the step size: too large")
def too_large_steps(key, τ):
    return _ratio_of_steps(10 * τ)


@claim(
    PAPER,
    r"N_\rho",
    "Θ(1/sqrt(τ))",
    theorem="steps of the damped wave equation",
    kind="separation",
    τ=geomspace(1e-1, 1e-4, 16),
    rivals=["Θ(1/τ)", "Θ(τ^(-1/4))"],
)
def steps_with_momentum(key, τ):
    """With ρ = 1 - 2 sqrt(τ), order 1/sqrt(τ) steps of size τ lead to a given energy."""
    return _steps(τ, 1 - 2 * jnp.sqrt(τ))


@steps_with_momentum.control("no momentum: the gradient flow")
def gradient_flow(key, τ):
    return _steps(τ, 0.0)


@steps_with_momentum.control("momentum that does not grow as the step shrinks")
def fixed_momentum(key, τ):
    return _steps(τ, LARGEST_MOMENTUM)
