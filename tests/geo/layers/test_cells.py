"""Cells are read as what people mean by them, and what had to be taken for granted is told."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.layers.cells import MISSING, Decimal, Numbers, cleaned, each, numbers, year
from tests.geo.layers.disguises import TO_THAI, TO_WIDE


def read(*cells: str, decimal: Decimal | None = None, missing: tuple[str, ...] = ()) -> Numbers:
    return numbers(pd.Series(cells, dtype="str"), decimal, missing)


# ── text ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("๕๔๐๑๐๑", "540101"),
        ("５４０１０１", "540101"),
        ("Ｎａｎ（１）", "Nan(1)"),
        ("  a \t b\n\u00a0\u3000c ", "a b c"),
        ("a\tb", "a b"),
        ("two\nlines", "two lines"),
        ("thin\u2009and\u202fnarrow", "thin and narrow"),
        ("\ufeffก\u200bข\u200c\u200d\u2060ค\u00ad", "กขค"),
        ("\u202dnan\u202c\u2066\u2069", "nan"),
        ("bell\x07\x00", "bell"),
        ("นํา", "นำ"),
        # with mai tho before, between and behind
        ("น้ำ", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นํ้า", "น้ำ"),
        ("นํา้", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("เเม่", "แม่"),
        # sara u before and behind its tone mark
        ("ทุ่ง", "ทุ่ง"),
        ("ท\u0e48\u0e38ง", "ท\u0e38\u0e48ง"),
        ("", ""),
    ],
)
def test_text_comes_as_it_was_meant(typed: str, meant: str) -> None:
    assert cleaned(typed) == meant


def test_letters_of_private_use_stay_since_they_can_be_seen() -> None:
    assert cleaned("ที\uf70a") == "ที\uf70a"


ODD_LETTERS = st.text(
    st.one_of(
        st.sampled_from("กนท\u0e33\u0e32\u0e4d\u0e48\u0e49\u0e38เแ๑１Ａ \u00a0\t\n\u200b\u0301é"),
        st.characters(),
    )
)


@given(ODD_LETTERS)
def test_cleaned_text_is_clean(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once) == once
    assert once == once.strip()
    assert "  " not in once


def test_what_is_read_is_read_once_for_each_text() -> None:
    seen: list[str] = []

    def length(text: str) -> int:
        seen.append(text)
        return len(text)

    column = pd.Series(["aa", "b", "aa", "", "b"], dtype="str")
    assert each(column, length) == [2, 1, 2, 0, 1]
    assert seen == ["aa", "b", ""]


# ── numbers ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12),
        ("12.5", 12.5),
        (".5", 0.5),
        ("5.", 5),
        ("-3", -3),
        ("+3", 3),
        ("\u22123.5", -3.5),
        ("\u20133.5", -3.5),
        ("1e3", 1000),
        ("1.5E-3", 0.0015),
        ("๑๒.๕", 12.5),
        ("１２．５", 12.5),
        ("12.5%", 12.5),
        ("12.5 %", 12.5),
        ("%12.5", 12.5),
        ("๑๒.๕％", 12.5),
        ("ร้อยละ 12.5", 12.5),
        ("12.5 เปอร์เซ็นต์", 12.5),
        ("12.5 per cent", 12.5),
        ("1,234,567", 1_234_567),
        ("1,234.5", 1234.5),
        ("-1,234.5", -1234.5),
        ("1 234 567", 1_234_567),
        ("1\u00a0234.5", 1234.5),
        ("1\u202f234", 1234),
        ("1'234", 1234),
        ("1’234.5", 1234.5),
        ("1.234", 1.234),
        ("0", 0),
        ("-0", 0),
    ],
)
def test_a_number_is_read_in_every_style(cell: str, number: float) -> None:
    found = read(cell)
    assert found.values.tolist() == [number]
    assert not found.odd.any()


@pytest.mark.parametrize(
    "cell",
    [
        "many", "12.5.3", "1,23", "1,2345", "12,34,567", "--5", "+-5", "5-", "(5)", "12 5", "1e",
        "%", "ร้อยละ", "12 baht", "#DIV/0!", "TRUE", "2024-01-01", "½", "٣",
    ],
)  # fmt: skip
def test_what_is_no_number_is_told(cell: str) -> None:
    found = read(cell, "1.5", decimal="point")
    assert found.odd.tolist() == [True, False]
    assert np.isnan(found.values[0])


@pytest.mark.parametrize("mark", [*sorted(MISSING), "N/A", "NaN", " - ", "\u200b-", "NULL"])
def test_a_mark_for_what_is_not_known_is_no_figure_and_counted(mark: str) -> None:
    found = read(mark, "5", mark)
    assert np.isnan(found.values).tolist() == [True, False, True]
    assert not found.odd.any()
    assert found.marks == {cleaned(mark): 2}


def test_empty_cells_are_no_figures_and_no_marks() -> None:
    found = read("", " \u00a0", "5")
    assert np.isnan(found.values).tolist() == [True, True, False]
    assert found.marks == {}
    assert not found.odd.any()


def test_a_mark_of_the_users_own_may_look_like_a_number() -> None:
    found = read("๙๙", "99", "-9,9", "1.5", missing=("99", "-9,9"))
    assert found.values.tolist()[3] == 1.5
    assert np.isnan(found.values[:3]).all()
    assert found.marks == {"99": 2, "-9,9": 1}
    # and says nothing about the decimal sign
    assert found.both is None
    assert found.decimal == "point"


@pytest.mark.parametrize("cell", ["inf", "-inf", "Infinity", "∞", "1e999", "-1e999"])
def test_what_is_infinite_is_told(cell: str) -> None:
    found = read(cell, "1")
    assert found.infinite.tolist() == [True, False]
    assert np.isnan(found.values[0])
    assert not found.odd.any()


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (("12,5", "7"), (12.5, 7)),
        (("1.234,5", "1.234"), (1234.5, 1234)),
        (("1.234.567", "1,234"), (1_234_567, 1.234)),
        (("0,125", "1,234"), (0.125, 1.234)),
        (("1 234,5", "3"), (1234.5, 3)),
        (("12,5%", "๗,๕"), (12.5, 7.5)),
    ],
)
def test_a_decimal_comma_follows_from_the_cells(
    cells: tuple[str, ...], values: tuple[float, ...]
) -> None:
    found = read(*cells)
    assert found.decimal == "comma"
    assert found.values.tolist() == list(values)
    assert not found.open
    assert found.both is None


@pytest.mark.parametrize("cells", [("1,234",), ("1,234", "12"), ("1,234", "12.345")])
def test_a_thousand_alone_is_a_thousand_and_told_as_open(cells: tuple[str, ...]) -> None:
    found = read(*cells)
    assert found.values[0] == 1234
    assert found.open


@pytest.mark.parametrize("cells", [("1,234", "1.5"), ("1,234", "1,234,567")])
def test_a_thousand_beside_what_speaks_for_a_point_is_not_open(cells: tuple[str, ...]) -> None:
    found = read(*cells)
    assert found.values[0] == 1234
    assert not found.open


def test_what_is_given_is_not_open() -> None:
    assert read("1,234", decimal="comma").values.tolist() == [1.234]
    assert not read("1,234", decimal="comma").open
    assert read("1.234", decimal="comma").values.tolist() == [1234]


def test_both_decimal_signs_are_a_conflict_with_a_row_for_each() -> None:
    found = read("7", "12,5", "many", "12.5", "7,25", "3.5")
    assert found.both == (3, 1)
    # of the two neither is known to be wrong, but this is
    assert found.odd.tolist() == [False, False, True, False, False, False]
    assert read("12,5", "12.5", decimal="point").both is None
    assert read("12,5", "12.5", decimal="point").odd.tolist() == [True, False]


def test_what_was_overlooked_in_the_cells_is_counted() -> None:
    found = read("12.5%", "๑๒.๕", "1,234.5", "12.5%", "3", "")
    assert (found.percent, found.thai_digits, found.grouped) == (2, 1, 1)


def test_no_cells_are_no_numbers() -> None:
    found = read()
    assert found.values.shape == (0,)
    assert found.both is None


FLOATS = st.floats(allow_nan=False, allow_infinity=False, width=64)
CENTS = st.integers(-(10**12), 10**12)


@given(st.lists(FLOATS))
def test_floats_as_python_writes_them_come_back_exactly(figures: list[float]) -> None:
    found = read(*map(repr, figures), decimal="point")
    assert found.values.tolist() == figures


def grouped(cents: int, thousands: str, decimal: str, digits: int = 2) -> str:
    return f"{cents / 100:,.{digits}f}".translate({ord(","): thousands, ord("."): decimal})


@pytest.mark.parametrize("thousands", ["", ",", " ", "\u00a0", "'", "’"])
@pytest.mark.parametrize("dress", [str, lambda text: text.translate(TO_THAI), "{}%".format])
@given(st.lists(CENTS, min_size=1))
def test_numbers_with_a_decimal_point_come_back(
    thousands: str, dress: object, cents: list[int]
) -> None:
    assert callable(dress)
    found = read(*(dress(grouped(n, thousands, ".")) for n in cents))
    assert found.values.tolist() == [n / 100 for n in cents]


@pytest.mark.parametrize("thousands", ["", ".", " ", "\u00a0", "'"])
@pytest.mark.parametrize("dress", [str, lambda text: text.translate(TO_WIDE), "ร้อยละ {}".format])
@given(st.lists(CENTS, min_size=1))
def test_numbers_with_a_decimal_comma_come_back(
    thousands: str, dress: object, cents: list[int]
) -> None:
    assert callable(dress)
    found = read(*(dress(grouped(n, thousands, ",")) for n in cents))
    assert found.decimal == "comma"
    assert found.values.tolist() == [n / 100 for n in cents]


@given(st.lists(st.text(st.sampled_from("0123456789.,-+%eE '๑∞infna")), max_size=8))
def test_every_cell_is_a_number_or_infinite_or_odd_or_says_nothing(cells: list[str]) -> None:
    found = read(*cells)
    said = [bool(cleaned(text)) and cleaned(text).lower() not in MISSING for text in cells]
    known = ~np.isnan(found.values)
    if found.both is None:
        assert (known | found.infinite | found.odd).tolist() == said
    assert not (known & found.odd).any()
    assert all(math.isfinite(value) for value in found.values[known])


# ── years ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2018", (2018, False)),
        ("2561", (2018, True)),
        ("๒๕๖๑", (2018, True)),
        ("2561.0", (2018, True)),
        ("พ.ศ. 2561", (2018, True)),
        ("พ.ศ.๒๕๖๑", (2018, True)),
        ("พศ 2561", (2018, True)),
        ("ปี 2561", (2018, True)),
        ("ปี พ.ศ. 2561", (2018, True)),
        ("ปีงบประมาณ พ.ศ. 2561", (2018, True)),
        ("ค.ศ. 2018", (2018, False)),
        ("year 2018", (2018, False)),
        ("B.E. 2561", (2018, True)),
        ("AD 2018", (2018, False)),
        ("1900", (1900, False)),
        ("1899", None),
        ("2100", (2100, False)),
        ("2101", None),
        ("2442", None),
        ("2443", (1900, True)),
        ("2643", (2100, True)),
        ("2644", None),
        ("18", None),
        ("2561/2562", None),
        ("2018-01-01", None),
        ("1,018", None),
        ("", None),
    ],
)
def test_a_year_is_read_in_both_eras(cell: str, found: tuple[int, bool] | None) -> None:
    assert year(cell) == found


@given(st.integers(1900, 2100), st.sampled_from(["{}", "พ.ศ. {}", "ปี {}", " {}\u200b", "{}.0"]))
def test_a_year_comes_back_from_both_eras(common: int, form: str) -> None:
    assert year(form.format(common)) == (common, False)
    assert year(form.format(common + 543)) == (common, True)
    assert year(form.format(common + 543).translate(TO_THAI)) == (common, True)
