"""`falsify`: the search, the worst instance that it found, and the decision whether that breaks the claim."""

import dataclasses
import inspect
import time
from collections.abc import Callable
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Float, Int
from scipy import stats

from theory.decision.bound import ROUNDING
from theory.decision.checks import check
from theory.decision.curves import Curves
from theory.decision.mode import Deterministic, Expectation, Mode, Quantile
from theory.decision.verdict import REFUTED, Evidence
from theory.falsification import families
from theory.falsification.assumptions import Violations
from theory.falsification.families import Families
from theory.falsification.search import SCREENED, Found, Objective, search
from theory.rates.rate import Rate

LEGAL = 1e-7  # largest violation of an assumption that rounding may cause
HORIZONS = 6  # checkpoints that are searched; at the others the instances found there are measured
CHAMPIONS = 4  # instances of every horizon that are measured at all others
FRESH = 16  # times as many seeds for the decision as in the search
STANDARD_ERRORS = 4.0  # by which a mean must exceed its bound; a quantile with the same confidence

Errors = Callable[..., Float[Array, " checkpoints"]]


@dataclasses.dataclass(frozen=True)
class Effort:
    """How hard was looked."""

    restarts: int
    steps: int
    evaluations: int
    seconds: float


@dataclasses.dataclass(frozen=True)
class Falsification:
    """What a search found.

    Attributes:
        refuted: whether a legal instance breaks the claim.
        instance: the worst one.
        horizon: number of steps at which it is worst.
        T: checkpoints.
        curve: its error there; the mean or quantile over fresh seeds if the method is random.
        envelope: the largest error found at each checkpoint.
        limit: the bound there, or None.
        ratio: largest error/bound, or None.
        evidence: the decision on the envelope, if a rate was claimed: the smallest exponent that was found.
        violations: of the assumptions, measured on the instance by its oracles.
        effort: of the search.
    """

    refuted: bool
    instance: Any
    horizon: int
    T: Int[np.ndarray, " checkpoints"]
    curve: Float[np.ndarray, " checkpoints"]
    envelope: Float[np.ndarray, " checkpoints"]
    limit: Float[np.ndarray, " checkpoints"] | None
    ratio: float | None
    evidence: Evidence | None
    violations: Violations
    effort: Effort

    @property
    def legal(self) -> bool:
        """Whether the worst instance satisfies the assumptions; if not, the family is wrong."""
        return _legal(self.violations)

    def summary(self) -> str:
        """One line: verdict, how close it came, how hard was looked."""
        found = [f"error/bound = {self.ratio:.6g} at T = {self.horizon}"] if self.ratio is not None else []
        if self.evidence is not None:
            found.append(f"worst cases: {self.evidence.summary()}")
        verdict = "REFUTED" if self.refuted else "no counterexample found"
        looked = f"{self.effort.evaluations} evaluations in {self.effort.seconds:.1f} s"
        illegal = [f"breaks {name} by {v:.2g}" for name, v in self.violations.items() if v > LEGAL]
        return "; ".join([verdict, *found, *illegal, looked])


