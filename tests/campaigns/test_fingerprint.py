"""A fingerprint changes with whatever a result depends on, and with nothing else."""

import dataclasses
import os
import sys
from pathlib import Path

import pytest

from tests.laboratory import write_laboratory
from theory import steps
from theory.campaigns.depth import deepen
from theory.campaigns.fingerprint import fingerprint, sources, versions
from theory.claims.claim import Claim
from theory.claims.discover import find_claims


@pytest.fixture
def laboratory(tmp_path: Path) -> Path:
    return write_laboratory(tmp_path)


def harmonic(file: Path) -> Claim:
    return find_claims(file.parents[1], "harmonic")[0]


def rewrite(file: Path, text: str) -> None:
    file.write_text(text)
    os.utime(file, (0, 0))


def test_the_same_sources_have_the_same_fingerprint(laboratory: Path) -> None:
    before = fingerprint(harmonic(laboratory), 0)
    os.utime(laboratory, (1, 1))
    assert fingerprint(harmonic(laboratory), 0) == before


def test_code_root_seed_settings_and_versions_count(laboratory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = harmonic(laboratory)
    found = [fingerprint(claim, 0), fingerprint(claim, 1)]
    found.append(fingerprint(dataclasses.replace(claim, axes={"T": steps(2000)}), 0))
    found.append(fingerprint(dataclasses.replace(claim, seeds=2), 0))
    monkeypatch.setattr("theory.campaigns.fingerprint.versions", lambda: versions() | {"jax": "0.0"})
    found.append(fingerprint(claim, 0))
    monkeypatch.undo()
    rewrite(laboratory, laboratory.read_text() + "\n# changed\n")
    found.append(fingerprint(claim, 0))
    assert len(set(found)) == len(found)


def test_a_deep_claim_without_a_deep_axis_and_with_one_seed_is_the_same(laboratory: Path) -> None:
    claim = harmonic(laboratory)
    assert fingerprint(deepen(claim), 0) == fingerprint(claim, 0)


def test_a_source_that_changed_since_it_was_imported_has_none(laboratory: Path) -> None:
    claim = harmonic(laboratory)
    laboratory.touch()
    assert fingerprint(claim, 0) is None


def test_sources_are_the_modules_that_run(laboratory: Path) -> None:
    rewrite(laboratory, laboratory.read_text().replace("import jax\n", "import jax\nimport theory.methods.optax\n", 1))
    found = sources(laboratory)
    assert {
        "",
        "theory",
        "theory.claims.claim",
        "theory.decision.trend",
        "theory.methods.optax",
        "theory.methods.base",
    } <= set(found)
    assert not {"jax", "numpy", "json", "theory.cli", "theory.report", "theory.methods.newton"} & set(found)


def test_the_users_own_modules_count(laboratory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "own_zoo"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "helper.py").write_text("")
    (package / "method.py").write_text("def step():\n    from .helper import nothing\n")
    monkeypatch.syspath_prepend(tmp_path)
    rewrite(laboratory, "from own_zoo.method import step\n" + laboratory.read_text())
    assert {"own_zoo", "own_zoo.method", "own_zoo.helper"} <= set(sources(laboratory))
    sys.modules.pop("own_zoo", None)
