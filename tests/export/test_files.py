"""A match report is written whole, and a spreadsheet takes nothing in it for a formula."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from export.files import write_match_report
from geo.errors import ExportError
from geo.layers.report import MatchReport

ROWS = pd.DataFrame(
    {
        "line": [1, 2, 3, 4],
        "key": ["code", "540101", "=1+1", "@SUM(A1)"],
        "status": ["header", "code", "unmatched", "unmatched"],
        "note": ["", "", "-", '"=1+1" is no code'],
        "value": [float("nan"), 0.1 + 0.2, float("nan"), float("nan")],
    }
)
REPORT = MatchReport(ROWS, "tambon", (), 1, (), (), ())


def test_a_report_opens_in_pandas_as_it_was_but_for_formulas(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    write_match_report(path, REPORT)
    read = pd.read_csv(path, keep_default_na=False)
    assert list(read) == list(ROWS)
    assert read["line"].tolist() == [1, 2, 3, 4]
    assert read["key"].tolist() == ["code", "540101", "'=1+1", "'@SUM(A1)"]
    assert read["note"].tolist() == ["", "", "'-", '"=1+1" is no code']
    assert read["value"].tolist() == ["", "0.3", "", ""]


def test_no_cell_begins_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    write_match_report(path, REPORT)
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_where_it_cannot_be_written_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        write_match_report(tmp_path / "rows.csv", REPORT)
    assert [path.name for path in tmp_path.iterdir()] == ["rows.csv"]
