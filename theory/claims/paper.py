"""What a claim cites: papers, read from the ``references.bib`` that lies nearest to the verification."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pybtex.database import Entry, Person

BIBLIOGRAPHY = "references.bib"
_FORMULA = "\N{REPLACEMENT CHARACTER}"


class CitationError(ValueError):
    """A citation that no bibliography answers, or an entry that says too little."""


@dataclass(frozen=True)
class Paper:
    """A cited work.

    Attributes:
        key: name of the entry in the bibliography.
        title: title in plain text.
        authors: full names, in the order of the paper.
        year: year of publication.
        venue: journal, proceedings or repository; empty if the entry names none.
        doi: digital object identifier.
        arxiv: arXiv identifier.
        bibtex: the entry itself, for copying.
        surnames: family names, in the same order as the authors.
    """

    key: str
    title: str
    authors: tuple[str, ...]
    year: int
    venue: str
    doi: str | None
    arxiv: str | None
    bibtex: str
    surnames: tuple[str, ...]

    def short(self) -> str:
        """Cite by surnames and year: ``Garrigos & Gower (2023)``."""
        many = len(self.surnames) > 2 or self.surnames[-1] == "others"
        names = f"{self.surnames[0]} et al." if many else " & ".join(self.surnames)
        return f"{names} ({self.year})"

    @property
    def url(self) -> str | None:
        """Where the paper can be read; arXiv first, because it is open."""
        if self.arxiv is not None:
            return f"https://arxiv.org/abs/{self.arxiv}"
        return None if self.doi is None else f"https://doi.org/{self.doi}"


def cite(key: str, near: str | Path) -> Paper:
    """Look up a paper in the nearest bibliography.

    Args:
        key: name of the entry.
        near: a file or folder, usually ``__file__``; ``references.bib`` is looked for in its folder and all parents.
    """
    path = _find_bibliography(Path(near).resolve())
    papers = _entries(path, path.stat().st_mtime_ns)
    if key not in papers:
        alike = get_close_matches(key, papers, n=3)
        hint = f"did you mean {' or '.join(alike)}?" if alike else f"it has {len(papers)} other entries"
        raise CitationError(f"{path} has no entry {key!r}: {hint}")
    return _paper(papers[key], path)


def _find_bibliography(near: Path) -> Path:
    folder = near if near.is_dir() else near.parent
    for candidate in (folder, *folder.parents):
        path = candidate / BIBLIOGRAPHY
        if path.is_file():
            return path
    raise CitationError(f"no {BIBLIOGRAPHY} in {folder} or any folder above it")


@cache
def _entries(path: Path, changed: int) -> "dict[str, Entry]":
    """All entries of a bibliography; ``changed``, the time of the file, renews the cache."""
    from pybtex.database import PybtexError, parse_file

    try:
        found = parse_file(str(path), bib_format="bibtex")
    except PybtexError as error:
        raise CitationError(f"{path} is not valid BibTeX: {error}") from error
    return {entry.key: entry for entry in found.entries.values()}


def _paper(entry: "Entry", path: Path) -> Paper:
    people = entry.persons.get("author", [])
    found = {"title": entry.fields.get("title"), "author": people, "year": entry.fields.get("year")}
    missing = [name for name, value in found.items() if not value]
    if missing:
        raise CitationError(f"{path}, entry {entry.key!r}: no {', no '.join(missing)}")
    year = entry.fields["year"]
    if not re.fullmatch(r"\d{4}", year):
        raise CitationError(f"{path}, entry {entry.key!r}: the year must have four digits, got {year!r}")
    return Paper(
        key=entry.key,
        title=_plain(entry.fields["title"]),
        authors=tuple(_full_name(person) for person in people),
        year=int(year),
        venue=_venue(entry),
        doi=entry.fields.get("doi"),
        arxiv=_arxiv(entry),
        bibtex=_bibtex(entry),
        surnames=tuple(_surname(person) for person in people),
    )


def _bibtex(entry: "Entry") -> str:
    """The entry as in a bibliography; its own ``to_string`` searches all installed packages for a plugin each time."""
    from pybtex.database import BibliographyData
    from pybtex.database.output.bibtex import Writer

    text: str = Writer().to_string(BibliographyData({entry.key: entry}))
    return text


def _venue(entry: "Entry") -> str:
    for field in ("journal", "booktitle", "howpublished", "publisher"):
        if field in entry.fields:
            return _plain(entry.fields[field])
    return "arXiv" if _arxiv(entry) else ""


def _arxiv(entry: "Entry") -> str | None:
    if entry.fields.get("archiveprefix", "arXiv").lower() != "arxiv":
        return None
    identifier: str | None = entry.fields.get("eprint")
    return identifier


def _surname(person: "Person") -> str:
    return _plain(" ".join([*person.prelast_names, *person.last_names]))


def _full_name(person: "Person") -> str:
    parts = ("first", "middle", "prelast", "last", "lineage")
    return _plain(" ".join(name for part in parts for name in person.get_part(part)))


def _plain(latex: str) -> str:
    """LaTeX as plain text: accents become letters; formulas keep their source."""
    from pybtex.richtext import Text

    formulas = re.findall(r"\$[^$]*\$", latex)
    text = str(Text.from_latex(re.sub(r"\$[^$]*\$", _FORMULA, latex)))
    for formula in formulas:
        text = text.replace(_FORMULA, formula, 1)
    return text
