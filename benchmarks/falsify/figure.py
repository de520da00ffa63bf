"""``python -m benchmarks.falsify.figure``: draws docs/falsify.svg from the kept results and one search."""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from benchmarks.falsify.examples import EXAMPLES
from benchmarks.falsify.found import RESULTS, exact
from theory import falsify, simulate
from theory.falsification.univariate import Univariate
from theory.methods.gradient import GradientDescent

TARGET = Path(__file__).parents[2] / "docs" / "falsify.svg"
HORIZON = 20


def draw_ratios(axes: Axes) -> None:
    """Found over exact against N, the examples that fall behind by name."""
    found = json.loads(RESULTS.read_text())
    for example in EXAMPLES:
        points = {int(n): entry["value"] for n, entry in found.get(example.name, {}).items() if n != "alone"}
        known = {n: value / x for n, value in points.items() if (x := exact(example, n)) is not None}
        if not known:
            continue
        behind = known[max(known)] < 0.9
        axes.plot(
            list(known), list(known.values()), "o-", markersize=3, linewidth=1,
            color=None if behind else "0.6", label=example.name.replace("_", " ") if behind else None,
        )  # fmt: skip
    axes.axhline(0.95, color="black", linewidth=0.5, linestyle=":")
    axes.set(xscale="log", xlabel="N", ylabel="found / exact", title="Worst cases, beside PEPit's", ylim=(0, 1.05))
    axes.legend(fontsize=6, loc="lower left")


def draw_worst_case(function: Axes, curve: Axes) -> None:
    """The worst function of gradient descent at one horizon, and its error against the bound."""
    found = falsify(
        lambda f, T: simulate(GradientDescent(1.0), f, 1.0, T),
        Univariate(0.0, 1.0),
        T=[HORIZON],
        bound=lambda T: 1 / (4 * T + 2),
        restarts=8,
        steps=150,
    )
    x = np.linspace(-0.2, 1.1, 400)
    function.plot(x, jax.vmap(found.instance.value)(jnp.asarray(x)))
    function.set(xlabel="x", ylabel="f(x)", title=f"The function found for N = {HORIZON}")
    T = np.arange(1, 4 * HORIZON)
    errors = simulate(GradientDescent(1.0), found.instance, 1.0, jnp.asarray(T))
    curve.loglog(T, 1 / (4 * T + 2), "k--", linewidth=1, label=r"$L D^2/(4N+2)$")
    curve.loglog(T, errors, label="its error")
    curve.axvline(HORIZON, color="0.8", linewidth=0.8)
    curve.set(xlabel="N", ylabel=r"$f(x_N) - f^\star$", title="Its error meets the bound there", ylim=(1e-4, 0.3))
    curve.legend(fontsize=7)


def main() -> None:
    plt.rcParams["svg.hashsalt"] = "falsify"
    figure, axes = plt.subplots(1, 3, figsize=(11, 3.4), layout="constrained")
    draw_ratios(axes[0])
    draw_worst_case(axes[1], axes[2])
    figure.savefig(TARGET, metadata={"Date": None})


if __name__ == "__main__":
    main()
