"""Curves of known truth: the shapes that break a straight line through all points, and how seeds scatter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from theory.rates.names import Relation
from theory.rates.rate import Rate

Generator = np.random.Generator
SHARES = (0.1, 0.25, 0.5)
POWERS = (1 / 6, 1 / 3, 0.5, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Truth:
    """One curve without noise, what is true of it, and what is not.

    Attributes:
        axes: the variables; the errors have one dimension for each.
        errors: the expectation.
        rate: the true rate.
        wrong: pairs of the kind of mistake and a rate that makes it.
        horizon: the variable along which a trajectory is recorded, or None.
    """

    axes: Mapping[str, np.ndarray]
    errors: np.ndarray
    rate: Rate
    wrong: tuple[tuple[str, Rate], ...]
    horizon: str | None = "T"


@dataclass(frozen=True)
class Family:
    """A kind of curve.

    Attributes:
        draw: a member with so many points.
        wide: it has several variables, for which other methods have no answer.
        exact: noise has no meaning here.
    """

    draw: Callable[[Generator, int], Truth]
    wide: bool = False
    exact: bool = False


def moved(rate: Rate, variable: str, rng: Generator) -> tuple[tuple[str, Rate], ...]:
    """The rate with the exponent of one variable off by each share, too small or too large by chance."""
    factors = [1 + float(rng.choice([-1, 1])) * share for share in SHARES]
    return tuple(
        (f"{share:.0%} off", rate.shift(variable, factor).with_relation(Relation.Θ))
        for share, factor in zip(SHARES, factors, strict=True)
    )


def _power(
    shape: Callable[[np.ndarray, Generator, float], np.ndarray],
    rng: Generator,
    points: int,
    rate: str = "Θ(T^(-{p}))",
    logarithm: str = "Θ(log(T)*T^(-{p}))",
) -> Truth:
    """Errors over two and a half decades that decay like a power in the end."""
    p = float(rng.choice(POWERS))
    T = np.geomspace(10, 3000, points)
    true = Rate(rate.format(p=repr(p)))
    others = (
        ("logarithm wrong", Rate(logarithm.format(p=repr(p)))),
        ("exponential", Rate("exp(-Θ(T))")),
        ("wrong direction", Rate(f"Θ(T^({p!r}))")),
    )
    return Truth({"T": T}, shape(T, rng, p), true, moved(true, "T", rng) + others)


def _shift(T: np.ndarray, rng: Generator, p: float) -> np.ndarray:
    return (T + T[-1] * 10 ** rng.uniform(-3, -1)) ** -p


def _two_powers(T: np.ndarray, rng: Generator, p: float) -> np.ndarray:
    crossing = T[0] * (T[-1] / T[0]) ** rng.uniform(0.1, 0.5)
    return (T / crossing) ** -p + (T / crossing) ** -(p + rng.uniform(0.5, 1.5))


def _oscillation(T: np.ndarray, rng: Generator, p: float) -> np.ndarray:
    phase, speed = rng.uniform(0, 2 * np.pi), rng.uniform(5, 20)
    return T**-p * (1 + rng.uniform(0.1, 0.5) * np.sin(phase + speed * np.log(T)))


def _plateau(T: np.ndarray, rng: Generator, p: float) -> np.ndarray:
    knee = T[0] * (T[-1] / T[0]) ** rng.uniform(0.1, 0.4)
    return (1 + (T / knee) ** 4) ** (-p / 4)


def _rounding_floor(rng: Generator, points: int) -> Truth:
    p = float(rng.choice((6.0, 8.0)))
    T = np.geomspace(10, 3000, points)
    true = Rate(f"Θ(T^(-{p!r}))")
    return Truth({"T": T}, (T / T[0]) ** -p + 1e-15 * rng.uniform(0.3, 1.0, points), true, moved(true, "T", rng))


def _exponential(decay: Callable[[np.ndarray, Generator], np.ndarray], rng: Generator, points: int, p: float) -> Truth:
    """Errors exp(-decay(T)) on an even grid, with the true rate exp(-Θ(T^p))."""
    T = np.linspace(1000 / points, 1000, points)
    true = Rate(f"exp(-Θ(T^({p!r})))")
    others = (("power", Rate("Θ(1/T)")), ("wrong direction", Rate(f"exp(Θ(T^({p!r})))")))
    return Truth({"T": T}, np.exp(-decay(T, rng)), true, moved(true, "T", rng) + others)


def _stretched(rng: Generator, points: int) -> Truth:
    p = float(rng.choice((0.5, 2.0)))
    return _exponential(lambda T, rng: rng.uniform(5, 20) * (T / T[-1]) ** p, rng, points, p)


def _bent(T: np.ndarray, rng: Generator) -> np.ndarray:
    """Two constant decay rates, the knee in the first half."""
    u = T / T[-1]
    return rng.uniform(5, 15) * u + rng.uniform(2, 10) * np.minimum(u, rng.uniform(0.1, 0.4))


def _spectrum(T: np.ndarray, rng: Generator) -> np.ndarray:
    """A power law that turns exponential: many decay constants, from one per step to few on the whole curve."""
    constants = np.geomspace(rng.uniform(8, 20) / T[-1], 1.0, 30)
    return -np.log(np.exp(-constants * T[:, None]) @ constants**0.5)


def _superlinear(rng: Generator, points: int) -> Truth:
    """One step from a handful of distances: e⁺ = C e^q (1 + a e)."""
    q = float(rng.choice((1.5, 2.0, 3.0)))
    e = np.geomspace(0.1, 1e-4, 6)
    true = Rate(f"Θ(e^({q!r}))")
    return Truth(
        {"e": e}, 10 ** rng.uniform(-1, 1) * e**q * (1 + rng.uniform(-1, 5) * e), true, moved(true, "e", rng), None
    )


def _several_variables(rng: Generator, points: int) -> Truth:
    """C M^-a T^-b d^c, with a transient in T that does not depend on the others."""
    a, b, c = (float(rng.choice((0.5, 1.0, 2.0))) for _ in range(3))
    M, T, d = (
        np.array([1.0, 2.0, 4.0, 8.0, 16.0]),
        np.geomspace(10, 3000, points),
        np.array([64.0, 32.0, 16.0, 8.0, 4.0]),
    )
    true = Rate(f"Θ(M^(-{a!r}) * T^(-{b!r}) * d^({c!r}))")
    errors = M[:, None, None] ** -a * ((T + 30) ** -b)[:, None] * d**c
    return Truth({"M": M, "T": T, "d": d}, errors, true, moved(true, str(rng.choice(["M", "T", "d"])), rng))


def _constant_with_exponent(rng: Generator, points: int) -> Truth:
    """Exp(-c α² T) after a fast start."""
    α, T = np.geomspace(0.4, 0.1, 5), np.linspace(1000 / points, 1000, points)
    decay = rng.uniform(50, 100) / 1000 * α[:, None] ** 2 * T + np.minimum(T / 100, 1.0) * rng.uniform(0, 2)
    true = Rate("exp(-Θ(α^2 T))")
    return Truth({"α": α, "T": T}, np.exp(-decay), true, moved(true, "α", rng))


FAMILIES = {
    "pure power": Family(partial(_power, lambda T, rng, p: T**-p)),
    "shifted power": Family(partial(_power, _shift)),
    "two powers": Family(partial(_power, _two_powers)),
    "power with logarithm": Family(
        partial(_power, lambda T, rng, p: np.log(T) * T**-p, rate="Θ(log(T)*T^(-{p}))", logarithm="Θ(T^(-{p}))"),
    ),
    "oscillating power": Family(partial(_power, _oscillation)),
    "plateau then power": Family(partial(_power, _plateau)),
    "rounding floor": Family(_rounding_floor, exact=True),
    "exponential": Family(partial(_exponential, lambda T, rng: rng.uniform(5, 20) * T / T[-1], p=1.0)),
    "stretched exponential": Family(_stretched),
    "exponential, bent": Family(partial(_exponential, _bent, p=1.0)),
    "power turning exponential": Family(partial(_exponential, _spectrum, p=1.0)),
    "superlinear, six points": Family(_superlinear),
    "three variables": Family(_several_variables, wide=True),
    "constant with exponent": Family(_constant_with_exponent, wide=True),
}


def _autocorrelated(rng: Generator, errors: np.ndarray, seeds: int) -> np.ndarray:
    """A stationary walk along the last axis, of 10 %."""
    noise = rng.normal(size=(*errors.shape, seeds))
    for i in range(1, errors.shape[-1]):
        noise[..., i, :] = 0.9 * noise[..., i - 1, :] + np.sqrt(1 - 0.81) * noise[..., i, :]
    return errors[..., None] * np.exp(0.1 * noise - 0.005)


def _multiplicative(draw: Callable[..., np.ndarray], rng: Generator, errors: np.ndarray, seeds: int) -> np.ndarray:
    return errors[..., None] * draw(rng, (*errors.shape, seeds))


def _additive(rng: Generator, errors: np.ndarray, seeds: int) -> np.ndarray:
    """Noise of the size of a fifth of the last error, wherever the curve is."""
    return np.maximum(errors[..., None] + errors.min() * rng.normal(0, 0.2, (*errors.shape, seeds)), errors.min() / 100)


def _growing_scatter(rng: Generator, errors: np.ndarray, seeds: int) -> np.ndarray:
    """Lognormal, with mean one; the logarithms scatter by 0.3 at first and by 1.2 in the end."""
    size = np.linspace(0.3, 1.2, errors.shape[-1])[:, None]
    return errors[..., None] * np.exp(size * rng.normal(size=(*errors.shape, seeds)) - size**2 / 2)


NO_NOISE = "none"
# How seeds scatter about the expectation: each draws errors of shape (*grid, seeds). The law of some changes along the
# curve; these are counted apart.
NOISES: dict[str, Callable[[Generator, np.ndarray, int], np.ndarray]] = {
    NO_NOISE: lambda rng, errors, seeds: errors[..., None],
    "10 %": partial(_multiplicative, lambda rng, shape: rng.gamma(100.0, 0.01, shape)),
    "70 %": partial(_multiplicative, lambda rng, shape: rng.gamma(2.0, 0.5, shape)),
    "10 %, autocorrelated": _autocorrelated,
    "additive": _additive,
    "heavy tails": partial(_multiplicative, lambda rng, shape: 0.6 * (1 + rng.pareto(2.5, shape))),
    "infinite variance": partial(_multiplicative, lambda rng, shape: (1 + rng.pareto(1.5, shape)) / 3),
    "growing scatter": _growing_scatter,
}
UNSTEADY = {"growing scatter"}
