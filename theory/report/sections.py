"""How a report is ordered: fields, in them verifications, in them claims."""

from collections.abc import Sequence
from itertools import groupby

from theory.campaigns.ledger import Record
from theory.decision.verdict import Verdict

Section = list[Record]


def verification(entry: Record) -> str:
    """``field/file`` of a record."""
    return str(entry["claim"]).rpartition("/")[0]


def name(entry: Record) -> str:
    """The claim's own name, without field and file."""
    return str(entry["claim"]).rpartition("/")[2]


def field_title(field: str) -> str:
    """The name of a field as a heading."""
    return field.replace("_", " ").capitalize()


def sections(records: Sequence[Record]) -> list[list[Section]]:
    """The records of each verification, by field; all in the order of their names."""
    ordered = sorted(records, key=lambda entry: str(entry["claim"]))
    files = [list(entries) for _, entries in groupby(ordered, key=verification)]
    return [list(of_field) for _, of_field in groupby(files, key=lambda entries: entries[0]["field"])]


def counts(records: Sequence[Record]) -> list[int]:
    """How many papers, how many claims, and how many claims of each verdict."""
    papers = {entry["paper"] for entry in records}
    verdicts = [sum(entry["verdict"] == verdict for entry in records) for verdict in Verdict]
    return [len(papers), len(records), *verdicts]
