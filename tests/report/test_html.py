"""The page that ``theory report`` writes, as a parser sees it."""

from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from matplotlib.figure import Figure

from tests.report.ledger import small_ledger
from theory.campaigns.ledger import Record, save
from theory.cli import main
from theory.report.html import page
from theory.report.inline import to_svg
from theory.report.mathematics import mathml, prose

VOID = {"meta", "link", "input", "br"}


class Reader(HTMLParser):
    """Checks that elements nest, and keeps identifiers, references and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids[value or ""] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def records() -> list[Record]:
    return small_ledger()


@pytest.fixture(scope="module")
def drawn(records: list[Record]) -> Reader:
    figure = Figure()
    figure.subplots().plot([1, 2], [1, 2], marker="o")
    return Reader(page(records, {entry["claim"]: to_svg(figure) for entry in records}))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments])


def test_identifiers_are_unique_and_every_reference_finds_one(drawn: Reader) -> None:
    assert max(drawn.ids.values()) == 1
    targets = {value[1:] for _, name, value in drawn.attributes if name == "href" and value.startswith("#")}
    labels = {value for _, name, value in drawn.attributes if name == "aria-labelledby"}
    assert targets | labels <= set(drawn.ids)


def test_every_claim_has_a_row_a_section_and_a_figure(drawn: Reader, records: list[Record]) -> None:
    claims = {entry["claim"] for entry in records}
    assert {value for tag, name, value in drawn.attributes if (tag, name) == ("tr", "data-claim")} == claims
    assert {value for tag, name, value in drawn.attributes if (tag, name) == ("article", "id")} == claims
    assert sum(name == "role" and value == "img" for _, name, value in drawn.attributes) == len(claims)
    assert all(f"theory verify {claim} --fresh" in drawn.text for claim in claims)


def test_nothing_points_outside(drawn: Reader) -> None:
    outside = [item for item in drawn.attributes if item[1] in ("src", "href") and item[2][:1] != "#"]
    assert outside == [("link", "href", "data:,")]


def test_text_is_shown_as_it_is_written(drawn: Reader) -> None:
    assert "the error is < 1 & > 0 <script>alert(1)</script>" in drawn.text
    assert not any(tag == "b" and value == "evil" for tag, _, value in drawn.attributes)
    assert "author = {Doe & Roe}" in drawn.text


def test_findings_come_first(drawn: Reader) -> None:
    assert drawn.text.index("the rate is another") < drawn.text.index("Summary Field")


def test_records_without_bibtex_are_shown(records: list[Record]) -> None:
    old = [{key: value for key, value in entry.items() if key != "bibtex"} for entry in records]
    assert "BibTeX" not in Reader(page(old, {})).text


def test_formulas_are_safe_and_fall_back_to_their_source() -> None:
    assert "<b>" not in mathml(r"\text{<b>evil</b>}")
    assert mathml(r"x_T^2").startswith("<math>")
    assert mathml(r"\left( <") == "<code>\\left( &lt;</code>"


def test_prose_is_broken_at_labels_and_dashes_alone() -> None:
    text = "Head.\n\nSetting: one\ntwo\n- three\nNot covered: four"
    assert prose(text) == [["Head."], ["Setting: one two", "- three", "Not covered: four"]]


def test_the_suffix_decides(tmp_path: Path, records: list[Record]) -> None:
    save(tmp_path / "ledger", records)
    ledger = ("--ledger", str(tmp_path / "ledger"))
    made: dict[str, Any] = {suffix: tmp_path / f"made/report{suffix}" for suffix in (".html", ".md")}
    for path in made.values():
        assert run(*ledger, "--output", str(path), "--no-figures").exit_code == 0
    assert made[".html"].read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert made[".md"].read_text(encoding="utf-8").startswith("# What was verified")
    refused = run(*ledger, "--output", str(tmp_path / "report.pdf"))
    assert refused.exit_code == 2
    assert "must end in .html" in refused.output
