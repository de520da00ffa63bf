"""Bergmeister, Lal, Jegelka & Sra (2025): training without gradients, by projections.

Setting: to train is to find a point of A ∩ B. In A every elementary operation of the network is obeyed by its own
copies of the variables, so that projecting onto A means projecting onto the graphs of the operations, in parallel; in B
copies agree and outputs equal labels. Projections alternate.

Statements, in our words. (1) The projections onto the graphs of sum, product and ReLU have closed forms (the product
up to a root of one variable) and give the nearest point. (2) For a linear layer, where every equation a_i·w = b_i owns
a copy of w, one round contracts the error by 1 - μ, with μ the smallest eigenvalue of AᵀA/n and rows of norm 1: squared
cosine of the Friedrichs angle of the two sets (von Neumann; exact). (3) With a product and a ReLU the sets are not
convex and nothing is guaranteed in general; where labels can be attained and the start is near, the gap vanishes
linearly.

Instances: (1) random points against a fine grid on the graph. (2) two equations in two unknowns whose rows enclose the
angle θ, μ = (1 - cos θ)/2, started along the slow eigenvector, where the bound is attained. (3) the network max(ab, 0)
with label 2, started at a and b between 0.5 and 1.5; other starts may end at a neuron that is switched off. With the
sets replaced by their tangents at a solution the factor is 1 - ν, where ν is the smallest eigenvalue of
((r², -r/(s√2)), (-r/(s√2), 1/(2s²) + 1/4)), s² = a² + b² + 1, r² = 1 - 1/s²; since a² + b² ≥ 2ab = 4 it is at most
0.787.

Not covered: wide networks, other projection algorithms (Douglas-Rachford is in the library), the accuracy on data.
"""

import jax
import jax.numpy as jnp
import numpy as np

from theory import WorstCase, cite, claim, even_steps, geomspace, simulate, sizes
from theory.methods.projections import AlternatingProjections
from theory.problems.feasibility import LinearLayer, Neuron, project_product, project_relu, project_sum

PAPER = cite("bergmeister2025projection", near=__file__)
SUM, PRODUCT, RELU = 0, 1, 2
FINE = np.linspace(-6.0, 6.0, 301)
GRAPHS = {
    SUM: (project_sum, 3, lambda a, b: jnp.stack([a, b, a + b])),
    PRODUCT: (project_product, 3, lambda a, b: jnp.stack([a, b, a * b])),
    RELU: (project_relu, 2, lambda a, b: jnp.stack([a, jnp.maximum(a, 0)])),
}


def _excess(key, operation, project):
    """Largest violation of the graph, or excess of the distance over that of the best grid point, of 20 points."""
    _, dimension, graph = GRAPHS[operation]
    points = 2 * jax.random.normal(key, (20, dimension))
    grid = graph(*jnp.meshgrid(FINE, FINE)).reshape(dimension, -1)

    def excess(z):
        nearest = project(z)
        violation = jnp.max(jnp.abs(graph(nearest[0], nearest[1]) - nearest))
        best = jnp.sqrt(jnp.min(jnp.sum((grid - z[:, None]) ** 2, axis=0)))
        return jnp.maximum(violation, jnp.linalg.norm(nearest - z) - best)

    return jnp.max(jax.lax.map(excess, points))


@claim(
    PAPER,
    r"\|P z - z\| - \min_{y \in C} \|y - z\|",
    bound=lambda: 1e-9,
    theorem="closed-form projections",
    kind="identity",
    mode=WorstCase(),
    seeds=4,
    operation=sizes(SUM, PRODUCT, RELU),
)
def nearest_points(key, operation):
    """The projections onto the graphs of sum, product and ReLU lie on them, and no point of a fine grid is nearer."""
    return _excess(key, operation, GRAPHS[operation][0])


@nearest_points.control("the output is computed from the inputs: on the graph, but not nearest")
def evaluated(key, operation):
    graph = GRAPHS[operation][2]
    return _excess(key, operation, lambda z: graph(z[0], z[1]))


def _error(θ, T, labels):
    """Distance of the weights from the solution 0 of two homogeneous equations, from the slow eigenvector."""
    rows = jnp.stack([jnp.stack([jnp.cos(θ / 2), jnp.sin(θ / 2)]), jnp.stack([jnp.cos(θ / 2), -jnp.sin(θ / 2)])])
    layer = LinearLayer(jnp.concatenate([rows, rows]), jnp.asarray(labels))
    start = jnp.broadcast_to(jnp.array([0.0, 1.0]), (4, 2))
    return simulate(AlternatingProjections(), layer, start, T, metric=lambda _, x: jnp.linalg.norm(x[0]))


@claim(
    PAPER,
    r"\|w_T - w^\star\|",
    "exp(-Θ(θ² T))",
    bound=lambda θ, T: ((1 + np.cos(θ)) / 2) ** T,
    theorem="linear layers",
    T=even_steps(200, 60, first=1),
    θ=geomspace(0.5, 0.05, 8),
    rivals=["exp(-Θ(θ T))", "exp(-Θ(θ² T²))"],
)
def linear_layer(key, T, θ):
    """Weights of a linear layer converge linearly, by the factor 1 - μ a round, as the Friedrichs angle says."""
    return _error(θ, T, [0.0, 0.0, 0.0, 0.0])


@linear_layer.control("contradictory labels")
def contradictory(key, T, θ):
    return _error(θ, T, [0.0, 0.0, 1.0, 0.0])


def _gap(key, label, T):
    a, b = jax.random.uniform(key, (2,), minval=0.5, maxval=1.5)
    start = jnp.stack([a, b, a * b, a * b, a * b])
    return simulate(AlternatingProjections(), Neuron(jnp.asarray(label)), start, T, metric=lambda p, x: p.gap(x))


@claim(
    PAPER,
    r"\|P_A x_T - P_B P_A x_T\|",
    "exp(-Ω(T))",
    bound=lambda T: 2 * 0.8**T,
    theorem="a network with product and activation",
    seeds=16,
    T=even_steps(60, 40, first=1),
    rivals=["exp(-Ω(T²))"],
)
def neuron(key, T):
    """The gap of a neuron max(ab, 0) with the label 2 vanishes linearly, from at most 2 by a factor of at most 0.8."""
    return _gap(key, 2.0, T)


@neuron.control("a label that no weights attain")
def unattainable(key, T):
    return _gap(key, -1.0, T)
