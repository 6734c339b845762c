"""Every row of a table becomes of something, and what it is about is found or told as not found."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.layers.crosswalks import read_crosswalk
from geo.layers.matching import Matching, taken
from geo.layers.report import WORDS
from tests.geo.layers.known import PEOPLE, known, matched, statuses, written

REFERENCE = known(PEOPLE | {"311601": 10}, municipal={"540110": 3000})
FILLED = ["540101,ในเวียง,1", "540102,นาจักร,2", "540103,น้ำชำ,3"] * 5
LAST = len(FILLED) + 1
"""Row of the line that follows these, below the header."""


def of(folder: Path, *lines: str, header: str = "code,name,value", **said: object) -> Matching:
    path = written(folder, header, *lines)
    return matched(path, REFERENCE, **said).matching


@pytest.mark.parametrize(
    ("line", "status", "unit", "note"),
    [
        ("540101,x,1", "code", "540101", ""),
        ("TH540101,x,1", "code", "540101", ""),
        ("540150,เทศบาลตำบลป่าแมต,1", "municipality_name", "540150", ""),
        ("104701,บางนา,1", "former", "104701", "104701 is now 104702, 104703"),
        ("989801,x,1", "unmatched", "989801", "no code in force, and no successor is known"),
        # 310199 was ห้วยราช, on its way to a district of its own, and may be a municipality
        ("310199,ห้วยราช,1", "former", "310199", "310199 is now 311601"),
        ("310199,,1", "ambiguous", "310199", "may be a municipality, or what is now 311601"),
        ("5401,x,1", "other_level", "5401", "a code of a district"),
        ("54,x,1", "other_level", "54", "a code of a province"),
        ("9898,x,1", "unmatched", "9898", "a code of a district"),
        ("somewhere,x,1", "unmatched", "", '"somewhere" is no code'),
        (",x,1", "unmatched", "", "no code"),
    ],
)
def test_a_code_becomes_of_what_it_is(
    tmp_path: Path, line: str, status: str, unit: str, note: str
) -> None:
    found = of(tmp_path, *FILLED, line, *FILLED, key=("code",))
    assert (found.status[LAST], found.unit[LAST], found.note[LAST]) == (status, unit, note)


@pytest.mark.parametrize(
    ("line", "status", "unit"),
    [
        ("ในเวียง,เมืองแพร่,แพร่,1", "name", "540101"),
        ("ต.นาจักร,อ.เมืองแพร่,จ.แพร่,1", "name", "540102"),
        ("Nam Cham,Mueang Phrae,Phrae,1", "name", "540103"),
        ("เทศบาลตำบลป่าแมต,เมืองแพร่,แพร่,1", "municipality_name", "5401:ป่าแมต"),
        ("ในเวียงง,เมืองแพร่,แพร่,1", "unmatched", ""),
        (",เมืองแพร่,แพร่,1", "other_level", ""),
    ],
)
def test_names_become_of_what_they_are(tmp_path: Path, line: str, status: str, unit: str) -> None:
    header = "tambon,district,province,value"
    rest = [f"{name},เมืองแพร่,แพร่,2" for name in ("ในเวียง", "น้ำชำ", "ป่าแมต")]
    found = of(tmp_path, *rest, line, header=header, key=("tambon", "district", "province"))
    assert (found.status[4], found.unit[4]) == (status, unit)


def test_a_near_name_is_told(tmp_path: Path) -> None:
    header = "tambon,district,province,value"
    rest = [f"{name},เมืองแพร่,แพร่,2" for name in ("ในเวียง", "น้ำชำ", "ป่าแมต")]
    found = of(tmp_path, *rest, "ในเวียงง,เมืองแพร่,แพร่,1", header=header)
    assert "540101 ในเวียง เมืองแพร่ แพร่" in found.note[4]


def test_a_name_that_several_areas_have_is_ambiguous_with_its_candidates(tmp_path: Path) -> None:
    header = "tambon,province,value"
    rest = [f"{name},แพร่,2" for name in ("ในเวียง", "นาจักร", "ป่าแมต")]
    # แพร่ has one in เมืองแพร่, one in ร้องกวาง and others
    found = of(tmp_path, *rest, "บ้านเวียง,แพร่,1", "ทุ่งโฮ้ง,แพร่,1", "เวียงต้า,แพร่,1",
               "หัวทุ่ง,แพร่,1", "ห้วยไร่,แพร่,1", header=header)  # fmt: skip
    for status, note in zip(found.status, found.note, strict=True):
        assert (status == "ambiguous") == note.startswith("may be ")


def test_names_below_a_filled_cell_are_filled_from_above_and_told(tmp_path: Path) -> None:
    table = matched(
        written(
            tmp_path, "tambon,district,province,value", "ในเวียง,เมืองแพร่,แพร่,1", "นาจักร,,,2",
            "น้ำชำ,,,3", "ป่าแมต,,,4",
        ),
        REFERENCE,
        key=("tambon", "district", "province"),
    )  # fmt: skip
    assert statuses(table) == ["name"] * 4
    told = [g.taken for g in table.guesses if g.what == "empty cells"]
    assert told == ['filled from above in "district"', 'filled from above in "province"']


def test_names_are_filled_from_rows_that_are_left_out_too(tmp_path: Path) -> None:
    # หัวทุ่ง lies in ลอง, whose name stands only in a row of men
    lines = ["ในเวียง,เมืองแพร่,หญิง,1", "หัวทุ่ง,ลอง,ชาย,2", "หัวทุ่ง,,หญิง,3"]
    table = matched(
        written(tmp_path, "tambon,district,sex,value", *lines),
        known(PEOPLE | {"540306": 10}),
        key=("tambon", "district"),
        where={"sex": "หญิง"},
    )
    assert statuses(table) == ["name", "filtered", "name"]
    assert table.matching.unit[3] == "540306"


def test_what_a_crosswalk_was_taken_to_say_is_told(tmp_path: Path) -> None:
    pairs = written(tmp_path, "old,new", "104701,104702", name="pairs.csv")
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    table = matched(written(tmp_path, "code,name,value", *FILLED), REFERENCE, crosswalk=crosswalk)
    assert [g.taken for g in table.guesses if g.what == "crosswalk"] == ['"old" lies in "new"']


def test_districts_and_provinces_are_matched_at_their_level(tmp_path: Path) -> None:
    lines = ["5401,1", "1047,2", "1050,3", "5304,4"]
    found = of(tmp_path, *lines, header="district_code,value", key=("district_code",))
    assert found.unit[1:].tolist() == ["5401", "1047", "1050", "5304"]
    assert found.links["unit"].tolist() == ["5401", "1047", "1050", "5304"]


# ── all rows ──────────────────────────────────────────────────────────────────────────────────────

KINDS = {
    "540101,ในเวียง,1": "code",
    "105003,x,1": "code",
    "540150,เทศบาลตำบลป่าแมต,1": "municipality_name",
    "540151,เทศบาลตำบลแพร่,1": "unmatched",
    "104701,บางนา,1": "former",
    "5401,เมืองแพร่,1": "other_level",
    "989801,x,1": "unmatched",
    "nowhere,x,1": "unmatched",
    "รวม,,9": "total",
    ",,": "empty",
}


@settings(max_examples=60, deadline=None)
@given(lines=st.lists(st.sampled_from(sorted(KINDS)), max_size=40), carry=st.booleans())
def test_every_row_becomes_of_something_and_only_those_taken_have_links(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], carry: bool
) -> None:
    folder = tmp_path_factory.mktemp("mix")
    path = written(folder, "code,name,value", *FILLED, *lines, *FILLED)
    table = matched(path, REFERENCE, carry=carry, key=("code",))
    expected = ["successor" if carry and KINDS[line] == "former" else KINDS[line] for line in lines]
    assert table.matching.status[LAST : LAST + len(lines)].tolist() == expected
    assert set(table.matching.status) <= set(WORDS)
    linked = np.unique(table.matching.links["row"])
    np.testing.assert_array_equal(linked, np.flatnonzero(taken(table.matching.status)))
    shares = table.matching.links.groupby("row")["share"].sum()
    np.testing.assert_allclose(shares, 1)


def test_candidates_are_looked_for_in_the_first_few_hundred_names_only(tmp_path: Path) -> None:
    lines = [f"ในเวยง{n},เมืองแพร่,แพร่" for n in range(310)]
    key = ("ตำบล", "อำเภอ", "จังหวัด")
    right = ["ในเวียง,เมืองแพร่,แพร่"] * 900
    found = of(tmp_path, *right, *lines, header=",".join(key), key=key)
    told = [note for note in found.note if note.startswith("near are 540101")]
    assert len(told) == 300
    assert list(found.note[-10:]) == ["no area of this name"] * 10
