"""Zappala, Levine, He, Rizvi, Levy & van Dijk (2023): networks as operators, iterated to their fixed points.

Setting: a network T is applied again and again, in the hope of a fixed point x* = T(x*) that is the wanted solution.
The paper rests its framework on classical theorems.

Theorems, in our words. (1) If T is a contraction with factor q < 1, its iterates obey
‖x_k - x*‖ ≤ q^k ‖x_1 - x_0‖/(1 - q) (Banach). (2) A network that errs by at most ε everywhere leads at best to within
ε/(1 - q) of x*, however often it is applied. (3) For a nonexpansive N with a fixed point, x⁺ = (1 - α)x + αN(x) has
‖x_k - N x_k‖² ≤ ‖x_0 - x*‖²/((k + 1) α(1 - α)) (Krasnoselskii, Mann; constant of Baillon & Bruck 1996). (4) Newton's
iteration for x - T(x) = 0 squares the distance to x*.

Instances. (1), (2) A tanh layer with symmetric weights of norm q, x* near 0 where tanh is steepest, start and error
along the leading eigenvector: both bounds are nearly attained. (3) Rotations of planes by 200 angles, the largest
residual among them: 1/e of the bound. (4) A tanh layer far from 0, where its curvature does not vanish.

Not covered: what trained networks of the paper do, function spaces, weak convergence in infinite dimension.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, geomspace, simulate, steps
from theory.methods.fixed_points import Picard
from theory.methods.newton import LazyNewton
from theory.problems.fixed_points import Rotations
from theory.problems.recurrent import TanhLayer

PAPER = cite("zappala2023operator", near=__file__)
WIDTH = 8
NEAR_ZERO = 1e-3
ANGLES = jax.device_put(np.geomspace(1e-3, np.pi, 200))


def _relative_distance(key, norm, k):
    """‖x_k - x*‖ / ‖x_1 - x_0‖ from a start along the leading eigenvector."""
    layer = TanhLayer.random(key, WIDTH, norm, NEAR_ZERO)
    x0 = layer.fixed_point + 1e-2 * layer.slowest()
    first = jnp.linalg.norm(layer(x0) - x0)
    return simulate(Picard(), layer, x0, k, metric=TanhLayer.distance) / first


@claim(
    PAPER,
    r"\|x_k - x^\star\| / \|x_1 - x_0\|",
    "exp(-Ω(δ k))",
    bound=lambda δ, k: (1 - δ) ** k / δ,
    theorem="Banach, contraction factor 1 - δ",
    δ=geomspace(0.3, 0.003, 5),
    k=even_steps(60, first=1),
    rivals=["exp(-Ω(sqrt(δ) k))", "exp(-Ω(δ k²))"],
)
def contraction(key, δ, k):
    """Repeated application of a contractive network converges linearly, at the rate of its Lipschitz constant."""
    return _relative_distance(key, 1 - δ, k)


@contraction.control("the weights have norm one: nonexpansive only")
def not_contractive(key, δ, k):
    return _relative_distance(key, 1.0, k)


def _limit(key, norm, ε):
    """Distance to x* after many applications of a layer that errs by ε."""
    exact = TanhLayer.random(key, WIDTH, norm, NEAR_ZERO)
    layer = TanhLayer(exact.weights, exact.fixed_point, ε * exact.slowest())
    return simulate(Picard(), layer, layer.fixed_point, jnp.array([3000]), metric=TanhLayer.distance)[0]


@claim(
    PAPER,
    r"\lim_k \|x_k - x^\star\|",
    "O(ε/δ)",
    bound=lambda ε, δ: ε / δ,
    theorem="approximate operator",
    ε=geomspace(1e-4, 1e-7, 7),
    δ=geomspace(0.3, 0.01, 6),
    rivals=["O(ε²/δ)", "O(ε/sqrt(δ))", "Ω(ε/δ²)"],
)
def approximate_operator(key, ε, δ):
    """An approximation that errs by ε leads to within ε/(1 - q) of the fixed point, and no nearer."""
    return _limit(key, 1 - δ, ε)


@approximate_operator.control("the weights have norm one")
def drifting(key, ε, δ):
    return _limit(key, 1.0, ε)


def _residual(share, k):
    """‖x_k - N x_k‖² with averaging weight `share`, worst rotation."""
    problem = Rotations(ANGLES, shift=0.0, share=share)
    return simulate(Picard(), problem, problem.start(), k, metric=Rotations.residual) / share**2


@claim(
    PAPER,
    r"\|x_k - N x_k\|^2",
    "O(1/(δ (1 - δ) k))",
    bound=lambda δ, k: 1 / ((k + 1) * δ * (1 - δ)),
    theorem="Krasnoselskii-Mann, averaging weight α = 1 - δ",
    δ=geomspace(0.2, 0.01, 6),
    k=steps(50_000, first=500),
    rivals=["O(1/(δ (1 - δ) k²))", "Ω(1/(δ (1 - δ) sqrt(k)))", "O(1/(sqrt(δ) k))"],
)
def averaging(key, δ, k):
    """Averaging makes the squared residual of a nonexpansive map decrease like 1/k, for any weight below one."""
    return _residual(1 - δ, k)


@averaging.control("no averaging")
def no_averaging(key, δ, k):
    return _residual(1.0 + 0 * δ, k)


def _distance_after(method, key, e):
    layer = TanhLayer.random(key, WIDTH, 0.9, 0.5)
    x0 = layer.fixed_point + e * layer.slowest()
    return simulate(method, layer, x0, jnp.array([1]), metric=TanhLayer.distance)[0]


@claim(
    PAPER,
    r"\|x_1 - x^\star\|",
    "Θ(e²)",
    theorem="Newton's iteration",
    kind="order",
    seeds=8,
    e=geomspace(1e-1, 1e-5, 13),
    rivals=["Θ(e)", "Θ(e³)"],
)
def newton(key, e):
    """Newton's iteration for the fixed point of a network squares the error."""
    return _distance_after(LazyNewton(1), key, e)


@newton.control("the network is applied instead")
def applied(key, e):
    return _distance_after(Picard(), key, e)
