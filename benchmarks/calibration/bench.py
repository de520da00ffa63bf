"""``python -m benchmarks.calibration [TRIALS]`` writes ``calibration.json`` here, draws ``docs/calibration.svg``.

For every family and noise, TRIALS curves are drawn; the true rate is put to each method, and wrong ones: exponents off
by a tenth, a quarter and a half to either side, a wrong power of the logarithm, an exponential in place of a power, the
wrong direction. Fixed numbers of seeds come first, then the budget that grows until the decision is made.
"""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.calibration.families import FAMILIES, NO_NOISE, NOISES, UNSTEADY
from benchmarks.calibration.methods import COMPETITORS, FIRST_SEEDS, MOST_SEEDS, OWN, decide, decide_sequentially
from theory.rates.rate import Rate

HERE = Path(__file__).parent
GROWING = "growing"
# Seeds and points; the first three are the ones that are compared with other methods.
SETTINGS: tuple["Setting", ...] = (
    (16, 40),
    (64, 40),
    (256, 40),
    (4, 40),
    (16, 8),
    (16, 200),
    (GROWING, 40),
)
COMPARED = SETTINGS[:3]
Outcome = dict[str, Any]
Setting = tuple[int | str, int]


def outcomes(setting: Setting, family: str, noise: str, trials: int) -> Iterator[Outcome]:
    """What every method says of each rate, for one curve after the other."""
    seeds, points = setting
    count = MOST_SEEDS if seeds == GROWING else int(seeds)
    rng = np.random.default_rng([count, points, list(FAMILIES).index(family), listNOISES.index(noise)])
    for _ in range(trials):
        truth = FAMILIES[family].draw(rng, points)
        errors = NOISES[noise](rng, truth.errors, count)
        for kind, rate in (("true", truth.rate), *truth.wrong):
            yield _own(truth, errors, kind, rate, seeds == GROWING)
            if setting in COMPARED and not FAMILIES[family].wide:
                for name, method in COMPETITORS.items():
                    yield {"method": name, "kind": kind, "verdict": method(truth, errors, rate)}


def _own(truth: Any, errors: np.ndarray, kind: str, rate: Rate, growing: bool) -> Outcome:
    evidence = (decide_sequentially if growing else decide)(truth, errors, rate)
    covered = [e.interval[0] - 1e-3 <= e.claimed <= e.interval[1] + 1e-3 for e in evidence.exponents]
    errs = [abs(e.fitted - e.claimed) / max(abs(e.claimed), 1e-9) for e in evidence.exponents]
    found: Outcome = {"method": OWN, "kind": kind, "verdict": str(evidence.verdict)}
    return found | ({"covered": covered, "error": errs} if kind == "true" else {})


