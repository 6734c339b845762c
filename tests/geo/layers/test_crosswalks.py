"""A crosswalk says which units lie where; what it does not say clearly is refused."""

from pathlib import Path

import numpy as np
import pytest

from geo.errors import GeoError
from geo.layers.crosswalks import Crosswalk, read_crosswalk
from geo.official import official_areas
from tests.geo.layers.known import PEOPLE, written

HEADER = "thesaban_geocode,name_th,tambon_geocode,people"
IN_FORCE = frozenset(PEOPLE)


def read(folder: Path, *lines: str, header: str = HEADER) -> Crosswalk:
    return read_crosswalk(written(folder, header, *lines, name="crosswalk.csv"), IN_FORCE)


def test_a_unit_lies_in_several_areas_with_so_many_people_of_each(tmp_path: Path) -> None:
    crosswalk = read(tmp_path, "5498,ช่อแฮ,540101,40", "5498,ช่อแฮ,540102,60", "5499,แพร่,540103,7")
    assert crosswalk.areas == {"5498": {"540101": 40, "540102": 60}, "5499": {"540103": 7}}
    assert crosswalk.reads == ('"thesaban_geocode" lies in "tambon_geocode", weighted by "people"')


def test_units_are_known_by_code_and_by_name_in_their_province(tmp_path: Path) -> None:
    crosswalk = read(tmp_path, "5498,เทศบาลตำบลช่อแฮ,540101,40", "1050,ช่อแฮ,105002,9")
    assert crosswalk.unit_of("5498") == "5498"
    assert crosswalk.unit_of("5497") == ""
    assert crosswalk.unit_called("ช่อแฮ", "54") == "5498"
    assert crosswalk.unit_called("ช่อแฮ", "10") == "1050"
    assert crosswalk.unit_called("ช่อแฮ", "53") == ""
    assert crosswalk.unit_called("", "54") == ""


def test_of_two_units_of_one_name_none_is_the_one_meant(tmp_path: Path) -> None:
    crosswalk = read(tmp_path, "5498,ช่อแฮ,540101,40", "5499,ช่อแฮ,540102,9")
    assert crosswalk.unit_called("ช่อแฮ", "54") == ""


def test_names_of_the_areas_are_not_names_of_the_units(tmp_path: Path) -> None:
    crosswalk = read(
        tmp_path,
        "5498,ช่อแฮ,540101,ในเวียง",
        "5499,แพร่,540102,นาจักร",
        header="thesaban,thesaban_name,tambon_code,tambon_name",
    )
    assert crosswalk.unit_called("แพร่", "54") == "5499"
    assert crosswalk.unit_called("ในเวียง", "54") == ""


@pytest.mark.parametrize(
    "header",
    ["old_code,new_code", "รหัสเดิม,รหัสใหม่", "from,to", "unit,tambon", "code_2011,code_2021"],
)
def test_the_column_of_codes_in_force_is_found_whatever_it_is_called(
    tmp_path: Path, header: str
) -> None:
    crosswalk = read(tmp_path, "104701,104702", "104701,104703", "530306,530407", header=header)
    assert set(crosswalk.areas) == {"104701", "530306"}
    assert np.isnan(crosswalk.areas["530306"]["530407"])


def test_the_same_line_twice_is_one_and_different_lines_are_refused(tmp_path: Path) -> None:
    same = read(tmp_path, "5498,ช่อแฮ,540101,40", "5498,ช่อแฮ,540101,40")
    assert same.areas == {"5498": {"540101": 40}}
    with pytest.raises(GeoError, match=r"5498 and 540101 have 40 people and 41\. Keep one line"):
        read(tmp_path, "5498,ช่อแฮ,540101,40", "5498,ช่อแฮ,540101,41")
    with pytest.raises(GeoError, match="5498 and 540101 have 40 people and nan"):
        read(tmp_path, "5498,ช่อแฮ,540101,40", "5498,ช่อแฮ,540101,")


@pytest.mark.parametrize("people", ["many", "-1", "inf"])
def test_people_are_numbers_of_0_or_more(tmp_path: Path, people: str) -> None:
    with pytest.raises(GeoError, match=rf'"people" holds what is no number of people: {people}'):
        read(tmp_path, f"5498,ช่อแฮ,540101,{people}")


def test_codes_that_are_not_in_force_are_left_out_and_told(tmp_path: Path) -> None:
    lines = [f"54{n},,540101,1" for n in range(60, 80)]
    crosswalk = read(tmp_path, *lines, "5498,ช่อแฮ,999999,40", "5499,แพร่,540102,3")
    assert crosswalk.areas["5498"] == {}
    assert crosswalk.reads.endswith("left out are codes that are not in force: 999999")


def test_without_a_column_of_codes_in_force_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r"no column of tambon codes in force.*thesaban_geocode"):
        read(tmp_path, "5498,ช่อแฮ,999999,40")


def test_without_a_column_of_units_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r'no column of codes beside "tambon"'):
        read(tmp_path, "540101,40", header="tambon,people")


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="no column of tambon codes"):
        read(tmp_path)


def test_the_published_crosswalk_is_read(upstream: Path) -> None:
    path = upstream / "municipality_tambon_coverage.csv"
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    listed = {(fields[0], fields[4]) for fields in (line.split(",") for line in lines)}
    crosswalk = read_crosswalk(path, frozenset(official_areas().index))
    assert {(u, a) for u, areas in crosswalk.areas.items() for a in areas} == listed
    # บางเมือง has a municipality of its name over three tambons
    assert crosswalk.unit_called("บางเมือง", "11") == "1193"
