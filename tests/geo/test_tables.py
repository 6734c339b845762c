"""A table of figures by tambon is taken as a whole or refused as a whole."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.catalog import Reading, TableRatio, TableSum
from geo.errors import GeoError
from geo.tables import columns_of, measured, read_table

IN_FORCE = [f"10010{n}" for n in range(1, 7)]


def written(folder: Path, *lines: str, encoding: str = "utf-8-sig") -> Path:
    path = folder / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def reading(rows: int) -> Reading:
    return Reading(rows=rows, code="sub_id", code_prefix="TH", encoding="utf-8-sig")


def test_figures_come_by_code_and_blanks_are_unknown(tmp_path: Path) -> None:
    path = written(tmp_path, "sub_id,name,poi,size", "TH100102, ก ,7,", " 100101 ,ข,5.5,2e1")
    table = read_table(path, reading(2), ["poi", "size"], IN_FORCE)
    assert list(table.index) == ["100101", "100102"]
    assert list(table.columns) == ["poi", "size"]
    assert table["poi"].tolist() == [5.5, 7]
    assert table.loc["100101", "size"] == 20
    assert np.isnan(table.loc["100102", "size"])


def test_all_that_is_wrong_is_said_at_once_with_line_and_value(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "sub_id,poi,size",
        "100101,twelve,1",
        "100101,3,-4",
        "1001,4,inf",
        ",5,1",
        "100104,12%,1",
    )
    with pytest.raises(GeoError) as refused:
        read_table(path, reading(7), ["poi", "size", "shop"], IN_FORCE)
    message = str(refused.value)
    assert "table.csv" in message
    assert "5 rows where 7 belong" in message
    assert "columns are missing: shop" in message
    assert '"poi" is not a number in 2 rows (line 2: "twelve", line 6: "12%")' in message
    assert '"size" is below 0 in 1 rows (line 3: "-4.0")' in message
    assert '"size" is not finite in 1 rows (line 4: "inf")' in message
    assert '"sub_id" is not a code of six digits in 2 rows (line 4: "1001", line 5: "")' in message
    assert '"sub_id" stands twice in 2 rows (line 2: "100101", line 3: "100101")' in message


def test_no_more_than_three_values_of_a_kind_are_quoted(tmp_path: Path) -> None:
    path = written(tmp_path, "sub_id,poi", *(f"10010{i},x" for i in range(1, 6)))
    with pytest.raises(GeoError, match=r'in 5 rows \(line 2: "x", line 3: "x", line 4: "x"\)'):
        read_table(path, reading(5), ["poi"], IN_FORCE)


def test_a_missing_code_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="columns are missing: sub_id"):
        read_table(written(tmp_path, "code,poi", "100101,1"), reading(1), ["poi"], IN_FORCE)


@pytest.mark.parametrize("content", [b'a,b\n1,2\n"', "รหัส,poi\n".encode("cp874")])
def test_what_is_no_table_in_its_encoding_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(GeoError, match="is not a CSV table in utf-8-sig"):
        read_table(path, reading(1), ["poi"], IN_FORCE)


def test_an_empty_file_lacks_everything(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.touch()
    with pytest.raises(GeoError, match="0 rows where 1 belong; columns are missing: sub_id, poi"):
        read_table(path, reading(1), ["poi"], IN_FORCE)


def test_a_row_that_is_cut_short_or_too_long_is_no_row_with_missing_figures(
    tmp_path: Path,
) -> None:
    path = written(tmp_path, "sub_id,name,poi", '100101,"a', 'b",1', "100102,c", "100103,d,1,2", "")
    with pytest.raises(GeoError) as refused:
        read_table(path, reading(3), ["poi"], IN_FORCE)
    # the first row takes two lines, and there are as many as belong
    said = "used: rows without the 3 fields of the header: line 4 has 2, line 5 has 4."
    assert said in str(refused.value)


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "sub_id,poi,poi", "100101,1,2")
    with pytest.raises(GeoError, match="columns that stand twice: poi"):
        read_table(path, reading(1), ["poi"], IN_FORCE)


@pytest.mark.parametrize("word", ["NA", "-", "null"])
def test_only_an_empty_field_is_unknown(tmp_path: Path, word: str) -> None:
    path = written(tmp_path, "sub_id,poi", f"100101,{word}")
    with pytest.raises(GeoError, match=f'"poi" is not a number in 1 rows .line 2: "{word}"'):
        read_table(path, reading(1), ["poi"], IN_FORCE)


def test_former_codes_are_taken_up_to_the_number_the_catalogue_knows(tmp_path: Path) -> None:
    path = written(tmp_path, "sub_id,poi", "100101,1", "999998,2", "999999,3")
    known = reading(3).model_copy(update={"unknown_codes": 2})
    assert len(read_table(path, known, ["poi"], IN_FORCE)) == 3
    fewer = reading(3).model_copy(update={"unknown_codes": 1})
    with pytest.raises(GeoError, match=r"2 codes .* not in force, where 1 such belong: 999998, 99"):
        read_table(path, fewer, ["poi"], IN_FORCE)


def test_what_a_file_says_is_quoted_without_control_characters(tmp_path: Path) -> None:
    path = written(tmp_path, "sub_id,poi", '"\x1b[31m1","red\n\x07"')
    with pytest.raises(GeoError) as refused:
        read_table(path, reading(1), ["poi"], IN_FORCE)
    message = str(refused.value)
    assert r'"sub_id" is not a code of six digits in 1 rows (line 2: "\x1b[31m1")' in message
    assert r'"poi" is not a number in 1 rows (line 2: "red\n\x07")' in message
    assert message.isprintable()


def test_a_sum_needs_all_of_its_figures() -> None:
    table = pd.DataFrame({"a": [1.0, 2.0], "b": [10.0, np.nan]}, index=["x", "y"])
    total = measured(TableSum(kind="table_sum", columns=("a", "b")), table)
    assert total["x"] == 11
    assert np.isnan(total["y"])


def test_nothing_is_divided_by_zero() -> None:
    table = pd.DataFrame({"a": [6.0, 2.0], "b": [4.0, 0.0]}, index=["x", "y"])
    ratio = TableRatio(kind="table_ratio", numerator="a", denominator="b")
    assert columns_of(ratio) == ("a", "b")
    assert measured(ratio, table)["x"] == 1.5
    assert np.isnan(measured(ratio, table)["y"])