def falsify(
    errors: Errors,
    family: Families,
    *,
    T: Int[ArrayLike, " checkpoints"],
    bound: Callable[[Float[np.ndarray, " checkpoints"]], Float[np.ndarray, " checkpoints"]] | None = None,
    rate: str | Rate | None = None,
    mode: Mode | None = None,
    restarts: int = 32,
    steps: int = 200,
    seeds: int = 16,
    seed: int = 0,
) -> Falsification:
    """Search a family of instances for one on which the error exceeds a bound, or decays slower than a rate.

    A bound is broken if the error is above it at some checkpoint. A rate is held against the largest error found at
    every checkpoint, since an instance may be slow up to one horizon only.

    Args:
        errors: (instance, T) -> errors at the checkpoints; positive and, where possible, differentiable in the
            instance. If it takes a third argument `key`, a statistic over keys is meant.
        family: what is searched, for instance ``Univariate(lower=0, upper=1)``.
        T: checkpoints, ascending.
        bound: of the error, as a function of the checkpoints.
        rate: in T; for instance ``"O(1/T)"``.
        mode: the statistic over keys: ``Expectation()``, which None stands for, or ``Quantile(level)``.
        restarts: climbs for each of at most six horizons.
        steps: of each climb by the gradient, and as many random mutations.
        seeds: in the search, or more if the mode needs them; sixteen times as many decide.
        seed: of the search.

    Raises:
        ValueError: neither or both of bound and rate, checkpoints that do not ascend, or another mode.
        TypeError: the family is none.
        CurveError: the rate cannot be judged on these checkpoints.
    """
    checkpoints = _checkpoints(T)
    if (bound is None) == (rate is None):
        raise ValueError("give either a bound or a rate to be broken")
    mode = mode or Expectation()
    if not isinstance(mode, Expectation | Quantile):
        raise ValueError(f"the mode must be Expectation() or Quantile(level), got {mode.name}")
    families.members(family)
    start = time.perf_counter()
    random = "key" in inspect.signature(errors).parameters
    seeds = max(seeds, -(-mode.least_seeds // FRESH))
    objective = _objective(errors, jax.random.split(jax.random.key(seed), seeds) if random else None, mode)
    horizons = _spread(checkpoints, HORIZONS)
    found = search(objective, family, jnp.asarray(horizons), restarts, steps, jax.random.key(seed + 1))
    champions = _champions(family, found)
    fresh = jax.random.split(jax.random.key(seed + 2), FRESH * seeds) if random else None
    curves = _measure(errors, champions, jnp.asarray(checkpoints), fresh)
    central = mode.reduce(curves)
    highest = curves[np.argmax(central, axis=0), np.arange(len(checkpoints))]
    if bound is None:
        limit, ratio, evidence = None, None, _judge(rate, checkpoints, highest, mode)
        worst, at = int(np.argmax(central[:, -1])), len(checkpoints) - 1
        broken = evidence.verdict is REFUTED
    else:
        limit, evidence = np.broadcast_to(bound(checkpoints.astype(float)), checkpoints.shape), None
        excess = _lower_limit(curves, mode) / limit
        worst, at = (int(i) for i in np.unravel_index(np.argmax(excess), excess.shape))
        broken, ratio = bool(excess[worst, at] > 1 + ROUNDING), float(central[worst, at] / limit[at])
    instance = jax.tree.map(lambda a: a[worst], champions)
    violations = families.violations(family, instance)
    evaluations = len(horizons) * restarts * (SCREENED + 2 * steps) * (seeds if random else 1)
    return Falsification(
        refuted=broken and _legal(violations),
        instance=instance,
        horizon=int(checkpoints[at]),
        T=checkpoints,
        curve=central[worst],
        envelope=mode.reduce(highest),
        limit=limit,
        ratio=ratio,
        evidence=evidence,
        violations=violations,
        effort=Effort(restarts, steps, evaluations, time.perf_counter() - start),
    )


def _legal(violations: Violations) -> bool:
    return all(violation <= LEGAL for violation in violations.values())


def _lower_limit(curves: Float[np.ndarray, "champions T seeds"], mode: Mode) -> Float[np.ndarray, "champions T"]:
    """The value of a single run; of many, what their statistic is not below; infinite where too many diverge."""
    seeds = curves.shape[-1]
    if seeds == 1:
        return curves[..., 0]
    if isinstance(mode, Quantile):
        rank = int(stats.binom.ppf(stats.norm.sf(STANDARD_ERRORS), seeds, mode.level))
        return np.asarray(np.sort(curves, axis=-1)[..., max(rank - 1, 0)])
    finite = np.where(np.isfinite(curves), curves, 0.0)
    error = finite.std(axis=-1, ddof=1) / seeds**0.5
    return np.asarray(curves.mean(axis=-1) - STANDARD_ERRORS * error)


def _checkpoints(T: Int[ArrayLike, " checkpoints"]) -> Int[np.ndarray, " checkpoints"]:
    checkpoints = np.atleast_1d(np.asarray(T))
    if checkpoints.ndim != 1 or checkpoints.dtype.kind not in "iu" or np.any(np.diff(checkpoints) <= 0):
        raise ValueError(f"the checkpoints T must be ascending integers, got {T}")
    return checkpoints


def _spread(values: Int[np.ndarray, " n"], count: int) -> Int[np.ndarray, " m"]:
    """At most `count` of the values, first and last among them."""
    return np.asarray(values[np.unique(np.linspace(0, len(values) - 1, count).round().astype(int))])


def _objective(errors: Errors, keys: Array | None, mode: Mode) -> Objective:
    """As a pytree: the search compiles once for the same errors."""
    if keys is None:
        return eqx.Partial(_error, errors)
    return eqx.Partial(_random_error, errors, mode.level if isinstance(mode, Quantile) else None, keys)


def _error(errors: Errors, instance: Any, horizon: Int[Array, ""]) -> Float[Array, ""]:
    return errors(instance, horizon[None])[0]


def _random_error(
    errors: Errors, level: float | None, keys: Array, instance: Any, horizon: Int[Array, ""]
) -> Float[Array, ""]:
    each = jax.vmap(lambda key: errors(instance, horizon[None], key)[0])(keys)
    return jnp.mean(each) if level is None else jnp.quantile(each, level)


@eqx.filter_jit
def _champions(family: Families, found: Found) -> Any:
    """The instances of the highest restarts of every horizon, along a leading axis."""
    best = jax.lax.top_k(found.height, min(CHAMPIONS, found.height.shape[1]))[1]
    chosen = jax.tree.map(
        lambda a: jax.vmap(lambda row, i: row[i])(a, best).reshape(best.size, *a.shape[2:]), found.parameters
    )
    return jax.vmap(lambda parameters: families.instance(family, parameters))(chosen)


def _measure(errors: Errors, champions: Any, T: Array, keys: Array | None) -> Float[np.ndarray, "champions T seeds"]:
    curves = _run(errors, champions, T) if keys is None else _run_seeds(errors, champions, T, keys)
    return np.nan_to_num(np.asarray(curves), nan=np.inf, posinf=np.inf)


@eqx.filter_jit
def _run(errors: Errors, champions: Any, T: Array) -> Float[Array, "champions T 1"]:
    return jax.vmap(lambda instance: errors(instance, T))(champions)[..., None]


@eqx.filter_jit
def _run_seeds(errors: Errors, champions: Any, T: Array, keys: Array) -> Float[Array, "champions T seeds"]:
    each = jax.vmap(errors, (None, None, 0), out_axes=-1)
    return jax.lax.map(lambda instance: each(instance, T, keys), champions)


def _judge(
    rate: str | Rate | None, T: Int[np.ndarray, " n"], errors: Float[np.ndarray, "n seeds"], mode: Mode
) -> Evidence:
    parsed = Rate(rate) if isinstance(rate, str) else rate
    assert parsed is not None
    curves = Curves(errors, {"T": T.astype(float)}, "T", "worst cases")
    return check(parsed, curves, mode=mode if errors.shape[1] > 1 else Deterministic())
