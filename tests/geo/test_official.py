from geo.areas import REGIONS
from geo.official import official_areas


def test_the_official_list_has_77_provinces_928_districts_and_7436_tambons():
    areas = official_areas()
    assert len(areas) == 7436
    assert areas["district_code"].nunique() == 928
    assert areas["province_code"].nunique() == 77


def test_codes_are_six_digits_of_text_sorted_and_unique():
    codes = official_areas().index
    assert codes.name == "area_code"
    assert codes.str.fullmatch("[1-9][0-9]{5}").all()
    assert codes.is_unique
    assert codes.is_monotonic_increasing


def test_a_code_begins_with_its_district_and_its_province():
    areas = official_areas()
    assert (areas.index.str[:4] == areas["district_code"]).all()
    assert (areas.index.str[:2] == areas["province_code"]).all()


def test_the_six_planning_regions_have_their_provinces():
    provinces = official_areas().drop_duplicates("province_code")
    counts = provinces["region"].value_counts()
    assert tuple(sorted(counts.index)) == tuple(sorted(REGIONS))
    # as NESDC counts them
    assert counts.to_dict() == {
        "northeast": 20, "central": 18, "north": 17, "south": 11, "east": 8, "south_border": 3,
    }  # fmt: skip


def test_names_are_complete_and_carry_no_prefix():
    areas = official_areas()
    names = areas.filter(regex="_(th|en)$")
    assert names.notna().all(axis=None)
    assert (names == names.apply(lambda name: name.str.strip())).all(axis=None)
    assert not areas["district_th"].str.startswith(("เขต", "อำเภอ")).any()
    assert not areas["name_th"].str.startswith(("ตำบล", "แขวง")).any()
    assert not areas["province_th"].str.startswith("จังหวัด").any()


def test_a_known_khwaeng_stands_under_its_names():
    first = official_areas().loc["100101"]
    assert first["name_th"] == "พระบรมมหาราชวัง"
    assert (first["district_th"], first["district_en"]) == ("พระนคร", "Phra Nakhon")
    assert (first["province_th"], first["province_en"]) == ("กรุงเทพมหานคร", "Bangkok")
    assert first["region"] == "central"


def test_a_caller_may_change_what_it_got():
    mine = official_areas()
    mine["region"] = "moon"
    assert set(official_areas()["region"]) == set(REGIONS)
