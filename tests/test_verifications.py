"""All claims of the repository can be collected and drawn."""

from pathlib import Path

import pytest
from matplotlib.mathtext import MathTextParser

from theory.claims.claim import Claim
from theory.claims.discover import find_claims

CLAIMS = find_claims(Path(__file__).parents[1] / "verifications")


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_claim_can_fail_and_its_quantity_can_be_drawn(claim: Claim) -> None:
    assert claim.has_teeth
    assert claim.statement
    MathTextParser("path").parse(f"${claim.quantity}$")
