"""Citations: found in the nearest bibliography, plain to read, and refused with a reason."""

from pathlib import Path

import pytest

from theory.claims.paper import CitationError, Paper, cite

ENTRY = r"""@inproceedings{takac2024newton,
  title = {A {Newton} Method with $O(k^{-3})$ Convergence Rate},
  author = {Hanzely, Slavom{\'i}r and Tak{\'a}{\v{c}}, Martin},
  booktitle = {Proceedings of {ICML}},
  year = {2024},
  eprint = {2405.18926},
  archiveprefix = {arXiv},
  doi = {10.1000/182}
}
"""


def bibliography(folder: Path, text: str = ENTRY) -> Path:
    """Write a bibliography into a folder and return a file two folders below it."""
    (folder / "references.bib").write_text(text)
    below = folder / "field" / "topic"
    below.mkdir(parents=True)
    return below / "paper.py"


def entry(authors: str) -> str:
    return f"@misc{{key, title = {{T}}, author = {{{authors}}}, year = {{2020}}}}"


@pytest.fixture
def paper(tmp_path: Path) -> Paper:
    return cite("takac2024newton", near=bibliography(tmp_path))


def test_accents_become_letters(paper: Paper) -> None:
    assert paper.authors == ("Slavomír Hanzely", "Martin Takáč")


def test_title_keeps_its_formula_and_loses_its_braces(paper: Paper) -> None:
    assert paper.title == "A Newton Method with $O(k^{-3})$ Convergence Rate"


def test_facts_are_those_of_the_entry(paper: Paper) -> None:
    assert (paper.year, paper.venue, paper.arxiv, paper.doi) == (
        2024,
        "Proceedings of ICML",
        "2405.18926",
        "10.1000/182",
    )


def test_url_prefers_the_open_version(paper: Paper) -> None:
    assert paper.url == "https://arxiv.org/abs/2405.18926"


def test_bibtex_can_be_cited_again(paper: Paper, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    again = cite("takac2024newton", near=bibliography(folder, paper.bibtex))
    assert (again.title, again.authors, again.year) == (paper.title, paper.authors, paper.year)


@pytest.mark.parametrize(
    ("authors", "short"),
    [
        ("Stich, Sebastian U.", "Stich (2020)"),
        ("Garrigos, Guillaume and Gower, Robert M.", "Garrigos & Gower (2020)"),
        ("Xiong, Nuoya and Ding, Lijun and Du, Simon S.", "Xiong et al. (2020)"),
        ("Han, Ningning and others", "Han et al. (2020)"),
        ("Ludwig van Beethoven", "van Beethoven (2020)"),
    ],
)
def test_short_citation(tmp_path: Path, authors: str, short: str) -> None:
    assert cite("key", near=bibliography(tmp_path, entry(authors))).short() == short


def test_nearest_bibliography_wins(tmp_path: Path) -> None:
    near = bibliography(tmp_path)
    (near.parent / "references.bib").write_text(entry("Near, Ann"))
    assert cite("key", near=near).authors == ("Ann Near",)


def test_changed_bibliography_is_read_again(tmp_path: Path) -> None:
    near = bibliography(tmp_path, entry("Before, Ann"))
    assert cite("key", near=near).authors == ("Ann Before",)
    (tmp_path / "references.bib").write_text(entry("Afterwards, Ann"))
    assert cite("key", near=near).authors == ("Ann Afterwards",)


def test_unknown_key_suggests_a_close_one(tmp_path: Path) -> None:
    with pytest.raises(CitationError, match="did you mean takac2024newton"):
        cite("takac2023newton", near=bibliography(tmp_path))


def test_missing_bibliography_names_the_folder(tmp_path: Path) -> None:
    with pytest.raises(CitationError, match=tmp_path.name):
        cite("key", near=tmp_path / "paper.py")


@pytest.mark.parametrize("field", ["title", "author", "year"])
def test_entry_must_have_title_author_and_year(tmp_path: Path, field: str) -> None:
    fields = {"title": "T", "author": "Doe, Jane", "year": "2020"}
    del fields[field]
    text = "".join(f", {name} = {{{value}}}" for name, value in fields.items())
    with pytest.raises(CitationError, match=f"no {field}"):
        cite("key", near=bibliography(tmp_path, f"@misc{{key{text}}}"))


def test_year_must_be_a_number(tmp_path: Path) -> None:
    text = entry("Doe, Jane").replace("2020", "to appear")
    with pytest.raises(CitationError, match="to appear"):
        cite("key", near=bibliography(tmp_path, text))


def test_broken_bibliography_is_reported_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(CitationError, match=r"references\.bib is not valid BibTeX"):
        cite("key", near=bibliography(tmp_path, "@misc{key, title = {unclosed"))
