"""Time to a verdict on a textbook theorem, here and with PEPit; and time per curve, here and with benchopt.

The theorem: gradient descent with step 1/L on convex functions has f(x_N) - f* ≤ L‖x_0 - x*‖²/(4N + 2), and the Huber
function attains it (Drori & Teboulle 2014).
"""

import multiprocessing
import warnings
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.cost.timing import seconds
from theory import Paper, claim, grid, simulate
from theory.methods.gradient import GradientDescent
from theory.problems.convex import Huber

HORIZONS = (5, 10, 20, 40, 70, 100)
PATIENCE = 300.0
PAPER = Paper("drori2014performance", "", ("Yoel Drori",), 2014, "", None, None, "", ("Drori", "Teboulle"))


def verdict(horizon: int) -> str:
    """Our verdict on the bound after up to so many steps, from nothing compiled."""
    jax.clear_caches()

    @claim(PAPER, "f(x_N) - f^\\star", bound=lambda N: 1 / (4 * N + 2), N=grid(*range(1, horizon + 1)))
    def theorem(key, N):
        problem = Huber(1 / (2 * N + 1), jnp.ones(()))
        return simulate(GradientDescent(1.0), problem, jnp.ones(()), jnp.reshape(N, 1))[0]

    evidence, _ = theorem.judge()
    assert str(evidence.verdict) == "CONFIRMED", evidence
    return str(evidence.verdict)


def worst_case(horizon: int) -> float:
    """The worst error after so many steps by PEPit, divided by the bound."""
    from PEPit import PEP
    from PEPit.functions import SmoothConvexFunction

    problem = PEP()
    function = problem.declare_function(SmoothConvexFunction, L=1.0)
    minimizer = function.stationary_point()
    x = problem.set_initial_point()
    problem.set_initial_condition((x - minimizer) ** 2 <= 1)
    for _ in range(horizon):
        x = x - function.gradient(x)
    problem.set_performance_metric(function(x) - function(minimizer))
    return float(problem.solve(verbose=0)) * (4 * horizon + 2)


def patiently(horizon: int) -> float | None:
    """Processor seconds of PEPit in a process of its own, after a first solution that does not count.

    None if there is no answer after ``PATIENCE`` seconds.
    """
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        np.testing.assert_allclose(pool.apply(worst_case, (HORIZONS[0],)), 1, rtol=1e-3)
        try:
            return pool.apply_async(seconds, (partial(worst_case, horizon),)).get(PATIENCE)
        except multiprocessing.TimeoutError:
            return None


def pepit() -> dict[str, Any]:
    """Seconds to a verdict for each horizon, measured once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seconds(partial(verdict, HORIZONS[0]))
        return {
            str(horizon): {"here": seconds(partial(verdict, horizon)), "PEPit": patiently(horizon)}
            for horizon in HORIZONS
        }
