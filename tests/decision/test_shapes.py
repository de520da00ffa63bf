"""Models of a curve: invariances of their evidence, and what it prefers."""

import numpy as np
import pytest
from scipy import special, stats

from theory.decision.shapes import Models, averages, prefactors, transients

X = np.linspace(0, 5, 20)
QUIET = np.zeros((1, len(X)))


def models(y: np.ndarray, scatter: np.ndarray = QUIET) -> Models:
    return Models(X, y, scatter, 16, [transients(tuple(X), (0.5, 1.0, 2.0), (0.0, 2.0))], 1e-3)


@pytest.mark.parametrize("count", [3, 40, 41, 200])
def test_averages_weigh_neighbours_equally_and_keep_constants(count: int) -> None:
    weights = averages(count)
    assert weights.shape[1] == min(count, 40)
    np.testing.assert_allclose(weights.sum(axis=0), 1)
    assert np.all(np.diff(weights.argmax(axis=1)) >= 0)


def test_level_and_slope_of_the_curve_do_not_matter() -> None:
    y = np.random.default_rng(0).normal(0, 0.1, len(X))
    one, other = (models(curve).evidence(X[:, None]) for curve in (y, y + 7 - 3 * X))
    np.testing.assert_allclose(one, other, rtol=1e-6)


def test_evidence_is_the_restricted_likelihood() -> None:
    y = np.random.default_rng(1).normal(0, 0.1, len(X))
    found = models(y).evidence(X[:, None])[:, 0, 0, 0]
    design = np.stack([np.ones_like(X), X], axis=1)
    contrasts = np.linalg.svd(design)[0][:, 2:]
    white = [stats.multivariate_normal(cov=size**2 * np.eye(18)).logpdf(contrasts.T @ y) for size in (0.03, 0.1, 0.3)]
    # Behind the smallest, white misfits come by size.
    np.testing.assert_allclose(np.diff(found[[3, 4, 5]]), np.diff(white), rtol=1e-6)


def test_a_transient_is_preferred_where_there_is_one() -> None:
    shape = np.logaddexp(0, -2 * (X - 2.0))
    for y, share in ((-X, (0.0, 0.6)), (shape - X, (0.99, 1 + 1e-9))):
        probability = special.softmax(models(y).evidence(X[:, None])[:, 0])
        assert share[0] <= probability[:, 1:].sum() <= share[1]


def test_no_transient_and_every_kind_are_equally_likely() -> None:
    fading, heads = transients(tuple(X), (0.5, 1.0), (0.0, 1.0, 2.0)), prefactors(tuple((X + 1) / 6))
    prior = special.softmax(Models(X, -X, QUIET, 1, [fading, heads], 1e-3).of_shapes)
    kinds = np.split(prior, [1, 1 + fading.shape[1]])
    np.testing.assert_allclose([kind.sum() for kind in kinds], 1 / 3)
    assert all(np.ptp(kind) < 1e-12 for kind in kinds)
    assert len(Models(X[:5], -X[:5], QUIET[:, :5], 1, [fading[:5]], 1e-3).of_shapes) == 1


def test_no_misfit_and_every_kind_are_equally_likely() -> None:
    sizes = [1, 6, 7, 14]
    prior = np.exp(Models(X, -X, QUIET, 1, [], 1e-3).of_misfits)
    np.testing.assert_allclose(prior, np.repeat(1 / np.array(sizes), sizes))
    with_waves = np.exp(Models(X, -X, QUIET, 1, [], 1e-3, waves=True).of_misfits)
    np.testing.assert_allclose(with_waves, [*prior, *[1 / 3 / (len(X) / 2)] * 3])


@pytest.mark.parametrize("seeds", [4, 1000])
def test_correlations_are_shrunk_only_as_far_as_they_are_uncertain(seeds: int) -> None:
    rng = np.random.default_rng(3)
    together = rng.normal(size=(400, 1)) + np.zeros(len(X))
    np.testing.assert_allclose(models(-X, together).noise, together.T @ together / 400, rtol=0.05)
    apart = Models(X, -X, rng.normal(size=(400, len(X))), seeds, [], 3e-3).noise
    assert np.abs(apart - np.diag(np.diag(apart))).max() < 0.2


def test_variances_of_few_seeds_are_shrunk_to_one_another_and_of_many_kept() -> None:
    sizes = np.linspace(1, 3, len(X))
    draws = np.random.default_rng(4).normal(size=(1000, len(X))) * sizes
    few, many = (
        np.diag(Models(X, -X, scatter, seeds, [], 3e-3).noise)
        for scatter, seeds in ((draws[:3] * np.sqrt(1000 / 3), 3), (draws, 1000))
    )
    assert np.ptp(few) == pytest.approx(0, abs=1e-9 * few.max())
    np.testing.assert_allclose(many, sizes**2, rtol=0.2)


def test_a_trend_may_be_required_to_account_for_a_share_of_the_curve() -> None:
    trends = np.stack([X, X**2], axis=1)
    free, bound = (models(-X).evidence(trends, least) for least in (None, -0.5))
    assert np.isfinite(free).all()
    assert np.isfinite(bound[:, 0, 0]).all() and np.isneginf(bound[:, 1]).all()


def test_prefactors_are_powers_early_and_exponentials_late() -> None:
    u = np.linspace(0.01, 1, 100)
    shapes = prefactors(tuple(u))
    np.testing.assert_allclose(shapes[[0, -1]].T, [[1, 0]] * shapes.shape[1], atol=1e-12)
    np.testing.assert_allclose(shapes[:, 0], np.log(u) / np.log(u[0]), atol=1e-12)
    # The integral of c e^(-cu) over c from 4 on is (4/u + 1/u²) e^(-4u).
    early = np.log(4 / u + 1 / u**2)
    np.testing.assert_allclose(shapes[:, 2], (early - early[-1]) / (early[0] - early[-1]), atol=1e-12)


def test_a_wave_is_a_model_of_its_own() -> None:
    y = -X + 0.3 * np.sin(1 + 8 * X)
    wavy = Models(X, y, QUIET, 1, [], 1e-3, waves=True)
    likely = wavy.evidence(X[:, None])[:, 0, 0, 0].argmax()
    assert likely >= len(wavy.size) - 3
    straight = Models(X, -X, QUIET, 1, [], 1e-3, waves=True)
    assert straight.evidence(X[:, None])[:, 0, 0, 0].argmax() < len(straight.size) - 3
