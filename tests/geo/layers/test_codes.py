"""A code is a code in every disguise that tells all its digits, and nothing else is one."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import Level
from geo.layers.codes import bare_code, is_municipal, level_of, units
from geo.official import official_areas
from tests.geo.layers.disguises import CODES, parted

OFFICIAL = list(official_areas().index)


@pytest.mark.parametrize("disguise", CODES.values(), ids=list(CODES))
@given(st.sampled_from(OFFICIAL))
def test_a_disguised_code_is_the_code(disguise: Callable[[str], str], code: str) -> None:
    assert bare_code(disguise(code)) == code


@given(st.sampled_from(OFFICIAL), st.sampled_from([*CODES.values()]), st.sampled_from([4, 2]))
def test_six_digits_of_a_larger_unit_are_its_own(
    code: str, disguise: Callable[[str], str], digits: int
) -> None:
    unit = code[:digits]
    assert bare_code(disguise(unit.ljust(6, "0"))) == unit


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("54", "54"),
        ("54.0", "54"),
        ("054", "54"),
        ("TH54", "54"),
        ("๕๔", "54"),
        ("5400", "54"),
        ("540000", "54"),
        ("54000000", "54"),
        ("5.4E+01", "54"),
        ("5401", "5401"),
        ("5401.0", "5401"),
        ("05401", "5401"),
        ("TH5401", "5401"),
        ("5,401", "5401"),
        ("54-01", "5401"),
        ("54 01", "5401"),
        ("540100", "5401"),
        ("54010000", "5401"),
        ("5.401E+03", "5401"),
        ("54,010,100", "540101"),
        # ten and twenty are digits like others
        ("540110", "540110"),
        ("5.40110E+05", "540110"),
        ("901020", "901020"),
        ("9010", "9010"),
    ],
)
def test_codes_of_every_level_have_their_own_digits(cell: str, code: str) -> None:
    assert bare_code(cell) == code


@pytest.mark.parametrize(
    "cell",
    [
        "", "0", "00", "TH", "-", "รวม", "somewhere",
        # rounded to what may be any of them
        "5.4E+05", "5.40E+05", "5.4010E+05", "5.40101E+06", "5.401015E+05", "5.40E+03",
        # numbers
        "100.492", "14.50", "14,50", "54.5", "540101.5", "-540101", "540101%", "54.01",
        # of one, three, five, seven and nine digits
        "5", "540", "54010", "5401010", "540101001",
        # a village, and a row of them
        "54010103", "540101, 540102",
        "54-0101-01", "54-01.01", "1-54-01-01", "540 10 1", "540101x", "x540101", "²²",
        "2018-01-01", "01/02/2561",
    ],
)  # fmt: skip
def test_what_does_not_tell_all_digits_of_a_code_is_none(cell: str) -> None:
    assert bare_code(cell) == ""


@given(st.text())
def test_what_is_read_has_two_four_or_six_digits_and_stays_the_same(text: str) -> None:
    code = bare_code(text)
    assert code == "" or (code.isascii() and code.isdigit() and len(code) in (2, 4, 6))
    assert bare_code(code) == code


@given(st.sampled_from(OFFICIAL), st.sampled_from("?*#+:;&"))
def test_other_signs_between_the_parts_are_no_code(code: str, sign: str) -> None:
    assert bare_code(parted(code, sign)) == ""


@pytest.mark.parametrize(
    ("code", "level"),
    [("540101", "tambon"), ("5401", "district"), ("54", "province"), ("", None), ("540", None)],
)
def test_the_digits_tell_the_level(code: str, level: Level | None) -> None:
    assert level_of(code) == level


@pytest.mark.parametrize(
    ("code", "municipal"),
    [("540149", False), ("540150", True), ("540199", True), ("5450", False), ("99", False)],
)
def test_a_municipality_has_fifty_or_more_at_the_end(code: str, municipal: bool) -> None:
    assert is_municipal(code) == municipal


def test_units_of_every_level_follow_from_the_tambons() -> None:
    assert units(["540101", "540102", "540201"]) == {
        "tambon": {"540101", "540102", "540201"},
        "district": {"5401", "5402"},
        "province": {"54"},
    }
    everything = units(OFFICIAL)
    counts = {level: len(codes) for level, codes in everything.items()}
    assert counts == {"tambon": 7436, "district": 928, "province": 77}


def test_no_official_code_is_cut_to_a_larger_units() -> None:
    assert [code for code in OFFICIAL if bare_code(code) != code] == []
    districts = units(OFFICIAL)["district"]
    assert [code for code in districts if bare_code(code) != code] == []
