"""A person's own curves, from arrays, data frames and files."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from theory import CurveError, Curves, Quantile, Rate, check
from theory.decision.checks import parse_curves, read_curves
from theory.decision.verdict import CONFIRMED, REFUTED

T = np.geomspace(10, 10_000, 30)
SEEDS = np.random.default_rng(0).gamma(3.0, size=(30, 60)) / np.sqrt(T)[:, None]


def test_arrays_frames_and_curves_agree() -> None:
    table = np.column_stack([T, SEEDS])
    found = [
        check("Θ(1/sqrt(T))", T, SEEDS),
        check("Θ(1/sqrt(T))", table),
        check(Rate("Θ(1/sqrt(T))"), pd.DataFrame(table)),
        check("Θ(1/sqrt(T))", Curves(SEEDS, {"T": T}, "T")),
    ]
    assert len({evidence.summary() for evidence in found}) == 1
    assert found[0].verdict is CONFIRMED


def test_one_curve_needs_no_seed_axis() -> None:
    assert check("O(1/T)", T, 1 / np.sqrt(T)).verdict is REFUTED


def test_mode_is_open() -> None:
    assert check("Θ(1/sqrt(T))", T, SEEDS, mode=Quantile(0.5)).verdict is CONFIRMED


@pytest.mark.parametrize(
    ("rate", "variable", "errors", "message"),
    [
        ("O(1/T)", T, None, "give the variable and the errors"),
        ("O(1/T)", T, np.ones(3), "do not fit"),
        ("O(1/(T*M))", T, 1 / T, "needs a rate in one variable"),
        ("O(1)", T, 1 / T, "has no variable"),
        ("O(1/T)", T, -1 / T, "is negative"),
        ("O(1/T)", T[:2], 1 / T[:2], "say nothing"),
    ],
)
def test_bad_input_is_explained(rate: str, variable: np.ndarray, errors: np.ndarray, message: str) -> None:
    with pytest.raises(CurveError, match=message):
        check(rate, variable, errors)


def test_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "curves.csv"
    pd.DataFrame(np.column_stack([T, SEEDS])).to_csv(path, index=False, header=["T", *(f"seed{i}" for i in range(60))])
    curves = read_curves(path, Rate("O(1/T)"))
    np.testing.assert_allclose(curves.errors, SEEDS)


def test_lines_are_read_as_files_are() -> None:
    curves = parse_curves("T,a,b\n1,0.5,0.6\n2,0.25,0.3\n".splitlines(), Rate("O(1/T)"), "upload")
    np.testing.assert_allclose(curves.errors, [[0.5, 0.6], [0.25, 0.3]])
    with pytest.raises(CurveError, match="upload, line 2: 'x' is not a number"):
        parse_curves(["T,a", "1,x"], Rate("O(1/T)"), "upload")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "first line must be a header"),
        ("1,2\n3,4\n", "first line must be a header"),
        ("T,a\n", "no rows below the header"),
        ("T,a\n1,0.5\n2,oops\n", "line 3: 'oops' is not a number"),
        ("T,a\n1,0.5\n2\n", "line 3: 1 cells where the header has 2"),
        ("T,a\n1,0.5\n2,0.3\n2,0.2\n", "strictly monotone"),
        ("T,a\n1,0.5\n2,nan\n3,0.2\n", "is NaN at T=2"),
    ],
)
def test_bad_files_name_file_and_row(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "curves.csv"
    path.write_text(text)
    with pytest.raises(CurveError, match=message) as error:
        read_curves(path, Rate("O(1/T)"))
    assert "curves.csv" in str(error.value)
