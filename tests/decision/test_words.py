"""Evidence in whole sentences."""

import numpy as np
import pytest

from theory import check
from theory.decision.verdict import CONFIRMED, CONSISTENT, INCONCLUSIVE, REFUTED, Evidence, Exponent, Verdict
from theory.decision.words import OF_BOUNDS, OF_RATES, in_words

T = np.geomspace(10, 10_000, 30)


def test_a_rate_is_told_with_its_exponent_and_resolution() -> None:
    exponent = Exponent("T", -1.0, -0.9876, (-1.02, -0.95), 0.0712, CONFIRMED)
    assert in_words(Evidence(CONFIRMED, (exponent,), notes=("one note", "Another."))) == (
        "CONFIRMED: the data pin the exponent to the claimed one. "
        "In T: claimed -1, fitted -0.988, between -1.02 and -0.95. "
        "An exponent that is off by 0.071 would have been rejected. One note. Another."
    )


def test_a_bound_is_told_with_its_ratio() -> None:
    assert in_words(Evidence(REFUTED, bound_ratio=1.25)) == (
        "REFUTED: the bound is broken. The largest ratio error/bound is 1.25."
    )


def test_evidence_without_numbers_gives_its_first_note_once() -> None:
    assert in_words(Evidence(INCONCLUSIVE, notes=("too few points",))) == "INCONCLUSIVE: too few points."


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_its_words(verdict: Verdict) -> None:
    assert OF_RATES[verdict] and OF_BOUNDS[verdict]


@pytest.mark.parametrize(
    ("rate", "verdict"), [("O(1/T)", CONFIRMED), ("O(1/sqrt(T))", CONSISTENT), ("O(1/T²)", REFUTED)]
)
def test_decisions_are_told(rate: str, verdict: Verdict) -> None:
    assert in_words(check(rate, T, 3 / T)).startswith(f"{verdict}: {OF_RATES[verdict]}. In T: claimed")
