r"""Chen, Sultan, Tian, Chen & Skiena (CIKM 2019): node embeddings from a very sparse random projection.

Setting: the similarity matrix S = Σ α_i P^i (D/2|E|)^β of a graph, P = D⁻¹A, is projected to d dimensions by a matrix R
whose entries are √s (1, 0, -1) with probabilities 1/(2s), 1 - 1/s, 1/(2s), s = √n: S R is the embedding.

Statements, in our words. (1) S R comes from q products of P with an n × d matrix; S is never formed. (2) Squared
distances of rows are preserved in the mean, with the variance (2‖x‖⁴ + (s - 3)‖x‖₄⁴)/d, x the difference of two rows
of S (Li, Hastie & Church 2006, on whom the paper relies): 1/d as for a dense R. (3) Where the rows are spread out over
the nodes the price of sparsity vanishes: variance at s = √n over variance at s = 1 is 1 + O(1/√n).

Instances: (1) and (2), random graphs of unequal degrees; the variance is summed over all 3^8 columns of R for a graph
of eight nodes. (3) Paley graphs, whose rows the discrete Fourier transform gives, with the variance just checked. The
condition matters: on a cycle four powers reach nine nodes, however large n is.

Not covered: how good the embeddings are for learning; time.
"""

import itertools

import jax
import jax.numpy as jnp
import numpy as np

from theory import Expectation, cite, claim, even_steps, geomspace, simulate, sizes, steps
from theory.methods.network_embedding import FastRP
from theory.problems.graphs import random_graph
from theory.problems.random_projection import SparseSigns, adjacent_means

PAPER = cite("chen2019fastrp", near=__file__)
NODES = 49
DIMENSIONS = 128
SMALL = 8
PRIMES = (73, 257, 1033, 4129, 16417, 65537, 262153)
WEIGHTS = jax.device_put(np.array([0.5, 1.0, 7.6, 7.0]))
LONG_WEIGHTS = jax.device_put(np.array([1.0, 2.0, 7.0, 7.0, 5.0, 3.0, 2.0, 1.0]))


def _signs(nodes):
    return SparseSigns(jnp.sqrt(1.0 * nodes))


def _iterative_error(key, q, method):
    """Relative difference between the iterated and the explicit embedding with q powers."""
    edges, entries = jax.random.split(key)
    graph = random_graph(edges, NODES, 0.1)
    matrix = _signs(NODES).draw(entries, (NODES, 8))
    iterated = simulate(method, graph, matrix, q, metric=lambda _, embedding: embedding)

    def explicit(count):
        weights = jnp.where(jnp.arange(len(LONG_WEIGHTS)) < count, LONG_WEIGHTS, 0.0)
        return FastRP(weights, method.degree_power).similarity(graph) @ matrix

    expected = jax.vmap(explicit)(q)
    return jnp.linalg.norm(iterated - expected, axis=(1, 2)) / jnp.linalg.norm(expected, axis=(1, 2))


@claim(
    PAPER,
    r"\|N_q - S_q R\| / \|S_q R\|",
    bound=lambda q: 1e-12 + 0 * q,
    kind="identity",
    theorem="iterative computation",
    q=even_steps(8, 8, first=1),
)
def iterative_embedding(key, q):
    """Averaging over neighbours q times gives the projection of the similarity matrix, which is never formed."""
    return _iterative_error(key, q, FastRP(LONG_WEIGHTS, -0.9))


class NormalizedFastRP(FastRP):
    """Rows of unit length after every step; those that are nought, far from all that is drawn, stay so."""

    def step(self, problem, state, key):
        after = super().step(problem, state, key)
        length = jnp.linalg.norm(after.power, axis=1, keepdims=True)
        length = jnp.where(length > 0, length, 1.0)
        total = state.total + self.weights[state.step] * after.power / length
        return type(after)(after.power / length, total, after.step)


@iterative_embedding.control("rows normalised at every step")
def normalized(key, q):
    return _iterative_error(key, q, NormalizedFastRP(LONG_WEIGHTS, -0.9))


