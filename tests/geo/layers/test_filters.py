"""Rows of one year, or with one text in a column, are kept and the others told."""

from pathlib import Path

import pytest

from geo.layers.tables import years_of
from tests.geo.layers.known import (
    known,
    put,
    reading,
    refused,
    statuses,
    taken_for,
    there,
    written,
)

REFERENCE = known()


YEARS = ["540101,{0},1", "540101,{1},2", "540102,{0},3", "540102,{1},4", "540103,{1},5"]


PLAIN = ["540101,1", "540102,2", "540103,3", "540110,4"]


def yearly(folder: Path, first: str, second: str, heading: str = "ปี") -> Path:
    return written(folder, f"code,{heading},value", *(y.format(first, second) for y in YEARS))


@pytest.mark.parametrize(
    ("first", "second", "heading"),
    [("2561", "2563", "ปี"), ("2018", "2020", "year"), ("พ.ศ. 2561", "พ.ศ. 2563", "ปีที่สำรวจ")],
)
def test_one_year_is_kept_the_latest_unless_one_is_named(
    tmp_path: Path, first: str, second: str, heading: str
) -> None:
    path = yearly(tmp_path, first, second, heading)
    latest = put(path, REFERENCE)
    assert there(latest) == {"540101": 2, "540102": 4, "540103": 5}
    assert latest.table is not None
    assert statuses(latest.table) == ["filtered", "code", "filtered", "code", "code"]
    assert latest.table.years == (2020,)
    assert taken_for(latest, "year") == ["2020, of 2018, 2020"]
    assert there(put(path, REFERENCE, year=2018)) == {"540101": 1, "540102": 3}


def test_years_of_the_buddhist_era_are_told_and_known_without_matching(tmp_path: Path) -> None:
    path = yearly(tmp_path, "2561", "2563")
    figures = put(path, REFERENCE, year=2018)
    assert taken_for(figures, 'years in "ปี"') == ["Buddhist era"]
    assert years_of(path, reading(year=2018)) == (2018,)
    assert years_of(path, reading()) == (2020,)
    assert years_of(written(tmp_path, "code,value", *PLAIN, name="plain.csv"), reading()) == ()


def test_a_year_that_the_table_does_not_have_is_refused(tmp_path: Path) -> None:
    path = yearly(tmp_path, "2561", "2563")
    assert 'No row is of 2019. "ปี" has 2018, 2020 (Common Era)' in refused(path, year=2019)
    plain = written(tmp_path, "code,value", *PLAIN, name="plain.csv")
    assert "No column names years" in refused(plain, year=2019)


def test_rows_are_kept_that_have_a_text_in_a_column(tmp_path: Path) -> None:
    path = written(
        tmp_path, "code,sex,value", "540101,ชาย,1", "540101,หญิง,2", "540102,ชาย,3", "540102,หญิง,4"
    )
    assert there(put(path, REFERENCE, where={"sex": "หญิง"})) == {"540101": 2, "540102": 4}
    assert 'No row has "อื่น" in "sex". It holds ชาย, หญิง.' in refused(path, where={"sex": "อื่น"})
    assert 'no column "age" for --where' in refused(path, where={"age": "15"})
