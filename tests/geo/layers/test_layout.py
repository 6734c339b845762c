"""Header, figures, totals, titles and notes of a table are told apart, and every guess is said."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import GeoError
from geo.layers.grid import Grid, Guess
from geo.layers.keys import Key
from geo.layers.layout import Layout, laid_out
from geo.official import official_areas
from tests.geo.layers.disguises import grid

OFFICIAL = official_areas()
PHRAE = OFFICIAL[OFFICIAL["province_code"] == "54"]
PROVINCES = OFFICIAL.drop_duplicates("province_code")
ROWS = [[code, name, "12.5"] for code, name in PHRAE["name_th"].items()]
SHORT = ROWS[:3]


def kinds(*rows: list[str], **said: Any) -> list[str]:
    return list(laid(*rows, **said).kinds)


def laid(*rows: list[str], **said: Any) -> Layout:
    return laid_out(grid(*rows), **said)


def guessed(layout: Layout) -> dict[str, str]:
    return {guess.what: guess.taken for guess in layout.guesses}


# ── what stands above ─────────────────────────────────────────────────────────────────────────────


def test_a_plain_table_is_a_header_and_figures() -> None:
    layout = laid(["รหัส", "ตำบล", "อัตรา"], *SHORT)
    assert list(layout.kinds) == ["header", "data", "data", "data"]
    assert layout.data.tolist() == [False, True, True, True]
    assert layout.names == ("รหัส", "ตำบล", "อัตรา")
    assert layout.key == Key("code", (0,), "tambon")
    assert guessed(layout) == {"header": "line 1", "key": "รหัส (code)", "level": "tambon"}


def test_a_table_without_a_header_has_numbered_columns() -> None:
    layout = laid(*SHORT)
    assert list(layout.kinds) == ["data"] * 3
    assert layout.names == ("column 1", "column 2", "column 3")
    assert guessed(layout)["header"] == "none"


def test_titles_stand_above_the_header_with_or_without_an_empty_row_between() -> None:
    header = ["รหัส", "ตำบล", "อัตรา"]
    title = ["ตารางที่ 1 ร้อยละของคนจน"]
    assert kinds(title, header, *SHORT)[:2] == ["title", "header"]
    assert kinds(title, [""], header, *SHORT)[:3] == ["title", "empty", "header"]
    assert kinds(title, ["ปี 2561"], [""], header, *SHORT)[:4] == [
        "title",
        "title",
        "empty",
        "header",
    ]
    assert kinds(["จัดทำโดย", "ผู้ทดสอบ"], [""], header, *SHORT)[:3] == ["title", "empty", "header"]
    # as a merged cell comes in
    assert kinds(title * 3, header, *SHORT)[:2] == ["title", "header"]
    assert kinds(["ตารางที่ 1", "ร้อยละของคนจน"], header, *SHORT)[:2] == ["title", "header"]


def test_a_title_that_names_an_area_is_no_row_about_it() -> None:
    rows = [["แพร่", "12.5"], ["น่าน", "7"], ["ลำปาง", "8"]]
    layout = laid(["จังหวัดแพร่ น่าน"], ["จังหวัดแพร่"], ["จังหวัด", "อัตรา"], *rows)
    assert list(layout.kinds) == ["title", "title", "header", "data", "data", "data"]
    merged = laid(["จังหวัดแพร่", "จังหวัดแพร่"], ["จังหวัด", "อัตรา"], *rows)
    assert list(merged.kinds) == ["title", "header", "data", "data", "data"]


def test_a_first_row_without_a_figure_is_a_row_all_the_same() -> None:
    rows = [["แพร่", ""], ["น่าน", "7"], ["ลำปาง", "8"]]
    assert kinds(["จังหวัด", "อัตรา"], *rows) == ["header", "data", "data", "data"]
    assert kinds(["รหัส", "อัตรา"], ["540101", ""], ["540102", "7"]) == ["header", "data", "data"]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        # merged cells as a text file has them, in two rows
        (
            [["รหัส", "ตำบล", "คนจน", ""], ["", "", "จำนวน", "ร้อยละ"]],
            ("รหัส", "ตำบล", "คนจน จำนวน", "คนจน ร้อยละ"),
        ),
        # and as a workbook has them
        (
            [["รหัส", "ตำบล", "คนจน", "คนจน"], ["รหัส", "ตำบล", "จำนวน", "ร้อยละ"]],
            ("รหัส", "ตำบล", "คนจน จำนวน", "คนจน ร้อยละ"),
        ),
        # in three rows
        (
            [["รหัส", "ตำบล", "2561", ""], ["", "", "คนจน", ""], ["", "", "ชาย", "หญิง"]],
            ("รหัส", "ตำบล", "2561 คนจน ชาย", "2561 คนจน หญิง"),
        ),
        # one heading over some of the columns
        (
            [["", "", "ร้อยละ", ""], ["รหัส", "ตำบล", "ชาย", "หญิง"]],
            ("รหัส", "ตำบล", "ร้อยละ ชาย", "ร้อยละ หญิง"),
        ),
        # รวม is a column and no total
        (
            [["รหัส", "ตำบล", "คนจน", ""], ["", "", "รวม", "หญิง"]],
            ("รหัส", "ตำบล", "คนจน รวม", "คนจน หญิง"),
        ),
        (
            [["รหัส", "ตำบล", "รวม", ""], ["", "", "2561", "2562"]],
            ("รหัส", "ตำบล", "รวม 2561", "รวม 2562"),
        ),
        # units below the headings
        (
            [["รหัส", "ตำบล", "คนจน", "รายได้"], ["", "", "(ร้อยละ)", "(บาท)"]],
            ("รหัส", "ตำบล", "คนจน (ร้อยละ)", "รายได้ (บาท)"),
        ),
        ([["รหัส", "ตำบล", "", ""]], ("รหัส", "ตำบล", "column 3", "column 4")),
        ([["a", "a", "a (2)", "a"]], ("a", "a (2)", "a (2) (2)", "a (3)")),
        ([["a (2)", "a", "a", "a"]], ("a (2)", "a", "a (3)", "a (4)")),
    ],
)
def test_header_rows_are_joined_from_top_to_bottom(
    rows: list[list[str]], names: tuple[str, ...]
) -> None:
    data = [[code, name, "12.5", "7.5"] for code, name, _ in SHORT]
    layout = laid(["ตารางที่ 1"], *rows, *data)
    assert layout.names == names
    assert list(layout.kinds) == ["title", *["header"] * len(rows), "data", "data", "data"]


def test_a_unit_for_the_whole_table_is_no_heading() -> None:
    layout = laid(["", "", "(หน่วย: ร้อยละ)"], ["รหัส", "ตำบล", "อัตรา"], *SHORT)
    assert layout.names == ("รหัส", "ตำบล", "อัตรา")


def test_numbers_of_columns_below_the_header_belong_to_no_area() -> None:
    layout = laid(["รหัส", "ตำบล", "อัตรา"], ["(1)", "(2)", "(3)"], *SHORT)
    assert list(layout.kinds) == ["header", "title", "data", "data", "data"]
    assert layout.names == ("รหัส", "ตำบล", "อัตรา")


def test_more_than_four_header_rows_are_titles() -> None:
    rows = [[f"{n} a", f"{n} b", f"{n} c"] for n in ("one", "two", "three", "four", "five", "six")]
    assert kinds(*rows, *SHORT)[:6] == ["title"] * 2 + ["header"] * 4


# ── totals and notes ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "total",
    [
        ["รวม", "", "12.3"], ["", "รวม", "12.3"], ["รวมทั้งหมด", "", "12.3"], ["ยอดรวม", "", "12.3"],
        ["", "รวมทั้งประเทศ", "12.3"], ["ทั่วประเทศ", "", "12.3"], ["00", "ทั้งประเทศ", "12.3"],
        ["Total", "", "12.3"], ["", "Grand total", "12.3"], ["Subtotal", "", "12.3"],
        ["TH", "Thailand", "12.3"], ["", "Whole Kingdom", "1,234.5"],
    ],
)  # fmt: skip
def test_totals_are_told_above_below_and_in_the_midst(total: list[str]) -> None:
    layout = laid(["รหัส", "ตำบล", "อัตรา"], total, *SHORT, total, *ROWS[3:6], total)
    expected = ["header", "total", *["data"] * 3, "total", *["data"] * 3, "total"]
    assert list(layout.kinds) == expected
    assert layout.names == ("รหัส", "ตำบล", "อัตรา")
    assert guessed(layout)["total rows"] == "lines 2, 6, 10"


def test_a_tambon_whose_name_begins_like_a_total_is_none() -> None:
    rows = [[code, "รวมไทยพัฒนา", "12.5"] for code in ("630605", "540101", "540102")]
    assert kinds(["รหัส", "ตำบล", "อัตรา"], *rows) == ["header", "data", "data", "data"]
    by_name = [["รวมไทยพัฒนา", "พบพระ", "ตาก", "1"], ["ในเวียง", "เมืองแพร่", "แพร่", "2"]]
    assert kinds(["ตำบล", "อำเภอ", "จังหวัด", "v"], *by_name) == ["header", "data", "data"]


@pytest.mark.parametrize(
    "note",
    [
        ["หมายเหตุ: ตัวเลขเบื้องต้น"], ["หมายเหตุ", "ตัวเลขเบื้องต้น"], ["ที่มา: ผู้ทดสอบ, 2561"],
        ["Source: The tests, a survey, 2018"], ["Note", "preliminary"], ["* preliminary", "x"],
        ["(หมายเหตุ) ข้อมูลบางส่วน"], ["ข้อมูล ณ วันที่ 1 มกราคม 2561"], ["พิมพ์เมื่อ 1 ม.ค. 2561"],
    ],
)  # fmt: skip
def test_notes_below_are_no_figures(note: list[str]) -> None:
    layout = laid(["รหัส", "ตำบล", "อัตรา"], *SHORT, [""], note)
    assert list(layout.kinds)[-2:] == ["empty", "note"]
    assert guessed(layout)["note rows"] == "lines 6"


def test_a_note_in_two_columns_that_nobody_calls_one_stays_a_row_to_be_reported() -> None:
    layout = laid(["รหัส", "ตำบล", "อัตรา"], *SHORT, ["จัดทำโดย", "ผู้ทดสอบ"])
    assert layout.kinds[-1] == "data"


def test_a_row_whose_code_nobody_knows_stays_a_row() -> None:
    rows = [["?", "ในเวียง", "1"], *SHORT, ["", "นาจักร", "2"], ["540101x", "น้ำชำ", "3"]]
    assert kinds(["รหัส", "ตำบล", "อัตรา"], *rows) == ["header", *["data"] * 6]


def test_a_misspelt_first_name_is_no_header() -> None:
    names = [["ในเวียงง", "เมืองแพร่", "แพร่", "1"], ["นาจักร", "เมืองแพร่", "แพร่", "2"],
             ["น้ำชำ", "เมืองแพร่", "แพร่", "3"]]  # fmt: skip
    layout = laid(["ตำบล", "อำเภอ", "จังหวัด", "v"], *names)
    assert list(layout.kinds) == ["header", "data", "data", "data"]
    assert layout.names == ("ตำบล", "อำเภอ", "จังหวัด", "v")


def test_rows_of_districts_and_provinces_among_tambons_are_rows() -> None:
    rows = [["54", "แพร่", "9"], ["5401", "เมืองแพร่", "8"], *ROWS, ["540200", "ร้องกวาง", "7"]]
    layout = laid(["รหัส", "ชื่อ", "อัตรา"], *rows)
    assert list(layout.kinds) == ["header", *["data"] * len(rows)]
    assert layout.key.level == "tambon"


@pytest.mark.parametrize("column", ["province_th", "province_en", "province_code"])
def test_a_table_of_all_provinces_has_seventy_seven_rows(column: str) -> None:
    rows = [[name, str(n)] for n, name in enumerate(PROVINCES[column])]
    layout = laid(["ตารางที่ 2"], ["จังหวัด", "v"], ["ทั่วประเทศ", "38"], *rows, ["ที่มา: ผู้ทดสอบ"])
    assert layout.key.level == "province"
    assert layout.data.sum() == 77
    assert list(layout.kinds)[:3] == ["title", "header", "total"]


# ── what a person says ────────────────────────────────────────────────────────────────────────────


def test_a_header_line_that_is_said_is_no_guess_and_what_stands_above_is_a_title_or_header() -> (
    None
):
    rows = [["ตารางที่ 1"], ["", "", "ร้อยละ"], ["รหัส", "ตำบล", "คนจน"], *SHORT]
    layout = laid(*rows, header=3)
    assert layout.names[2] == "ร้อยละ คนจน"
    assert "header" not in guessed(layout)
    # a row below the line said is a row of the table, whatever it looks like
    assert kinds(*rows, header=2)[:3] == ["title", "header", "data"]
    assert kinds(*SHORT, header=0) == ["data"] * 3
    assert kinds(*SHORT, header=1) == ["header", "data", "data"]


@pytest.mark.parametrize("line", [-1, 5, 99])
def test_a_header_line_that_is_not_there_is_refused(line: int) -> None:
    with pytest.raises(GeoError, match=rf"nothing in line {line}.* lines 1 to 4"):
        laid(["รหัส", "ตำบล", "อัตรา"], *SHORT, header=line)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("a", 0), ("A", 0), (" ก\u200b ", 1), ("column 3", 2), ("ข หนึ่ง", 3), ("ข สอง", 4),
        ("สอง", 4), ("a (2)", 5),
    ],
)  # fmt: skip
def test_a_key_is_named_as_the_columns_are_called(name: str, column: int) -> None:
    codes = [[code] * 6 for code in PHRAE.index]
    rows = [["a", "ก", "", "ข", "", "a"], ["a", "", "", "หนึ่ง", "สอง", "a"]]
    assert laid(*rows, *codes, key=(name,)).key == Key("code", (column,), "tambon")


def test_a_key_that_is_said_is_no_guess() -> None:
    layout = laid(["รหัส", "ตำบล", "อัตรา"], *SHORT, key=("รหัส",), level="tambon")
    assert set(guessed(layout)) == {"header"}


def test_a_key_that_is_not_there_is_refused_with_what_is() -> None:
    with pytest.raises(GeoError, match=r'no column "x" for --key.* รหัส, ตำบล, อัตรา'):
        laid(["รหัส", "ตำบล", "อัตรา"], *SHORT, key=("x",))


def test_a_level_that_is_said_chooses_among_the_keys() -> None:
    rows = [[a.Index, a.district_code, a.province_th, "1"] for a in PHRAE.itertuples()]
    header = ["tambon code", "district code", "จังหวัด", "v"]
    assert laid(header, *rows).key == Key("code", (0,), "tambon")
    assert laid(header, *rows, level="district").key == Key("code", (1,), "district")
    assert laid(header, *rows, level="province").key == Key("names", (-1, -1, 2), "province")
    with pytest.raises(GeoError, match="No column says which district a row is about"):
        laid(["code", "v"], *[[code, "1"] for code in PHRAE.index], level="district")


def test_a_column_is_found_by_its_name_and_a_near_one_is_suggested() -> None:
    layout = laid(["รหัส", "Rate", "rate", "คนจน"], *[[code, "1", "2", "3"] for code in PHRAE.index])
    assert layout.column("rate", "--column") == 2
    assert layout.column("Rate", "--column") == 1
    assert layout.column(" คนจน\u200b", "--column") == 3
    with pytest.raises(GeoError, match=r'no column "RATE" for --se.* The columns are: รหัส, Rate'):
        layout.column("RATE", "--se")
    with pytest.raises(GeoError, match=r'Is "คนจน" meant\?'):
        layout.column("คนจนน", "--column")


# ── formats with names and shapes of their own ────────────────────────────────────────────────────


def test_a_format_with_names_has_no_header_rows() -> None:
    table = grid(*SHORT, names=["code", "name", "rate"])
    layout = laid_out(table)
    assert list(layout.kinds) == ["data"] * 3
    assert layout.names == ("code", "name", "rate")
    assert "header" not in guessed(layout)


def test_shapes_speak_for_every_row() -> None:
    shapes = gpd.GeoSeries(shapely.points([[100, 14], [101, 14]]), crs=4326)
    layout = laid_out(replace(grid(["school"], ["college"], names=["v"]), shapes=shapes))
    assert list(layout.kinds) == ["data", "data"]
    assert guessed(layout)["key"] == "the shapes (shapes)"


def test_rows_without_coordinates_are_rows_and_their_notes_are_notes() -> None:
    rows = [["a", "100.5", "14.5"], ["b", "", ""], ["c", "99.5", "18"], ["ที่มา: ผู้ทดสอบ"]]
    assert kinds(["name", "lon", "lat"], *rows) == ["header", "data", "data", "data", "note"]


def test_what_the_reader_guessed_is_told_first() -> None:
    guess = Guess("encoding", "cp874", "Thai letters", "--encoding")
    table = replace(grid(["รหัส", "ตำบล", "อัตรา"], *SHORT), guesses=(guess,))
    assert laid_out(table).guesses[0] == guess


# ── what is no table ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", [grid(), grid(names=["code", "rate"]), grid([])])
def test_a_table_without_rows_is_refused(table: Grid) -> None:
    with pytest.raises(GeoError, match="has no rows"):
        laid_out(table)


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([["รหัส", "อัตรา"]], "รหัส, อัตรา"),
        ([["", ""], ["1", "2"]], "empty"),
        ([["a", "b"], ["x", "1.5"], ["y", "2.5"]], "a, b"),
    ],
)
def test_a_table_that_names_no_area_is_refused_with_its_first_row(
    rows: list[list[str]], first: str
) -> None:
    with pytest.raises(GeoError, match=rf"which area a row is about.* --key.* is: {first}\.$"):
        laid(*rows)


CELLS = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["", "", "540101", "5401", "54", "ในเวียง", "เมืองแพร่", "แพร่", "12.5", "1,234", "2561",
         "รวม", "หมายเหตุ", "lon", "lat", "100.5", "รหัส", "ตำบล", "-", "TH540102",
         "ต.ในเวียง อ.เมืองแพร่ จ.แพร่", "%", "inf", "ปี"]
    ),
)  # fmt: skip
ROWS_OF_CELLS = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12)
)


@settings(max_examples=300)
@given(
    ROWS_OF_CELLS,
    st.sampled_from([None, 0, 1, 3]),
    st.sampled_from([None, "tambon", "district", "province"]),
    st.booleans(),
)
def test_any_cells_are_laid_out_or_refused(
    rows: list[list[str]], header: int | None, level: str | None, places: bool
) -> None:
    try:
        layout = laid(*rows, header=header, level=level, places=places)
    except GeoError:
        return
    count = len(layout.grid.cells.columns)
    assert len(layout.kinds) == len(rows)
    assert len(set(layout.names)) == len(layout.names) == count
    assert set(layout.kinds) <= {"title", "header", "data", "total", "note", "empty"}
    assert level in (None, layout.key.level)
    assert all(-1 <= c < count for c in layout.key.columns)


@given(ROWS_OF_CELLS, CELLS)
def test_any_key_that_is_said_is_taken_or_refused(rows: list[list[str]], name: str) -> None:
    try:
        layout = laid(*rows, key=(name,))
    except GeoError:
        return
    assert layout.key.kind in ("code", "address", "names")
