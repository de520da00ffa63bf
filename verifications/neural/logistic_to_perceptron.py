"""Tyurin (2024): gradient descent on logistic regression with large steps is the batch perceptron.

Setting: n points a_i with labels y_i = ±1, z_i = y_i a_i, ‖z_i‖ ≤ R, separable with margin μ: some unit vector w
has w·z_i ≥ μ. Logistic regression, θ⁺ = θ + γ (1/n) Σ σ(-z_i·θ) z_i, starts at 0.

Theorems, in our words: as γ → ∞, θ_t/γ → φ_t, the batch perceptron, which adds the average of the misclassified
points. It separates the data in T ≤ n R²/μ² steps. (With m_t the misclassified fraction, at least 1/n:
μ Σ m_t ≤ ‖φ_T‖ and ‖φ_T‖² ≤ R² Σ m_t² ≤ R² Σ m_t, so T/n ≤ Σ m_t ≤ R²/μ².) The factor n is real. A step that is
divided by the mean weight (1/n) Σ σ(-z_i·θ) does away with it: T ≤ R²/μ².

How fast θ_t/γ → φ_t is not stated: σ(-γ m) is within exp(-γ|m|) of a step function, so on data whose margins stay
away from 0 the distance is exp(-Θ(γ)), and on average over data with margins of bounded density Θ(1/γ). At θ = 0
every margin is 0 and every weight 1/2; the limit counts a point on the plane half.

Instance: n - 1 copies of (1, 0) against one point (-r, r)/2 has R = 1 and a margin free of n; the first step goes to
about γ (1/2, 0), and then the lonely point has to undo it in steps of γ r/(2n): n/(4μ) of them for small μ. A
fixed γ is slower still: the many points go on pushing until their weight is 1/n, at θ ≈ (log n, 0), which the
lonely point undoes in order n log n steps. The constants are checked on random data too, which are far easier.

Not covered: tightness of R²/μ² in μ (here the count grows like 1/μ), and the behaviour of the loss.
"""

import jax
import jax.numpy as jnp

from theory import CONSISTENT, WorstCase, cite, claim, geomspace, grid, simulate, sizes
from theory.methods.gradient import GradientDescent
from theory.methods.perceptron import BatchPerceptron, NormalizedLogisticDescent, steps_to_separation
from theory.problems.classification import LogisticRegression

PAPER = cite("tyurin2024perceptron", near=__file__)
HUGE = 1e10
CAP = 200_000


def _distance_to_perceptron(data, γ, perceptron):
    """Largest ‖θ_t/γ - φ_t‖ in the steps before separation."""
    first_steps = jnp.arange(1, 7)

    def path(method):
        return simulate(method, data, jnp.zeros(2), first_steps, metric=lambda _, x: x)

    return jnp.max(jnp.linalg.norm(path(GradientDescent(γ)) / γ - path(perceptron), axis=1))


def _average_distance(γ, perceptron):
    """The mean distance over 4000 data sets, by the midpoint rule in their margin."""

    def at(margin):
        data = LogisticRegression.one_against_many(11, margin)
        return _distance_to_perceptron(data, γ, perceptron)

    return jnp.mean(jax.vmap(at)(0.2 + 0.2 * (jnp.arange(4000) + 0.5) / 4000))


@claim(
    PAPER,
    r"\max_t \|\theta_t/\gamma - \varphi_t\|",
    "exp(-Θ(γ))",
    kind="limit",
    γ=geomspace(20, 1000, 16),
    rivals=["exp(-Θ(γ²))", "exp(-Θ(sqrt(γ)))"],
)
def follows_perceptron(key, γ):
    """As the step grows, logistic regression's iterates over the step size are the batch perceptron's."""
    data = LogisticRegression.one_against_many(11, 1 / jnp.sqrt(10.0))
    return _distance_to_perceptron(data, γ, BatchPerceptron())


@follows_perceptron.control("averaged over data sets, some with points next to the plane")
def some_near_the_plane(key, γ):
    return _average_distance(γ, BatchPerceptron())


@claim(
    PAPER,
    r"\mathrm{E}\max_t \|\theta_t/\gamma - \varphi_t\|",
    "Θ(1/γ)",
    kind="limit",
    γ=geomspace(20, 2000, 16),
    rivals=["Θ(1/γ²)", "Θ(1/sqrt(γ))"],
)
def follows_perceptron_on_average(key, γ):
    """On average over data sets the distance to the perceptron is of order 1/γ: some margins nearly vanish."""
    return _average_distance(γ, BatchPerceptron())


@follows_perceptron_on_average.control("points on the plane, all of them at the start, count in full")
def ties_in_full(key, γ):
    return _average_distance(γ, BatchPerceptron(tie=1.0))


@follows_perceptron_on_average.control("the step shrinks instead of growing")
def shrinking_step(key, γ):
    return _average_distance(1 / γ, BatchPerceptron())


