"""Salvatori et al. (ICLR 2024): predictive coding that updates values and weights at every step.

Setting: a network with hidden values x_l and weights W_l has the free energy F = Σ ‖x_l - W_l tanh(x_{l-1})‖²/2, inputs
and targets clamped. Predictive coding minimises F over the values first and then moves the weights; the incremental
variant makes a gradient step in both at once.

Theorems, in our words: (1) incremental updates, as incremental expectation maximisation, never raise F, provided the
step is short. (2) They converge: the gradient vanishes, and for a step γ ≤ 1/L the descent lemma brings ‖∇F‖² below
2 F_0/(γT) within T steps. (3) Every layer's update needs its neighbours only, so that all layers are updated in
parallel, in a time that does not grow with the depth; backpropagation passes through the layers one by one.

Instances: regression of a random network on the outputs of another one, full batch, values fed forward at the start.
The gradient at the end is held against the bound for the least one, which is smaller; being typical, the instances
converge faster than the bound. Locality is read off the derivative of the updates in the weights of the first layer,
which must vanish from the third layer on.

Not covered: accuracy, and speed beside backpropagation; minibatches.
"""

import jax
import jax.numpy as jnp

from theory import cite, claim, simulate, sizes, steps
from theory.decision.verdict import CONSISTENT
from theory.methods.gradient import GradientDescent
from theory.problems.predictive_coding import regression

PAPER = cite("salvatori2024stable", near=__file__)
STEP_SIZE = 0.05
LONG_STEP = 2.0


def _run(key, step_size, T, metric):
    problem, start = regression(key, depth=3, width=4, examples=8)
    errors = simulate(GradientDescent(step_size), problem, start, T, metric=metric)
    return jnp.nan_to_num(errors, nan=jnp.inf), problem.value(start)


def _growth(key, step_size, T):
    def next_over_last(problem, x):
        value, gradient = jax.value_and_grad(problem.value)(x)
        return problem.value(jax.tree.map(lambda a, g: a - step_size * g, x, gradient)) / value

    return _run(key, step_size, T, next_over_last)[0]


@claim(
    PAPER,
    r"F_{T+1} / F_T",
    bound=lambda T: 1.0,
    theorem="the free energy never rises",
    seeds=4,
    T=steps(2000),
)
def energy_falls(key, T):
    """A joint gradient step in values and weights does not raise the free energy."""
    return _growth(key, STEP_SIZE, T)


@energy_falls.control("steps too long")
def energy_rises(key, T):
    return _growth(key, LONG_STEP, T)


def _relative_gradient(key, step_size, T):
    def squared_gradient(problem, x):
        return sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(problem.gradient(x)))

    squared, first = _run(key, step_size, T, squared_gradient)
    return step_size * squared / (2 * first)


@claim(
    PAPER,
    r"\gamma \|\nabla F(z_T)\|^2 / 2 F_0",
    "O(1/T)",
    bound=lambda T: 1 / T,
    theorem="convergence",
    seeds=4,
    T=steps(2000),
    expect=CONSISTENT,
)
def gradient_vanishes(key, T):
    """The gradient of the free energy vanishes, its square at least as fast as 1/T."""
    return _relative_gradient(key, STEP_SIZE, T)


@gradient_vanishes.control("steps too long")
def gradient_persists(key, T):
    return _relative_gradient(key, LONG_STEP, T)


def _dependence_on_first_layer(update, weights):
    """How fast the updates of the third layer and of those above change when the first layer's weights all grow."""
    change = [jnp.ones_like(weights[0]), *(jnp.zeros_like(weight) for weight in weights[1:])]
    _, derivative = jax.jvp(update, (weights,), (change,))
    return jnp.max(jnp.abs(jnp.stack(derivative[2:])))


@claim(
    PAPER,
    r"\max_{l > 2} \|\partial \Delta W_l / \partial W_1\|",
    bound=lambda L: 1e-12,
    theorem="parallel updates",
    kind="identity",
    seeds=4,
    L=sizes(3, 5),
)
def updates_are_local(key, L):
    """The update of a layer's weights does not depend on the weights of layers that are not its neighbours."""
    problem, start = regression(key, depth=L, width=3, examples=4)

    def update(weights):
        return problem.gradient(start._replace(weights=weights)).weights

    return _dependence_on_first_layer(update, start.weights)


@updates_are_local.control("backpropagation")
def backpropagation(key, L):
    problem, start = regression(key, depth=L, width=3, examples=4)
    loss = jax.grad(lambda weights: problem.value(problem.feed_forward(weights)))
    return _dependence_on_first_layer(loss, start.weights)
