"""Municipalities in a table of tambons go where their people live."""

from pathlib import Path

import numpy as np
import pytest

from geo.layers.crosswalks import read_crosswalk
from geo.layers.links import Target
from geo.layers.municipal_names import municipal_name
from geo.layers.municipalities import municipality
from tests.geo.layers.known import PEOPLE, known, put, statuses, taken_for, there, written

# ป่าแมต 540110 has a municipality 5485 of its name, where 3,000 of its 4,000 people live
REFERENCE = known(
    municipal={"540110": 3000, "540102": 500, "540101": 600},
    of_municipality={("5485", "540110"): 3000, ("5498", "540101"): 600, ("5498", "540102"): 200},
)


@pytest.mark.parametrize(
    "text",
    ["เทศบาลตำบลป่าแมต", "ทต.ป่าแมต", "ทต. ป่าแมต", "เทศบาลเมืองป่าแมต", "เทศบาล ป่าแมต",
     "สำนักทะเบียนท้องถิ่นเทศบาลตำบลป่าแมต"],
)  # fmt: skip
def test_a_municipality_is_known_by_what_it_is_called(text: str) -> None:
    assert municipal_name(text) == "ป่าแมต"


def test_what_is_not_called_a_municipality_is_none() -> None:
    assert municipal_name("ป่าแมต") == ""
    assert municipal_name("Pa Maet Subdistrict Municipality") == "Pa Maet"


def test_without_a_crosswalk_it_is_put_on_the_tambon_of_its_name() -> None:
    found = municipality("540150", "เทศบาลตำบลป่าแมต", "5401", REFERENCE, None)
    assert (found.status, found.unit) == ("municipality_name", "540150")
    assert found.targets == (Target("540110", 1, 3000, 4000),)


def test_one_of_another_name_leads_nowhere_and_says_so() -> None:
    found = municipality("540151", "เทศบาลเมืองแพร่", "5401", REFERENCE, None)
    assert found.status == "unmatched"
    assert 'a municipality called "แพร่"' in found.note
    assert municipality("540152", "", "5401", REFERENCE, None).note.startswith(
        "a municipality without a name"
    )


def test_its_figure_and_that_of_the_rest_are_weighted_by_people(tmp_path: Path) -> None:
    path = written(
        tmp_path, "code,name,value", "540110,ป่าแมต,20", "540150,เทศบาลตำบลป่าแมต,8",
        "540101,ในเวียง,5", "540102,นาจักร,4",
    )  # fmt: skip
    figures = put(path, REFERENCE)
    # 3,000 people at 8 and 1,000 at 20
    assert there(figures) == {"540101": 5, "540102": 4, "540110": 11}
    assert figures.table is not None
    assert statuses(figures.table) == ["code", "municipality_name", "code", "code"]


def test_alone_it_stands_for_its_tambon_if_half_the_people_live_in_it(tmp_path: Path) -> None:
    lines = ["code,name,value", "540150,เทศบาลตำบลป่าแมต,8", "540151,เทศบาลตำบลนาจักร,9",
             "540101,ในเวียง,5", "540103,น้ำชำ,5"]  # fmt: skip
    figures = put(written(tmp_path, *lines), REFERENCE)
    # 3,000 of 4,000; 500 of 2,000
    assert there(figures) == {"540101": 5, "540103": 5, "540110": 8}
    assert figures.coverage["540110"] == 0.75
    counts = put(written(tmp_path, *lines), REFERENCE, quantity="count")
    assert there(counts) == {"540101": 5, "540103": 5}


