"""A name that stands beside a code is its area's, or it is told."""

from pathlib import Path

import numpy as np
import pytest

from geo.areas import read_areas
from geo.errors import GeoError
from geo.layers.contradictions import name_column
from geo.layers.matching import Matching
from geo.layers.reference import reference
from geo.official import official_areas
from geo.paths import starter_areas
from tests.geo.layers.known import (
    known,
    matched,
    put,
    refused,
    written,
)

REFERENCE = known()


def of(folder: Path, *lines: str, header: str = "code,name,value", **said: object) -> Matching:
    return matched(written(folder, header, *lines), REFERENCE, **said).matching


def test_names_beside_other_codes_contradict_them(tmp_path: Path) -> None:
    found = of(tmp_path, "540101,นาจักร,1", "540102,ในเวียง,2", "540103,น้ำชำ,3", "540110,ป่าแมต,4")
    assert found.contradictions == (
        'line 2: 540101 is ในเวียง เมืองแพร่ แพร่, the table says "นาจักร"',
        'line 3: 540102 is นาจักร เมืองแพร่ แพร่, the table says "ในเวียง"',
    )


def test_a_column_of_districts_contradicts_nothing(tmp_path: Path) -> None:
    # บางบ่อ is also one of its tambons
    codes = [f"11020{n}" for n in range(1, 9)]
    path = written(tmp_path, "code,district,value", *(f"{code},บางบ่อ,1" for code in codes))
    table = matched(path, known(dict.fromkeys(codes, 10)))
    assert name_column(table.layout) == 1
    assert table.matching.contradictions == ()


def test_english_names_and_names_cut_off_agree(tmp_path: Path) -> None:
    lines = ["540101,Nai Wiang,1", "540102,Na Chak,2", "540103,Nam Cha,3", "540110,T.Pa Maet,4"]
    assert of(tmp_path, *lines).contradictions == ()


def named(folder: Path, wrong: int) -> Path:
    """Forty rows with names, so many of which are those of another area."""
    right = ["540101,ในเวียง", "540102,นาจักร", "540103,น้ำชำ", "540110,ป่าแมต"]
    lines = [f"{right[n % 4]},{n % 4}" for n in range(40 - wrong)]
    return written(folder, "code,name,value", *lines, *["540101,นาจักร,0"] * wrong)


def test_names_of_other_areas_are_told_up_to_one_in_twenty(tmp_path: Path) -> None:
    figures = put(named(tmp_path, 2), REFERENCE)
    assert figures.table is not None
    assert len(figures.table.matching.contradictions) == 2


def test_more_names_of_other_areas_are_a_column_that_slipped(tmp_path: Path) -> None:
    message = refused(named(tmp_path, 3))
    assert (
        "3 of 40 rows name another area than the one they are put on, as if a column had slipped"
        in message
    )
    assert "line 39" in message


@pytest.mark.parametrize("level", ["district", "province"])
def test_names_that_slipped_beside_codes_of_districts_and_provinces_are_refused(
    tmp_path: Path, level: str
) -> None:
    units = official_areas().drop_duplicates(f"{level}_code")
    names = np.roll(units[f"{level}_th"].to_numpy(object), 1)
    lines = [f"{code},{name},1" for code, name in zip(units[f"{level}_code"], names, strict=True)]
    path = written(tmp_path, "code,name,value", *lines)
    with pytest.raises(GeoError, match="rows name another area than the one they are put on"):
        put(path, reference(read_areas(starter_areas())))


def test_a_district_that_few_rows_agree_with_is_no_reason_to_leave_it_out(tmp_path: Path) -> None:
    areas = official_areas()
    lines = [
        f"{area.name_th},{'เบตง' if n < 1400 else area.district_th},{area.province_th},1"
        for n, area in enumerate(areas.itertuples())
    ]
    path = written(tmp_path, "ตำบล,อำเภอ,จังหวัด,value", *lines)
    with pytest.raises(GeoError, match="rows name another area than the one they are put on"):
        put(path, reference(read_areas(starter_areas())))
