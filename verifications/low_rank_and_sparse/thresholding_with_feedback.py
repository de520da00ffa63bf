"""Thresholding with feedback: exact recovery of sparse signals in finitely many steps.

Setting: an s-sparse x* is recovered from y = A x* by null-space tuning (NST): threshold x to its s largest entries
(HT), feed the tail back by least squares on their places (FB), return to {x: A x = y}.

Theorems, in our words: under a (preconditioned) restricted isometry condition the algorithm does not just converge, it
is exact after a number of steps that is at most proportional to s; the number depends on the shape of the signal, and
signals with entries of equal size need far fewer steps. Without feedback convergence is linear and never exact.

Instances: Gaussian matrices with 256 rows and 512 columns, for which the condition holds with high probability while s
is small against 256; magnitudes that fall by 40 % from entry to entry (the slow shape: large entries must be found
before small ones show), or that are all equal. The theorem's constant in front of s depends on the isometry constant;
here one step for every non-zero is always enough.

Not covered: the slope of the number of steps in s (about 1/4 step for every non-zero, after a first one; the range of s
at which both can be told apart is too short for a verdict), noisy measurements, the variant that learns s.
"""

import jax.numpy as jnp

from theory import WorstCase, cite, claim, grid, steps_until
from theory.methods.thresholding import NullSpaceTuning
from theory.problems.sparse import gaussian_recovery

PAPER = cite("han2017finite", near=__file__)
MOST = 48
EXACT = 1e-12
CAP = 200


def _steps(key, s, *, ratio=0.6, rows=256, feedback=True):
    """Steps to a relative error below 1e-12 for magnitudes 1, ratio, ratio², ..., s of them."""
    places = jnp.arange(MOST)
    problem = gaussian_recovery(key, rows, 2 * rows, jnp.where(places < s, ratio**places, 0.0))
    method = NullSpaceTuning(s, MOST, feedback)
    zero = jnp.zeros(2 * rows)
    return steps_until(lambda problem, x: problem.relative_error(x) <= EXACT, method, problem, zero, cap=CAP)


@claim(
    PAPER,
    "k_0",
    bound=lambda s: s,
    kind="finite",
    mode=WorstCase(),
    seeds=32,
    s=grid(2, 4, 8, 16, 32, 48),
)
def exact_after_finitely_many_steps(key, s):
    """Falling magnitudes are recovered exactly, in at most one step for every non-zero."""
    return _steps(key, s)


@exact_after_finitely_many_steps.control("too few measurements")
def too_few_measurements(key, s):
    return _steps(key, s, rows=40)


@exact_after_finitely_many_steps.control("no feedback")
def no_feedback(key, s):
    return _steps(key, s, feedback=False)


@claim(
    PAPER,
    "k_0",
    bound=lambda s: 2.0 + 0 * s,
    kind="finite",
    mode=WorstCase(),
    seeds=32,
    s=grid(2, 3, 4, 6, 8, 11, 16),
)
def steps_of_flat_signals(key, s):
    """Equal magnitudes are recovered exactly in one or two steps, however many there are."""
    return _steps(key, s, ratio=1.0)


@steps_of_flat_signals.control("falling magnitudes")
def falling_instead(key, s):
    return _steps(key, s)
