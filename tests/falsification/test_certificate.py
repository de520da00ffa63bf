"""A saved instance comes back bit by bit, only into the family that it came from, and may become a claim's own."""

import json
from pathlib import Path

import jax
import numpy as np
import pytest

from theory import CONFIRMED, CONSISTENT, Paper, claim, falsify, grid, steps
from theory.commands.finding import find
from theory.falsification.certificate import freeze, load_instance, save
from theory.falsification.claims import falsify_claim
from theory.falsification.families import Box, Sphere

PAPER = Paper("k", "t", ("A B",), 2020, "", None, None, "", ("B",))
FAMILY = {"λ": Box((), 0.0, 1.0), "start": Sphere(2)}


def errors(instance, T):
    return instance["λ"] * (1 - instance["λ"]) ** T * abs(instance["start"][0])


@pytest.fixture(scope="module")
def found():
    return falsify(errors, FAMILY, T=[2, 4], bound=lambda T: 0.1 + 0 * T, restarts=2, steps=20)


def test_the_way_to_the_file_and_back_is_exact(tmp_path: Path, found) -> None:
    save(tmp_path / "sub" / "worst.json", found)
    again = load_instance(tmp_path / "sub" / "worst.json", FAMILY)
    assert jax.tree.all(jax.tree.map(lambda a, b: bool(np.all(a == b)), found.instance, again))
    record = json.loads((tmp_path / "sub" / "worst.json").read_text())
    assert record["verdict"] == "REFUTED" and record["ratio"] == found.ratio
    assert record["effort"]["evaluations"] == found.effort.evaluations


def test_another_family_is_refused(tmp_path: Path, found) -> None:
    save(tmp_path / "worst.json", found)
    with pytest.raises(ValueError, match="load it with the family that was searched"):
        load_instance(tmp_path / "worst.json", {"λ": Box(3, 0.0, 1.0), "start": Sphere(2)})


def test_a_frozen_worst_case_turns_consistent_into_confirmed(tmp_path: Path) -> None:
    @claim(PAPER, "e", bound=lambda c, T: c / (T + 1), expect=CONSISTENT, c=grid(1.0, 2.0), T=steps(10, count=4))
    def slow(key, c, T):
        """The error is at most c/(T + 1)."""
        return 0.1 * c / (T + 1)

    @slow.family(Box((), 0.0, 1.0))
    def any_factor(instance, c, T):
        return instance * c / (T + 1)

    (_, setting, found), _ = falsify_claim(slow, restarts=1, steps=10)
    save(tmp_path / "worst.json", found)
    frozen = freeze(any_factor, tmp_path / "worst.json")
    assert setting == {"c": 1.0} and slow.judge()[0].verdict is CONSISTENT
    assert frozen.judge()[0].verdict is CONFIRMED is frozen.expect
    assert (frozen.name, frozen.statement, frozen.source[0]) == ("any_factor", slow.statement, slow.source[0])


def test_a_family_that_depends_on_the_variables_is_not_frozen(tmp_path: Path) -> None:
    @claim(PAPER, "e", bound=lambda c, T: c / T, c=grid(1.0, 2.0), T=steps(10))
    def scaled(key, c, T):
        """The error is at most c/T."""
        return c / T

    @scaled.family(lambda c: Box((), 0.0, c))
    def any_scale(instance, c, T):
        return instance / T

    with pytest.raises(ValueError, match="depends on the claim's variables"):
        freeze(any_scale, tmp_path / "worst.json")


def test_the_start_found_for_bfgs_confirms_its_claim(tmp_path: Path) -> None:
    (quadratic,) = find(Path(__file__).parents[2] / "verifications", "second_order/quasi_newton_rates/quadratic")
    start = [-0.00022329551886158036, 8.369144612352883e-05, -7.853805878138423e-05, -0.9999999684833127]
    path = tmp_path / "any_start.json"
    path.write_text(json.dumps({"instance": [{"name": "", "value": start}]}), encoding="utf-8")
    evidence, _ = freeze(quadratic.families[0], path).judge()
    assert quadratic.expect is CONSISTENT
    assert evidence.verdict is CONFIRMED and evidence.bound_ratio == pytest.approx(0.95, abs=1e-6)
