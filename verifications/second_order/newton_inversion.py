"""Samuel et al. (ICLR 2025): inversion of diffusion models by Newton's method instead of fixed-point iteration.

Setting: a DDIM step takes the latent z_t to z_{t-1} = a z_t + b ε(z_t, t). To invert it is to find z with r(z) =
z - T(z) = 0, where T(z) = (z_{t-1} - b ε(z, t))/a.
Algorithms: the fixed-point iteration z⁺ = T(z); Newton's z⁺ = z - r'(z)⁻¹ r(z); and a tractable variant, which treats
the scalar ‖r(z)‖₁ coordinate by coordinate.

Theorems, in our words: where T contracts by a factor q < 1 the fixed-point iteration has the error q^k e_0, linear
convergence, and where it does not it may diverge; Newton's method converges quadratically to a regular root either way.

Instances: the noise prediction is exact, for data made of atoms, so that the root is unique and regular. The bound q^k
is attained between two atoms on the line, where |T'| is largest. Newton's order is measured in three dimensions with
five atoms, from starts at the distance e, for a short step (T contracts) and a long one (T expands). The tractable
variant is a control: it is Newton's method for a single coordinate, and only linear for several, as the error of a
linear r with r' = I shows: every |e_i| becomes the distance between |e_i| and the mean of all.

Not covered: the regularisation by the likelihood of the latent. With an exact noise prediction there is one root, so
nothing to choose from: several roots come from errors of the network or from guidance.
"""

import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, geomspace, simulate
from theory.methods.fixed_points import Picard
from theory.methods.root_finding import NewtonRaphson, ScalarNewtonRaphson
from theory.problems.diffusion import noise, signal
from theory.problems.systems import DDIMInversion

PAPER = cite("samuel2025inversion", near=__file__)
NOISY = 0.0
SHORT, LONG = 0.4, 4.0
ATOMS = np.array([[1.0, 0.2, -0.5], [-0.7, 0.9, 0.3], [0.1, -1.1, 0.8], [0.6, 0.5, 1.2], [-0.9, -0.4, -0.6]])


def _in_space(clean):
    return DDIMInversion(jnp.asarray(2 * ATOMS), jnp.asarray(NOISY), jnp.asarray(clean), jnp.array([0.3, -0.2, 0.1]))


def _between_atoms(half_gap, clean):
    atoms = jnp.array([[half_gap], [-half_gap]])
    return DDIMInversion(atoms, jnp.asarray(NOISY), jnp.asarray(clean), jnp.zeros(1))


def _after_one_step(method, problem, e):
    start = problem.root + e * jnp.array([0.48, -0.6, 0.64])
    return simulate(method, problem, start, jnp.array([1]), metric=DDIMInversion.distance)[0]


@claim(
    PAPER,
    r"\|z_1 - z^\star\|",
    "Θ(e²)",
    theorem="quadratic convergence of Newton's method",
    kind="order",
    e=geomspace(1e-1, 1e-5, 13),
    rivals=["Θ(e)", "Θ(e³)"],
)
def newton_after_short_step(key, e):
    """Newton's method inverts a short denoising step with order 2."""
    return _after_one_step(NewtonRaphson(), _in_space(SHORT), e)


@newton_after_short_step.control("fixed-point iteration: order 1")
def fixed_point(key, e):
    return _after_one_step(Picard(), _in_space(SHORT), e)


@newton_after_short_step.control("Newton's method for the scalar norm of the residual: order 1")
def scalar(key, e):
    return _after_one_step(ScalarNewtonRaphson(), _in_space(SHORT), e)


@claim(
    PAPER,
    r"\|z_1 - z^\star\|",
    "Θ(e²)",
    theorem="quadratic convergence of Newton's method",
    kind="order",
    e=geomspace(1e-1, 1e-5, 13),
    rivals=["Θ(e)", "Θ(e³)"],
)
def newton_after_long_step(key, e):
    """Newton's method keeps order 2 on a step so long that the fixed-point map expands."""
    return _after_one_step(NewtonRaphson(), _in_space(LONG), e)


@newton_after_long_step.control("fixed-point iteration, which moves away")
def expanding_fixed_point(key, e):
    return _after_one_step(Picard(), _in_space(LONG), e)


def _steepest_slope(half_gap, clean):
    """|T'| between two atoms, its maximum when the gap is wide: (σ - σ' α/α') (α² a²/σ² - 1)/σ."""
    α, σ = signal(NOISY), noise(NOISY)
    length = σ - noise(clean) * α / signal(clean)
    return length * ((α * half_gap / σ) ** 2 - 1) / σ


GAP = 2.0


def _bound(k):
    return float(_steepest_slope(GAP, SHORT / 2)) ** k


def _iterates(problem, k):
    e = 1e-2
    return simulate(Picard(), problem, jnp.array([e]), k, metric=DDIMInversion.distance) / e


@claim(
    PAPER,
    r"\|z_k - z^\star\| / \|z_0 - z^\star\|",
    "exp(-Ω(k))",
    bound=_bound,
    theorem="contraction",
    k=even_steps(40, 40),
    rivals=["exp(-Ω(k²))"],
)
def contraction(key, k):
    """Where the fixed-point map contracts by q, its iteration converges linearly, by the factor q at every step."""
    return _iterates(_between_atoms(GAP, SHORT / 2), k)


@contraction.control("a step so long that the map expands at the root")
def expansion(key, k):
    return _iterates(_between_atoms(GAP, LONG), k)