def jobs(trials: int) -> list[tuple[Setting, str, str, int]]:
    """Everything that is drawn, by name: all families and noises, with fewer trials for other seeds and points."""
    found = [(COMPARED[0], family, NO_NOISE, trials) for family in FAMILIES]
    for setting in SETTINGS:
        count = trials if setting in COMPARED or setting[0] == GROWING else max(trials // 3, 1)
        chosen = [name for name, f in FAMILIES.items() if not (f.exact or (setting[0] == GROWING and f.wide))]
        left_out = {NO_NOISE} if setting in COMPARED else {NO_NOISE, *UNSTEADY}
        noises = [noise for noise in NOISES if noise not in left_out]
        found += [(setting, family, noise, count) for family in chosen for noise in noises]
    return found


def rows(setting: Setting, family: str, noise: str, trials: int) -> list[dict[str, Any]]:
    """One row for each method."""
    by_method: dict[str, list[Outcome]] = {}
    for outcome in outcomes(setting, family, noise, trials):
        by_method.setdefault(outcome["method"], []).append(outcome)
    head = {"seeds": 1 if noise == NO_NOISE else setting[0], "points": setting[1], "family": family, "noise": noise}
    return [head | {"method": method} | _shares(chosen) for method, chosen in by_method.items()]


def _shares(outcomes: list[Outcome]) -> dict[str, Any]:
    """Shares of verdicts for each kind of rate; coverage and median relative error of the exponent for the true one."""
    row: dict[str, Any] = {}
    for kind in dict.fromkeys(outcome["kind"] for outcome in outcomes):
        verdicts = [outcome["verdict"] for outcome in outcomes if outcome["kind"] == kind]
        accepted = sum(verdict in ("CONFIRMED", "CONSISTENT") for verdict in verdicts)
        row[kind] = {
            "accepted": round(accepted / len(verdicts), 4),
            "refuted": round(verdicts.count("REFUTED") / len(verdicts), 4),
            "count": len(verdicts),
        }
    covered = [each for outcome in outcomes for each in outcome.get("covered", ())]
    if covered:
        row["coverage"] = round(float(np.mean(covered)), 4)
        row["error"] = round(float(np.median([each for outcome in outcomes for each in outcome.get("error", ())])), 4)
    return row


def counted(found: list[dict[str, Any]], kinds: tuple[str, ...], share: str) -> float:
    """How many verdicts on these kinds of rates fall into the share."""
    given = [row[kind] for row in found for kind in kinds if kind in row]
    return sum(each[share] * each["count"] for each in given)


def pooled(found: list[dict[str, Any]], kinds: tuple[str, ...], share: str) -> float:
    """The share over all curves of these rows, or NaN."""
    total = sum(row[kind]["count"] for row in found for kind in kinds if kind in row)
    return counted(found, kinds, share) / total if total else float("nan")


TRUE, WRONG = ("true",), ("25% off", "50% off")
KINDS: dict[str, tuple[str, ...]] = {
    "10% off": ("10% off",),
    "25% off": ("25% off",),
    "50% off": ("50% off",),
    "25% or more": WRONG,
    "logarithm wrong": ("logarithm wrong",),
    "exponential": ("exponential",),
    "power": ("power",),
    "wrong direction": ("wrong direction",),
}


def table(found: list[dict[str, Any]], by: str, title: str) -> Table:
    """Pooled error rates in per cent: accepted/refuted for wrong rates."""
    made = Table(title=title, title_justify="left", pad_edge=False)
    for heading in (by, "true refuted", "true open", "coverage", *KINDS):
        made.add_column(heading, justify="left" if heading == by else "right")
    for name in dict.fromkeys(row[by] for row in found):
        chosen = [row for row in found if row[by] == name]
        refuted, accepted = (pooled(chosen, TRUE, share) for share in ("refuted", "accepted"))
        covered = [row["coverage"] for row in chosen if "coverage" in row]
        opened = max(1 - refuted - accepted, 0)
        cells = [f"{refuted:.1%}", f"{opened:.1%}", f"{np.mean(covered):.1%}" if covered else ""]
        for kind in KINDS.values():
            wrong, right = pooled(chosen, kind, "accepted"), pooled(chosen, kind, "refuted")
            cells.append("" if np.isnan(wrong) else f"{wrong:.1%}/{right:.1%}")
        made.add_row(str(name), *cells)
    return made


def false_share(found: list[dict[str, Any]]) -> float:
    """Of the verdicts that were given on true rates and on rates off by a quarter or more, those that are false."""
    false = counted(found, TRUE, "refuted") + counted(found, WRONG, "accepted")
    right = counted(found, TRUE, "accepted") + counted(found, WRONG, "refuted")
    return false / (false + right) if false + right else float("nan")


def table_of_false_verdicts(found: list[dict[str, Any]]) -> Table:
    """For every family and method, how many of its verdicts are false."""
    methods = [OWN, *COMPETITORS]
    made = Table(title="false verdicts, of those that were given", title_justify="left", pad_edge=False)
    for heading in ("family", *methods):
        made.add_column(heading, justify="left" if heading == "family" else "right")
    for name in dict.fromkeys(row["family"] for row in found):
        own = [[row for row in found if row["family"] == name and row["method"] == method] for method in methods]
        shares = [false_share(rows) for rows in own]
        made.add_row(name, *("none given" if np.isnan(share) else f"{share:.1%}" for share in shares))
    return made


def draw(found: list[dict[str, Any]], path: Path) -> None:
    """False verdicts of every method in every family: true rates refuted, and rates off by a quarter accepted."""
    families = list(FAMILIES)
    methods = [OWN, *COMPETITORS]
    plt.rcParams["svg.hashsalt"] = "theory"
    figure, axes = plt.subplots(1, 2, figsize=(9, 6), sharey=True, layout="constrained")
    for axis, (kind, share) in zip(axes, (("true", "refuted"), ("25% off", "accepted")), strict=True):
        for place, method in enumerate(methods):
            own = [row for row in found if row["method"] == method]
            shares = [pooled([row for row in own if row["family"] == name], (kind,), share) for name in families]
            axis.barh(np.arange(len(families)) + 0.12 * (place - len(methods) / 2), shares, 0.12, label=method)
        axis.set(yticks=range(len(families)), yticklabels=families, xlim=(0, 1), title=f"{kind}: {share}")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    figure.savefig(path, metadata={"Date": None})


def milliseconds_per_decision() -> float:
    """Median time of one warm decision on a single curve with noise."""
    seconds, rng = [], np.random.default_rng(0)
    for family in FAMILIES.values():
        if family.wide:
            continue
        truth = family.draw(rng, 40)
        errors = NOISES["10 %"](rng, truth.errors, FIRST_SEEDS)
        for _ in range(5):
            started = time.perf_counter()
            decide(truth, errors, truth.rate)
            seconds.append(time.perf_counter() - started)
    return round(1000 * float(np.median(seconds)), 1)


def present(data: dict[str, Any]) -> None:
    """Draw the figure and print the tables; only those by family tell of laws in several variables."""
    steady = [row for row in data["rows"] if row["noise"] not in UNSTEADY]
    fixed = [row for row in steady if (row["seeds"], row["points"]) in (*COMPARED, (1, 40))]
    growing = [row for row in steady if row["seeds"] == GROWING]
    draw(fixed, HERE.parents[1] / "docs" / "calibration.svg")
    console = Console(width=200)

    def show(found: list[dict[str, Any]], by: str, title: str) -> None:
        chosen = [row for row in found if by == "family" or not FAMILIES[row["family"]].wide]
        console.print(table(chosen, by, title))

    def of_decision(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            row | {"setting": f"{row['seeds']} seeds, {row['points']} points"} for row in found if row["method"] == OWN
        ]

    show(fixed, "method", "all methods, 16, 64 and 256 seeds or no noise (accepted/refuted)")
    console.print(table_of_false_verdicts([row for row in fixed if not FAMILIES[row["family"]].wide]))
    show(of_decision(steady), "setting", "the decision, by seeds and points")
    for found, budget in ((fixed, "16, 64 and 256 seeds or no noise"), (growing, "growing budget")):
        for by in ("family", "noise"):
            show(of_decision(found), by, f"the decision, by {by}, {budget}")
    unsteady = [row for row in data["rows"] if row["noise"] in UNSTEADY]
    show(unsteady, "method", "all methods, 16, 64 and 256 seeds, noise whose law changes")
    console.print(f"{data['milliseconds per decision']} ms per decision")


def main() -> None:
    """Run the bench, write the data, present them."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    started = time.perf_counter()
    todo = jobs(trials)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        done = pool.map(rows, *zip(*todo, strict=True))
        found = [row for some in track(done, "calibrating", len(todo), console=Console(stderr=True)) for row in some]
    seconds = round(time.perf_counter() - started, 1)
    data = {"trials": trials, "seconds": seconds, "milliseconds per decision": milliseconds_per_decision()}
    data["rows"] = found
    (HERE / "calibration.json").write_text(json.dumps(data).replace('{"seeds"', '\n{"seeds"') + "\n")
    present(data)