@claim(
    PAPER,
    "T",
    "Θ(n/μ)",
    bound=lambda n, μ: n / μ**2,
    n=geomspace(30, 3000, 8),
    μ=geomspace(0.3, 0.01, 8),
    rivals=["Θ(n²/μ)", "Θ(n/μ²)", "Θ(sqrt(n)/μ)"],
)
def steps_with_huge_step(key, n, μ):
    """With a huge step, one point against n - 1 takes order n/μ steps to separate, within n R²/μ²."""
    data = LogisticRegression.one_against_many(n, μ)
    return steps_to_separation(GradientDescent(HUGE), data, CAP)


@steps_with_huge_step.control("the lonely point turned round: not separable")
def not_separable(key, n, μ):
    data = LogisticRegression([[1.0, 0.0], [-1.0, 0.0]], jnp.stack([n - 1, 1.0]))
    return steps_to_separation(GradientDescent(HUGE), data, 2000)


@steps_with_huge_step.control("the step divided by the mean weight: the factor n is gone")
def divided_by_weight(key, n, μ):
    data = LogisticRegression.one_against_many(n, μ)
    return steps_to_separation(NormalizedLogisticDescent(HUGE), data, CAP)


@claim(
    PAPER,
    "T",
    "Θ(n log n)",
    n=geomspace(30, 10_000, 14),
    rivals=["Θ(n²)", "Θ(n)", "Θ(sqrt(n))"],
)
def steps_with_fixed_step(key, n):
    """A fixed step does not escape the factor n; it pays a logarithm on top."""
    data = LogisticRegression.one_against_many(n, 0.3)
    return steps_to_separation(GradientDescent(4.0), data, CAP)


@steps_with_fixed_step.control("a huge step: no logarithm")
def huge_step(key, n):
    data = LogisticRegression.one_against_many(n, 0.3)
    return steps_to_separation(GradientDescent(HUGE), data, CAP)


@claim(
    PAPER,
    "T",
    "Θ(1/μ)",
    bound=lambda μ: 1 / μ**2,
    n=grid(10, 100, 1000, 10_000),
    μ=geomspace(0.1, 0.001, 10),
    rivals=["Θ(1/μ²)", "Θ(1/sqrt(μ))"],
)
def normalized_steps(key, n, μ):
    """Divided by its mean weight, the gradient separates one point from n - 1 in R²/μ² steps, whatever n."""
    data = LogisticRegression.one_against_many(n, μ)
    return steps_to_separation(NormalizedLogisticDescent(HUGE), data, CAP)


@normalized_steps.control("the plain gradient")
def plain_gradient(key, n, μ):
    data = LogisticRegression.one_against_many(n, μ)
    return steps_to_separation(GradientDescent(HUGE), data, 20_000)


@claim(
    PAPER,
    r"T_\mathrm{plain}/T_\mathrm{normalised}",
    "Θ(n)",
    kind="separation",
    n=geomspace(30, 10_000, 12),
    rivals=["Θ(sqrt(n))", "Θ(n²)"],
)
def gain_of_normalizing(key, n):
    """Dividing by the mean weight saves a factor of order n."""
    data = LogisticRegression.one_against_many(n, 0.02)
    plain, normalized = GradientDescent(HUGE), NormalizedLogisticDescent(HUGE)
    return steps_to_separation(plain, data, CAP) / steps_to_separation(normalized, data, CAP)


@gain_of_normalizing.control("as many points on either side")
def balanced(key, n):
    lonely = LogisticRegression.one_against_many(n, 0.02)
    data = LogisticRegression(lonely.signed, n / 2)
    plain, normalized = GradientDescent(HUGE), NormalizedLogisticDescent(HUGE)
    return steps_to_separation(plain, data, CAP) / steps_to_separation(normalized, data, CAP)


def _contradictory(key, n, μ):
    data = LogisticRegression.random_separable(key, n, 5, μ)
    return LogisticRegression(jnp.concatenate([data.signed, -data.signed[:1]]))


@claim(
    PAPER,
    "T",
    bound=lambda n, μ: n / μ**2,
    mode=WorstCase(),
    seeds=16,
    n=sizes(20, 200),
    μ=grid(0.3, 0.1, 0.05),
    expect=CONSISTENT,
)
def random_data(key, n, μ):
    """With a huge step every data set of margin μ is separated within n R²/μ² steps."""
    data = LogisticRegression.random_separable(key, n, 5, μ)
    return steps_to_separation(GradientDescent(HUGE), data, CAP)


@random_data.control("one point repeated with the wrong label: not separable")
def wrong_label(key, n, μ):
    return steps_to_separation(GradientDescent(HUGE), _contradictory(key, n, μ), 300)


@claim(
    PAPER,
    "T",
    bound=lambda μ: 1 / μ**2,
    mode=WorstCase(),
    seeds=16,
    n=sizes(20, 200),
    μ=grid(0.3, 0.1, 0.05),
    expect=CONSISTENT,
)
def random_data_normalized(key, n, μ):
    """With a huge step over the mean weight every data set of margin μ is separated within R²/μ² steps."""
    data = LogisticRegression.random_separable(key, n, 5, μ)
    return steps_to_separation(NormalizedLogisticDescent(HUGE), data, CAP)


@random_data_normalized.control("one point repeated with the wrong label: not separable")
def wrong_label_normalized(key, n, μ):
    return steps_to_separation(NormalizedLogisticDescent(HUGE), _contradictory(key, n, μ), 300)
