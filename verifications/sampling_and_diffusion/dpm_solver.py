"""Lu, Zhou, Bao, Chen, Li & Zhu (NeurIPS 2022): DPM-Solver, a fast solver for diffusion models.

Setting: samples are drawn by solving the probability-flow equation of a diffusion from noise to data. DPM-Solver-k
solves its linear part exactly and expands the noise prediction in the half log-SNR λ.

Theorem 3.2: where the prediction's derivatives in λ up to order k + 1 are continuous, it is Lipschitz in
x, and the largest step in λ is O(1/M), DPM-Solver-k with M steps has a global error O(M^-k) for k = 1, 2, 3.
DPM-Solver-1 is DDIM, so a prediction that stays constant along the path (data at one point) costs no
error at all.

Instance: a mixture of two normal laws on the line, whose noise prediction is known and smooth, from λ = -4 to 2. The
flow keeps quantiles, which gives the exact solution; the error is the largest over 33 starting points. The error
constants of a smooth instance are not 0, so the orders are attained.

Not covered: networks in place of the exact prediction, more than one dimension, the adaptive step size, guidance.
"""

import jax
import jax.numpy as jnp
import numpy as np
from scipy.stats import norm

from theory import cite, claim, grid, simulate
from theory.methods.dpm_solver import DPMSolver
from theory.problems.diffusion import MixtureDiffusion

PAPER = cite("lu2022dpmsolver", near=__file__)
MIXTURE = jax.device_put(MixtureDiffusion(np.array([0.3, 0.7]), np.array([-1.0, 2.0]), np.array([0.4, 0.2])))
ATOM = jax.device_put(MixtureDiffusion(np.ones(1), np.array([2.0]), np.zeros(1)))
START, END = -4.0, 2.0
NOISE = norm.ppf((np.arange(33) + 0.5) / 33)
MANY = grid(16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724, 1024)


def _even(fraction):
    return START + (END - START) * fraction


def _one_long(fraction):
    """The first step covers half of the way, however many there are."""
    return _even(jnp.where(fraction > 0, (1 + fraction) / 2, 0.0))


def _error(order, M, time=_even, problem=MIXTURE):
    """Largest distance to the exact solution after M steps."""
    M = M.astype(int)
    x = simulate(DPMSolver(order, time, M), problem, NOISE, M[None], metric=lambda _, x: x)[0]
    return jnp.max(jnp.abs(x - problem.flow(NOISE, START, END)))


@claim(
    PAPER,
    r"\max_x \|x_M - x(\lambda_M)\|",
    "O(1/M)",
    theorem="Theorem 3.2, k = 1",
    kind="order",
    M=MANY,
    rivals=["O(M^-2)"],
)
def first_order(key, M):
    """DPM-Solver-1 has order one."""
    return _error(1, M)


@first_order.control("the largest step does not shrink")
def first_order_one_long_step(key, M):
    return _error(1, M, _one_long)


@claim(
    PAPER,
    r"\max_x \|x_M - x(\lambda_M)\|",
    "O(M^-2)",
    theorem="Theorem 3.2, k = 2",
    kind="order",
    M=MANY,
    rivals=["O(M^-3)", "Θ(1/M)"],
)
def second_order(key, M):
    """DPM-Solver-2 has order two."""
    return _error(2, M)


@second_order.control("the largest step does not shrink")
def second_order_one_long_step(key, M):
    return _error(2, M, _one_long)


@second_order.control("no intermediate point")
def no_intermediate_point(key, M):
    return _error(1, M)


@claim(
    PAPER,
    r"\max_x \|x_M - x(\lambda_M)\|",
    "O(M^-3)",
    theorem="Theorem 3.2, k = 3",
    kind="order",
    M=MANY,
    rivals=["O(M^-4)", "Θ(M^-2)"],
)
def third_order(key, M):
    """DPM-Solver-3 has order three."""
    return _error(3, M)


@third_order.control("the largest step does not shrink")
def third_order_one_long_step(key, M):
    return _error(3, M, _one_long)


@third_order.control("one intermediate point only")
def one_intermediate_point(key, M):
    return _error(2, M)


@claim(
    PAPER,
    r"\max_x \|x_M - x(\lambda_M)\|",
    kind="identity",
    theorem="DPM-Solver-1 is DDIM",
    bound=lambda M: 1e-12 + 0 * M,
    M=grid(1, 2, 4, 8, 16, 32),
)
def exact_for_constant_prediction(key, M):
    """Where the data are one point, every number of steps gives the exact solution, to rounding."""
    return jnp.maximum(_error(1, M, problem=ATOM), 1e-17)


@exact_for_constant_prediction.control("data spread out")
def spread_out(key, M):
    return _error(1, M, problem=MixtureDiffusion(jnp.ones(1), jnp.array([2.0]), jnp.array([0.1])))
