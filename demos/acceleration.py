"""What momentum buys: O(1/k), O(1/k²), exp(-k/√κ)."""

import marimo

app = marimo.App(app_title="What momentum buys: O(1/k), O(1/k²), exp(-k/√κ)")

with app.setup:
    import jax
    import jax.numpy as jnp
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from theory import Curves, check, even_steps, simulate, steps
    from theory.decision.words import in_words
    from theory.methods.gradient import GradientDescent
    from theory.methods.momentum import AcceleratedGradient, HeavyBall
    from theory.problems.chain import Chain
    from theory.problems.convex import Huber, KinkedParabola
    from theory.problems.quadratic import Quadratic
    from theory.simulation.batch import run_batched
    from theory.simulation.worst import worst_at_horizons, worst_of

    plt.style.use("petroff10")
    KEY = jax.random.key(0)
    LONGEST = 1000


@app.cell
def _():
    mo.md(r"""
    # What momentum buys: $O(1/k)$, $O(1/k^2)$, $\exp(-k/\sqrt\kappa)$

    - **Smooth convex functions.** Gradient descent pays $1/k$, Nesterov's method $1/k^2$, and no method that moves in
      the span of its gradients does better. The curves below are worst cases: for every $k$ the worst of a family,
      Huber's functions for gradient descent and Nesterov's chains for his method.
    - **Quadratics with condition number $\kappa$.** Gradient descent needs of order $\kappa$ steps per digit. Heavy
      ball needs $\sqrt\kappa$, if its momentum is tuned: $\beta^\star = (\sqrt\kappa - 1)^2/(\sqrt\kappa + 1)^2$.
    - **A warning.** The same tuning on a function that is no quadratic, only as smooth and as strongly convex as one
      with $\kappa = 25$, may run in a circle for ever (Lessard, Recht & Packard 2016).
    """)
    return


@app.cell
def _():
    rate = mo.ui.dropdown(["O(1/T)", "O(1/T²)", "O(1/T³)"], value="O(1/T²)", label="claimed of convex functions")
    condition = mo.ui.slider(steps=[30, 100, 300, 1000], value=300, label=r"$\kappa$, the largest", show_value=True)
    share = mo.ui.slider(0.0, 1.0, 0.1, value=1.0, label=r"momentum $\beta/\beta^\star$", show_value=True)
    mo.vstack([rate, condition, share])
    return condition, rate, share


@app.function
def worst_huber(key, T):
    """The largest error of gradient descent over the Huber functions tuned to each T; L = D = 1."""

    def run(horizon):
        return simulate(GradientDescent(1.0), Huber(1 / (2 * horizon + 1), jnp.ones(())), 1.0, T)

    return worst_of(run, T)


@app.function
def worst_chain(key, T):
    """The largest error of Nesterov's method, over D², on chains of about T coordinates; L = 1."""

    def run(horizon, length):
        chain = Chain(jnp.ceil(length * horizon), 2 * LONGEST)
        return simulate(AcceleratedGradient(1.0), chain, jnp.zeros(2 * LONGEST), horizon[None])[0] / jnp.sum(
            chain.minimizer**2
        )

    return worst_at_horizons(run, jnp.linspace(0.8, 2.0, 13), T)


@app.function
def on_quadratic(key, T, κ, share):
    """‖x_T‖² of heavy ball with a share of the best momentum, and of gradient descent at share 0."""
    spectrum, root = κ ** -jnp.linspace(0, 1, 20), jnp.sqrt(κ)
    β = share * ((root - 1) / (root + 1)) ** 2
    γ = jnp.where(share > 0, (1 + jnp.sqrt(β)) ** 2, 1.0)
    return simulate(HeavyBall(γ, β), Quadratic(spectrum), jnp.ones(20), T, metric=Quadratic.distance)


@app.cell
def _():
    T = steps(LONGEST, first=10, count=12).values
    descent = run_batched(worst_huber, KEY[None], {"T": T})[0]
    accelerated = run_batched(worst_chain, KEY[None], {"T": T})[0]
    _tuned = HeavyBall(step_size=1 / 9, momentum=4 / 9)
    circle = np.asarray(simulate(_tuned, KinkedParabola(), 3.3, np.arange(41)))
    return T, accelerated, circle, descent


@app.cell
def _(condition, share):
    κ = condition.value * np.geomspace(1 / 8, 1, 5)
    long, short = even_steps(5 * condition.value).values, even_steps(int(12 * condition.value**0.5)).values
    plain = run_batched(on_quadratic, KEY[None], {"T": long}, {"κ": κ, "share": np.zeros(1)})[:, 0, 0]
    heavy = run_batched(on_quadratic, KEY[None], {"T": short}, {"κ": κ, "share": np.array([share.value])})[:, 0, 0]
    return heavy, long, plain, short, κ


@app.cell
def _(T, accelerated, circle, descent, heavy, long, plain, short, κ):
    _figure, (_convex, _strongly, _circle) = plt.subplots(1, 3, figsize=(12, 3.8), layout="constrained")
    for _name, _curve, _power in (("gradient descent", descent, 1), ("Nesterov", accelerated, 2)):
        (_line,) = _convex.loglog(T, _curve, label=_name)
        _convex.loglog(
            T, 1.6 * _curve[-1] * (T[-1] / T) ** _power, ":", color=_line.get_color(), label=f"$k^{{-{_power}}}$"
        )
    _convex.set(title="convex: worst case", xlabel="$k$", ylabel=r"$f(x_k) - f^\star$")
    _strongly.semilogy(long, plain[-1], label="gradient descent")
    _strongly.semilogy(short, heavy[-1], label="heavy ball")
    _strongly.set(title=rf"quadratic, $\kappa$ = {κ[-1]:.0f}", xlabel="$k$", ylabel=r"$\|x_k - x^\star\|^2$")
    _strongly.set(xlim=(0, 2 * short[-1]), ylim=(1e-16, 100))
    _circle.semilogy(circle, "o-", markersize=3, color="C1")
    _circle.set(title="heavy ball on a kinked parabola", xlabel="$k$", ylabel=r"$f(x_k) - f^\star$", ylim=(1e-1, 1e3))
    _convex.legend()
    _strongly.legend()
    _figure
    return


@app.cell
def _(T, accelerated, circle, descent, heavy, long, plain, rate, short, κ):
    of_descent, of_nesterov = check(rate.value, T, descent), check(rate.value, T, accelerated)
    of_plain = check("exp(-Ω(T/κ))", Curves(plain[..., None], {"κ": κ, "T": long}, "T", "gradient descent"))
    of_heavy = check("exp(-Ω(T/sqrt(κ)))", Curves(heavy[..., None], {"κ": κ, "T": short}, "T", "heavy ball"))
    of_circle = check("exp(-Ω(T))", np.arange(1, 41), circle[1:])
    mo.md(
        f"""
    ## What the library decides, on these curves

    - Gradient descent, convex, "{rate.value}". {in_words(of_descent)}
    - Nesterov, convex, "{rate.value}". {in_words(of_nesterov)}
    - Gradient descent, quadratics, "$\\exp(-\\Omega(k/\\kappa))$". {in_words(of_plain)}
    - Heavy ball, quadratics, "$\\exp(-\\Omega(k/\\sqrt\\kappa))$". {in_words(of_heavy)}
    - Heavy ball, kinked parabola, "$\\exp(-\\Omega(k))$". {in_words(of_circle)}

    Take a tenth of the momentum away and watch the fourth verdict: the root is gone at once.
    """
    )
    return of_circle, of_descent, of_heavy, of_nesterov, of_plain


if __name__ == "__main__":
    app.run()
