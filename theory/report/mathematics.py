"""Formulas as MathML, which browsers draw and screen readers speak without a script or a font from elsewhere."""

import re
from functools import lru_cache
from html import escape, unescape
from xml.etree import ElementTree

from latex2mathml.converter import convert_to_element
from markupsafe import Markup

from theory.rates.rate import Rate


@lru_cache(maxsize=4096)
def mathml(latex: str) -> Markup:
    """LaTeX as MathML, safe in HTML; what is no LaTeX is shown as it was written."""
    try:
        element = convert_to_element(latex)
    except Exception:  # the converter has a dozen kinds of error without a common base
        return Markup(f"<code>{escape(latex)}</code>")
    for node in element.iter():
        if node.text:
            node.text = unescape(node.text)
    del element.attrib["display"], element.attrib["xmlns"]
    return Markup(ElementTree.tostring(element, encoding="unicode"))


@lru_cache(maxsize=1024)
def rate_latex(rate: str) -> str:
    """A rate as the ledger writes it, as LaTeX."""
    return Rate(rate).latex()


def prose(text: str) -> list[list[str]]:
    """Paragraphs of a docstring as lines to be broken afresh: a label (``Setting: ...``) or a dash begins a line."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return [
        [" ".join(line.split()) for line in re.split(r"\n(?=- |[A-Z][a-z, ]{2,24}: )", paragraph)]
        for paragraph in paragraphs
    ]
