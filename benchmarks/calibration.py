"""How often does the decision err? Synthetic curves of known truth, beside what people use today.

``python benchmarks/calibration.py [TRIALS]`` writes ``calibration.json`` beside this file, draws
``docs/calibration.svg`` and prints the table. Families are the shapes that break a straight line through all points;
for each, the true rate is put to the decision and so are wrong ones (exponent off by a tenth, a quarter and a half,
to either side). Curves have 40 points over two and a half decades and 16 or 64 seeds.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from scipy import optimize, stats

from theory.curves import Curves
from theory.decide import decide_rate
from theory.mode import Deterministic, Expectation
from theory.names import Relation
from theory.rate import Rate
from theory.verdict import Exponent

HERE = Path(__file__).parent
FACTORS = (0.5, 0.75, 0.9, 1.1, 1.25, 1.5)
Shape = Callable[[np.ndarray, np.random.Generator, float], np.ndarray]


@dataclass(frozen=True)
class Family:
    """Curves of known truth: the noiseless shape, and how exponents are drawn."""

    name: str
    shape: Shape
    rate: str = "T^(-{p})"
    exponents: tuple[float, ...] = (1 / 6, 1 / 3, 0.5, 1.0, 1.5, 2.0, 3.0)


def _shift(x: np.ndarray, rng: np.random.Generator, p: float) -> np.ndarray:
    return (x + x[-1] * 10 ** rng.uniform(-3, -1)) ** -p


def _two_powers(x: np.ndarray, rng: np.random.Generator, p: float) -> np.ndarray:
    crossing = x[0] * (x[-1] / x[0]) ** rng.uniform(0.1, 0.5)
    q = p + rng.uniform(0.5, 1.5)
    return (x / crossing) ** -p + (x / crossing) ** -q


def _oscillation(x: np.ndarray, rng: np.random.Generator, p: float) -> np.ndarray:
    phase, speed = rng.uniform(0, 2 * np.pi), rng.uniform(5, 20)
    return x**-p * (1 + rng.uniform(0.1, 0.5) * np.sin(phase + speed * np.log(x)))


def _plateau(x: np.ndarray, rng: np.random.Generator, p: float) -> np.ndarray:
    knee = x[0] * (x[-1] / x[0]) ** rng.uniform(0.1, 0.4)
    return (1 + (x / knee) ** 4) ** (-p / 4)


def _floor(x: np.ndarray, rng: np.random.Generator, p: float) -> np.ndarray:
    return (x / x[0]) ** (-4 * p) + 1e-15 * rng.uniform(0.3, 1.0, len(x))


FAMILIES = (
    Family("pure power", lambda x, rng, p: x**-p),
    Family("shifted power", _shift),
    Family("two powers", _two_powers),
    Family("power with logarithm", lambda x, rng, p: np.log(x) * x**-p, "log(T)*T^(-{p})"),
    Family("oscillating power", _oscillation),
    Family("plateau then power", _plateau),
    Family("exponential", lambda x, rng, p: np.exp(-((x / x[-1]) ** p) * rng.uniform(5, 20)), "exp", (0.5, 1.0, 2.0)),
)


@dataclass(frozen=True)
class Noise:
    """How seeds scatter around the shape; every law has mean one."""

    name: str
    draw: Callable[[np.random.Generator, int, int], np.ndarray]


def _walk(rng: np.random.Generator, points: int, seeds: int) -> np.ndarray:
    noise = rng.normal(size=(points, seeds))
    for i in range(1, points):
        noise[i] = 0.9 * noise[i - 1] + np.sqrt(1 - 0.81) * noise[i]
    return np.exp(0.1 * noise - 0.005)


NOISES = (
    Noise("none", lambda rng, points, seeds: np.ones((points, 1))),
    Noise("10 %", lambda rng, points, seeds: rng.gamma(100.0, 0.01, size=(points, seeds))),
    Noise("70 %", lambda rng, points, seeds: rng.gamma(2.0, 0.5, size=(points, seeds))),
    Noise("10 %, autocorrelated", _walk),
    Noise("heavy-tailed", lambda rng, points, seeds: 0.6 * (1 + rng.pareto(2.5, size=(points, seeds)))),
)


def rate_of(family: Family, p: float) -> Rate:
    """The two-sided rate with this exponent."""
    text = f"exp(-Θ(T^({p!r})))" if family.rate == "exp" else f"Θ({family.rate.format(p=repr(p))})"
    return Rate(text)


def ours(x: np.ndarray, errors: np.ndarray, rate: Rate) -> tuple[str, Exponent]:
    """Verdict of the package's decision, and what it found of the exponent."""
    mode = Expectation() if errors.shape[1] > 1 else Deterministic()
    evidence = decide_rate(Curves(errors, {"T": x}, "T"), rate, mode)
    return str(evidence.verdict), evidence.exponents[0]