def _difference_of_rows(nodes):
    similarity = FastRP(WEIGHTS, -0.9).similarity(random_graph(jax.random.key(0), nodes, 0.1))
    return similarity[0] - similarity[nodes // 2]


def _squared_errors(matrix, d):
    """Squares of ‖xR‖²/d / ‖x‖² - 1 with d neighbouring columns of R, averaged over all places of the first."""
    x = _difference_of_rows(NODES)
    squares = (x @ matrix) ** 2 / jnp.sum(x**2)
    return jnp.mean((adjacent_means(squares, d) - 1) ** 2, axis=1)


@claim(
    PAPER,
    r"E (\|N_u - N_v\|^2 - \|S_u - S_v\|^2)^2",
    "Θ(1/d)",
    theorem="very sparse random projection",
    mode=Expectation(),
    seeds=2048,
    d=steps(DIMENSIONS, count=10),
    rivals=["Θ(1/sqrt(d))", "O(1/d²)"],
)
def distances(key, d):
    """Squared distances of nodes are preserved up to an error of order 1/√d (squared: 1/d)."""
    return _squared_errors(_signs(NODES).draw(key, (NODES, DIMENSIONS)), d)


@distances.control("the columns of R are shifts of one another with a period of four")
def dependent_columns(key, d):
    few = _signs(NODES).draw(key, (NODES, 4))
    return _squared_errors(jnp.tile(few, DIMENSIONS // 4), d)


def _enumerated_variance(s, x):
    """Variance of (r·x)² over all 3^n rows r."""
    rows = jnp.array(list(itertools.product([-1.0, 0.0, 1.0], repeat=SMALL)))
    chances = jnp.prod(jnp.where(rows == 0, 1 - 1 / s, 1 / (2 * s)), axis=1)
    squares = s * (rows @ x) ** 2
    return chances @ (squares - chances @ squares) ** 2


@claim(
    PAPER,
    r"|\mathrm{Var} (r \cdot x)^2 / V - 1|",
    bound=lambda s: 1e-12 + 0 * s,
    kind="identity",
    theorem="very sparse random projection",
    s=geomspace(1, 1000, 13),
)
def variance(key, s):
    """One dimension of the embedding has squared distances of variance V = 2‖x‖⁴ + (s - 3)‖x‖₄⁴."""
    x = _difference_of_rows(SMALL)
    return jnp.abs(_enumerated_variance(s, x) / SparseSigns(s).variance(x) - 1)


@variance.control("V of a dense normal projection")
def dense_variance(key, s):
    x = _difference_of_rows(SMALL)
    return jnp.abs(_enumerated_variance(s, x) / SparseSigns(jnp.asarray(3.0)).variance(x) - 1)


def _price(law, connections):
    """Variance of squared distances, over that with dense signs and less 1, of two rows of a Cayley graph."""
    nodes = len(connections)
    spectrum = jnp.fft.fft(connections / jnp.sum(connections)).real
    row = jnp.fft.ifft(spectrum * jnp.polyval(WEIGHTS[::-1], spectrum)).real
    x = row - jnp.roll(row, nodes // 3)
    return law.variance(x) / SparseSigns(jnp.asarray(1.0)).variance(x) - 1


def _paley(n):
    """A prime number of nodes, connected where the difference is a square."""
    return jnp.zeros(n).at[jnp.arange(1, n) ** 2 % n].set(1.0)


@claim(
    PAPER,
    r"V_{s=\sqrt{n}} / V_{s=1} - 1",
    "Θ(1/sqrt(n))",
    theorem="very sparse random projection, rows that are spread out",
    n=sizes(*PRIMES),
    rivals=["Θ(1/n)", "Θ(n^(-1/4))"],
)
def price_of_sparsity(key, n):
    """For rows that are spread out the variance at s = √n exceeds that at s = 1 by a share of order 1/√n."""
    return _price(_signs(n), _paley(n))


@price_of_sparsity.control("a cycle: four powers reach nine nodes, however large n is")
def cycle(key, n):
    return _price(_signs(n), jnp.zeros(n).at[jnp.array([1, n - 1])].set(1.0))


@price_of_sparsity.control("one entry in n: s = n")
def too_sparse(key, n):
    return _price(SparseSigns(jnp.asarray(1.0 * n)), _paley(n))
