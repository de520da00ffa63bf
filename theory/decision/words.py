"""Evidence in words, the same everywhere: on the command line, in reports and in demos."""

from theory.decision.verdict import CONFIRMED, CONSISTENT, INCONCLUSIVE, REFUTED, Evidence, Exponent

OF_RATES = {
    CONFIRMED: "the data pin the exponent to the claimed one",
    CONSISTENT: "the bound holds, but these instances are easier than it allows",
    REFUTED: "the whole interval of the exponent lies on the wrong side",
    INCONCLUSIVE: "the interval is too wide to tell",
}
OF_BOUNDS = {
    CONFIRMED: "the bound holds and is attained",
    CONSISTENT: "the bound holds, but these instances are easier than it allows",
    REFUTED: "the bound is broken",
    INCONCLUSIVE: "the confidence limits reach beyond the bound",
}


def in_words(evidence: Evidence) -> str:
    """A verdict with what it means and what it rests on, in whole sentences.

    >>> from theory import check
    >>> T = [10, 20, 40, 80, 160, 320, 640]
    >>> in_words(check("O(1/T²)", T, [3 / t for t in T])).split(". ")[0]
    'REFUTED: the whole interval of the exponent lies on the wrong side'
    """
    sentences = [f"{evidence.verdict}: {_reason(evidence)}", *map(exponent_in_words, evidence.exponents)]
    if evidence.bound_ratio is not None:
        sentences.append(f"The largest ratio error/bound is {evidence.bound_ratio:.3g}")
    if evidence.resolution is not None:
        sentences.append(f"An exponent that is off by {evidence.resolution:.2g} would have been rejected")
    notes = evidence.notes if evidence.exponents or evidence.bound_ratio is not None else evidence.notes[1:]
    return " ".join(_sentence(text) for text in [*sentences, *notes])


def exponent_in_words(exponent: Exponent) -> str:
    """What was claimed of one variable, and what was seen."""
    low, high = exponent.interval
    return (
        f"In {exponent.name}: claimed {exponent.claimed:+.3g}, fitted {exponent.fitted:+.3g}, "
        f"between {low:+.3g} and {high:+.3g}"
    )


def _reason(evidence: Evidence) -> str:
    if evidence.exponents:
        return OF_RATES[evidence.verdict]
    if evidence.bound_ratio is not None:
        return OF_BOUNDS[evidence.verdict]
    return evidence.notes[0]


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:].rstrip(".") + "."
