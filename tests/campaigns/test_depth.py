"""Depths: quick is a part of standard, deep goes beyond it, and nothing is shortened."""

from pathlib import Path

import numpy as np
import pytest

from tests.laboratory import write_laboratory
from theory.campaigns.depth import Depth, at_depth, work
from theory.claims.claim import Claim
from theory.claims.discover import find_claims


@pytest.fixture
def claims(tmp_path: Path) -> list[Claim]:
    path = write_laboratory(tmp_path)
    text = path.read_text().replace("T=steps(1000)", "T=steps(1000, deep=4000)")
    path.write_text(text.replace("n=sizes(100, 200, 400, 800)", "n=sizes(10, 20, 40)"))
    (path.parent / "other.py").write_text(path.read_text())
    return find_claims(path.parents[1])


def test_quick_takes_the_claim_with_least_work_of_every_file(claims: list[Claim]) -> None:
    quick = at_depth(claims, Depth.QUICK)
    assert [claim.id for claim in quick] == ["toys/other/harmonic", "toys/toy/harmonic"]
    assert set(quick) <= set(claims)
    assert at_depth(claims, Depth.STANDARD) == claims


def test_work_counts_programs_and_iterations(claims: list[Claim]) -> None:
    mean_deviation, harmonic = claims[1], claims[0]
    assert work(harmonic) == 2 * (10**6 + 1000)
    assert work(mean_deviation) == 3 * (10**6 + 4 * 64)


def test_deep_has_longer_horizons_and_more_seeds(claims: list[Claim]) -> None:
    for claim, deep in zip(claims, at_depth(claims, Depth.DEEP), strict=True):
        assert deep.id == claim.id
        assert deep.seeds == (4 * claim.seeds if claim.seeds > 1 else 1)
        assert all(control.claim is deep for control in deep.controls)
        assert [control.name for control in deep.controls] == [control.name for control in claim.controls]
    assert at_depth(claims, Depth.DEEP)[0].axes["T"].values[-1] == 4000
    assert claims[0].axes["T"].values[-1] == 1000


def test_deep_seeds_begin_with_the_ordinary_ones(claims: list[Claim]) -> None:
    claim, deep = claims[1], at_depth(claims, Depth.DEEP)[1]
    ordinary, more = (item.measure().curves(item.seeds).errors for item in (claim, deep))
    np.testing.assert_allclose(more[..., : claim.seeds], ordinary, rtol=1e-13)
