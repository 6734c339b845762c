"""Areas are found by their names however people write them, and a wrong name finds none."""

from collections.abc import Callable
from typing import Any

import geothai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.areas import Level
from geo.layers.names import Names, candidates, found_by_name, is_name_of, parts_of, plain_name
from geo.official import official_areas
from tests.geo.layers.disguises import (
    ENGLISH_PREFIXES,
    ENGLISH_SUFFIXES,
    SPELLINGS,
    THAI_PREFIXES,
)

OFFICIAL = official_areas()
NAMES = sorted({*OFFICIAL["name_th"], *OFFICIAL["district_th"], *OFFICIAL["province_th"]})
NAMES_EN = sorted({*OFFICIAL["name_en"], *OFFICIAL["district_en"], *OFFICIAL["province_en"]})
THAI_WORDS = sorted({prefix for some in THAI_PREFIXES.values() for prefix in some})
ENGLISH_WORDS = sorted({prefix for some in ENGLISH_PREFIXES.values() for prefix in some})
ENGLISH_ENDS = sorted({suffix for some in ENGLISH_SUFFIXES.values() for suffix in some})
NOT_BANGKOK = OFFICIAL[OFFICIAL["province_code"] != "10"]


def codes(tambon: str = "", district: str = "", province: str = "") -> tuple[str, ...]:
    return found_by_name(Names(tambon, district, province)).codes


def same(text: str) -> str:
    return geothai.normalize(plain_name(text))


# ── one name ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=list(SPELLINGS))
@given(st.sampled_from(NAMES), st.sampled_from(THAI_WORDS))
def test_a_thai_name_is_the_same_with_every_prefix(
    spelling: Callable[[str], str], name: str, prefix: str
) -> None:
    assert same(spelling(prefix + name)) == geothai.normalize(name)


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=list(SPELLINGS))
@given(st.sampled_from(NAMES_EN), st.sampled_from(ENGLISH_WORDS), st.sampled_from(ENGLISH_ENDS))
def test_an_english_name_is_the_same_with_every_prefix_and_suffix(
    spelling: Callable[[str], str], name: str, prefix: str, suffix: str
) -> None:
    assert same(spelling(prefix + name + suffix)) == geothai.normalize(name)


@pytest.mark.parametrize(
    "text",
    ["กทม", "กทม.", "กรุงเทพฯ", "จ.กรุงเทพฯ", "BKK", "bangkok metropolis", "Krung Thep Maha Nakhon"],
)
def test_bangkok_has_many_names(text: str) -> None:
    assert codes(province=text) == ("10",)
    assert is_name_of("province", text)


@pytest.mark.parametrize("short", ["กทม", "กรุงเทพ", "อยุธยา", "ayutthaya"])
def test_a_short_form_of_a_province_is_known_where_geothai_knows_it(short: str) -> None:
    assert [p.code for p in geothai.provinces() if geothai.is_province(p, short)] == [
        *codes(province=short)
    ]


@pytest.mark.parametrize(
    "text", ["เทศบาลตำบลในเวียง", "ทต.ในเวียง", "Nai Wiang Municipality", "อบต.ในเวียง"]
)
def test_a_municipality_or_an_administration_is_not_its_tambon(text: str) -> None:
    assert codes(text, "เมืองแพร่", "แพร่") == ()
    assert not is_name_of("tambon", text)


