"""The register says who lives where, and since when."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.catalog import Reading, catalog
from geo.errors import GeoError
from geo.official import official_areas
from geo.registers import (
    municipal_people,
    municipal_share,
    population_change,
    read_register,
)

HEAD = '<entity type="Country" geocode="0" xmlns="http://hoerstemeier.com/tambon/">'
TAMBON = """
<entity type="Amphoe" geocode="1203"><population>
  <data type="total" total="999" households="99"/></population>
<entity type="Tambon" geocode="120305"><population>
  <data type="nonmunicipal" total="60" households="20"/>
  <data type="municipal" total="30" households="9" geocode="1234"/>
  <data type="municipal" total="10" households="1" geocode="1235"/>
  <data type="total" total="100" households="30"/></population></entity></entity>
"""
IN_FORCE = ["100101", "100102", "120305"]
EMPTY = """
<entity type="Tambon" geocode="570117"><population>
  <data type="nonmunicipal" households="1"/></population></entity>
"""
KHWAENG = """
<entity type="Khwaeng" geocode="100101"><population>
  <data type="total" total="3230" households="1207"/></population></entity>
"""


def khwaeng(figures: str) -> str:
    population = f"<population>{figures}</population>"
    return f'<entity type="Khwaeng" geocode="100101">{population}</entity>'


def written(folder: Path, *entities: str, head: str = HEAD) -> Path:
    path = folder / "register.xml"
    path.write_text(head + "".join(entities) + "</entity>", encoding="utf-8")
    return path


def test_people_of_several_municipalities_are_added_up(tmp_path: Path) -> None:
    register = read_register(written(tmp_path, TAMBON, KHWAENG), Reading(rows=2), IN_FORCE)
    assert list(register.index) == ["100101", "120305"]
    assert (register.dtypes == "int64").all()
    assert register.loc["120305"].to_dict() == {"people": 100, "households": 30, "municipal": 40}
    assert register.loc["100101"].to_dict() == {"people": 3230, "households": 1207, "municipal": 0}


@pytest.mark.parametrize(
    "figures",
    [
        "",
        '<data type="nonmunicipal" total="60" households="20"/>',
        '<data type="total" households="20"/>',
        '<data type="total" total="60"/>',
    ],
)
def test_a_tambon_in_force_needs_a_number_of_people_and_houses(
    tmp_path: Path, figures: str
) -> None:
    path = written(tmp_path, TAMBON, khwaeng(figures))
    with pytest.raises(GeoError, match="no number of people or houses for 100101"):
        read_register(path, Reading(rows=2), IN_FORCE)


def test_nobody_is_a_number_of_people(tmp_path: Path) -> None:
    path = written(tmp_path, khwaeng('<data type="total" total="0" households="0"/>'))
    assert read_register(path, Reading(rows=1), IN_FORCE)["people"].tolist() == [0]


def test_a_municipal_part_without_people_counts_none(tmp_path: Path) -> None:
    part = '<data type="municipal" households="1"/><data type="total" total="9" households="5"/>'
    register = read_register(written(tmp_path, khwaeng(part)), Reading(rows=1), IN_FORCE)
    assert register["municipal"].tolist() == [0]


def test_two_totals_are_none(tmp_path: Path) -> None:
    total = '<data type="total" total="9" households="5"/>'
    with pytest.raises(GeoError, match="100101: more than one total"):
        read_register(written(tmp_path, khwaeng(total + total)), Reading(rows=1), IN_FORCE)


def test_a_former_tambon_without_figures_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, TAMBON, EMPTY)
    register = read_register(path, Reading(rows=2, unknown_codes=1), IN_FORCE)
    assert list(register.index) == ["120305"]


def test_more_former_codes_than_the_catalogue_knows_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, TAMBON, EMPTY, KHWAENG)
    with pytest.raises(GeoError, match="2 codes that are not in force, where 1 such belong: 12"):
        read_register(path, Reading(rows=3, unknown_codes=1), ["100101"])


def test_a_file_far_too_large_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path, KHWAENG)
    with path.open("r+b") as file:
        # takes no room on the disk: what lies between is not written
        file.truncate(2**28 + 1)
    with pytest.raises(GeoError, match="too large for a register"):
        read_register(path, Reading(rows=1), IN_FORCE)


def test_what_a_file_says_is_quoted_without_control_characters(tmp_path: Path) -> None:
    bad = KHWAENG.replace("3230", "&#10;\u202e" + "many" * 999).replace("100101", "1&#9;0")
    with pytest.raises(GeoError) as refused:
        read_register(written(tmp_path, bad), Reading(rows=1), IN_FORCE)
    message = str(refused.value)
    assert r'1\t0: total="\n\u202emanymany' in message
    assert message.isprintable()
    assert len(message) < 700


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    bad = KHWAENG.replace("3230", "many").replace("100101", "100102")
    over = TAMBON.replace('total="100"', 'total="39"')
    path = written(tmp_path, KHWAENG, KHWAENG, bad, over)
    with pytest.raises(GeoError) as refused:
        read_register(path, Reading(rows=9), ["100101", "100102"])
    message = str(refused.value)
    assert "3 tambons where 9 belong" in message
    assert '100102: total="many"' in message
    assert "stand twice: 100101" in message
    assert "1 codes that are not in force, where none belong: 120305" in message
    assert "more people in municipalities than in all: 120305" in message


@pytest.mark.parametrize("figure", ["-5", "1.5", "1e3", "", "๑๒", "9" * 30])
def test_only_whole_numbers_count(tmp_path: Path, figure: str) -> None:
    path = written(tmp_path, KHWAENG.replace("3230", figure))
    with pytest.raises(GeoError) as refused:
        read_register(path, Reading(rows=1), IN_FORCE)
    assert f'not one whole number (100101: total="{figure}")' in str(refused.value)


BOMB = '<!DOCTYPE bomb [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
FOREIGN = '<!DOCTYPE entity SYSTEM "file:///etc/hostname">'
OUTSIDE = '<!DOCTYPE entity [<!ENTITY file SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize(
    "head", [BOMB + HEAD, OUTSIDE + HEAD, FOREIGN + HEAD, "no XML", HEAD + "<entity>"]
)
def test_bombs_foreign_files_and_broken_xml_are_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(GeoError, match="not XML that can be read"):
        read_register(written(tmp_path, KHWAENG, head=head), Reading(rows=1), IN_FORCE)


def test_municipal_share_by_hand() -> None:
    register = pd.DataFrame(
        {"people": [3230, 100, 0], "municipal": [0, 40, 0]},
        index=["100101", "120305", "570117"],
    )
    share = municipal_share(register, ["10"])
    assert share["100101"] == 100
    assert share["120305"] == 40
    assert np.isnan(share["570117"])


def test_people_of_each_municipality_in_each_tambon(tmp_path: Path) -> None:
    other = TAMBON.replace("120305", "120306").replace('geocode="1235"', 'geocode="1234"')
    path = written(tmp_path, TAMBON, other, KHWAENG)
    assert municipal_people(path) == {
        ("1234", "120305"): 30,
        ("1235", "120305"): 10,
        # two entries of one municipality
        ("1234", "120306"): 40,
    }


@pytest.mark.parametrize("part", ['total="30"', 'geocode="1234"', 'total="many" geocode="1234"'])
def test_a_municipal_part_without_its_code_or_its_people_is_no_pair(
    tmp_path: Path, part: str
) -> None:
    figures = f'<data type="municipal" {part}/><data type="total" total="90" households="30"/>'
    assert municipal_people(written(tmp_path, khwaeng(figures))) == {}


def test_a_broken_register_tells_nothing_of_municipalities(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="not XML that can be read"):
        municipal_people(written(tmp_path, KHWAENG, head=BOMB + HEAD))


def test_municipal_people_of_the_register_add_up_to_those_of_its_tambons(upstream: Path) -> None:
    path = upstream / "DOPA2021.xml"
    reading = catalog().with_role("population").read
    assert reading is not None
    register = read_register(path, reading, official_areas().index)
    pairs = pd.Series(municipal_people(path))
    by_tambon = pairs.groupby(level=1).sum()
    municipal = register["municipal"]
    pd.testing.assert_series_equal(
        by_tambon[by_tambon > 0].sort_index(), municipal[municipal > 0], check_names=False
    )


def test_population_change_by_hand() -> None:
    before = pd.Series({"100101": 200, "104701": 1000, "100905": 400, "530306": 50})
    after = pd.Series(
        {
            "100101": 150,
            "104702": 700, "104703": 400,
            "100905": 300, "100910": 300,
            "530407": 60,
            "120101": 10,
        }
    )  # fmt: skip
    change = population_change(before, after, {"100910": "100905"})
    assert change.index.equals(after.index)
    # 200 → 150
    assert change["100101"] == pytest.approx(-25)
    # 1,000 → 700 + 400, for both halves
    assert change["104702"] == change["104703"] == pytest.approx(10)
    # 400 → 300 + 300, for parent and child
    assert change["100905"] == change["100910"] == pytest.approx(50)
    # 50 → 60 under another code
    assert change["530407"] == pytest.approx(20)
    # nobody knows what it was before
    assert np.isnan(change["120101"])


def test_no_change_is_made_of_nobody() -> None:
    assert population_change(pd.Series({"1": 0}), pd.Series({"1": 9}), {}).isna().all()


def test_order_of_rows_does_not_matter() -> None:
    before = pd.Series({"100101": 200, "104701": 1000})
    after = pd.Series({"104703": 400, "100101": 150, "104702": 700})
    change = population_change(before, after, {})
    again = population_change(before[::-1], after[::-1], {})
    pd.testing.assert_series_equal(change, again[after.index])
