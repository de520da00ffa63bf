"""Mantzaflaris, Mourrain & Szanto (ISSAC 2020): Newton's method for singular roots, with a certificate.

Setting: polynomial equations with an isolated root of multiplicity r > 1, perhaps known with an error δ only. There
Newton's method converges linearly, and the error δ splits the root.

Theorems, in our words: (1) Newton's method on a deflated system, whose unknowns are the root, the coefficients of its
inverse system and a deformation of the equations, converges quadratically to a singular root of slightly deformed
equations. (2) With Smale's α(F, u) < (13 - 3√17)/4 at the start u_0, the error after k steps is at most
(1/2)^(2^k - 1) · 2β, where β is the length of the first step. (3) Root and deformation then lie within 2β of the start:
both are of the order of δ, while the simple roots into which the singular one splits are δ^(1/r) away.

Instances: two equations in two unknowns with a root of breadth one and multiplicity r = 2, 3, 4; the deflated system
follows an arc through the root. Errors are measured after one step from the distance e. For (2) the start is the
farthest one along a line with a given α. It is not attained: at most 1.4 β of the 2β are needed by the worst function.
Plain Newton halves the distance to a double root; this is a claim of its own. For r = 3 the factor is not
2/3 as on the line but tends to 0.618, the inverse of the golden ratio, and for r = 4 it oscillates.

Not covered: roots of breadth two and more, the computation of a starting inverse system, rounding (the iteration runs
in doubles).
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, even_steps, geomspace, grid, simulate, sizes
from theory.decision.verdict import CONSISTENT
from theory.methods.root_finding import NewtonRaphson
from theory.problems.singular_roots import ArcSystem, DeflatedSystem, certificate

PAPER = cite("mantzaflaris2020punctual", near=__file__)
ONE = np.array([1])


def _newton(system, start, T):
    return simulate(NewtonRaphson(), system, start, T, metric=lambda _, x: x)


def _direction(size):
    """A unit vector with entries of alternating sign and different size."""
    vector = jnp.cos(1.0 + 2.0 * jnp.arange(size))
    return vector / jnp.linalg.norm(vector)


def _deflated(multiplicity, perturbation=0.0, ansatz=None):
    return DeflatedSystem(ArcSystem(multiplicity, perturbation), ansatz or multiplicity)


def _after_one_step(r, e, ansatz):
    system = _deflated(r, ansatz=ansatz)
    solution = system.solution()
    return jnp.linalg.norm(_newton(system, solution + e * _direction(solution.size), ONE)[0] - solution)


@claim(
    PAPER,
    r"\|u_1 - u^\star\|",
    "Θ(e²)",
    theorem="quadratic convergence of the deflated iteration",
    kind="order",
    r=sizes(2, 3, 4),
    e=geomspace(1e-1, 1e-5, 13),
    rivals=["Θ(e)", "Θ(e³)"],
)
def deflated_newton(key, r, e):
    """On the deflated system Newton's method has order 2 at a root of multiplicity r."""
    return _after_one_step(r, e, ansatz=r)


@deflated_newton.control("the multiplicity is taken to be smaller by one; for r = 2 that is no deflation")
def wrong_multiplicity(key, r, e):
    if r == 2:
        return _fraction_left(2, e) * e
    return _after_one_step(r, e, ansatz=r - 1)


def _fraction_left(r, e):
    return jnp.linalg.norm(_newton(ArcSystem(r), jnp.array([0.0, e]), ONE)[0]) / e


@claim(
    PAPER,
    r"|\,\|x_1\|/\|x_0\| - 1/2|",
    "O(e)",
    theorem="linear convergence without deflation",
    kind="limit",
    e=geomspace(1e-1, 1e-6, 13),
    rivals=["O(e²)"],
)
def plain_newton(key, e):
    """Without deflation a Newton step halves the distance to a double root, and no more."""
    return jnp.abs(_fraction_left(2, e) - 0.5)


@plain_newton.control("a root of multiplicity 4")
def multiplicity_four(key, e):
    return jnp.abs(_fraction_left(4, e) - 0.5)


@plain_newton.control("a simple root")
def simple_root(key, e):
    return jnp.abs(_fraction_left(1, e) - 0.5)


def _farthest_start(system, α):
    """The start along a line through the solution, which is 0, at which the certificate first reads α."""
    direction = _direction(4)

    def halve(_, ends):
        low, high = ends
        middle = (low + high) / 2
        certified = certificate(system, middle * direction)[0] < α
        return jnp.where(certified, middle, low), jnp.where(certified, high, middle)

    distance, _ = jax.lax.fori_loop(0, 40, halve, (jnp.zeros(()), jnp.full((), 0.1)))
    return distance * direction


def _relative_error(system, start, k):
    first_step = jnp.linalg.norm(_newton(system, start, ONE)[0] - start)
    return jnp.linalg.norm(_newton(system, start, k), axis=1) / (2 * first_step)


@claim(
    PAPER,
    r"\|u_k - u^\star\| / 2\beta",
    bound=lambda k: 0.5 ** (2.0**k - 1),
    theorem="α-theory for the deflated system",
    α=grid(0.01, 0.03, 0.1, 0.1576),
    k=even_steps(5),
    expect=CONSISTENT,
)
def alpha_certificate(key, α, k):
    """From a start with α < 0.1577 the error after k Newton steps is at most (1/2)^(2^k - 1) times 2β."""
    return _relative_error(_deflated(2), _farthest_start(_deflated(2), α), k)


@alpha_certificate.control("no deflation: α is infinite at the root")
def no_certificate(key, α, k):
    return _relative_error(ArcSystem(2), α * _direction(2), k)


@claim(
    PAPER,
    r"\|\xi_\delta - \xi\| + \|\varepsilon_\delta\|",
    "Θ(δ)",
    theorem="size of the deformation and error of the root",
    kind="order",
    r=sizes(2, 3, 4),
    δ=geomspace(1e-2, 1e-8, 13),
    rivals=["Θ(sqrt(δ))", "Θ(δ²)"],
)
def deformation(key, r, δ):
    """Perturbed by δ, the equations are a deformation of order δ away from a system with a root of multiplicity r."""
    system = _deflated(r, δ)
    root, _, bump = system.split(_newton(system, system.solution(), jnp.array([8]))[0])
    return jnp.linalg.norm(root) + jnp.linalg.norm(bump)


@deformation.control("a simple root of the perturbed equations instead")
def nearby_simple_root(key, r, δ):
    return jnp.linalg.norm(_newton(ArcSystem(r, δ), jnp.array([0.0, δ ** (1 / r)]), jnp.array([30]))[0])
