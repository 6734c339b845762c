"""The match report says what became of every row, and its counts add up."""

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.layers.links import TAKEN, Status
from geo.layers.report import UNKNOWN, WORDS, MatchReport, match_report
from tests.geo.layers.known import known, matched, put, written

REFERENCE = known(municipal={"540110": 3000})
FILLED = ["540101,ในเวียง,1", "540102,นาจักร,2", "540103,น้ำชำ,3", "540110,ป่าแมต,4"]


def report_of(folder: Path, *lines: str, **said: object) -> MatchReport:
    path = written(folder, "code,name,value", *lines)
    return match_report(matched(path, REFERENCE, **said), REFERENCE)


def test_every_status_has_its_words() -> None:
    assert set(WORDS) == set(get_args(Status))
    assert len(set(WORDS.values())) == len(WORDS)


def test_the_first_line_says_the_most_important(tmp_path: Path) -> None:
    report = report_of(tmp_path, *FILLED, "104701,บางนา,1")
    # eleven areas, four of them in the table
    assert report.lines()[0] == ("5 rows: 4 matched, 1 unknown, 7 of 11 areas without a value")
    assert "       1  headers" in report.lines()
    assert "       6  rows in the file" in report.lines()


def test_rows_that_are_left_out_are_shown_with_the_reason(tmp_path: Path) -> None:
    report = report_of(tmp_path, *FILLED, "104701,บางนา,1")
    assert any("(line 6 “104701”: 104701 is now 104702, 104703)" in line for line in report.lines())
    assert report.as_dict()["left_out"] == [
        {"line": 6, "key": "104701", "status": "former", "note": "104701 is now 104702, 104703"}
    ]


def test_of_many_rows_a_few_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    report = report_of(tmp_path, *FILLED * 3, *["104701,บางนา,1"] * 5)
    assert any("; 2 more)" in line for line in report.lines())


def test_areas_without_a_value_are_those_that_no_row_is_about(tmp_path: Path) -> None:
    report = report_of(tmp_path, *FILLED)
    assert report.without == (
        "104702", "104703", "105002", "105003", "105004", "105005", "530407"
    )  # fmt: skip
    assert report.all_areas == 11


def test_with_a_column_they_are_those_without_a_figure(tmp_path: Path) -> None:
    path = written(tmp_path, "code,name,value", *FILLED[:3], "540110,ป่าแมต,")
    figures = put(path, REFERENCE)
    assert figures.table is not None
    report = match_report(figures.table, REFERENCE, figures)
    assert "540110" in report.without
    assert report.rows["value"].tolist()[1:4] == [1, 2, 3]
    assert report.of(*TAKEN) == 4


def test_what_a_row_reaches_is_listed_by_code(tmp_path: Path) -> None:
    report = report_of(tmp_path, *FILLED, "104701,บางนา,1", carry=True)
    row = report.rows.iloc[5]
    assert (row["line"], row["key"], row["status"]) == (6, "104701", "successor")
    assert row["areas"] == "104702 104703"
    assert row["status_in_words"] == "former code, put on its successors"


def test_districts_speak_for_their_areas(tmp_path: Path) -> None:
    path = written(tmp_path, "district_code,value", "5401,1", "1047,2")
    report = match_report(matched(path, REFERENCE, key=("district_code",)), REFERENCE)
    assert report.level == "district"
    assert report.without == ("105002", "105003", "105004", "105005", "530407")


def test_names_that_contradict_codes_are_told(tmp_path: Path) -> None:
    report = report_of(tmp_path, *FILLED * 10, "540101,นาจักร,1")
    assert report.contradictions == (
        'line 42: 540101 is ในเวียง เมืองแพร่ แพร่, the table says "นาจักร"',
    )
    assert any(line.startswith("1 rows name another area") for line in report.lines())


def test_what_a_file_says_is_shown_without_what_commands_a_terminal(tmp_path: Path) -> None:
    report = report_of(tmp_path, *FILLED * 3, "540\x1b[31m,x,1", *FILLED)
    assert "\x1b" not in "".join(report.lines())


LINES = [
    *FILLED, "540150,เทศบาลตำบลป่าแมต,1", "540151,เทศบาลตำบลแพร่,1", "104701,บางนา,1",
    "105001,บางบอน,1", "5401,เมืองแพร่,1", "989801,x,1", "nowhere,x,1", ",x,1", "รวม,,9", ",,",
    "หมายเหตุ ตัวเลขเบื้องต้น,,", "310199,,1", "TH540102,นาจักร,2",
]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(st.sampled_from(LINES), max_size=40),
    carry=st.booleans(),
    only=st.sampled_from([None, "x", "ป่าแมต"]),
)
def test_counts_add_up_to_the_rows_of_the_file(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], carry: bool, only: str | None
) -> None:
    folder = tmp_path_factory.mktemp("mix")
    every = ["ตารางที่ 1 ตัวเลข,,", "code,name,value", *FILLED * 5, "989801,x,1", *lines, *FILLED]
    path = written(folder, *every)
    where = {} if only is None else {"name": only}
    table = matched(path, REFERENCE, carry=carry, key=("code",), where=where)
    report = match_report(table, REFERENCE)
    assert sum(report.counts.values()) == len(report.rows)
    # a line of commas is a row without a cell, which a reader may leave out, but not miscount
    assert report.rows["line"].tolist() == sorted(set(report.rows["line"]))
    content = [n for n, line in enumerate(every, start=1) if line.strip(",")]
    assert set(content) <= set(report.rows["line"])
    found = json.loads(json.dumps(report.as_dict()))
    assert found["matched"] == report.of(*TAKEN)
    assert found["unknown"] == report.of(*UNKNOWN)
    listed = [row["line"] for row in found["left_out"]]
    assert len(listed) == report.of(*UNKNOWN, "ambiguous", "other_level")


def test_areas_with_several_rows_are_told_before_anything_is_added(tmp_path: Path) -> None:
    path = written(tmp_path, "code,value", "540101,1", "540102,2", "540101,3")
    report = match_report(matched(path, REFERENCE), REFERENCE)
    assert report.several == ("540101 (lines 2, 4)",)
    assert "1 areas have several rows: 540101 (lines 2, 4)" in report.lines()
    assert report.as_dict()["several_rows"] == ["540101 (lines 2, 4)"]
