"""In which sense a claim holds over the seeds: how the seed axis becomes one number, and how sure that number is."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from jaxtyping import Float, Int

REPLICATES = 400


class Mode(Protocol):
    """A statistic over seeds.

    Attributes:
        name: the sense of the claim, for messages.
        least_seeds: the fewest seeds on which the claim can be judged.
        signed: whether the experiment returns values of either sign, not errors.
    """

    name: str
    least_seeds: int = 1
    signed: bool = False

    def reduce(self, errors: Float[np.ndarray, "*grid seeds"]) -> Float[np.ndarray, "*grid"]:
        """The statistic itself."""
        ...


def replicates(
    mode: Mode, errors: Float[np.ndarray, "*grid seeds"], rng: np.random.Generator
) -> Float[np.ndarray, "replicate *grid"] | None:
    """The statistic on seeds drawn with replacement; whole trajectories are drawn, since their points depend.

    None when there is one seed only, or the statistic is a maximum, whose resampling says nothing.
    """
    seeds = errors.shape[-1]
    if seeds == 1 or isinstance(mode, WorstCase):
        return None
    draws = rng.integers(seeds, size=(REPLICATES, seeds))
    if isinstance(mode, Expectation):
        return np.moveaxis(errors @ _weights(draws, seeds), -1, 0)
    if isinstance(mode, Deterministic):
        return np.moveaxis(np.exp(log(errors) @ _weights(draws, seeds)), -1, 0)
    return np.stack([mode.reduce(errors[..., draw]) for draw in draws])


def _weights(draws: Int[np.ndarray, "replicate seeds"], seeds: int) -> Float[np.ndarray, "seeds replicate"]:
    return np.stack([np.bincount(draw, minlength=seeds) for draw in draws], axis=1) / seeds


def log(errors: np.ndarray) -> np.ndarray:
    """Logarithms, finite at nought and at infinity too."""
    return np.log(np.clip(errors, 1e-300, 1e300))


class Deterministic(Mode):
    """Every run obeys the claim; seeds are instances. Rates are read off the geometric mean over instances."""

    name = "deterministic"

    def reduce(self, errors: Float[np.ndarray, "*grid seeds"]) -> Float[np.ndarray, "*grid"]:
        """Geometric mean over the instances."""
        if errors.shape[-1] == 1:
            return errors[..., 0]
        mean = np.exp(log(errors).mean(axis=-1))
        return np.where(np.isinf(errors).any(axis=-1), np.inf, mean)


class Expectation(Mode):
    """The expected error obeys the claim."""

    name = "expectation"
    least_seeds = 2

    def reduce(self, errors: Float[np.ndarray, "*grid seeds"]) -> Float[np.ndarray, "*grid"]:
        """Mean over the seeds."""
        return errors.mean(axis=-1)


class Quantile(Mode):
    """With probability at least ``level``, the error obeys the claim.

    Raises:
        ValueError: the level is not strictly between 0 and 1.
    """

    def __init__(self, level: float) -> None:
        if not 0 < level < 1:
            raise ValueError(f"Quantile: the level must lie strictly between 0 and 1, got {level}")
        self.level = level
        self.name = f"probability {level:g}"
        self.least_seeds = int(np.ceil(round(5 / min(level, 1 - level), 9)))

    def reduce(self, errors: Float[np.ndarray, "*grid seeds"]) -> Float[np.ndarray, "*grid"]:
        """Empirical quantile over the seeds."""
        return np.quantile(errors, self.level, axis=-1, method="higher")


class WorstCase(Mode):
    """The largest error over the seeds, read as a family of instances, obeys the claim."""

    name = "worst case"

    def reduce(self, errors: Float[np.ndarray, "*grid seeds"]) -> Float[np.ndarray, "*grid"]:
        """Maximum over the seeds."""
        return errors.max(axis=-1)


class Distribution(Mode):
    """The law of the returned values approaches a reference law, in Kolmogorov's distance.

    The experiment returns draws of the random variable, not errors; the error is the distance between the empirical
    distribution over the seeds and ``cdf``, whose sampling floor is about 0.87/√seeds.
    """

    name = "distribution"
    least_seeds = 100
    signed = True

    def __init__(self, cdf: Callable[[np.ndarray], np.ndarray]) -> None:
        self.cdf = cdf

    def reduce(self, errors: Float[np.ndarray, "*grid seeds"]) -> Float[np.ndarray, "*grid"]:
        """Kolmogorov–Smirnov distance to the reference."""
        ordered = np.sort(errors, axis=-1)
        seeds = ordered.shape[-1]
        reference = self.cdf(ordered)
        above = np.arange(1, seeds + 1) / seeds - reference
        below = reference - np.arange(seeds) / seeds
        return np.maximum(above, below).max(axis=-1)
