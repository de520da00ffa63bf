"""Step size and noise ball: stochastic gradient descent."""

import marimo

app = marimo.App(app_title="Step size and noise ball: stochastic gradient descent")

with app.setup:
    import jax
    import jax.numpy as jnp
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from theory import check, simulate, steps
    from theory.decision.words import in_words
    from theory.methods.averaging import Average
    from theory.methods.gradient import GradientDescent
    from theory.methods.moments import ExpectedGradientDescent, squared_distance
    from theory.methods.schedules import Inverse
    from theory.problems.noise import RademacherNoise
    from theory.problems.quadratic import Quadratic
    from theory.simulation.batch import run_batched

    plt.style.use("petroff10")
    KEYS = jax.random.split(jax.random.key(1), 1024)
    CURVATURES = jnp.array([1.0, 0.5])
    START = jnp.ones(2)


@app.cell
def _():
    mo.md(r"""
    # Step size and noise ball

    Stochastic gradient descent on $f(x) = \frac12 x_1^2 + \frac14 x_2^2$, with gradients known up to noise of variance
    $\sigma^2$, so that $\mu = \frac12$. Three ways to choose the step $\gamma_k$:

    - **Constant.** The error falls exponentially, and then stops: the noise keeps $x$ in a ball with
      $\mathrm{E}\|x\|^2 \sim \gamma\sigma^2$.
    - **Decreasing**, $\gamma_k = c/(\mu k)$. The ball shrinks with the step, and the error is of order $1/k$, provided
      that $c > \frac12$. Steps that shrink too soon leave the start unforgotten: the error falls like $k^{-2c}$ only.
    - **Averaged.** The steps stay constant, and the mean of all iterates forgets the noise: $1/k$ again, with no $\mu$
      to know.
    """)
    return


@app.cell
def _():
    step = mo.ui.slider(steps=[0.05, 0.1, 0.2, 0.4], value=0.2, label=r"constant step $\gamma$", show_value=True)
    decrease = mo.ui.slider(
        steps=[0.125, 0.25, 0.375, 1.0, 2.0], value=1.0, label="$c$ of decreasing steps", show_value=True
    )
    noise = mo.ui.slider(steps=[0.3, 1.0, 3.0], value=1.0, label=r"noise $\sigma$", show_value=True)
    mo.vstack([step, decrease, noise])
    return decrease, noise, step


@app.function
def constant(key, T, γ, σ):
    """‖x_T‖² with a constant step."""
    return run(GradientDescent(γ), key, T, σ)


@app.function
def decreasing(key, T, c, σ):
    """‖x_T‖² with steps c/(μ (k + shift)), the first of them not above 1/2."""
    return run(GradientDescent(Inverse(2 * c, jnp.maximum(4 * c, 1.0))), key, T, σ)


@app.function
def averaged(key, T, γ, σ):
    """‖mean of x_0, ..., x_(T-1)‖²."""
    return run(Average(GradientDescent(γ)), key, T, σ)


@app.function
def run(method, key, T, σ):
    return simulate(method, RademacherNoise(Quadratic(CURVATURES), σ**2), START, T, key=key, metric=Quadratic.distance)


@app.function
def ball(key, γ, σ):
    """E‖x_k‖² in the end, exactly: nothing is drawn."""
    noisy, late = RademacherNoise(Quadratic(CURVATURES), σ**2), jnp.array([20_000])
    return simulate(ExpectedGradientDescent(γ), noisy, START, late, metric=squared_distance)[0]


@app.cell
def _(decrease, noise, step):
    T, _σ = steps(10_000, first=10, count=30).values, np.array([noise.value])
    errors = {
        "constant": run_batched(constant, KEYS, {"T": T}, {"γ": [step.value], "σ": _σ})[0, 0],
        "decreasing": run_batched(decreasing, KEYS, {"T": T}, {"c": [decrease.value], "σ": _σ})[0, 0],
        "averaged": run_batched(averaged, KEYS, {"T": T}, {"γ": [step.value], "σ": _σ})[0, 0],
    }
    return T, errors


@app.cell
def _(noise):
    γ = np.geomspace(0.4, 0.004, 9)
    floor = run_batched(ball, KEYS[:1], {}, {"γ": γ, "σ": np.array([noise.value])})[:, 0, 0]
    return floor, γ


@app.cell
def _(T, errors, floor, step, γ):
    _figure, (_left, _right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    for _name, _runs in errors.items():
        (_line,) = _left.loglog(T, _runs.mean(axis=0), label=_name)
        _left.fill_between(T, *np.quantile(_runs, [0.1, 0.9], axis=0), color=_line.get_color(), alpha=0.15, linewidth=0)
    _end = errors["averaged"].mean(axis=0)[-1]
    _left.loglog(T, 0.4 * _end * T[-1] / T, "k:", label="$1/k$")
    _left.set(title=r"mean of $\|x_k - x^\star\|^2$, and 80 % of the runs", xlabel="$k$")
    _left.legend()
    _right.loglog(γ, floor, "o-")
    _right.axvline(step.value, color="C0", linestyle=":", label=r"the $\gamma$ chosen above")
    _right.set(title=r"radius of the ball: $\lim\,\mathrm{E}\|x_k - x^\star\|^2$", xlabel=r"$\gamma$")
    _right.legend()
    _figure
    return


@app.cell
def _(T, errors, floor, γ):
    verdicts = {name: check("Θ(1/T)", T, runs.T) for name, runs in errors.items()}
    of_ball = check("Θ(γ)", γ, floor)
    _lines = "\n".join(f'    - {name.capitalize()}, "$\\Theta(1/k)$". {in_words(v)}' for name, v in verdicts.items())
    mo.md(
        f"""
    ## What the library decides, on these {len(KEYS)} runs

{_lines}
    - The ball, "$\\Theta(\\gamma)$". {in_words(of_ball)}
    """
    )
    return of_ball, verdicts


if __name__ == "__main__":
    app.run()
