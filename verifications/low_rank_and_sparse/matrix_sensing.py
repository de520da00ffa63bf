"""Xiong, Ding & Du (ICLR 2024): over-parameterisation slows gradient descent down in matrix sensing.

Setting: a matrix M of rank r = 2 is recovered from near-isotropic linear measurements by gradient descent on a
factorisation with k columns, from a small random start of scale α.

Theorems, in our words. (1) Symmetric XXᵀ with k > r: ‖X_T X_Tᵀ - M‖²_F = Ω(1/T²), against exp(-Ω(T)) for k = r. A
surplus direction of size s follows s⁺ = s - η s³, so s² ~ 1/(2ηT), and k - r of them leave (k - r)/(4η²T²).
(2) Asymmetric FGᵀ with F of scale α and G of scale α/3, k > r: ‖F_T G_Tᵀ - M‖²_F = exp(-Ω(α²T)). FᵀF - GᵀG hardly
moves, so surplus directions of F keep a size of order α and those of G decay at the rate ηα². (3) One modified step,
which gives F equal singular values without changing FGᵀ, makes the rate free of α.

The theorems hold with high probability over start and measurements: one draw is followed, and every root seed draws
anew. The instances are typical, not worst; so are the rates seen. There is one surplus column: with two, the smaller
surplus direction may need 10^5 steps and more to join the asymptotic regime. The lower bound is checked with 40
Gaussian measurements for every entry of M; the exponential rates with exact measurements (A*A = I), because Gaussian
ones make modes decay at nearly equal rates, and which of them is the slowest shows only below rounding level.

Not covered: non-diagonal M (the algorithms are equivariant under rotation), rectangular M, constants, and the
dependence on condition number and dimension.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, geomspace, simulate, steps, steps_until
from theory.falsification.families import Box, LogBox
from theory.methods.gradient import GradientDescent
from theory.problems.matrix_sensing import AsymmetricSensing, SymmetricSensing, planted, unbalance

PAPER = cite("xiong2024overparameterization", near=__file__)
SIZE, RANK = 5, 2
MEASUREMENTS = 40 * SIZE**2
TARGET = planted(np.array([1.0, 0.7]), SIZE)
LARGE_TARGET = planted(np.array([1.0, 0.7]), 20)
STEP_SIZE = 0.2
SIGNAL_FOUND = 1e-2
CAP = 4_000_000


def _measured(key):
    return SymmetricSensing.gaussian(jax.random.fold_in(key, 1), TARGET, MEASUREMENTS)


def _symmetric(key, problem, columns, T):
    """‖XXᵀ - M‖² from a start of scale 0.3."""
    x0 = 0.3 * jax.random.normal(key, (SIZE, columns)) / jnp.sqrt(SIZE)
    return simulate(GradientDescent(STEP_SIZE), problem, x0, T, metric=SymmetricSensing.squared_error)


def _random_factors(key, α, columns, ratio):
    left, right = jax.random.split(key)
    size = len(LARGE_TARGET)
    scale = α / jnp.sqrt(size)
    shape = (size, columns)
    return scale * jax.random.normal(left, shape), ratio * scale * jax.random.normal(right, shape)


def _asymmetric(key, α, columns, T):
    """‖FGᵀ - M‖² from F of scale α and G of scale α/3."""
    x0 = _random_factors(key, α, columns, 1 / 3)
    return simulate(
        GradientDescent(STEP_SIZE), AsymmetricSensing(LARGE_TARGET), x0, T, metric=AsymmetricSensing.squared_error
    )


@claim(
    PAPER,
    r"\|X_T X_T^\top - M\|_F^2",
    "Ω(1/T²)",
    theorem="lower bound, symmetric, k > r",
    T=steps(40_000, first=10, count=40),
    rivals=["Ω(1/T)", "O(T^-3)", "exp(-Ω(T))"],
)
def symmetric_overparameterized(key, T):
    """With surplus columns, symmetric factorisation cannot beat 1/T²."""
    return _symmetric(key, _measured(key), RANK + 1, T)


@symmetric_overparameterized.control("no surplus column")
def no_surplus(key, T):
    return _symmetric(key, _measured(key), RANK, T)


@symmetric_overparameterized.control("asymmetric factorisation of the same matrix")
def asymmetric_instead(key, T):
    return _asymmetric(key, 0.5, RANK + 1, T)


@claim(
    PAPER,
    r"\|X_T X_T^\top - M\|_F^2",
    "exp(-Ω(T))",
    theorem="symmetric, k = r",
    T=even_steps(600, 60),
    rivals=["exp(-Ω(T²))"],
)
def symmetric_exact(key, T):
    """Without surplus columns, symmetric factorisation converges linearly."""
    return _symmetric(key, SymmetricSensing(TARGET), RANK, T)


@symmetric_exact.family({"scale": LogBox((), 0.05, 0.5), "spectrum": Box(RANK, 0.3, 1.0)})
def any_scale_and_spectrum(instance, T, key):
    problem = SymmetricSensing(planted(instance["spectrum"], SIZE))
    x0 = instance["scale"] * jax.random.normal(key, (SIZE, RANK)) / jnp.sqrt(SIZE)
    return simulate(GradientDescent(STEP_SIZE), problem, x0, T, metric=SymmetricSensing.squared_error)


@symmetric_exact.control("surplus columns")
def surplus(key, T):
    return _symmetric(key, SymmetricSensing(TARGET), RANK + 1, T)


@claim(
    PAPER,
    r"\|F_T G_T^\top - M\|_F^2",
    "exp(-Ω(T))",
    theorem="asymmetric, k = r",
    T=even_steps(600, 60),
    rivals=["exp(-Ω(T²))"],
)
def asymmetric_exact(key, T):
    """Without surplus columns, asymmetric factorisation converges linearly."""
    return _asymmetric(key, 0.1, RANK, T)


@asymmetric_exact.control("surplus columns, F and G start equal")
def surplus_and_balanced(key, T):
    problem = AsymmetricSensing(LARGE_TARGET)
    x, _ = _random_factors(key, 0.1, RANK + 1, 1.0)
    return simulate(GradientDescent(STEP_SIZE), problem, (x, x), T, metric=AsymmetricSensing.squared_error)


@claim(
    PAPER,
    r"\|F_T G_T^\top - M\|_F^2",
    "exp(-Ω(α² T))",
    theorem="asymmetric, k > r, imbalanced start",
    T=even_steps(200_000, 2000),
    α=geomspace(0.2, 0.05, 6),
    rivals=["exp(-Ω(α T))", "exp(-Ω(α² T²))"],
)
def asymmetric_overparameterized(key, T, α):
    """With surplus columns, asymmetric factorisation converges linearly, at a rate of order α²."""
    return _asymmetric(key, α, RANK + 1, T)


@asymmetric_overparameterized.control("F and G start equal")
def balanced(key, T, α):
    problem = AsymmetricSensing(LARGE_TARGET)
    x, _ = _random_factors(key, α, RANK + 1, 1.0)
    return simulate(GradientDescent(STEP_SIZE), problem, (x, x), T, metric=AsymmetricSensing.squared_error)


def _steps_per_efold(key, α, modified):
    """Steps in which ‖FGᵀ - M‖² falls by a factor e, from 1e-3 α⁴ to 1e-6 α⁴, after perhaps a modified step."""
    problem = AsymmetricSensing(LARGE_TARGET)
    method = GradientDescent(STEP_SIZE)

    def steps_to(accuracy, x):
        count = steps_until(lambda problem, x: problem.squared_error(x) <= accuracy, method, problem, x, cap=CAP)
        return jnp.where(jnp.isfinite(count), count, CAP).astype(int)

    x0 = _random_factors(key, α, RANK + 1, 1 / 3)
    found = steps_to(SIGNAL_FOUND, x0)[None]
    x = tuple(part[0] for part in simulate(method, problem, x0, found, metric=lambda _, x: x))
    x = unbalance(x, jnp.asarray(1.0)) if modified else x
    T = jnp.stack([steps_to(level * α**4, x) for level in (1e-3, 1e-6)])
    first, last = simulate(method, problem, x, T, metric=AsymmetricSensing.squared_error)
    return (T[1] - T[0]) / jnp.log(first / last)


@claim(
    PAPER,
    r"\Delta T / \Delta \log(1 / \|F_T G_T^\top - M\|_F^2)",
    "O(1)",
    theorem="one modified step",
    α=geomspace(0.1, 0.02, 8),
    rivals=["O(sqrt(α))"],
)
def one_modified_step(key, α):
    """After one modified step the number of steps in which the error falls by a factor e is free of α."""
    return _steps_per_efold(key, α, modified=True)


@one_modified_step.control("no modified step")
def no_modified_step(key, α):
    return _steps_per_efold(key, α, modified=False)
