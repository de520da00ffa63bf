"""Why does over-parameterisation slow gradient descent?"""

import marimo

app = marimo.App(app_title="Why does over-parameterisation slow gradient descent?")

with app.setup:
    import jax
    import jax.numpy as jnp
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from theory import Curves, check, even_steps, simulate, steps
    from theory.decision.words import in_words
    from theory.methods.gradient import GradientDescent
    from theory.problems.matrix_sensing import AsymmetricSensing, SymmetricSensing, planted
    from theory.simulation.batch import run_batched

    plt.style.use("petroff10")
    SIZE = 5
    DESCENT = GradientDescent(0.2)
    KEY = jax.random.key(7)


@app.cell
def _():
    mo.md(r"""
    # Why does over-parameterisation slow gradient descent?

    A matrix $M$ of rank $r$ is recovered by gradient descent on a factorisation with $k$ columns. A surplus column,
    $k > r$, costs nothing in the loss, but gradient descent pays for it:

    - **Symmetric**, $XX^\top \to M$. The surplus directions must vanish, and the smaller they are, the smaller is their
      gradient: $s^+ = s - \eta s^3$. The error decays like $1/T^2$ where it used to decay exponentially.
    - **Asymmetric**, $FG^\top \to M$, started at different scales: $F$ at $\alpha$, $G$ at $\alpha/3$. Now $F$ keeps
      its surplus directions at size $\alpha$, and they pull those of $G$ to zero: exponential decay again, at a rate
      proportional to $\alpha^2$.

    (Xiong, Ding & Du, ICLR 2024.)
    """)
    return


@app.cell
def _():
    rank = mo.ui.slider(1, 3, value=2, label="rank $r$ of the matrix", show_value=True)
    surplus = mo.ui.slider(0, 2, value=1, label="surplus columns $k - r$", show_value=True)
    scale = mo.ui.slider(steps=[0.1, 0.15, 0.2, 0.3], value=0.15, label=r"scale $\alpha$ of the start", show_value=True)
    mo.vstack([rank, surplus, scale])
    return rank, scale, surplus


@app.function
def symmetric(key, T, rank, columns):
    """‖XXᵀ - M‖² from a start of scale 0.3."""
    problem = SymmetricSensing(planted(jnp.geomspace(1.0, 0.7, rank), SIZE))
    x0 = 0.3 * jax.random.normal(key, (SIZE, columns)) / jnp.sqrt(SIZE)
    return simulate(DESCENT, problem, x0, T, metric=SymmetricSensing.squared_error)


@app.function
def asymmetric(key, T, rank, columns, α):
    """‖FGᵀ - M‖² from F of scale α and G of scale α/3."""
    problem = AsymmetricSensing(planted(jnp.geomspace(1.0, 0.7, rank), SIZE))
    left, right = jax.random.normal(key, (2, SIZE, columns)) * α / jnp.sqrt(SIZE)
    return simulate(DESCENT, problem, (left, right / 3), T, metric=AsymmetricSensing.squared_error)


@app.cell
def _(rank, surplus):
    columns = {"rank": rank.value, "columns": rank.value + surplus.value}
    T = steps(20_000, first=10).values
    with_surplus = run_batched(symmetric, KEY[None], columns | {"T": T})[0]
    soon = even_steps(600, 60).values
    exact = run_batched(symmetric, KEY[None], {"rank": rank.value, "columns": rank.value, "T": soon})[0]
    return T, columns, exact, soon, with_surplus


@app.cell
def _(columns, scale):
    α = scale.value * np.geomspace(2.0, 1.0, 6)
    late = even_steps(int(500 / scale.value**2), 1000).values
    balanced_by_α = run_batched(asymmetric, KEY[None], columns | {"T": late}, {"α": α})[:, 0]
    return balanced_by_α, late, α


@app.cell
def _(T, balanced_by_α, exact, late, soon, with_surplus, α):
    _figure, (_left, _right) = plt.subplots(1, 2, figsize=(10, 4), layout="constrained")
    _left.loglog(T, with_surplus, label="with the surplus chosen above")
    _left.loglog(soon, exact, label="no surplus")
    _left.loglog(T[-20:], 4 * with_surplus[-1] * (T[-1] / T[-20:]) ** 2, "k:", label="$1/T^2$")
    _left.set(title=r"symmetric: $\|XX^\top - M\|^2$", xlabel="$T$", ylim=(1e-25, 10))
    _left.legend()
    for _scale, _curve in zip(α, balanced_by_α, strict=True):
        _right.semilogy(late, _curve, label=rf"$\alpha$ = {_scale:.2f}")
    _right.set(title=r"asymmetric: $\|FG^\top - M\|^2$", xlabel="$T$", ylim=(1e-25, 10))
    _right.legend()
    _figure
    return


@app.cell
def _(T, balanced_by_α, late, surplus, with_surplus, α):
    curves = Curves(balanced_by_α[..., None], {"α": α, "T": late}, "T", "asymmetric")
    slow = check("Ω(1/T²)", T, with_surplus)
    fast = check("exp(-Ω(α² T))", curves)
    mo.md(
        f"""
    ## What the library decides, on these curves

    - Symmetric, {surplus.value} surplus, "the error is $\\Omega(1/T^2)$". {in_words(slow)}
    - Asymmetric, {surplus.value} surplus, "the error is $\\exp(-\\Omega(\\alpha^2 T))$". {in_words(fast)}

    Take the surplus away and both verdicts turn: the symmetric error falls below every power, and the rate of the
    asymmetric one no longer depends on $\\alpha$.
    """
    )
    return fast, slow


if __name__ == "__main__":
    app.run()
