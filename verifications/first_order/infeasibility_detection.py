"""Park & Ryu (ICML 2023): accelerated detection of infeasibility by fixed-point iterations.

Setting: T is nonexpansive and may have no fixed point, as the operators of infeasible problems. Its infimal
displacement v is the shortest vector in the closure of the range of I - T; v ≠ 0 proves infeasibility, so how fast is
it found?

Theorems, in our words, with x* - T x* = v: (1) Picard's normalised iterates obey ‖(x_0 - x_k)/k - v‖² ≤
4‖x_0 - x*‖²/k². (2) For averaged T the residuals ‖x_k - T x_k - v‖² are O(1/k), for T = (I + N)/2 at most
‖x_0 - x*‖²/(k + 1). (3) Halpern's anchored iteration brings the residual to order 1/k², and (4) keeps the rate 1/k² of
the normalised iterates 2(x_0 - x_k)/(k + 1). (5) For methods of this kind 1/k² cannot be improved.

Instances: rotations of planes beside a translation of a line. For (1) half turns of order π/2^j: k steps lead to the
opposite point for one of them, which attains the bound at every k. Otherwise 400 angles from 10^-4 to π.

Not covered: the logarithm that the theorem of (3) allows, splitting methods on actual infeasible programmes.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import cite, claim, simulate, steps
from theory.methods.fixed_points import Halpern, Picard
from theory.problems.fixed_points import Rotations

PAPER = cite("park2023infeasibility", near=__file__)
HORIZON = 20_000
HALVES = jax.device_put(np.pi / 2.0 ** np.arange(16))
ANGLES = jax.device_put(np.geomspace(1e-4, np.pi, 400))


def _normalised(method, problem, k, divisor):
    start = problem.start()

    def error(problem, x):
        return jax.tree.map(jnp.subtract, start, x)

    planes, line = simulate(method, problem, start, k, metric=error)
    return jax.vmap(lambda p, t, d: problem.farthest((p / d, t / d)))(planes, line, divisor)


def _residual(method, problem, k):
    return simulate(method, problem, problem.start(), k, metric=lambda problem, x: problem.residual(x))


@claim(
    PAPER,
    r"\|(x_0 - x_k)/k - v\|^2",
    "O(1/k²)",
    bound=lambda k: 4.0 / k**2,
    theorem="normalised iterates of Picard's iteration",
    k=steps(HORIZON),
    rivals=["O(k^-3)"],
)
def normalised_iterates(key, k):
    """Normalised iterates converge to the infimal displacement vector like 1/k (squared: 1/k²)."""
    return _normalised(Picard(), Rotations(HALVES), k, k)


@normalised_iterates.control("the map expands by one part in a thousand")
def expanding(key, k):
    class Expanding(Rotations):
        def __call__(self, x):
            planes, line = super().__call__(x)
            return 1.001 * planes, line

    return _normalised(Picard(), Expanding(HALVES), k, k)


@claim(
    PAPER,
    r"\|x_k - T x_k - v\|^2",
    "O(1/k)",
    bound=lambda k: 1.0 / (k + 1),
    theorem="residual of an averaged map",
    k=steps(HORIZON),
    rivals=["O(1/k²)", "Ω(1/sqrt(k))"],
)
def residual_of_averaged_map(key, k):
    """The residual of an averaged map converges like 1/√k (squared: 1/k)."""
    return _residual(Picard(), Rotations(ANGLES, share=0.5), k)


@residual_of_averaged_map.control("the map is not averaged")
def not_averaged(key, k):
    return _residual(Picard(), Rotations(ANGLES), k)


@claim(
    PAPER,
    r"\|x_k - T x_k - v\|^2",
    "O(1/k²)",
    theorem="residual of Halpern's iteration",
    k=steps(HORIZON),
    rivals=["O(k^-3)", "Ω(1/k)"],
)
def residual_of_halpern(key, k):
    """Anchoring brings the residual to order 1/k (squared: 1/k²), without averaging."""
    return _residual(Halpern(), Rotations(ANGLES), k)


@residual_of_halpern.control("no anchor, averaged map")
def no_anchor(key, k):
    return _residual(Picard(), Rotations(ANGLES, share=0.5), k)


@claim(
    PAPER,
    r"\|2(x_0 - x_k)/(k+1) - v\|^2",
    "O(1/k²)",
    theorem="normalised iterates of Halpern's iteration",
    k=steps(HORIZON),
    rivals=["O(k^-3)", "Ω(1/k)"],
)
def normalised_iterates_of_halpern(key, k):
    """Normalised by half of k + 1, anchored iterates find the infimal displacement vector as fast."""
    return _normalised(Halpern(), Rotations(ANGLES), k, (k + 1) / 2)


@normalised_iterates_of_halpern.control("normalised like Picard's iterates")
def wrong_divisor(key, k):
    return _normalised(Halpern(), Rotations(ANGLES), k, k)
