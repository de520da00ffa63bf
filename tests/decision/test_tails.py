"""Which curves are read off the geometric mean over seeds, and which must not be."""

from collections.abc import Callable

import numpy as np
import pytest

from theory.decision.curves import Curves
from theory.decision.decide import decide_rate
from theory.decision.mode import Expectation
from theory.decision.tails import is_noise_of_one_law
from theory.decision.verdict import CONFIRMED, INCONCLUSIVE, REFUTED, Evidence
from theory.rates.rate import Rate

T = np.geomspace(10, 3000, 40)
SEEDS = 64
Noise = Callable[[np.random.Generator], np.ndarray]


def curves(noise: np.ndarray) -> Curves:
    return Curves(noise / T[:, None], {"T": T}, "T")


def pareto(index: float) -> Noise:
    return lambda rng: 1 + rng.pareto(index, size=(len(T), SEEDS))


def one_stuck(rng: np.random.Generator) -> np.ndarray:
    return np.where(np.arange(SEEDS) == 0, T[:, None], rng.gamma(50.0, 0.02, size=(len(T), SEEDS)))


def shares(noise: Noise) -> float:
    rng = np.random.default_rng(0)
    return float(np.mean([is_noise_of_one_law(curves(noise(rng))) for _ in range(50)]))


@pytest.mark.parametrize("index", [1.5, 2.5])
def test_heavy_tails_of_one_law_are_recognised(index: float) -> None:
    assert shares(pareto(index)) > 0.85


@pytest.mark.parametrize(
    "noise",
    [
        pareto(0.9),
        lambda rng: rng.gamma(2.0, size=(len(T), SEEDS)),
        lambda rng: rng.exponential(size=(len(T), SEEDS)),
        lambda rng: rng.chisquare(1, size=(len(T), SEEDS)),
        lambda rng: np.exp(0.1 * rng.normal(size=(len(T), SEEDS))),
        # The logarithms scatter ever more, as under noise that multiplies the error in every step.
        lambda rng: np.exp(np.linspace(0.5, 2.5, len(T))[:, None] * rng.normal(size=(len(T), SEEDS))),
        one_stuck,
    ],
    ids=["no expectation", "gamma", "exponential", "square of a normal", "calm", "growing scatter", "one stuck"],
)
def test_no_other_noise_is(noise: Noise) -> None:
    assert shares(noise) < 0.03


def decide(noise: np.ndarray, rate: str) -> Evidence:
    return decide_rate(curves(noise), Rate(rate), Expectation())


def test_infinite_variance_is_decided() -> None:
    noise = pareto(1.5)(np.random.default_rng(0))
    found = decide(noise, "Θ(1/T)")
    assert found.verdict is CONFIRMED
    assert "geometric mean" in found.notes[-1]
    assert decide(noise, "O(T^-1.25)").verdict is REFUTED
    assert decide(noise, "Ω(T^-0.75)").verdict is REFUTED


def test_a_stuck_seed_leaves_the_rate_open() -> None:
    assert decide(one_stuck(np.random.default_rng(0)), "Θ(1/T)").verdict is INCONCLUSIVE


def test_every_axis_is_looked_at() -> None:
    rng = np.random.default_rng(0)
    M = np.array([1.0, 2, 4, 8, 16])
    index = np.linspace(4.0, 1.4, len(M))[:, None, None]
    growing = 1 + rng.pareto(np.broadcast_to(index, (len(M), len(T), SEEDS)))
    same = 1 + rng.pareto(1.5, size=growing.shape)
    found = [is_noise_of_one_law(Curves(noise, {"M": M, "T": T}, "T")) for noise in (growing, same)]
    assert found == [False, True]
