"""The register says who lives where, and since when."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.catalog import Reading
from geo.errors import GeoError
from geo.registers import municipal_share, population_change, read_register

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
EMPTY = """
<entity type="Tambon" geocode="570117"><population>
  <data type="nonmunicipal" households="1"/></population></entity>
"""
KHWAENG = """
<entity type="Khwaeng" geocode="100101"><population>
  <data type="total" total="3230" households="1207"/></population></entity>
"""


def written(folder: Path, *entities: str, head: str = HEAD) -> Path:
    path = folder / "register.xml"
    path.write_text(head + "".join(entities) + "</entity>", encoding="utf-8")
    return path


def test_people_of_several_municipalities_are_added_up(tmp_path: Path) -> None:
    register = read_register(written(tmp_path, TAMBON, KHWAENG, EMPTY), Reading(rows=3))
    assert list(register.index) == ["100101", "120305", "570117"]
    assert register.loc["120305"].to_dict() == {"people": 100, "households": 30, "municipal": 40}
    assert register.loc["100101"].to_dict() == {"people": 3230, "households": 1207, "municipal": 0}


def test_what_the_register_leaves_out_is_nobody(tmp_path: Path) -> None:
    register = read_register(written(tmp_path, EMPTY), Reading(rows=1))
    assert register["people"].tolist() == [0]


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    bad = KHWAENG.replace("3230", "many").replace("100101", "100102")
    over = TAMBON.replace('total="100"', 'total="39"')
    path = written(tmp_path, KHWAENG, KHWAENG, bad, over)
    with pytest.raises(GeoError) as refused:
        read_register(path, Reading(rows=9), ["100101"])
    message = str(refused.value)
    assert "3 tambons where 9 belong" in message
    assert '100102: total="many"' in message
    assert "stand twice: 100101" in message
    assert "not in force: 120305" in message
    assert "more people in municipalities than in all: 120305" in message


@pytest.mark.parametrize("figure", ["-5", "1.5", "1e3", "", "๑๒", "9" * 30])
def test_only_whole_numbers_count(tmp_path: Path, figure: str) -> None:
    path = written(tmp_path, KHWAENG.replace("3230", figure))
    with pytest.raises(GeoError, match="no whole numbers"):
        read_register(path, Reading(rows=1))


BOMB = '<!DOCTYPE bomb [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE entity [<!ENTITY file SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [BOMB + HEAD, OUTSIDE + HEAD, "no XML", HEAD + "<entity>"])
def test_bombs_foreign_files_and_broken_xml_are_refused(tmp_path: Path, head: str) -> None:
    with pytest.raises(GeoError, match="not XML that can be read"):
        read_register(written(tmp_path, KHWAENG, head=head), Reading(rows=1))


def test_municipal_share_by_hand() -> None:
    register = pd.DataFrame(
        {"people": [3230, 100, 0], "municipal": [0, 40, 0]},
        index=["100101", "120305", "570117"],
    )
    share = municipal_share(register, ["10"])
    assert share["100101"] == 100
    assert share["120305"] == 40
    assert np.isnan(share["570117"])


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