def _regression(x: np.ndarray, errors: np.ndarray, rate: Rate, start: float, band: float | None) -> str:
    """Least squares in log-log from a fraction of the range on; accepted within its own 95% interval, or a band."""
    mean = errors.mean(axis=1)
    late = np.log(x / x[0]) >= start * np.log(x[-1] / x[0])
    y = np.log(-np.log(np.minimum(mean / mean[0] * 0.999, 0.999))) if rate.is_exponential else np.log(mean)
    claimed = float(rate.local_exponent("T", T=x[-1]))
    found = stats.linregress(np.log(x[late]), y[late])
    half = band if band is not None else stats.t.ppf(0.975, late.sum() - 2) * found.stderr + 1e-9
    return "CONFIRMED" if abs(found.slope - claimed) <= half else "REFUTED"


def _power_plus_constant(x: np.ndarray, errors: np.ndarray, rate: Rate) -> str:
    """A·T^-p + C by scipy's curve_fit on the logarithm, accepted within its own 95% interval."""
    mean = errors.mean(axis=1)
    claimed = float(rate.local_exponent("T", T=x[-1]))

    def model(t: np.ndarray, log_a: float, p: float, log_c: float) -> np.ndarray:
        return np.logaddexp(log_a - p * np.log(t), log_c)

    start = (np.log(mean[0]) + np.log(x[0]), 1.0, np.log(mean[-1]) - 5)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", optimize.OptimizeWarning)
            best, covariance = optimize.curve_fit(model, x, np.log(mean), p0=start, maxfev=4000)
    except (RuntimeError, optimize.OptimizeWarning):
        return "INCONCLUSIVE"
    half = 1.96 * np.sqrt(covariance[1, 1]) + 1e-9
    return "CONFIRMED" if abs(-best[1] - claimed) <= half else "REFUTED"


METHODS: dict[str, Callable[[np.ndarray, np.ndarray, Rate], str]] = {
    "theory": lambda x, errors, rate: ours(x, errors, rate)[0],
    "least squares, all points": lambda x, errors, rate: _regression(x, errors, rate, 0.0, None),
    "least squares, last half": lambda x, errors, rate: _regression(x, errors, rate, 0.5, None),
    "slope within ±0.9 (ODE suite)": lambda x, errors, rate: _regression(x, errors, rate, 0.0, 0.9),
    "slope within ±0.3 (SDE suite)": lambda x, errors, rate: _regression(x, errors, rate, 0.0, 0.3),
    "power plus constant": _power_plus_constant,
}


def cases(trials: int, seeds: int, points: int) -> list[tuple[Family, Noise, float, np.ndarray, np.ndarray]]:
    """Curves over two and a half decades, the same for every method."""
    rng = np.random.default_rng(20_000 + seeds + points)
    found = []
    for family in FAMILIES:
        for noise in NOISES:
            for _ in range(trials):
                p = float(rng.choice(family.exponents))
                first = 10.0 if family.rate != "exp" else 1.0
                x = np.geomspace(first, first * 300, points) if family.rate != "exp" else np.linspace(10, 1000, points)
                errors = family.shape(x, rng, p)[:, None] * noise.draw(rng, points, seeds)
                found.append((family, noise, p, x, errors))
    return found