def test_a_municipality_over_two_tambons_is_shared_out_as_count_and_repeated_as_rate(
    tmp_path: Path,
) -> None:
    lines = ["code,value", "5498,80", "540101,5", "540102,4", "540103,3"]
    pairs = written(
        tmp_path, "thesaban,tambon", "5498,540101", "5498,540102", "5485,540110", name="pairs.csv"
    )
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    path = written(tmp_path, *lines)
    count = put(path, REFERENCE, quantity="count", crosswalk=crosswalk, key=("code",))
    # 600 and 200 of its 800 people: 60 and 20, beside the tambons' own 5 and 4
    assert there(count) == {"540101": 65, "540102": 24, "540103": 3}
    rate = put(path, REFERENCE, crosswalk=crosswalk, key=("code",))
    assert there(rate) == pytest.approx(
        {
            "540101": (600 * 80 + 400 * 5) / 1000,
            "540102": (200 * 80 + 1800 * 4) / 2000,
            "540103": 3,
        }
    )
    assert rate.table is not None
    assert statuses(rate.table) == ["municipality", "code", "code", "code"]


def test_the_crosswalk_s_people_come_before_the_register_s(tmp_path: Path) -> None:
    pairs = written(
        tmp_path, "thesaban,tambon,people", "5498,540101,100", "5498,540102,300", name="pairs.csv"
    )
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    found = municipality("5498", "", "", REFERENCE, crosswalk)
    assert found.targets == (
        Target("540101", 0.25, 100, 1000),
        Target("540102", 0.75, 300, 2000),
    )


def test_a_six_digit_code_is_found_in_the_crosswalk_by_its_name(tmp_path: Path) -> None:
    pairs = written(
        tmp_path, "thesaban,name_th,tambon", "5498,ช่อแฮ,540101", "5498,ช่อแฮ,540102",
        name="pairs.csv",
    )  # fmt: skip
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    found = municipality("540155", "เทศบาลตำบลช่อแฮ", "5401", REFERENCE, crosswalk)
    assert (found.status, found.unit) == ("municipality", "5498")
    assert [t.share for t in found.targets] == [0.75, 0.25]


def test_a_unit_that_the_crosswalk_puts_nowhere_is_unmatched(tmp_path: Path) -> None:
    rows = [f"{n},540101" for n in range(5400, 5420)]
    pairs = written(tmp_path, "thesaban,tambon", *rows, "5498,999999", name="pairs.csv")
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    found = municipality("5498", "", "", REFERENCE, crosswalk)
    assert found.status == "unmatched"
    assert found.note == "the crosswalk puts it on no code in force"


def test_where_nobody_knows_its_people_rows_are_averaged_alike_and_told(tmp_path: Path) -> None:
    path = written(
        tmp_path, "code,name,value", "540110,ป่าแมต,20", "540150,เทศบาลตำบลป่าแมต,8",
        "540101,ในเวียง,5",
    )  # fmt: skip
    figures = put(path, known())
    assert there(figures) == {"540101": 5, "540110": 14}
    assert taken_for(figures, "weights") == ["all rows alike in 540110"]


def test_a_count_shared_out_without_knowing_who_lives_where_is_told(tmp_path: Path) -> None:
    pairs = written(tmp_path, "thesaban,tambon", "5498,540101", "5498,540102", name="pairs.csv")
    path = written(tmp_path, "code,value", "5498,80", "540101,5", "540102,4", "540103,3")
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    figures = put(path, known(), quantity="count", crosswalk=crosswalk, key=("code",))
    assert there(figures) == {"540101": 45, "540102": 44, "540103": 3}
    assert taken_for(figures, "shares") == ["the same for every area of 5498"]


def test_two_rows_about_one_municipality_are_two_about_the_same(tmp_path: Path) -> None:
    pairs = written(
        tmp_path, "thesaban,name_th,tambon", "5498,ช่อแฮ,540101", "5485,ป่าแมต,540110",
        name="pairs.csv",
    )  # fmt: skip
    crosswalk = read_crosswalk(pairs, frozenset(PEOPLE))
    path = written(
        tmp_path, "code,name,value", "5498,ทต.ช่อแฮ,80", "540155,ทต.ช่อแฮ,80", "540103,น้ำชำ,3"
    )
    figures = put(path, REFERENCE, crosswalk=crosswalk, key=("code",))
    assert figures.table is not None
    assert statuses(figures.table) == ["municipality", "repeated", "code"]
    assert np.isnan(figures.values["540110"])