@pytest.mark.parametrize(
    ("level", "text", "known"),
    [
        ("tambon", "ต.ในเวียง", True),
        ("tambon", "NAI WIANG", True),
        ("tambon", "ในเวียงง", False),
        ("tambon", "ตำบล", False),
        ("tambon", "", False),
        ("tambon", "540101", False),
        # สูงเม่น is a district and a tambon in it
        ("tambon", "ต.สูงเม่น", True),
        ("tambon", "สูงเม่น", True),
        ("tambon", "อ.สูงเม่น", False),
        ("tambon", "อำเภอสูงเม่น", False),
        ("tambon", "Amphoe Sung Men", False),
        ("district", "อ.สูงเม่น", True),
        ("district", "ต.สูงเม่น", False),
        ("district", "Tambon Sung Men", False),
        ("district", "อ.เมืองแพร่", True),
        ("district", "เมือง", True),
        ("district", "อ.เมือง", True),
        ("district", "Amphoe Muang", True),
        ("district", "Muang Phrae", True),
        ("district", "Mueang Phrae", True),
        ("district", "5401", True),
        ("district", "อำเภอ", False),
        ("province", "จ.แพร่", True),
        ("province", "Phrae Province", True),
        ("province", "54", True),
        ("province", "จังหวัด", False),
        ("province", "รวม", False),
    ],
)
def test_a_text_is_known_as_a_name_of_its_level(level: Level, text: str, known: bool) -> None:
    assert is_name_of(level, text) == known


# ── names of all levels together ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("tambon", "district", "province", "found"),
    [
        ("ในเวียง", "เมืองแพร่", "แพร่", ("540101",)),
        ("ต.ในเวียง", "อ.เมืองแพร่", "จ.แพร่", ("540101",)),
        ("Nai Wiang", "Mueang Phrae", "Phrae", ("540101",)),
        ("NAI WIANG", "A. MUANG PHRAE", "PHRAE", ("540101",)),
        ("Nai Wiang", "เมืองแพร่", "Phrae", ("540101",)),
        # the capital district without its province's name
        ("ในเวียง", "เมือง", "แพร่", ("540101",)),
        ("ในเวียง", "อ.เมือง", "จ.แพร่", ("540101",)),
        ("Nai Wiang", "Muang", "Phrae", ("540101",)),
        # and by nothing but that
        ("ในเวียง", "แพร่", "แพร่", ("540101",)),
        ("ในเวียง", "Phrae", "จ.แพร่", ("540101",)),
        # by the codes of the units above
        ("ในเวียง", "5401", "54", ("540101",)),
        # a capital district that is not in the province named
        ("ในเวียง", "เมือง", "ลำปาง", ()),
        ("ในเวียง", "เมืองแพร่", "ลำปาง", ()),
        ("ในเวียง", "สอง", "แพร่", ()),
        ("ในเวียงง", "เมืองแพร่", "แพร่", ()),
        ("", "เมืองแพร่", "แพร่", ("5401",)),
        ("", "เมือง", "แพร่", ("5401",)),
        ("", "Muang Phrae", "", ("5401",)),
        ("", "แพร่", "แพร่", ("5401",)),
        ("", "", "แพร่", ("54",)),
        ("", "", "Phrae", ("54",)),
        ("", "", "no such place", ()),
        ("", "", "", ()),
        ("พระบรมมหาราชวัง", "เขตพระนคร", "กทม.", ("100101",)),
        ("แขวงพระบรมมหาราชวัง", "พระนคร", "กรุงเทพฯ", ("100101",)),
    ],
)
def test_names_lead_to_the_area_that_has_them_all(
    tambon: str, district: str, province: str, found: tuple[str, ...]
) -> None:
    assert codes(tambon, district, province) == found


def test_a_name_that_others_have_too_is_ambiguous_until_its_district_is_said() -> None:
    # nine tambons are called วังทอง
    everywhere = codes("วังทอง")
    assert set(everywhere) == set(OFFICIAL.index[OFFICIAL["name_th"] == "วังทอง"])
    assert len(everywhere) == 9
    assert codes("วังทอง", "", "พิษณุโลก") == ("650801",)
    assert codes("วังทอง", "วังทอง", "พิษณุโลก") == ("650801",)


def test_two_tambons_of_a_district_can_have_one_name_in_english() -> None:
    assert codes("Mae Kha", "Fang", "Chiang Mai") == ("500910", "500911")


def test_mueang_without_a_province_may_be_any_of_the_capitals() -> None:
    assert len(codes("", "เมือง")) == 76


