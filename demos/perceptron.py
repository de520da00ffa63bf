"""Edge of stability and the perceptron: logistic regression with large steps."""

import marimo

app = marimo.App(app_title="Edge of stability and the perceptron: logistic regression with large steps")

with app.setup:
    import jax
    import jax.numpy as jnp
    import marimo as mo
    import matplotlib.pyplot as plt
    import numpy as np

    from theory import check, geomspace, simulate
    from theory.decision.words import in_words
    from theory.methods.gradient import GradientDescent
    from theory.methods.perceptron import BatchPerceptron, NormalizedLogisticDescent, steps_to_separation
    from theory.problems.classification import LogisticRegression
    from theory.simulation.batch import run_batched

    plt.style.use("petroff10")
    KEY = jax.random.key(0)
    CAP = 100_000
    METHODS = {
        "gradient descent": GradientDescent,
        "gradient over its mean weight": NormalizedLogisticDescent,
    }


@app.cell
def _():
    mo.md(r"""
    # Edge of stability and the perceptron

    Logistic regression on separable points: one against $n - 1$ copies of another. The loss is $L$-smooth, and
    textbooks ask for steps $\gamma < 2/L$. With longer ones the loss rises, oscillates, and falls after all. The
    reason: as $\gamma$ grows, $\theta_k/\gamma$ follows the **batch perceptron**, which adds up the misclassified
    points and stops when there are none.

    So large steps are safe, but not fast: the lonely point counts for $1/n$ only, and it takes of order $n$ steps until
    it is classified correctly. Divide the gradient by its mean weight, and the factor $n$ is gone.

    (Tyurin 2024, From logistic regression to the perceptron algorithm.)
    """)
    return


@app.cell
def _():
    multiple = mo.ui.slider(
        steps=[0.5, 2.0, 8.0, 32.0, 128.0, 512.0], value=32.0, label=r"step $\gamma$ over $2/L$", show_value=True
    )
    points = mo.ui.slider(steps=[5, 11, 31, 101], value=11, label="number of points $n$", show_value=True)
    method = mo.ui.dropdown(list(METHODS), value="gradient descent", label="method")
    mo.vstack([multiple, points, method])
    return method, multiple, points


@app.function
def path(key, T, n, method, γ):
    """θ_T and the loss there, side by side."""
    data = LogisticRegression.one_against_many(n, 0.3)
    return simulate(METHODS[method](γ), data, jnp.zeros(2), T, metric=lambda f, x: jnp.append(x, f.value(x)))


@app.function
def perceptron(key, T, n):
    """The batch perceptron's φ_T."""
    data = LogisticRegression.one_against_many(n, 0.3)
    return simulate(BatchPerceptron(), data, jnp.zeros(2), T, metric=lambda _, x: x)


@app.function
def separation(key, method, γ, n):
    """Steps until every point is classified correctly."""
    return steps_to_separation(METHODS[method](γ), LogisticRegression.one_against_many(n, 0.3), CAP)


@app.cell
def _(method, multiple, points):
    _size = {"n": points.value}
    edge = 2 / float(LogisticRegression.one_against_many(points.value, 0.3).smoothness)
    γ = edge * multiple.value
    T = np.arange(61)
    *θ, loss = run_batched(path, KEY[None], _size | {"T": T, "method": method.value}, {"γ": [γ]})[0, 0].T
    φ = run_batched(perceptron, KEY[None], _size | {"T": T})[0].T
    larger = edge * np.geomspace(4.0, 64.0, 14)
    _early = run_batched(path, KEY[None], _size | {"T": np.arange(1, 7), "method": method.value}, {"γ": larger})[
        :, 0, :, :2
    ]
    distance = np.linalg.norm(_early / larger[:, None, None] - φ.T[1:7], axis=2).max(axis=1)
    return T, distance, edge, larger, loss, γ, θ, φ


@app.cell
def _(method, multiple):
    n = geomspace(30, 10_000, 14).values
    _edge = 2 / np.array([float(LogisticRegression.one_against_many(size, 0.3).smoothness) for size in n[:1]])
    needed = run_batched(separation, KEY[None], {"method": method.value}, {"γ": _edge * multiple.value, "n": n})[
        0, :, 0
    ]
    return n, needed


@app.cell
def _(T, distance, edge, larger, loss, method, n, needed, γ, θ, φ):
    _figure, ((_loss, _plane), (_distance, _needed)) = plt.subplots(2, 2, figsize=(10, 7.5), layout="constrained")
    _loss.semilogy(T, np.maximum(loss, 1e-16))
    _loss.set(title=rf"loss, $\gamma$ = {γ / edge:g} · 2/L", xlabel="$k$")
    _plane.plot(*φ, "o-", color="0.6", markersize=7, label=r"perceptron $\varphi_k$")
    _plane.plot(*(np.array(θ) / γ), ".-", label=r"$\theta_k/\gamma$")
    _plane.set(title="the way in the plane")
    _plane.legend()
    _distance.semilogy(larger / edge, np.maximum(distance, 1e-18), "o-")
    _distance.set(title=r"$\max_k\|\theta_k/\gamma - \varphi_k\|$ in six steps", xlabel=r"$\gamma$ over $2/L$")
    _needed.loglog(n, needed, "o-", label=method.value)
    _needed.loglog(n, needed[0] * n / n[0], "k:", label="$n$")
    _needed.set(title="steps until all points are classified", xlabel="$n$")
    _needed.legend()
    _figure
    return


@app.cell
def _(distance, larger, method, n, needed):
    above = distance > 1e-13  # below is rounding
    of_limit, of_steps = check("exp(-Θ(γ))", larger[above], distance[above]), check("Θ(n)", n, needed)
    mo.md(
        f"""
    ## What the library decides, on these curves

    - {method.value.capitalize()} follows the perceptron, "the distance is $\\exp(-\\Theta(\\gamma))$".
      {in_words(of_limit)}
    - Steps until all points are classified, "$\\Theta(n)$". {in_words(of_steps)}

    With huge steps the count is proportional to $n$. With moderate ones it is $n \\log n$: the many go on pushing until
    their weight is $1/n$.
    """
    )
    return of_limit, of_steps


if __name__ == "__main__":
    app.run()
