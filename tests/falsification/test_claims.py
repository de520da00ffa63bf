"""Claims name their families; the command searches them, saves the worst instances and says what it found."""

from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from click.testing import CliRunner

from theory import ClaimError, Paper, Quantile, claim, geomspace, grid, steps
from theory.cli import main
from theory.falsification.claims import falsify_claim
from theory.falsification.families import Box

PAPER = Paper("k", "t", ("A B",), 2020, "", None, None, "", ("B",))
BIBLIOGRAPHY = "@article{doe2020toy, title = {A toy}, author = {Doe, Jane}, year = {2020}, journal = {Toys}}"
VERIFICATION = '''"""A toy."""

from theory import cite, claim, steps
from theory.falsification.families import Box

PAPER = cite("doe2020toy", near=__file__)


@claim(PAPER, "e", bound=lambda T: 0.2 / T, T=steps(100, count=5))
def quick(key, T):
    """The error is at most 0.2/T."""
    return 0.1 / T


@quick.family(Box((), 0.0, 1.0))
def quadratics(instance, T):
    return instance * (1 - instance) ** T


@claim(PAPER, "e", "O(1/T)", T=steps(100, count=5))
def without(key, T):
    """Nothing to search."""
    return 0.1 / T
'''


@pytest.fixture
def laboratory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "verifications" / "toys").mkdir(parents=True)
    (tmp_path / "verifications" / "references.bib").write_text(BIBLIOGRAPHY)
    (tmp_path / "verifications" / "toys" / "toy.py").write_text(VERIFICATION)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("theory.commands.falsify.enable_compilation_cache", lambda: None)
    return tmp_path


def test_a_broken_claim_fails_the_command(laboratory: Path) -> None:
    result = CliRunner().invoke(main, ["falsify", "toy", "--restarts", "2", "--steps", "20"])
    assert result.exit_code == 1, result.output
    assert "REFUTED" in result.output
    assert (laboratory / "certificates" / "toys" / "toy" / "quick" / "quadratics.json").exists()


def test_claims_without_families_are_named(laboratory: Path) -> None:
    result = CliRunner().invoke(main, ["falsify", "without"])
    assert result.exit_code == 2
    assert "names a family" in result.output


def test_families_are_searched_at_the_ends_of_the_other_axes() -> None:
    @claim(PAPER, "e", bound=lambda μ, T: (1 - μ) ** T, μ=geomspace(0.5, 0.1, 3), T=steps(8, count=3))
    def contraction(key, μ, T):
        """The error contracts."""
        return (1 - μ) ** T

    @contraction.family(lambda μ: Box((), μ, 1.0))
    def spectra(instance, μ, T):
        return (1 - instance) ** T

    found = list(falsify_claim(contraction, restarts=2, steps=20))
    assert [setting for _, setting, _ in found] == [{"μ": 0.1}, {"μ": 0.5}]
    assert all(not result.refuted and result.ratio == pytest.approx(1, abs=1e-3) for _, _, result in found)


def test_a_claim_with_high_probability_is_searched_at_runs_of_their_own() -> None:
    @claim(PAPER, "e", "O(1/T)", mode=Quantile(0.9), seeds=64, T=grid(16, 32, 64, 128, 256, 512))
    def tail(key, T):
        """Nine runs of ten end below a constant over T."""
        return jax.random.exponential(key) / T

    @tail.family(Box((), 0.1, 1.0))
    def scales(instance, T, key):
        return instance * jax.random.exponential(key) / T

    ((_, setting, found),) = falsify_claim(tail, restarts=1, steps=5)
    assert not setting and not found.refuted
    np.testing.assert_allclose(found.envelope * found.T, -np.log(0.1), rtol=0.3)


def test_the_other_variables_of_a_rate_are_numbers_in_the_search() -> None:
    @claim(PAPER, "e", "O(H²/T)", T=steps(100, count=10), H=grid(1.0, 2.0, 4.0))
    def drift(key, T, H):
        """The error is of order H²/T."""
        return H**2 / T

    @drift.family(Box((), 0.5, 1.0))
    def shares(instance, T, H):
        return instance * H**2 / T

    assert [found.refuted for _, _, found in falsify_claim(drift, restarts=1, steps=5)] == [False, False]


def test_a_family_takes_the_variables_of_its_claim() -> None:
    @claim(PAPER, "e", "O(1/T)", T=steps(100))
    def rate(key, T):
        """The error decays."""
        return 1 / T

    with pytest.raises(ClaimError, match=r"must take \(instance, T\)"):
        rate.family(Box((), 0.0, 1.0))(lambda instance, n: jnp.ones(1))


def test_a_family_needs_a_horizon() -> None:
    @claim(PAPER, "e", "O(n)", n=geomspace(1.0, 0.1, 5))
    def limit(key, n):
        """The error is n."""
        return n

    with pytest.raises(ClaimError, match="along a horizon"):
        limit.family(Box((), 0.0, 1.0))(lambda instance, n: n)
