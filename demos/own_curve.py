"""Is it really 1/√n? Your own curve."""

import marimo

app = marimo.App(app_title="Is it really 1/√n? Your own curve")

with app.setup:
    from pathlib import Path

    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from theory import CurveError, Rate, RateError, check
    from theory.decision.checks import parse_curves
    from theory.decision.words import in_words

    plt.style.use("petroff10")
    SAMPLE = Path(__file__).with_name("own_curve.csv")


@app.cell
def _():
    mo.md(r"""
    # Is it really $1/\sqrt n$?

    Upload a CSV file: a header, the variable in the first column, and one column of errors per seed. Type the rate that
    you believe in, as people write it: `O(1/sqrt(n))`, `Θ(log(n)/n)`, `exp(-Ω(n))`. Until then you see a sample:
    the error of stochastic subgradient descent on $|x|$ with steps $1/\sqrt k$, in 200 runs.

    A straight line through a curve in a log-log plot answers another question, since curves approach their rate late.
    The library asks whether the ratio of error and rate still drifts at the end, and how sure that is.
    """)
    return


@app.cell
def _():
    upload = mo.ui.file(filetypes=[".csv"], label="your curve (CSV)")
    rate = mo.ui.text("O(1/sqrt(n))", label="the rate")
    mo.hstack([rate, upload], justify="start")
    return rate, upload


@app.cell
def _(rate, upload):
    text = (upload.contents() or SAMPLE.read_bytes()).decode("utf-8-sig", errors="replace")
    try:
        _rate = Rate(rate.value)
        curves = parse_curves(text.splitlines(), _rate, upload.name() or "the sample")
        evidence = check(_rate, curves)
    except (RateError, CurveError) as _error:
        mo.stop(True, mo.callout(mo.md(f"**This cannot be judged.** {_error}"), kind="warn"))
    return curves, evidence


@app.cell
def _(curves, rate):
    ((_name, _n),) = curves.axes.items()
    _mean = curves.errors.mean(axis=-1)
    _claimed = np.asarray(Rate(rate.value).evaluate(**curves.axes), float)
    slope = np.polyfit(np.log(_n), np.log(_mean), 1)[0]
    _figure, _axes = plt.subplots(figsize=(7, 4.5), layout="constrained")
    _axes.fill_between(_n, *np.quantile(curves.errors, [0.1, 0.9], axis=-1), alpha=0.2, linewidth=0)
    _axes.loglog(_n, _mean, "o-", markersize=4, label="mean of the seeds")
    _axes.loglog(_n, _claimed * _mean[-1] / _claimed[-1], "k:", label=rate.value)
    _axes.set(title="your curve, with 80 % of the seeds", xlabel=_name)
    _axes.legend()
    _figure
    return (slope,)


@app.cell
def _(evidence, rate, slope):
    mo.md(
        f"""
    ## What the library decides: "{rate.value}"

    {in_words(evidence)}

    For comparison, a straight line through all points of the log-log plot has the slope {slope:.3f}.
    """
    )
    return


if __name__ == "__main__":
    app.run()