def measure(trials: int, seeds: int, points: int = 40) -> list[dict[str, object]]:
    """One row per family, noise and method."""
    rows: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    covered: dict[tuple[str, str], list[bool]] = {}
    for family, noise, p, x, errors in cases(trials, seeds, points):
        truth = rate_of(family, p)
        found = ours(x, errors, truth)[1]
        low, high = found.interval
        covered.setdefault((family.name, noise.name), []).append(low - 1e-3 <= found.claimed <= high + 1e-3)
        put = [("true", truth)]
        put += [(f"{abs(f - 1):.0%}", truth.shift("T", f).with_relation(Relation.Θ)) for f in FACTORS]
        for name, method in METHODS.items():
            outcomes = rows.setdefault((family.name, noise.name, name), [])
            outcomes += [(off, method(x, errors, rate)) for off, rate in put]
    return [{"seeds": seeds, **_row(key, outcomes, covered[key[:2]])} for key, outcomes in rows.items()]


def _row(key: tuple[str, str, str], outcomes: list[tuple[str, str]], covered: list[bool]) -> dict[str, object]:
    def share(which: str, verdicts: tuple[str, ...]) -> float:
        chosen = [verdict for name, verdict in outcomes if name == which]
        return round(sum(verdict in verdicts for verdict in chosen) / len(chosen), 4)

    row: dict[str, object] = dict(zip(("family", "noise", "method"), key, strict=True))
    row["true refuted"] = share("true", ("REFUTED",))
    row["true confirmed"] = share("true", ("CONFIRMED",))
    for off in ("10%", "25%", "50%"):
        row[f"{off} off accepted"] = share(off, ("CONFIRMED", "CONSISTENT"))
        row[f"{off} off refuted"] = share(off, ("REFUTED",))
    if key[2] == "theory":
        row["coverage"] = round(float(np.mean(covered)), 4)
    return row


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """False verdicts of every method in every family: true rates refuted, and rates off by a quarter accepted."""
    families, methods = [family.name for family in FAMILIES], list(METHODS)
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    for axis, column in zip(axes, ("true refuted", "25% off accepted"), strict=True):
        for place, method in enumerate(methods):
            shares = [
                np.mean([row[column] for row in rows if row["family"] == family and row["method"] == method])
                for family in families
            ]
            heights = np.arange(len(families)) + 0.13 * (place - len(methods) / 2)
            axis.barh(heights, shares, 0.13, label=method)
        axis.set(yticks=range(len(families)), yticklabels=families, xlim=(0, 1), title=column)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Run the bench, write data and figure, print the rows of the package's own decision."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    started = time.perf_counter()
    rows = [row for seeds in (16, 64) for row in measure(trials, seeds)]
    seconds = time.perf_counter() - started
    data = {"trials": trials, "seconds": round(seconds, 1), "milliseconds per decision": _speed(), "rows": rows}
    (HERE / "calibration.json").write_text(json.dumps(data, indent=1) + "\n")
    draw(rows, HERE.parent / "docs" / "calibration.svg")
    own = [row for row in rows if row["method"] == "theory"]
    print(" | ".join(name for name in own[0] if name != "method"))
    for row in own:
        print(" | ".join(str(value) for name, value in row.items() if name != "method"))


def _speed() -> float:
    """Median time of one warm decision."""
    _, _, p, x, errors = next(case for case in cases(1, 16, 40) if case[1].name == "10 %")
    rate, seconds = Rate(f"Θ(T^(-{p}))"), []
    for _ in range(20):
        started = time.perf_counter()
        ours(x, errors, rate)
        seconds.append(time.perf_counter() - started)
    return round(1000 * float(np.median(seconds)), 1)


if __name__ == "__main__":
    main()
