"""Yang, Asgharian & Bhatnagar (2024): accelerated gradient methods for sparse learning with nonconvex penalties.

Setting: Φ = f + h + weight·‖x‖₁, where h is a convex loss and f the concave part of SCAD or MCP, which is L_f-smooth;
L is the smoothness of f + h. Ghadimi & Lan's acceleration takes gradients at md = (1 - α_k) ag + α_k x, then x⁺ =
prox(x - λ_k∇, λ_k) and ag⁺ = prox(md - β∇, β). The paper chooses α_k, λ_k and β so that the bound of Ghadimi & Lan is
least: λ_k = β/α_k and α_(k+1) = 2/(1 + sqrt(1 + 4/α_k²)), α_1 = 1.

Theorems, with D = ‖x₀ - x*‖ and M the largest norm of an iterate:
- α_k ≤ 2/(k + 1);
- min_k ‖G(md_k)‖² ≤ (D²/β + 2 L_f (‖x*‖² + 2M²)/α_N²)/(β(1 - Lβ) Σ 1/α_k²), G the gradient mapping, for β < 1/L. As Σ
  1/α_k² ~ N³/12 the concave part costs 1/N and the convex one 1/N³;
- L_f = 0, β ≤ 1/L: Φ(ag_N) - Φ* ≤ α_N² D²/(2β) ≤ 2D²/(β(N + 1)²).
In simulations the method needs fewer steps than proximal gradient descent, on average.

Instances. Convex: Huber functions of all slopes, the largest error among them; those with a slope of 4/N² attain the
last bound as N grows. The bounds on the mapping are kept with room to spare (CONSISTENT): on quadratics of all
curvatures the least mapping falls faster than 1/N³, and least squares with SCAD end in a region where Φ is strongly
convex, so that convergence is linear. Designs: rows with correlation ρ^|i-j| between columns, five of twenty
coefficients not 0. x* is what the method finds in the end: the bound holds for any point of smaller Φ than the
iterates.

Not covered: logistic loss, signal recovery, the restarts of the authors' code.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import CONSISTENT, Expectation, cite, claim, geomspace, simulate, steps, steps_until
from theory.methods.base import Method
from theory.methods.proximal import AcceleratedProximalGradient, ProximalGradient, classic_damping
from theory.problems.composite import L1, Composite
from theory.problems.convex import Huber
from theory.problems.penalties import ConcavelyPenalised, mcp, scad
from theory.problems.quadratic import LeastSquares, Quadratic
from theory.simulation.worst import worst_at_horizons, worst_of

PAPER = cite("yang2024accelerated", near=__file__)


def _damping(horizon):
    """α_1, ..., α_horizon."""
    α = np.ones(horizon)
    for k in range(1, horizon):
        α[k] = 2 / (1 + np.sqrt(1 + 4 / α[k - 1] ** 2))
    return α


@claim(
    PAPER,
    r"\alpha_k",
    "Θ(1/k)",
    bound=lambda k: 2 / (k + 1),
    theorem="bound on the damping sequence",
    k=steps(20_000),
    rivals=["Θ(1/k²)", "Θ(1/sqrt(k))"],
)
def damping(key, k):
    """The damping sequence that minimises the bound is at most 2/(k + 1), and of this order."""
    return _sequence(lambda α: 2 / (1 + jnp.sqrt(1 + 4 / α**2)), k)


@damping.control("2 in place of 4 under the root")
def wrong_recursion(key, k):
    return _sequence(lambda α: 2 / (1 + jnp.sqrt(1 + 2 / α**2)), k)


def _sequence(recursion, k):
    class Recursion(Method):
        def step(self, problem, state, key):
            return recursion(state)

    return simulate(Recursion(), None, 1.0, k - 1, metric=lambda _, α: α)


def _worst_huber(run, T):
    """The largest error over Huber functions of slopes up to 12/N², for each horizon N."""

    def at_horizon(horizon, share):
        return run(Huber(share / horizon**2, jnp.asarray(1.0)), horizon)

    return worst_at_horizons(at_horizon, jnp.linspace(0.25, 12.0, 48), T)


@claim(
    PAPER,
    r"\max \Phi(\mathrm{ag}_T) - \Phi^\star",
    "O(1/T²)",
    bound=lambda T: 2 / (T + 1) ** 2,
    theorem="convex case",
    T=steps(2000, count=20),
    rivals=["O(T^-3)", "Θ(1/T)"],
)
def convex_gap(key, T):
    """On convex objectives the error is at most 2LD²/(T + 1)²."""

    def run(huber, horizon):
        problem = Composite(huber, L1(0.0))
        return simulate(
            AcceleratedProximalGradient(1.0), problem, 1.0, horizon[None], metric=lambda p, s: p.value(s.ag)
        )[0]

    return _worst_huber(run, T)


@convex_gap.control("no acceleration")
def proximal_gradient(key, T):
    def run(huber, horizon):
        problem = Composite(huber, L1(0.0))
        return simulate(ProximalGradient(1.0), problem, 1.0, horizon[None], metric=lambda p, x: p.value(x))[0]

    return _worst_huber(run, T)


def _least_mapping(method, T):
    """The largest min_k ‖G(md_k)‖² over quadratics of curvature λ ≤ 1; D = 1."""

    def run(λ):
        problem = Composite(Quadratic(λ), L1(0.0))
        return simulate(method, problem, jnp.ones(1), T, metric=lambda _, s: s.least_mapping)

    return worst_of(run, jnp.geomspace(1e-7, 1.0, 200))


def _convex_mapping_bound(T):
    β, sums = 2 / 3, np.cumsum(1 / _damping(int(np.max(T))) ** 2)
    return 1 / (β**2 * (1 - β) * sums[np.asarray(T).astype(int) - 1])


@claim(
    PAPER,
    r"\max \min_k \|G(\mathrm{md}_k)\|^2",
    "O(T^-3)",
    bound=_convex_mapping_bound,
    theorem="convex case, β = 2/(3L)",
    expect=CONSISTENT,
    T=steps(2000, count=30),
    rivals=["O(T^-5)"],
)
def convex_mapping(key, T):
    """On convex objectives the least squared gradient mapping is of order 1/T³."""
    return _least_mapping(AcceleratedProximalGradient(2 / 3), T)


@convex_mapping.control("classic damping with β and λ_k of four times their length")
def too_long_step(key, T):
    return _least_mapping(AcceleratedProximalGradient(8 / 3, classic_damping), T)


COLUMNS = 20
SIGNAL = np.where(np.arange(COLUMNS) % 4 == 0, 2.0, 0.0)


def _design(key, ρ):
    """Least squares of a sparse signal, Gram matrix ρ^|i-j|, and a bound on its smoothness."""
    i = jnp.arange(COLUMNS)
    features = jnp.sqrt(COLUMNS) * jnp.linalg.cholesky(ρ ** jnp.abs(i[:, None] - i)).T
    return LeastSquares(features, features @ SIGNAL + 0.5 * jax.random.normal(key, (COLUMNS,))), (1 + ρ) / (1 - ρ)


def _relative_mapping(key, ρ, regularizer, T):
    """‖G(md)‖² over (D²/β + 2 L_f (‖x*‖² + 2M²))/(β(1 - Lβ)), β = 1/(2L), least so far, for SCAD of weight 0.3."""
    loss, smoothness = _design(key, ρ)
    penalty = scad(0.3)
    smooth = ConcavelyPenalised(loss, penalty)
    L = jnp.maximum(smoothness, 1 / penalty.width)
    problem, method = Composite(smooth, regularizer), AcceleratedProximalGradient(0.5 / L)
    run = simulate(method, problem, jnp.zeros(COLUMNS), T, metric=lambda _, s: s)
    mappings = jax.vmap(lambda md: Composite(smooth, L1(0.3)).gradient_mapping(md, 0.5 / L))(run.md)
    size = jnp.sum(run.ag[-1] ** 2)
    constant = 4 * L * (2 * L * size + 2 / penalty.width * (size + 2 * run.reach[-1] ** 2))
    return jnp.minimum.accumulate(jnp.sum(mappings**2, axis=1)) / constant


def _nonconvex_bound(T):
    α = _damping(int(np.max(T)))
    last = np.asarray(T).astype(int) - 1
    return 1 / (α[last] ** 2 * np.cumsum(1 / α**2)[last])


@claim(
    PAPER,
    r"\min_k \|G(\mathrm{md}_k)\|^2 / (4L(2L D^2 + 2L_f (\|x^\star\|^2 + 2M^2)))",
    "O(1/T)",
    bound=_nonconvex_bound,
    theorem="nonconvex case, β = 1/(2L)",
    expect=CONSISTENT,
    seeds=4,
    ρ=geomspace(0.5, 0.9, 3),
    T=steps(300, count=24),
)
def nonconvex_mapping(key, ρ, T):
    """With SCAD the least squared gradient mapping is of order 1/T, with the constants of the theorem."""
    return _relative_mapping(key, ρ, L1(0.3), T)


@nonconvex_mapping.control("steps without soft thresholding")
def no_thresholding(key, ρ, T):
    return _relative_mapping(key, ρ, L1(0.0), T)


CAP = 4000


def _step_ratio(key, c, penalty):
    """Steps of the accelerated over those of the plain method until the mapping has length 1e-4; ρ = 1 - c."""
    loss, smoothness = _design(key, 1 - c)
    problem = Composite(ConcavelyPenalised(loss, penalty), L1(0.3))
    β = 0.99 / jnp.maximum(smoothness, 1 / penalty.width)

    def small(x):
        return jnp.linalg.norm(problem.gradient_mapping(x, β)) <= 1e-4

    start = jnp.zeros(COLUMNS)
    fast = steps_until(lambda _, s: small(s.ag), AcceleratedProximalGradient(β), problem, start, cap=CAP)
    slow = steps_until(lambda _, x: small(x), ProximalGradient(β), problem, start, cap=CAP)
    return jnp.minimum(fast, CAP) / jnp.minimum(slow, CAP)


@claim(
    PAPER,
    r"N_{\mathrm{accelerated}} / N_{\mathrm{proximal}}",
    bound=lambda c: 1.0 + 0 * c,
    theorem="simulations",
    kind="separation",
    mode=Expectation(),
    expect=CONSISTENT,
    seeds=8,
    c=geomspace(0.1, 0.02, 3),
)
def fewer_steps(key, c):
    """With correlated columns the accelerated method needs fewer steps than proximal gradient descent, on average."""
    return _step_ratio(key, c, mcp(0.3))


@fewer_steps.control("independent columns: nothing to accelerate")
def independent_columns(key, c):
    return _step_ratio(key, 1 - 1e-9 * c, mcp(0.3))