@pytest.mark.parametrize("letters", [15, 16])
def test_a_name_cut_off_is_found_in_its_district_and_marked(letters: int) -> None:
    longer = OFFICIAL[OFFICIAL["name_th"].str.len() > letters]
    unique = 0
    for area in longer.itertuples():
        found = found_by_name(Names(area.name_th[:letters], area.district_th, area.province_th))
        assert found.codes in ((area.Index,), ())
        assert found.cut == bool(found.codes)
        unique += found.cut
    assert unique >= len(longer) - 2


def test_names_cut_off_at_sixteen_letters_lead_to_no_other_area() -> None:
    longer = OFFICIAL[OFFICIAL["name_en"].str.len() > 16]
    found = [
        codes(area.name_en[:16], area.district_en, area.province_en) for area in longer.itertuples()
    ]
    own = [(code,) for code in longer.index]
    assert all(f in ((), o) for f, o in zip(found, own, strict=True))
    assert sum(f == o for f, o in zip(found, own, strict=True)) >= len(longer) - 2


def test_a_short_beginning_or_one_without_a_district_is_not_a_name_cut_off() -> None:
    # ปากพนังฝั่งตะวันตก and ปากพนังฝั่งตะวันออก differ behind the fifteenth letter
    assert codes("Phra Borom Maha R", "Phra Nakhon", "Bangkok") == ("100101",)
    assert codes("Phra Borom Mah", "Phra Nakhon", "Bangkok") == ()
    assert codes("Phra Borom Maha R", "", "Bangkok") == ()
    assert codes("ปากพนังฝั่งตะวัน", "ปากพนัง", "นครศรีธรรมราช") == ()


@given(
    st.sampled_from(list(NOT_BANGKOK.itertuples())),
    st.sampled_from(THAI_PREFIXES["tambon"]),
    st.sampled_from(THAI_PREFIXES["district"]),
    st.sampled_from(THAI_PREFIXES["province"]),
    st.sampled_from([*SPELLINGS.values()]),
)
def test_every_area_is_found_by_its_thai_names(
    area: Any, tambon: str, district: str, province: str, spelling: Callable[[str], str]
) -> None:
    names = tambon + area.name_th, district + area.district_th, province + area.province_th
    assert codes(*map(spelling, names)) == (area.Index,)


# ── addresses ─────────────────────────────────────────────────────────────────────────────────────

PHRAE = Names("ในเวียง", "เมืองแพร่", "แพร่")


@pytest.mark.parametrize(
    "address",
    [
        "ต.ในเวียง อ.เมืองแพร่ จ.แพร่",
        "ต. ในเวียง อ. เมืองแพร่ จ. แพร่",
        "ตำบลในเวียง อำเภอเมืองแพร่ จังหวัดแพร่",
        "ตำบลในเวียงอำเภอเมืองแพร่จังหวัดแพร่",
        "ต.ในเวียง, อ.เมืองแพร่, จ.แพร่",
        "ต.ในเวียง/อ.เมืองแพร่/จ.แพร่",
        "123 หมู่ 4 ต.ในเวียง อ.เมืองแพร่ จ.แพร่ 54000",
        "ต.ในเวียง อ.เมืองแพร่ จ.แพร่ ๕๔๐๐๐",
        "ในเวียง, เมืองแพร่, แพร่",
        "ในเวียง/เมืองแพร่/แพร่",
        "ในเวียง > เมืองแพร่ > แพร่",
        "ในเวียง | เมืองแพร่ | แพร่ 54000",
        "สำนักงานเทศบาลตำบลในเวียง ต.ในเวียง อ.เมืองแพร่ จ.แพร่",
    ],
)
def test_an_address_in_thai_has_three_names(address: str) -> None:
    assert parts_of(address) == PHRAE


