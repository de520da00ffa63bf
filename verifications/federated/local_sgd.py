"""Stich (ICLR 2019): local SGD converges fast and communicates little.

Setting: K workers run stochastic gradient descent on one smooth, μ-strongly convex function, each with noise of its
own, of variance σ², and average their iterates every H steps.

Theorem 2.2: with step sizes 4/(μ(a + t)), a > max(16 L/μ, H), and x̂_T the average of the workers' means with weights
(a + t)²,

    E f(x̂_T) - f* ≤ μa³‖x_0 - x*‖²/(2 S_T) + 4T(T + 2a)σ²/(μ K S_T) + 256 T G²H²L/(μ² S_T),   S_T = Σ (a + t)²,

so K workers are K times as fast, O(1/(K T)), as long as H = O(√(T/K)).

Instances: on quadratics the mean of the workers is mini-batch gradient descent whatever H is, its second moment obeys a
linear recursion, and the first two terms must hold without the third. Communication matters where the gradient is not
linear: on a lopsided parabola workers that drift apart for H steps are pulled to one side by √H γ, and with H = T that
bias costs as much as a single worker's noise.

Not covered: the constant of the third term (G is not bounded on the line), asynchronous workers. Workers that
communicate as rarely as H = T/K would still be fast on the lopsided parabola: the theorem's √(T/K) is not tight there.
"""

import math

import jax.numpy as jnp
import numpy as np

from theory import Expectation, cite, claim, geomspace, simulate, sizes, steps
from theory.methods.averaging import Average
from theory.methods.local import LocalSGD
from theory.methods.moments import ExpectedGradientDescent, average_gap
from theory.methods.schedules import Inverse
from theory.problems.convex import LopsidedParabola
from theory.problems.noise import GaussianNoise, RademacherNoise
from theory.problems.quadratic import Quadratic

PAPER = cite("stich2019localsgd", near=__file__)
SMOOTHNESS = 2.0
HORIZON = 8192
SHIFT = 16 * SMOOTHNESS + 1


def _first_two_terms(T, K):
    weights = sum((SHIFT + k) ** 2 * (k < T) for k in range(int(np.max(T))))
    return SHIFT**3 / (2 * weights) + 4 * T * (T + 2 * SHIFT) / (K * weights)


def _weight(a):
    return lambda k: (a + k) ** 2


@claim(
    PAPER,
    r"\mathbb{E} f(\hat x_T) - f^\star",
    "O(1/(K T))",
    bound=_first_two_terms,
    theorem="Theorem 2.2 on quadratics",
    T=steps(100_000, first=10),
    K=geomspace(1, 64, 7),
    rivals=["O(1/(K² T))", "O(1/(K T^1.5))"],
)
def speed_up_on_quadratics(key, T, K):
    """K workers divide the error by K: exact second moments on a quadratic, where every period gives the same mean."""
    problem = GaussianNoise(Quadratic([1.0, SMOOTHNESS]), 1 / K)
    method = ExpectedGradientDescent(Inverse(4.0, SHIFT), _weight(SHIFT))
    return simulate(method, problem, jnp.full(2, 0.5**0.5), T, metric=average_gap)


@speed_up_on_quadratics.control("constant step size")
def constant_step_size(key, T, K):
    problem = GaussianNoise(Quadratic([1.0, SMOOTHNESS]), 1 / K)
    method = ExpectedGradientDescent(4 / SHIFT, _weight(SHIFT))
    return simulate(method, problem, jnp.full(2, 0.5**0.5), T, metric=lambda p, m: 0.5 * jnp.sum(m.iterate))


@speed_up_on_quadratics.control("the noise is common to all workers")
def common_noise(key, T, K):
    problem = GaussianNoise(Quadratic([1.0, SMOOTHNESS]), 1.0)
    method = ExpectedGradientDescent(Inverse(4.0, SHIFT), _weight(SHIFT))
    return simulate(method, problem, jnp.full(2, 0.5**0.5), T, metric=average_gap)


def _gap(key, K, period, lopsided=3.0):
    """f(x̂_T) - f* on the lopsided parabola, from the minimiser."""
    a = 16 * lopsided + period
    problem = RademacherNoise(LopsidedParabola(jnp.asarray(lopsided)), 1.0)
    method = Average(LocalSGD(Inverse(4.0, a), K, period), _weight(a))
    return simulate(method, problem, jnp.zeros(()), jnp.array([HORIZON]), key=key)[0]


@claim(
    PAPER,
    r"\mathbb{E} f(\hat x_T) - f^\star",
    "O(1/K)",
    theorem="Theorem 2.2 with H = √(T/K), T = 8192",
    mode=Expectation(),
    seeds=1024,
    K=sizes(1, 2, 4, 8, 16),
    rivals=["O(K^-2)"],
)
def speed_up_with_rare_communication(key, K):
    """Communicating every √(T/K) steps keeps the speed-up, on a function where drift costs something."""
    return _gap(key, K, max(math.isqrt(HORIZON // K), 1))


@speed_up_with_rare_communication.control("one communication, at the end, and more drift")
def one_shot(key, K):
    return _gap(key, K, HORIZON, lopsided=10.0)
