"""A ledger of three claims, with text that a careless page would take for markup."""

from theory.campaigns.ledger import Record


def small_ledger() -> list[Record]:
    """Two claims of one field and a finding of another."""
    return [
        _entry("alpha/one/first", "the error is < 1 & > 0 <script>alert(1)</script>", fitted=-2.0, seconds=10.0),
        _entry("alpha/one/second", "The error decays.", fitted=-1.0, seconds=9.0, kind="limit"),
        _entry(
            "beta_gamma/two/third",
            "The error decays, they say.",
            fitted=-0.5,
            seconds=100.0,
            verdict="REFUTED",
            finding="the rate is another",
        ),
    ]


def _entry(
    claim: str,
    statement: str,
    fitted: float,
    seconds: float,
    kind: str = "rate",
    verdict: str = "CONFIRMED",
    finding: str | None = None,
) -> Record:
    exponent = {"name": "T", "claimed": -1.0, "fitted": fitted, "interval": [fitted, fitted + 0.1]}
    evidence = {
        "exponents": [exponent | {"resolution": 0.1, "verdict": verdict}],
        "bound_ratio": None,
        "resolution": 0.1,
        "notes": [],
    }
    return {
        "claim": claim,
        "statement": statement,
        "about": "A toy.\n\nSetting: none.\n\nNot covered: much.",
        "paper": "doe2020toy",
        "citation": "Doe & Roe (2020)",
        "bibtex": "@article{doe2020toy,\n author = {Doe & Roe}\n}",
        "theorem": "Theorem 1",
        "field": claim.split("/")[0],
        "kind": kind,
        "mode": "deterministic",
        "quantity": r"\text{<b id='evil'>x</b>} < y",
        "rate": "Θ(1/T)",
        "expected": verdict,
        "finding": finding,
        "verdict": verdict,
        **evidence,
        "controls": [{"name": "a floor", "verdict": "REFUTED", "seconds": 1.0, **evidence}],
        "rivals": [],
        "seconds": seconds,
        "seed": 0,
        "seeds": 1,
        "versions": {"jax": "1"},
    }