@pytest.mark.parametrize(
    "address",
    [
        "Nai Wiang, Mueang Phrae, Phrae",
        "Tambon Nai Wiang, Amphoe Mueang Phrae, Changwat Phrae",
        "Tambon Nai Wiang Amphoe Mueang Phrae Changwat Phrae 54000",
        "T. Nai Wiang, A. Muang Phrae, C. Phrae",
        "NAI WIANG, MUANG PHRAE, PHRAE 54000",
    ],
)
def test_an_address_in_english_leads_to_its_area(address: str) -> None:
    parts = parts_of(address)
    assert parts is not None
    assert found_by_name(parts).codes == ("540101",)


@pytest.mark.parametrize(
    "address",
    [
        "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพมหานคร",
        "แขวงพระบรมมหาราชวัง เขตพระนคร กรุงเทพฯ 10200",
        "แขวงพระบรมมหาราชวัง เขตพระนคร จ.กรุงเทพมหานคร",
        "แขวง พระบรมมหาราชวัง เขต พระนคร กทม.",
        "พระบรมมหาราชวัง, พระนคร, กทม",
        "Khwaeng Phra Borom Maha Ratchawang, Khet Phra Nakhon, Bangkok 10200",
    ],
)
def test_an_address_in_bangkok_needs_no_word_for_the_province(address: str) -> None:
    parts = parts_of(address)
    assert parts is not None
    assert found_by_name(parts).codes == ("100101",)


@pytest.mark.parametrize(
    "text",
    [
        "", "ในเวียง", "ต.ในเวียง", "ต.ในเวียง อ.เมืองแพร่", "อ.เมืองแพร่ จ.แพร่",
        "Poverty, by tambon, 2018", "ที่มา: สำนักงานสถิติ, การสำรวจ, 2561", "1,234,567",
        "rice, cassava, sugar", "a, b, c, แพร่", "a, , แพร่",
        "เทศบาลตำบลในเวียง อ.เมืองแพร่ จ.แพร่", "ทต.ในเวียง อ.เมืองแพร่ จ.แพร่",
        "อบต.ในเวียง อ.เมืองแพร่ จ.แพร่", "ต." * 100_000,
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_what_does_not_name_all_three_is_no_address(text: str) -> None:
    assert parts_of(text) is None


# ── candidates ────────────────────────────────────────────────────────────────────────────────────


def test_a_misspelt_tambon_has_those_of_its_district_as_candidates() -> None:
    assert candidates(Names("ในเวียงง", "เมืองแพร่", "แพร่"))[0] == "540101"
    assert candidates(Names("Nai Wieng", "Muang Phrae", "Phrae"))[0] == "540101"


def test_a_tambon_in_another_district_is_a_candidate() -> None:
    # วังทอง lies in Phitsanulok's district of that name
    assert "650801" in candidates(Names("วังทอง", "บางระกำ", "พิษณุโลก"))


def test_a_misspelt_district_or_province_has_those_that_look_alike_as_candidates() -> None:
    assert candidates(Names("", "เมืองแพร", "แพร่"))[0] == "5401"
    assert candidates(Names("", "Mueang Prae", ""))[0] == "5401"
    assert candidates(Names("", "", "แพร"))[0] == "54"


def test_districts_of_one_name_are_all_candidates() -> None:
    # five districts are called เฉลิมพระเกียรติ
    known = set(OFFICIAL.loc[OFFICIAL["district_th"] == "เฉลิมพระเกียรติ", "district_code"])
    assert set(candidates(Names("", "เฉลิมพระเกียรต", ""))) == known
    assert len(known) == 5


def test_what_looks_like_no_name_has_no_candidates() -> None:
    assert candidates(Names("xyzzy", "", "")) == ()
    assert candidates(Names("", "", "")) == ()


@given(st.text(), st.text(), st.text())
def test_any_text_has_at_most_five_candidates(tambon: str, district: str, province: str) -> None:
    names = Names(tambon, district, province)
    assert len(candidates(names)) <= 5
    assert set(found_by_name(names).codes) <= {
        *OFFICIAL.index, *OFFICIAL["district_code"], *OFFICIAL["province_code"]
    }  # fmt: skip
