"""What a curve can be put to: the package's decision, and what people use instead."""

import warnings
from collections.abc import Callable

import big_o
import numpy as np
from scipy import optimize, stats

from benchmarks.calibration.families import Truth
from theory.claims.measure import looks, share_of_risk
from theory.decision.curves import Curves
from theory.decision.decide import decide_rate
from theory.decision.mode import Deterministic, Expectation
from theory.decision.verdict import INCONCLUSIVE, Evidence
from theory.rates.rate import Rate

FIRST_SEEDS, MOST_SEEDS = 16, 4096


def decide(truth: Truth, errors: np.ndarray, rate: Rate, risk: float = 1.0) -> Evidence:
    """The package's decision."""
    mode = Expectation() if errors.shape[-1] > 1 else Deterministic()
    return decide_rate(Curves(errors, dict(truth.axes), truth.horizon), rate, mode, risk=risk)


def decide_sequentially(truth: Truth, errors: np.ndarray, rate: Rate) -> Evidence:
    """The package's decision on ever more of the seeds, until it is made."""
    counts = looks(FIRST_SEEDS, errors.shape[-1])
    for count in counts:
        evidence = decide(truth, errors[..., :count], rate, share_of_risk(counts, count))
        if evidence.verdict is not INCONCLUSIVE:
            break
    return evidence


def _regression(start: float, band: float | None, truth: Truth, errors: np.ndarray, rate: Rate) -> str:
    """Least squares in log-log from a fraction of the range on; accepted within its own 95% interval, or a band."""
    x, mean = _single_curve(truth, errors)
    late = np.abs(np.log(x / x[0])) >= start * np.abs(np.log(x[-1] / x[0]))
    y = np.log(mean)
    if rate.is_exponential:
        y = np.log(np.maximum(rate.sign * (y - y[0]), 1e-9))
        late[0] = False
    claimed = float(rate.local_exponent(_variable(truth), **{_variable(truth): x[-1]}))
    found = stats.linregress(np.log(x[late]), y[late])
    half = band if band is not None else stats.t.ppf(0.975, late.sum() - 2) * found.stderr + 1e-9
    return "CONFIRMED" if abs(found.slope - claimed) <= half else "REFUTED"


def _power_plus_constant(truth: Truth, errors: np.ndarray, rate: Rate) -> str:
    """A·T^-p + C by scipy's curve_fit on the logarithm, accepted within its own 95% interval."""
    x, mean = _single_curve(truth, errors)
    claimed = float(rate.local_exponent(_variable(truth), **{_variable(truth): x[-1]}))

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


def _complexity_class(truth: Truth, errors: np.ndarray, rate: Rate) -> str:
    """The class that big_o fits to the inverse of the error; a power is accepted within a tenth of its exponent."""
    x, mean = _single_curve(truth, errors)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        best, _ = big_o.infer_big_o_class(x, mean[0] / mean)
    if rate.is_exponential:
        return "CONFIRMED" if isinstance(best, big_o.complexities.Exponential) else "REFUTED"
    powers = {big_o.complexities.Constant: 0.0, big_o.complexities.Linear: 1.0}
    powers |= {big_o.complexities.Quadratic: 2.0, big_o.complexities.Cubic: 3.0}
    found = best.coefficients()[1] if isinstance(best, big_o.complexities.Polynomial) else powers.get(type(best))
    claimed = -float(rate.local_exponent(_variable(truth), **{_variable(truth): x[-1]}))
    return "CONFIRMED" if found is not None and abs(found - claimed) <= 0.1 * abs(claimed) else "REFUTED"


def _variable(truth: Truth) -> str:
    return next(iter(truth.axes))


def _single_curve(truth: Truth, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return truth.axes[_variable(truth)], np.maximum(errors.mean(axis=-1), 1e-300)


Method = Callable[[Truth, np.ndarray, Rate], str]

OWN = "theory"
COMPETITORS: dict[str, Method] = {
    "least squares, all points": lambda *given: _regression(0.0, None, *given),
    "least squares, last half": lambda *given: _regression(0.5, None, *given),
    "slope within ±0.9 (ODE suite)": lambda *given: _regression(0.0, 0.9, *given),
    "slope within ±0.3 (SDE suite)": lambda *given: _regression(0.0, 0.3, *given),
    "power plus constant": _power_plus_constant,
    "complexity class (big_o)": _complexity_class,
}
