"""Garrigos & Gower (2023), handbook of convergence theorems: the proximal gradient method and its stochastic variant.

Setting: F = f + g, f convex and L-smooth, g convex with a known proximal operator; minimiser x*, D = ‖x₀ - x*‖. x⁺ =
prox_γg(x - γ∇f(x)); in the stochastic variant the gradient of a random L_max-smooth convex component replaces ∇f(x),
and σ* is the variance of the component's gradient at x*.

Theorems:
- convex, γ ≤ 1/L: F(x_T) - F* ≤ D²/(2γT). The exact worst case for γ = 1/L is L D²/(4T) (Taylor, Hendrickx & Glineur
  2018), half of it;
- f μ-strongly convex, γ ≤ 1/L: ‖x_T - x*‖² ≤ (1 - γμ)^T D², of which the exact worst case is (1 - γμ)^(2T);
- stochastic, convex, γ < 1/(4 L_max): E F(mean of x_0, ..., x_(T-1)) - F* ≤ (D² + 2γ(F(x₀) - F*))/(2γ(1 - 4γL_max)T)
  + 2γσ*/(1 - 4γL_max), hence O(1/sqrt(T)) for γ ~ 1/sqrt(T);
- stochastic, f μ-strongly convex, γ ≤ 1/(2 L_max): E‖x_T - x*‖² ≤ (1 - γμ)^T D² + 2γσ*/μ.

Instances. Convex: s·x on x ≥ 0, the largest error among the slopes s; an iterate moves evenly until the constraint
stops it, and s = D/(2γT) is the worst slope for the last iterate, D/(γT) for the mean. Strongly convex: quadratics
with a weight on ‖x‖₁, started at an eigenvector of μ. Stochastic, convex: the same half line, where the gradient of a
component is s ± 3s; the steps are whole multiples of γs, so that the law of the iterate is computed exactly, and
L_max = 0. Strongly convex with noise: λx²/2 on x ≥ 0 with the gradient off by ±1, 256 runs.

Not covered: step sizes that vary with k; the exact constants for γ ≠ 1/L.
"""

import jax
import jax.numpy as jnp

from theory import Expectation, cite, claim, even_steps, geomspace, grid, simulate, steps
from theory.methods.proximal import ProximalGradient
from theory.problems.composite import L1, Composite, NonNegative
from theory.problems.noise import RademacherNoise
from theory.problems.online import Linear
from theory.problems.quadratic import Quadratic
from theory.simulation.worst import worst_of

PAPER = cite("garrigos2023handbook", near=__file__)


def _half_line(slope):
    return Composite(Linear(slope), NonNegative())


def _worst_half_line(γ, T):
    """The largest F(x_T) over the slopes that are worst for one of the checkpoints; D = 1."""

    def run(horizon):
        method = ProximalGradient(γ)
        return simulate(method, _half_line(1 / (2 * γ * horizon)), 1.0, T, metric=lambda problem, x: problem.value(x))

    return worst_of(run, T)


@claim(
    PAPER,
    r"\max F(x_T) - F^\star",
    "O(1/T)",
    bound=lambda T: 1 / (2 * T),
    theorem="proximal gradient, convex",
    T=steps(4000, count=24),
    rivals=["Θ(1/sqrt(T))", "O(1/T²)"],
)
def convex(key, T):
    """The proximal gradient method with step 1/L has an error of at most L D²/(2T)."""
    return _worst_half_line(1.0, T)


@convex.control("step size above 2/L, with no constraint in the way")
def too_long_step(key, T):
    problem = Composite(Quadratic(1.0), L1(0.0))
    return simulate(ProximalGradient(2.5), problem, jnp.ones(1), T, metric=lambda problem, x: problem.value(x))


@claim(
    PAPER,
    r"\max F(x_T) - F^\star",
    "Θ(1/T)",
    bound=lambda T: 1 / (4 * T),
    theorem="proximal gradient, convex, with the constant of Taylor, Hendrickx & Glineur (2018)",
    T=steps(4000, count=24),
    rivals=["Θ(1/sqrt(T))", "Θ(1/T²)"],
)
def convex_exact(key, T):
    """The worst error of the proximal gradient method with step 1/L is L D²/(4T), and it is attained."""
    return _worst_half_line(1.0, T)


@convex_exact.control("a shorter step is slower in proportion and breaks the constant of step 1/L")
def half_step(key, T):
    return _worst_half_line(0.5, T)


def _strongly_convex(μ, weight, start, T):
    """‖x_T - x*‖² for curvatures 1 and μ; x* = (0, 1) needs the gradient -weight there."""
    smooth = Quadratic(jnp.stack([jnp.ones_like(μ), μ]), jnp.stack([0 * μ, 1 + weight / μ]))
    best = jnp.array([0.0, 1.0])
    problem = Composite(smooth, L1(weight))
    return simulate(ProximalGradient(1.0), problem, best + start, T, metric=lambda _, x: jnp.sum((x - best) ** 2))


@claim(
    PAPER,
    r"\|x_T - x^\star\|^2",
    "exp(-Ω(μ T))",
    bound=lambda μ, T: (1 - μ) ** T,
    theorem="proximal gradient, strongly convex",
    μ=geomspace(0.3, 0.003, 5),
    T=even_steps(60, first=1),
    rivals=["exp(-Ω(sqrt(μ) T))", "exp(-Ω(μ T²))"],
)
def strongly_convex(key, μ, T):
    """For μ-strongly convex f the squared distance contracts at least by 1 - γμ per step."""
    return _strongly_convex(μ, 0.1, jnp.array([0.0, 1.0]), T)


