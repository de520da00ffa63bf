"""The order of a solver: from Euler to DPM-Solver-3, and where order drops."""

import marimo

app = marimo.App(app_title="The order of a solver: from Euler to DPM-Solver-3, and where order drops")

with app.setup:
    import jax
    import jax.numpy as jnp
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np
    from jax.scipy.stats import norm

    from theory import check, simulate
    from theory.decision.words import in_words
    from theory.methods.dpm_solver import DPMSolver, Euler
    from theory.problems.diffusion import MixtureDiffusion
    from theory.simulation.batch import run_batched

    plt.style.use("petroff10")
    KEY = jax.random.key(0)
    START, END = -4.0, 2.0
    STARTS = norm.ppf((jnp.arange(33) + 0.5) / 33)
    STEPS = np.array([16, 23, 32, 45, 64, 91, 128, 181, 256, 362, 512, 724, 1024])
    NAMES = ("Euler", "DPM-Solver-1", "DPM-Solver-2", "DPM-Solver-3")


@app.cell
def _():
    mo.md(r"""
    # The order of a solver

    A diffusion model draws a sample by solving an equation from noise to data. A solver of order $p$ makes an error of
    $O(M^{-p})$ in $M$ steps. Euler's method has order 1; DPM-Solver-1, too, but it solves the linear part exactly and
    has a better constant. DPM-Solver-2 and -3 look at the model once or twice more per step.

    The data are a mixture of two normal laws on the line, whose exact solution is known. The order promised needs that
    **the largest step shrinks like $1/M$**. Let the last step have length $M^{-q}$ instead: it alone makes an error
    of $M^{-q(p+1)}$, and the order is the smaller of $p$ and $q(p+1)$. And it needs **a smooth model**: the narrower
    the components, the later the order shows.

    (Lu et al. 2022.)
    """)
    return


@app.cell
def _():
    shrinking = mo.ui.slider(
        0.25, 1.0, 0.25, value=1.0, label="$q$: the last step is $M^{-q}$ of the way", show_value=True
    )
    width = mo.ui.slider(steps=[0.05, 0.1, 0.2, 0.4], value=0.2, label="width of the components", show_value=True)
    mo.vstack([shrinking, width])
    return shrinking, width


@app.function
def error(key, solver, M, q, width):
    """The largest distance to the exact solution after M steps, over 33 starting points."""
    problem = MixtureDiffusion(jnp.array([0.3, 0.7]), jnp.array([-1.0, 2.0]), jnp.array([2.0, 1.0]) * width)

    def time(fraction):
        before = (1 - M**-q) * fraction * M / (M - 1)
        return START + (END - START) * jnp.where(fraction < 1 - 0.5 / M, before, 1.0)

    steps = M.astype(int)
    method = Euler(time, steps) if solver == 0 else DPMSolver(solver, time, steps)
    x = simulate(method, problem, STARTS, steps[None], metric=lambda _, x: x)[0]
    return jnp.max(jnp.abs(x - problem.flow(STARTS, START, END)))


@app.cell
def _(shrinking, width):
    _setting = {"M": STEPS.astype(float), "q": np.array([shrinking.value]), "width": np.array([width.value])}
    errors = [run_batched(error, KEY[None], {"solver": i}, _setting)[:, 0, 0, 0] for i in range(4)]
    return (errors,)


@app.cell
def _(errors, shrinking):
    _figure, _axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    for _name, _curve in zip(NAMES, errors, strict=True):
        _axes.loglog(STEPS, _curve, "o-", markersize=4, label=_name)
    for _order in (1, 2, 3):
        _axes.loglog(STEPS, 0.3 * errors[_order][-1] * (STEPS[-1] / STEPS) ** _order, "k:", linewidth=0.8)
        _axes.annotate(f"$M^{{-{_order}}}$", (STEPS[-1], 0.3 * errors[_order][-1]), (4, -3), textcoords="offset points")
    _axes.set(title=f"error of a sample, last step $M^{{-{shrinking.value:g}}}$ of the way", xlabel="steps $M$")
    _axes.margins(x=0.08)
    _axes.legend()
    _figure
    return


@app.cell
def _(errors, shrinking):
    orders = (1, 1, 2, 3)
    verdicts = [check(f"O(M^-{p})", STEPS, curve) for p, curve in zip(orders, errors, strict=True)]
    predicted = [min(p, shrinking.value * (p + 1)) for p in orders]
    _lines = "\n".join(
        f'    - {name}, "$O(M^{{-{p}}})$", and order {q:g} foreseen. {in_words(evidence)}'
        for name, p, q, evidence in zip(NAMES, orders, predicted, verdicts, strict=True)
    )
    mo.md(
        f"""
    ## What the library decides, on these curves

{_lines}
    """
    )
    return predicted, verdicts


if __name__ == "__main__":
    app.run()
