"""The report as one HTML file that needs no network: summary, findings, a table to search, a section per claim."""

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from theory.campaigns.ledger import Record, holds
from theory.decision.verdict import Verdict
from theory.report.difference import versions
from theory.report.inline import Shapes, definitions, inline
from theory.report.mathematics import mathml, prose, rate_latex
from theory.report.sections import counts, field_title, name, sections, verification


def page(records: Sequence[Record], figures: Mapping[str, str]) -> str:
    """One self-contained HTML page.

    Args:
        records: of a ledger; older ones may lack ``bibtex``.
        figures: SVG files of matplotlib by claim; claims without one get no figure.
    """
    shapes: Shapes = {}
    drawn = {
        entry["claim"]: Markup(inline(figures[entry["claim"]], f"f{i}-", f"Figure: {entry['statement']}", shapes))
        for i, entry in enumerate(records)
        if entry["claim"] in figures
    }
    return render(
        "report.html",
        fields=sections(records),
        records=sorted(records, key=lambda entry: str(entry["claim"])),
        figures=drawn,
        shapes=Markup(definitions(shapes)),
        versions=versions(records),
    )


def render(template: str, **values: Any) -> str:
    """Fill a template of this package."""
    return _environment().get_template(template).render(**values)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("theory.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        mathml=mathml,
        rate_latex=rate_latex,
        prose=prose,
        number=_number,
        signed=_signed,
        name=name,
        title_of=field_title,
    )
    environment.globals.update(
        counts=counts, holds=holds, verification=verification, verdicts=list(Verdict), references=_references
    )
    return environment


def _references(section: Sequence[Record]) -> list[str]:
    """The BibTeX entries that a verification cites."""
    return sorted({entry["bibtex"].strip() for entry in section if entry.get("bibtex")})


def _number(value: float | str | None) -> str:
    return "" if value is None else f"{float(value):.3g}".replace("-", "−")


def _signed(value: float) -> str:
    return f"{value:z.3f}".replace("-", "−")