@claim(
    PAPER,
    r"\|x_T - x^\star\|^2",
    bound=lambda μ, T: (1 - μ) ** (2 * T),
    theorem="proximal gradient, strongly convex, with the constant of Taylor, Hendrickx & Glineur (2018)",
    μ=geomspace(0.3, 0.003, 5),
    T=even_steps(60, first=1),
)
def strongly_convex_exact(key, μ, T):
    """The exact factor per step is (1 - γμ)², attained at every step."""
    return _strongly_convex(μ, 0.1, jnp.array([0.0, 1.0]), T)


@strongly_convex.control("f is flat: s·x on x ≥ 0")
def flat(key, μ, T):
    return simulate(ProximalGradient(μ), _half_line(0.01), 1.0, T, metric=lambda _, x: x**2)


@strongly_convex_exact.control("half the step size")
def half_of_the_step(key, μ, T):
    smooth = Quadratic(jnp.stack([jnp.ones_like(μ), μ]))
    start = jnp.array([0.0, 1.0])
    return simulate(ProximalGradient(0.5), Composite(smooth, L1(0.0)), start, T, metric=lambda _, x: x @ x)


SITES, HORIZON = 1536, 1024


def _mean_place(start, down, up, T):
    """The mean of E n_0, ..., E n_(T-1) for a walk on 0, 1, ... that goes `down` or `up` by chance and stops at 0."""
    places = jnp.arange(SITES)
    lower, higher = jnp.maximum(places - down, 0), jnp.clip(places + up, 0, SITES - 1)

    def move(law, _):
        return jnp.zeros(SITES).at[lower].add(0.5 * law).at[higher].add(0.5 * law), law @ places

    _, means = jax.lax.scan(move, jnp.zeros(SITES).at[start].set(1.0), length=HORIZON)
    return jnp.cumsum(means)[T - 1] / T


@claim(
    PAPER,
    r"\gamma (E F(\bar x_T) - F^\star)",
    bound=lambda n, T: (1 + 2 / n) / (2 * T) + 18 / n**2,
    theorem="stochastic proximal gradient, convex",
    n=grid(10, 30, 100, 300, 1000),
    T=steps(1000, count=24),
)
def stochastic_convex(key, n, T):
    """The mean iterate obeys (D² + 2γ(F(x₀) - F*))/(2γT) + 2γσ*; here D = 1, the slope is 1/(γn), the noise ±3/(γn)."""
    return _mean_place(n, 4, 2, T) / n**2


@stochastic_convex.control("a gradient that is half as long in the mean")
def biased(key, n, T):
    return _mean_place(n, 3, 2, T) / n**2


@claim(
    PAPER,
    r"\max E F(\bar x_T) - F^\star",
    "O(1/sqrt(T))",
    bound=lambda T: 2 / T**0.5 + 2 / T**1.5,
    theorem="stochastic proximal gradient, convex, γ = D/(2 σ* sqrt(T))",
    T=grid(*(4 * m**2 for m in (1, 2, 3, 4, 6, 8, 11, 16))),
    rivals=["O(T^-0.7)", "Θ(T^-0.3)"],
)
def stochastic_convex_rate(key, T):
    """With γ = D/(2σ* sqrt(T)) the mean iterate of the stochastic proximal gradient method is of order Dσ*/sqrt(T)."""
    return _worst_walk(T, T)


def _worst_walk(T, start):
    """The largest error over slopes s = d/m, m = sqrt(T)/2, noise ±1: steps of d ± m lattice sites, D of `start`."""
    m = jnp.round(jnp.sqrt(T) / 2).astype(int)

    def run(d):
        return d / m * _mean_place(start, m + d, m - d, T) / start

    return jnp.max(jax.lax.map(run, jnp.arange(1, 4)))


@stochastic_convex_rate.control("the step 1/1000 at every horizon, too short for all of them")
def short_step(key, T):
    return _mean_place(1000, 2, 0, T) / 1000


@claim(
    PAPER,
    r"E \|x_T - x^\star\|^2",
    bound=lambda γ, μ, T: (1 - γ * μ) ** T + 2 * γ / μ,
    theorem="stochastic proximal gradient, strongly convex",
    mode=Expectation(),
    seeds=256,
    γ=geomspace(0.5, 0.005, 4),
    μ=geomspace(1.0, 0.05, 3),
    T=steps(1000, count=16),
)
def stochastic_strongly_convex(key, γ, μ, T):
    """The squared distance decays at least by 1 - γμ per step down to a floor of 2γσ*/μ, constraint or not."""
    return _noisy_parabola(key, γ, μ, T)


@stochastic_strongly_convex.control("step size 2.5/μ")
def much_too_long_step(key, γ, μ, T):
    return _noisy_parabola(key, 2.5 / μ, μ, T)


def _noisy_parabola(key, γ, μ, T):
    problem = Composite(RademacherNoise(Quadratic(μ), 1.0), NonNegative())
    return simulate(ProximalGradient(γ), problem, jnp.ones(1), T, key=key, metric=lambda _, x: jnp.sum(x**2))
