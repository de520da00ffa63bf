"""The ledger keeps whole records, replaces them in one step, and loses nothing of other claims."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.laboratory import write_laboratory
from theory import Curves, Deterministic
from theory.campaigns.campaign import verify
from theory.campaigns.ledger import current, holds, load, merge, save, without_curves, write_json
from theory.claims.discover import find_claims


def entry(name: str = "a/b/c", verdict: str = "CONFIRMED", **changes: Any) -> dict[str, Any]:
    base = {"claim": name, "verdict": verdict, "expected": "CONFIRMED", "seconds": 1.0, "curves": {"center": [1.0]}}
    return base | {"controls": [], "rivals": []} | changes


def part(name: str, verdict: str = "REFUTED") -> dict[str, Any]:
    return {"name": name, "verdict": verdict, "seconds": 0.5, "curves": {}}


def test_records_are_read_back_in_order(tmp_path: Path) -> None:
    save(tmp_path, [entry("z/b/c"), entry("a/b/c")])
    save(tmp_path, [entry("a/b/c", "REFUTED")])
    assert [(e["claim"], e["verdict"]) for e in load(tmp_path)] == [("a/b/c", "REFUTED"), ("z/b/c", "CONFIRMED")]


def test_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_json(path, {"old": 1})
    with pytest.raises(ValueError, match="JSON"):
        write_json(path, {"new": float("nan")})
    assert json.loads(path.read_text()) == {"old": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_files_have_the_mode_that_the_umask_says(tmp_path: Path) -> None:
    write_json(tmp_path / "record.json", {})
    (tmp_path / "plain").touch()
    assert (tmp_path / "record.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_reader_beside_two_writers_sees_whole_files(tmp_path: Path) -> None:
    path = tmp_path / "a/b/c.json"
    write_json(path, entry(statement=""))
    with ThreadPoolExecutor() as pool:
        writers = [
            pool.submit(lambda text: [save(tmp_path, [entry(statement=text)]) for _ in range(100)], letter * 10_000)
            for letter in "xy"
        ]
        while not all(writer.done() for writer in writers):
            assert len(set(load(tmp_path)[0]["statement"])) <= 1
    assert [writer.exception() for writer in writers] == [None, None]
    assert [found.name for found in path.parent.iterdir()] == ["c.json"]


def test_current_wants_the_same_fingerprint_and_all_parts(tmp_path: Path) -> None:
    [claim] = find_claims(write_laboratory(tmp_path).parents[1], "harmonic")
    assert current(tmp_path, claim, 0) is None
    whole = verify(claim)
    save(tmp_path, [whole])
    assert current(tmp_path, claim, 0) == json.loads((tmp_path / f"{claim.id}.json").read_text())
    assert current(tmp_path, claim, 1) is None
    save(tmp_path, [whole | {"controls": []}])
    assert current(tmp_path, claim, 0) is None


def test_parts_replace_their_elders() -> None:
    merged = merge(entry(controls=[part("x", "CONFIRMED")]), [("controls", part("x")), ("rivals", part("y"))])
    assert [c["verdict"] for c in merged["controls"]] == ["REFUTED"]
    assert merged["seconds"] == 2.0


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (entry(controls=[part("x")]), True),
        (entry(), False),
        (entry(controls=[part("x")], rivals=[part("y", "CONSISTENT")]), False),
        (entry(verdict="REFUTED", controls=[part("x")]), False),
    ],
)
def test_claim_holds_with_its_verdict_and_its_teeth(record: dict[str, Any], expected: bool) -> None:
    assert holds(record) is expected


def test_slim_records_have_no_curves() -> None:
    slim = without_curves(entry(controls=[part("x")]))
    assert "curves" not in slim
    assert "curves" not in slim["controls"][0]


def test_summary_has_band_bound_and_no_infinities() -> None:
    from theory import Paper, claim, steps
    from theory.campaigns.ledger import summarise

    paper = Paper("k", "t", ("A B",), 2020, "", None, None, "", ("B",))
    declared = claim(paper, "e", "O(1/T)", bound=lambda T: 2 / T, mode=Deterministic(), T=steps(4, count=3))(
        lambda key, T: 1.0 / T
    )
    errors = np.array([[1.0, 1.1], [0.5, 0.6], [np.inf, 0.1]])
    summary = summarise(declared, Curves(errors, {"T": np.array([1, 2, 4])}, "T"))
    assert summary["bound"] == [2, 1, 0.5]
    assert summary["center"][2] is None
    assert summary["low"][0] <= summary["center"][0] <= summary["high"][0]
    json.dumps(summary, allow_nan=False)
