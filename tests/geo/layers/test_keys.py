"""The columns that name areas are found among all that look like them."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import GeoError
from geo.layers.codes import is_known
from geo.layers.grid import Grid
from geo.layers.keys import Key, find_key, key_from
from geo.official import official_areas
from tests.geo.layers.disguises import grid

OFFICIAL = official_areas()
PHRAE = OFFICIAL[OFFICIAL["province_code"] == "54"]
"""78 tambons in 8 districts."""
BANGKOK = OFFICIAL[OFFICIAL["province_code"] == "10"]
PROVINCES = OFFICIAL.drop_duplicates("province_code")
DISTRICTS = OFFICIAL.drop_duplicates("district_code")


def columns(header: list[str], *cells: object) -> Grid:
    """Return a table of a header and columns of cells."""
    return grid(
        header, *map(list, zip(*([str(c) for c in column] for column in cells), strict=True))
    )


def spread(low: float, high: float, count: int, digits: int = 0) -> list[str]:
    """Return numbers between two, in an order without meaning."""
    return [f"{n:.{digits}f}" for n in np.random.default_rng(0).uniform(low, high, count)]


NAMES = (PHRAE["name_th"], PHRAE["district_th"], PHRAE["province_th"])
FIGURES = spread(0, 100, len(PHRAE), 1)

# ── codes ─────────────────────────────────────────────────────────────────────────────────────────


def test_codes_are_told_from_people_of_six_digits() -> None:
    people = spread(100_000, 999_999, len(PHRAE))
    table = columns(["a", "b", "c"], people, PHRAE.index, people)
    assert find_key(table) == Key("code", (1,), "tambon")


@pytest.mark.parametrize("form", ["{}", "TH{}", "{}.0", '="{}"', "{}00"])
def test_codes_come_before_names_and_places(form: str) -> None:
    lon, lat = spread(99, 101, len(PHRAE), 3), spread(17, 19, len(PHRAE), 3)
    table = columns(
        ["lon", "lat", "ตำบล", "อำเภอ", "จังหวัด", "x"],
        lon,
        lat,
        *NAMES,
        map(form.format, PHRAE.index),
    )
    assert find_key(table) == Key("code", (5,), "tambon")
    assert find_key(table, places=True) == Key("coordinates", (0, 1), "tambon")


@pytest.mark.parametrize("sign", [".", ","])
def test_longitudes_are_no_codes_though_they_have_the_digits_of_some(sign: str) -> None:
    # 100.501 lies in Bangkok, and 100501 too
    lon = [f"{code[:3]}{sign}{code[3:]}" for code in BANGKOK.index[:100]]
    lat = [t.replace(".", sign) for t in spread(13.5, 13.95, 100, 4)]
    assert find_key(columns(["lon", "lat"], lon, lat)) == Key("coordinates", (0, 1), "tambon")
    assert find_key(columns(["lon_code", "v"], lon, lat)) == (
        Key("code", (0,), "tambon") if sign == "," else None
    )


def test_codes_of_tambons_come_before_those_of_the_units_above() -> None:
    table = columns(
        ["รหัสจังหวัด", "รหัสอำเภอ", "รหัสตำบล"],
        PHRAE["province_code"], PHRAE["district_code"], PHRAE.index,
    )  # fmt: skip
    assert find_key(table) == Key("code", (2,), "tambon")
    assert find_key(table, level="district") == Key("code", (1,), "district")
    assert find_key(table, level="province") == Key("code", (0,), "province")


def test_a_column_of_several_levels_is_of_the_finest_that_many_rows_are_of() -> None:
    codes = ["54", *PHRAE["district_code"].unique(), *PHRAE.index]
    assert find_key(columns(["code", "v"], codes, range(len(codes)))) == Key("code", (0,), "tambon")
    # a few tambons among all districts, as an annex may have them
    few = [*DISTRICTS["district_code"][:100], *PHRAE.index[:5]]
    assert find_key(columns(["code", "v"], few, range(105))) == Key("code", (0,), "district")
    assert find_key(columns(["code", "v"], codes, range(len(codes))), level="district") is None


def test_former_and_municipal_codes_are_known_and_others_are_not() -> None:
    assert is_known("540101")
    assert is_known("104701")
    assert is_known("540150")
    assert is_known("5401")
    assert is_known("54")
    assert not any(map(is_known, ["540149", "999999", "989950", "9999", "99", "540", ""]))


def test_codes_that_only_a_crosswalk_knows_are_codes_of_tambons() -> None:
    units = [f"{n}" for n in range(9901, 9921)]
    letters = [f"M{n}" for n in range(20)]
    assert find_key(columns(["unit", "v"], units, range(20))) is None
    assert find_key(columns(["unit", "v"], units, range(20)), also={*units}) == Key(
        "code", (0,), "tambon"
    )
    assert find_key(columns(["unit", "v"], letters, range(20)), also={*letters}) == Key(
        "code", (0,), "tambon"
    )


@pytest.mark.parametrize("rows", [1, 2, 3])
def test_a_few_rows_under_titles_and_over_notes_are_enough(rows: int) -> None:
    table = grid(
        ["ตารางที่ 1"], ["ปี 2561"], ["รหัส", "อัตรา"],
        *[[code, "12.5"] for code in PHRAE.index[:rows]],
        ["รวม", "12.5"], ["หมายเหตุ: ตัวเลขเบื้องต้น"], ["ที่มา: ผู้ทดสอบ"],
    )  # fmt: skip
    assert find_key(table) == Key("code", (0,), "tambon")


# ── what looks like codes of provinces and districts ──────────────────────────────────────────────


def rates() -> list[str]:
    """Whole numbers that are nearly all codes of provinces."""
    known = [*PROVINCES["province_code"]]
    mixed = [known[n * 31 % 77] for n in range(70)]
    return [*mixed, "28", "29", "68", "69", "78", "79", "97"]


@pytest.mark.parametrize(
    "heading", ["อัตรา", "rate", "ร้อยละรายจังหวัด", "approval", "provincial rate"]
)
def test_rates_are_no_codes_of_provinces(heading: str) -> None:
    table = columns(["จังหวัด", heading], PROVINCES["province_th"], rates())
    assert find_key(table) == Key("names", (-1, -1, 0), "province")
    assert find_key(columns([heading, "x"], rates(), range(77))) is None


def test_rates_that_are_all_codes_are_not_taken_where_some_stand_twice() -> None:
    twice = [*PROVINCES["province_code"][:40]] * 2
    assert find_key(columns(["rate", "x"], twice, range(80))) is None


def test_seventy_seven_different_codes_need_no_heading_and_repeated_ones_do() -> None:
    codes = [*PROVINCES["province_code"]]
    assert find_key(columns(["a", "b"], codes, rates())) == Key("code", (0,), "province")
    assert find_key(columns(["a", "b"], codes * 2, rates() * 2)) is None
    assert find_key(columns(["รหัสจังหวัด", "b"], codes * 2, rates() * 2)) == Key(
        "code", (0,), "province"
    )


@pytest.mark.parametrize("heading", ["ปี", "year", "survey_year", "พ.ศ."])
def test_years_are_no_codes_of_districts(heading: str) -> None:
    # 2001 to 2011 are districts of Chon Buri
    table = columns([heading, "v"], range(2001, 2012), range(11))
    assert find_key(table) is None


def test_district_codes_without_a_heading_are_found() -> None:
    codes = DISTRICTS["district_code"]
    table = columns(["a", "b"], spread(1000, 9999, len(codes)), codes)
    assert find_key(table) == Key("code", (1,), "district")


def test_a_title_that_names_a_year_does_not_hide_the_codes_below_it() -> None:
    codes = DISTRICTS["district_code"]
    rows = [[code, str(n)] for n, code in enumerate(codes)]
    assert find_key(grid(["ปี 2561"], ["ปี 2561", "ปี 2561"], ["a", "b"], *rows)) == Key(
        "code", (0,), "district"
    )


def test_remarks_with_a_code_in_them_are_no_codes() -> None:
    remarks = [""] * 77
    remarks[40] = "540101"
    table = columns(["จังหวัด", "หมายเหตุ"], PROVINCES["province_th"], remarks)
    assert find_key(table) == Key("names", (-1, -1, 0), "province")


# ── names ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["th", "en"])
def test_names_are_found_in_any_order_of_columns(language: str) -> None:
    names = [PHRAE[f"{part}_{language}"] for part in ("province", "name", "district")]
    table = columns(["a", "b", "c", "d"], FIGURES, *names)
    assert find_key(table) == Key("names", (2, 3, 1), "tambon")


def test_a_bilingual_table_has_its_names_of_all_three_levels() -> None:
    parts = [
        PHRAE[f"{part}_{language}"]
        for part in ("name", "district", "province")
        for language in ("en", "th")
    ]
    found = find_key(columns(list("abcdef"), *parts))
    assert found is not None
    assert (found.kind, found.level) == ("names", "tambon")
    tambon, district, province = found.columns
    assert tambon in (0, 1)
    assert district in (2, 3)
    assert province in (4, 5)


def test_districts_and_provinces_blank_below_the_first_are_filled_down() -> None:
    first = ~PHRAE["district_code"].duplicated()
    district = PHRAE["district_th"].where(first, "")
    province = ["แพร่", *[""] * (len(PHRAE) - 1)]
    table = columns(["จังหวัด", "อำเภอ", "ตำบล", "v"], province, district, PHRAE["name_th"], FIGURES)
    assert find_key(table) == Key("names", (2, 1, 0), "tambon")


def test_names_that_many_have_are_found_by_what_is_filled_down() -> None:
    # of each of these names there are several tambons, in different provinces
    shared = OFFICIAL[OFFICIAL.duplicated("name_th", keep=False)]
    apart = shared[~shared.duplicated(["name_th", "province_th"], keep=False)]
    first = [n % 10 == 0 for n in range(10 * len(apart))]
    names, district, province = (
        apart[c].repeat(10) for c in ("name_th", "district_th", "province_th")
    )
    # ten years of each, whose district and province stand at the first
    table = columns(["p", "d", "t"], province.where(first, ""), district.where(first, ""), names)
    assert find_key(table) == Key("names", (2, 1, 0), "tambon")


def test_tambons_come_before_districts_though_some_are_misspelt() -> None:
    names = [f"{name}ๆ" if n % 4 == 0 else name for n, name in enumerate(PHRAE["name_th"])]
    table = columns(["t", "d", "p"], names, PHRAE["district_th"], PHRAE["province_th"])
    assert find_key(table) == Key("names", (0, 1, 2), "tambon")


@pytest.mark.parametrize(
    ("heading", "prefix", "found"),
    [
        ("อำเภอ", "", Key("names", (-1, 0, 1), "district")),
        ("district", "", Key("names", (-1, 0, 1), "district")),
        ("ตำบล", "", Key("names", (0, -1, 1), "tambon")),
        ("subdistrict", "", Key("names", (0, -1, 1), "tambon")),
        ("a", "อ.", Key("names", (-1, 0, 1), "district")),
        ("a", "ตำบล", Key("names", (0, -1, 1), "tambon")),
    ],
)
def test_names_of_districts_and_tambons_alike_are_what_heading_or_prefix_says(
    heading: str, prefix: str, found: Key
) -> None:
    # such as สูงเม่น, a tambon in the district of that name and the only one in its province
    own = OFFICIAL[OFFICIAL["name_th"] == OFFICIAL["district_th"]]
    names = OFFICIAL.groupby("province_code")["name_th"].value_counts()
    once = own[[names[a.province_code, a.name_th] == 1 for a in own.itertuples()]]
    table = columns(
        [heading, "b"], [prefix + name for name in once["name_th"]], once["province_th"]
    )
    assert find_key(table) == found


def test_a_province_that_stands_in_every_row_does_not_make_a_table_of_provinces() -> None:
    first = ~PHRAE["district_code"].duplicated()
    district = PHRAE["district_th"].where(first, "")
    table = columns(["จังหวัด", "อำเภอ", "ตำบล"], PHRAE["province_th"], district, PHRAE["name_th"])
    assert find_key(table) == Key("names", (2, 1, 0), "tambon")


def test_tambons_with_their_codes_above_are_found() -> None:
    table = columns(
        ["จังหวัด", "อำเภอ", "ตำบล"], PHRAE["province_code"], PHRAE["district_code"], PHRAE["name_th"]
    )
    found = find_key(table)
    assert found == Key("names", (2, 1, 0), "tambon")


def test_a_few_wrong_provinces_do_not_cost_the_column_of_provinces() -> None:
    provinces = ["ลำปาง" if n % 20 == 3 else "แพร่" for n in range(len(PHRAE))]
    table = columns(["t", "d", "p"], PHRAE["name_th"], PHRAE["district_th"], provinces)
    assert find_key(table) == Key("names", (0, 1, 2), "tambon")


def test_districts_and_provinces_by_name() -> None:
    table = columns(["p", "d", "v"], DISTRICTS["province_th"], DISTRICTS["district_th"], range(928))
    assert find_key(table) == Key("names", (-1, 1, 0), "district")
    assert find_key(table, level="province") == Key("names", (-1, -1, 0), "province")
    by_province = columns(["p", "v"], PROVINCES["province_en"], range(77))
    assert find_key(by_province) == Key("names", (-1, -1, 0), "province")


def test_addresses_are_found_in_one_column() -> None:
    whole = [f"ต.{a.name_th} อ.{a.district_th} จ.{a.province_th}" for a in PHRAE.itertuples()]
    listed = [f"{a.name_en}, {a.district_en}, {a.province_en}" for a in PHRAE.itertuples()]
    for addresses in (whole, listed):
        table = columns(["v", "ที่อยู่", "จังหวัด"], FIGURES, addresses, PHRAE["province_th"])
        assert find_key(table) == Key("address", (1,), "tambon")


def test_lists_with_commas_are_no_addresses() -> None:
    crops = ["rice, cassava, sugar", "1,234,567", "maize, rubber, oil palm"] * 26
    table = columns(["crops", "จังหวัด"], crops[: len(PROVINCES)], PROVINCES["province_th"])
    assert find_key(table) == Key("names", (-1, -1, 1), "province")


# ── places ────────────────────────────────────────────────────────────────────────────────────────

LON, LAT = spread(97, 105, 77, 4), spread(6, 20, 77, 4)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        ("lon", "lat"), ("Longitude", "Latitude"), ("LNG", "LAT"), ("x", "y"),
        ("POINT_X", "POINT_Y"), ("ลองจิจูด", "ละติจูด"), ("พิกัด X", "พิกัด Y"),
        ("Longitude (°)", "Latitude (°)"), ("lon_wgs84", "lat_wgs84"), ("Long.", "Lat."),
    ],
)  # fmt: skip
def test_coordinates_are_found_by_their_headings(lon: str, lat: str) -> None:
    table = columns(["name", lat, lon], range(77), LAT, LON)
    assert find_key(table) == Key("coordinates", (2, 1), "tambon")


def test_numbers_without_such_headings_are_no_coordinates() -> None:
    assert find_key(columns(["a", "b"], LON, LAT)) is None
    assert find_key(columns(["belong", "flat"], LON, LAT)) is None
    assert find_key(columns(["lon", "lat"], ["east"] * 77, ["north"] * 77)) is None


def test_a_place_comes_before_its_province_but_not_before_a_table_of_provinces() -> None:
    of_schools = columns(["lon", "lat", "จังหวัด"], LON, LAT, ["แพร่", "น่าน"] * 38 + ["น่าน"])
    assert find_key(of_schools) == Key("coordinates", (0, 1), "tambon")
    of_provinces = columns(["lon", "lat", "จังหวัด"], LON, LAT, PROVINCES["province_th"])
    assert find_key(of_provinces) == Key("names", (-1, -1, 2), "province")
    assert find_key(of_provinces, places=True) == Key("coordinates", (0, 1), "tambon")


def test_shapes_are_the_key_where_nothing_else_is() -> None:
    shapes = gpd.GeoSeries([shapely.Point(100, 14), shapely.Point(101, 14)], crs=4326)
    bare = grid(["1"], ["2"], names=["v"])
    assert find_key(replace(bare, shapes=shapes)) == Key("shapes", (), "tambon")
    coded = grid(["540101"], ["540102"], names=["code"])
    assert find_key(replace(coded, shapes=shapes)) == Key("code", (0,), "tambon")
    assert find_key(replace(coded, shapes=shapes), places=True) == Key("shapes", (), "tambon")
    empty = gpd.GeoSeries([shapely.Point(), None], crs=4326)
    assert find_key(replace(bare, shapes=empty)) is None


# ── nothing, and what a person says ───────────────────────────────────────────────────────────────


def test_a_table_without_areas_has_no_key() -> None:
    assert find_key(columns(["a", "b"], FIGURES, FIGURES)) is None
    assert find_key(grid(["รหัสตำบล", "อัตรา"])) is None
    assert find_key(grid([""], [""])) is None


TABLE = columns(
    ["code", "t", "d", "p", "lon", "lat", "v", "address"],
    PHRAE.index, *NAMES, spread(99, 101, 78, 3), spread(17, 19, 78, 3), FIGURES,
    [f"ต.{a.name_th} อ.{a.district_th} จ.{a.province_th}" for a in PHRAE.itertuples()],
)  # fmt: skip


@pytest.mark.parametrize(
    ("named", "key"),
    [
        ((0,), Key("code", (0,), "tambon")),
        ((1, 2, 3), Key("names", (1, 2, 3), "tambon")),
        ((1, 2), Key("names", (1, 2, -1), "tambon")),
        ((1, 3), Key("names", (1, -1, 3), "tambon")),
        ((2, 3), Key("names", (-1, 2, 3), "district")),
        ((3,), Key("names", (-1, -1, 3), "province")),
        ((4, 5), Key("coordinates", (4, 5), "tambon")),
        ((7,), Key("address", (7,), "tambon")),
    ],
)
def test_columns_that_a_person_names_are_what_their_cells_are(
    named: tuple[int, ...], key: Key
) -> None:
    assert key_from(TABLE, named, None) == key


@pytest.mark.parametrize("named", [(6,), (3, 2, 1), (0, 0), (1, 2, 3, 6), (6, 7), ()])
def test_columns_that_hold_no_key_are_refused(named: tuple[int, ...]) -> None:
    with pytest.raises(GeoError, match="hold no codes, no names of areas and no pair"):
        key_from(TABLE, named, None)


def test_a_stray_code_does_not_make_names_codes() -> None:
    names = [*PHRAE["name_th"]]
    names[10] = "540101"
    table = columns(["t", "d", "p"], names, *NAMES[1:])
    assert key_from(table, (0,), None).kind == "names"


def test_places_and_addresses_are_of_no_level_but_tambons() -> None:
    for named in ((4, 5), (7,)):
        assert key_from(TABLE, named, "tambon").level == "tambon"
        with pytest.raises(GeoError, match="hold no codes"):
            key_from(TABLE, named, "district")
    assert find_key(TABLE, level="district", places=True) == Key("names", (-1, 2, 3), "district")
    bare = columns(["lon", "lat"], LON, LAT)
    assert find_key(bare, level="tambon") == Key("coordinates", (0, 1), "tambon")
    assert find_key(bare, level="province") is None


def test_a_level_that_a_person_names_is_kept() -> None:
    codes = ["54", *PHRAE["district_code"].unique(), *PHRAE.index]
    table = columns(["code", "v"], codes, range(len(codes)))
    assert key_from(table, (0,), "district") == Key("code", (0,), "district")
    assert key_from(TABLE, (2, 3), "district") == Key("names", (-1, 2, 3), "district")
    with pytest.raises(GeoError, match="hold no codes"):
        key_from(TABLE, (2, 3), "province")
