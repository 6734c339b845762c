"""The real files become one table of areas, or one clear message."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.areas import Areas, read_areas
from geo.boundaries import read_boundaries
from geo.build import STEPS, TOLERANCE, build
from geo.catalog import catalog
from geo.coverage import CoverageCheck, check_coverage
from geo.errors import GeoError
from geo.official import official_areas
from geo.paths import starter_areas
from geo.record import build_key, kept_report
from geo.registers import read_register
from geo.report import BuildReport
from geo.towns import distance_to_town, read_towns

BOUNDARIES = catalog().with_role("boundaries")
REGISTER = catalog().with_role("population")
BEFORE = catalog().with_role("population_before")
TABLE = catalog().with_role("tambon_table")


@pytest.fixture(scope="module")
def areas(built_areas: Path) -> Areas:
    return read_areas(built_areas / "areas.parquet")


@pytest.fixture(scope="module")
def report(built_areas: Path) -> BuildReport:
    key = build_key(catalog(), built_areas / "downloads")
    found = kept_report(key, built_areas / "areas.parquet")
    assert found is not None
    return found


def test_the_first_line_says_that_nothing_is_missing_or_broken(report: BuildReport) -> None:
    assert report.lines()[0] == ("7,436 areas, 66,171,439 people, 0 invalid, 0 gaps, 0 overlaps")


def test_every_official_code_is_there_once(areas: Areas, report: BuildReport) -> None:
    assert areas.codes.equals(official_areas().index)
    assert report.areas == len(areas)
    assert BOUNDARIES.read is not None
    former = {*report.renamed, *report.parts} - set(areas.codes)
    assert report.matched + len(former) == BOUNDARIES.read.rows
    assert not areas.approximate


def test_people_are_those_of_the_register(areas: Areas, built_areas: Path) -> None:
    # the register's own national total stands in its first lines
    head = (built_areas / "downloads" / str(REGISTER.file)).read_text("utf-8-sig")[:1200]
    assert f'total="{areas.table["population"].sum()}"' in head
    assert REGISTER.read is not None
    path = built_areas / "downloads" / str(REGISTER.file)
    houses = read_register(path, REGISTER.read, areas.codes)["households"]
    assert areas.table["households"].tolist() == houses.tolist()


def test_the_report_counts_what_is_in_the_table(areas: Areas, report: BuildReport) -> None:
    table = areas.table
    assert report.people == table["population"].sum()
    assert report.households == table["households"].sum()
    tracks = table["track"].value_counts()
    assert (report.urban, report.rural) == (tracks["urban"], tracks["rural"])
    assert (table["population_basis"] == "registered").all()
    assert (table["track_basis"] == "municipal_share").all()


def test_units_of_another_time_are_renamed_and_divided(areas: Areas, report: BuildReport) -> None:
    assert report.renamed == {"530306": "530407"}
    assert report.parts["104701"] == ("104702", "104703")
    assert report.parts["105001"] == ("105002", "105003", "105004", "105005")
    assert report.parts["100905"] == ("100905", "100910")
    parts = {code for codes in report.parts.values() for code in codes}
    basis = areas.table["boundary_basis"]
    assert set(basis.index[basis == "part_of_parent"]) == parts
    assert (basis.drop(parts) == "official").all()


def test_parts_fill_their_parents_ground(
    areas: Areas, report: BuildReport, built_areas: Path
) -> None:
    assert BOUNDARIES.read is not None
    path = built_areas / "downloads" / str(BOUNDARIES.file)
    units = read_boundaries(path, BOUNDARIES.read).geometry
    for unit, codes in report.parts.items():
        ground = shapely.union_all(areas.table.geometry[list(codes)].to_numpy())
        assert shapely.symmetric_difference(ground, units[unit]).area < 1e-9
    assert check_coverage(areas.table.geometry, units) == CoverageCheck(0, 0, 0)


def test_every_point_lies_in_its_area(areas: Areas) -> None:
    table = areas.table
    assert shapely.intersects_xy(table.geometry.to_numpy(), table["lon"], table["lat"]).all()


def test_points_are_the_known_ones_where_they_fit(areas: Areas) -> None:
    starter = read_areas(starter_areas()).table
    known = gpd.GeoSeries.from_xy(starter["lon"], starter["lat"], crs="EPSG:4326")
    own = starter["boundary_basis"] == "approximate"
    fits = own & areas.table.geometry.contains(known)
    inner = areas.table.geometry.representative_point()
    for column, at in (("lon", inner.x), ("lat", inner.y)):
        assert areas.table[column].equals(starter[column].where(fits, at))
    assert fits.mean() > 0.9


def test_simplifying_changes_no_area_by_more_than_a_square_of_the_tolerance(
    areas: Areas, report: BuildReport, built_areas: Path
) -> None:
    assert BOUNDARIES.read is not None
    path = built_areas / "downloads" / str(BOUNDARIES.file)
    units = read_boundaries(path, BOUNDARIES.read).geometry
    same = [code for code in units.index if code in areas.codes and code not in report.parts]
    before, after = units[same].to_numpy(), areas.table.geometry[same].to_numpy()
    assert shapely.area(shapely.symmetric_difference(before, after)).max() < TOLERANCE**2
    # each ring from a fixed vertex on
    assert shapely.equals_identical(after, shapely.normalize(after)).all()


def test_boundaries_finer_than_the_tolerance_lose_corners(
    areas: Areas, built_areas: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.build.TOLERANCE", 5e-3)
    coarse, report = build(catalog(), built_areas / "downloads")
    assert (report.invalid, report.gaps, report.overlaps) == (0, 0, 0)
    corners = [shapely.get_num_coordinates(a.table.geometry).sum() for a in (coarse, areas)]
    assert corners[0] < 0.9 * corners[1]


def test_distances_are_those_from_the_areas_points(areas: Areas) -> None:
    towns = read_towns(catalog())
    lon, lat = areas.table["lon"], areas.table["lat"]
    for id, population in (("distance_town_20k", 20_000), ("distance_town_100k", 100_000)):
        assert np.allclose(areas.values[id], distance_to_town(lon, lat, towns, population))


def test_the_country_has_its_size(areas: Areas) -> None:
    # 513,120 km² by the Royal Thai Survey Department, who leave out inner waters
    assert areas.table["area_km2"].sum() == pytest.approx(513_120, rel=0.01)
    assert (areas.table["area_km2"] > 0.05).all()


def test_bangkok_is_urban_and_the_share_decides_elsewhere(areas: Areas) -> None:
    table, share = areas.table, areas.values["municipal_share"]
    assert (share[table["province_code"] == "10"] == 100).all()
    assert ((share >= 50) == (table["track"] == "urban")).all()
    assert share.between(0, 100).all()


def test_a_renamed_tambon_is_followed_through_the_registers(
    areas: Areas, built_areas: Path
) -> None:
    assert REGISTER.read is not None
    assert BEFORE.read is not None
    downloads = built_areas / "downloads"
    now = read_register(downloads / str(REGISTER.file), REGISTER.read, areas.codes)["people"]
    then = read_register(downloads / str(BEFORE.file), BEFORE.read, areas.codes)["people"]
    change = areas.values["population_change"]
    assert change["530407"] == pytest.approx((now["530407"] / then["530306"] - 1) * 100)
    halves = now["104702"] + now["104703"]
    assert change["104702"] == pytest.approx((halves / then["104701"] - 1) * 100)


def test_what_no_source_covers_stays_missing_and_is_counted(
    areas: Areas, report: BuildReport
) -> None:
    poverty = areas.values["target_poor_share"]
    assert (poverty.isna() == (areas.table["province_code"] == "10")).all()
    assert report.without_value["target_poor_share"] == tuple(areas.codes[poverty.isna()])
    former = ("104701", "105001", "530306")
    assert report.unknown_codes == {TABLE.id: former, BEFORE.id: former}
    # the name alone changed, so the figures per km² hold
    assert "530407" not in report.without_value["services_per_km2"]
    assert "104702" in report.without_value["services_per_km2"]


def test_figures_stand_in_catalogue_order_with_their_errors(areas: Areas) -> None:
    ids = [entry.id for entry in catalog().indicator]
    assert list(areas.values.columns) == ids
    assert areas.values[ids].notna().any().all()
    assert areas.standard_errors["unemployment_rate"].notna().all()
    by_province = areas.values["hai"].groupby(areas.table["province_code"].to_numpy())
    assert (by_province.nunique() == 1).all()


def test_sources_carry_the_checksums_of_the_files(areas: Areas, report: BuildReport) -> None:
    assert {s.id: s.sha256 for s in areas.sources} == {
        d.id: d.sha256 or "" for d in catalog().dataset
    }
    assert report.changed_files == ()


def test_building_twice_gives_the_same(areas: Areas, built_areas: Path) -> None:
    steps: list[str] = []
    again, _ = build(catalog(), built_areas / "downloads", steps.append)
    assert again.fingerprint == areas.fingerprint
    assert tuple(steps) == STEPS


def test_the_report_can_be_written_as_json(report: BuildReport) -> None:
    assert BuildReport.from_dict(json.loads(json.dumps(report.as_dict()))) == report


def test_all_absent_files_are_named_with_the_command_that_fetches_them(tmp_path: Path) -> None:
    with pytest.raises(GeoError) as refused:
        build(catalog(), tmp_path)
    for dataset in catalog().downloads():
        assert str(dataset.file) in str(refused.value)
    assert "phuenthi data pull" in str(refused.value)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def put_text_for_a_number(path: Path) -> None:
    # the first tambon's points of interest
    path.write_bytes(path.read_bytes().replace(b",3691,", b",3 691,", 1))


def leave_out_a_row(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))


def rename_a_code(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'geocode="100101"', b'geocode="999999"', 1))


def in_the_register(path: Path, figures: str, code: str = "100101") -> None:
    """Give a tambon other figures."""
    text = path.read_text("utf-8-sig")
    start = text.index("<data", text.index(f'geocode="{code}"'))
    end = text.index("</population>", start)
    path.write_text(text[:start] + figures + text[end:], encoding="utf-8")


def empty_a_tambon(path: Path) -> None:
    in_the_register(path, "")


def leave_nobody(path: Path) -> None:
    in_the_register(path, '<data type="total" total="0" households="0" />')


def shift_the_codes(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'geocode="10', b'geocode="98'))


def cut_a_row_short(path: Path) -> None:
    header, first, *rest = path.read_bytes().splitlines()
    path.write_bytes(b"\n".join([header, b",".join(first.split(b",")[:12]), *rest]))


def add_a_code(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n100101,", b"\n999999,", 1))


@pytest.mark.parametrize(
    ("file", "spoil", "message"),
    [
        (BOUNDARIES.file, cut_short, "damaged or is no zip archive"),
        (REGISTER.file, cut_short, "not XML that can be read"),
        (REGISTER.file, rename_a_code, "1 codes .* not in force, where none belong: 999999"),
        (REGISTER.file, empty_a_tambon, "no number of people or houses for 100101"),
        (REGISTER.file, leave_nobody, "Nobody is registered in 100101"),
        (BEFORE.file, shift_the_codes, "codes that are not in force, where 5 such belong"),
        (TABLE.file, put_text_for_a_number, '"poi" is not a number in 1 rows .line 2: "3 691"'),
        (TABLE.file, leave_out_a_row, "7,212 rows where 7,213 belong"),
        (TABLE.file, cut_a_row_short, "without the 35 fields of the header: line 2 has 12"),
        (TABLE.file, add_a_code, "4 codes that are not in force, where 3 such belong: 999999, 10"),
    ],
)
def test_a_spoilt_file_is_refused_by_name_and_nothing_is_written(
    built_areas: Path, tmp_path: Path, file: str, spoil: Callable[[Path], None], message: str
) -> None:
    shutil.copytree(built_areas / "downloads", tmp_path / "downloads")
    spoil(tmp_path / "downloads" / file)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(GeoError, match=message) as refused:
        build(catalog(), tmp_path / "downloads")
    assert file in str(refused.value)
    assert sorted(tmp_path.rglob("*")) == before


def redrawn(downloads: Path, change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> None:
    """Change the boundaries in their archive."""
    path = downloads / str(BOUNDARIES.file)
    folder = downloads.parent / "map"
    folder.mkdir()
    change(gpd.read_file(path)[["ADM3_PCODE", "geometry"]]).to_file(folder / "map.shp")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("shp", "shx", "dbf", "prj"):
            archive.write(folder / f"map.{part}", f"map.{part}")


def test_boundaries_in_another_reference_system_give_the_same_areas(
    areas: Areas, built_areas: Path, tmp_path: Path
) -> None:
    downloads = shutil.copytree(built_areas / "downloads", tmp_path / "downloads")
    redrawn(downloads, lambda units: units.to_crs("EPSG:32647"))
    found, report = build(catalog(), downloads)
    assert (report.invalid, report.gaps, report.overlaps) == (0, 0, 0)
    # to a square metre
    assert found.table["area_km2"].to_numpy() == pytest.approx(areas.table["area_km2"], abs=1e-6)


def test_boundaries_declared_in_a_wrong_zone_are_refused(built_areas: Path, tmp_path: Path) -> None:
    downloads = shutil.copytree(built_areas / "downloads", tmp_path / "downloads")
    redrawn(downloads, lambda u: u.to_crs(32647).set_crs(32648, allow_override=True))
    with pytest.raises(GeoError, match=r"are not where their codes are: 7,\d\d\d of 7,\d\d\d"):
        build(catalog(), downloads)


def test_a_polygon_that_crosses_itself_is_mended_and_counted(
    built_areas: Path, tmp_path: Path
) -> None:
    downloads = shutil.copytree(built_areas / "downloads", tmp_path / "downloads")

    def crossed(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        # two triangles of 100 m in the middle of a tambon that lies far inland
        inner = units.index[units["ADM3_PCODE"] == "TH400101"][0]
        x, y = units.geometry[inner].representative_point().coords[0]
        west, south, east, north = x - 5e-4, y - 5e-4, x + 5e-4, y + 5e-4
        corners = [(west, south), (east, north), (east, south), (west, north)]
        units.loc[inner, "geometry"] = shapely.Polygon(corners)
        return units

    redrawn(downloads, crossed)
    areas, report = build(catalog(), downloads)
    assert report.repaired == ("400101",)
    assert "1 boundaries mended (400101)" in report.lines()
    assert areas.table.geometry["400101"].geom_type == "MultiPolygon"
    # what the publisher's polygon never covered is no gap that the build made
    assert (report.invalid, report.gaps, report.overlaps) == (0, 0, 0)


def test_half_of_the_people_in_a_municipality_make_an_area_urban(
    built_areas: Path, tmp_path: Path
) -> None:
    downloads = shutil.copytree(built_areas / "downloads", tmp_path / "downloads")
    for code, municipal in (("110111", 5000), ("110113", 4999)):
        part = f'<data type="municipal" total="{municipal}" households="1" />'
        whole = '<data type="total" total="10000" households="2" />'
        in_the_register(downloads / str(REGISTER.file), part + whole, code)
    areas, _ = build(catalog(), downloads)
    assert areas.table.loc[["110111", "110113"], "track"].tolist() == ["urban", "rural"]


def test_boundaries_that_overlap_are_left_as_they_are_and_reported(
    areas: Areas, built_areas: Path, tmp_path: Path
) -> None:
    downloads = shutil.copytree(built_areas / "downloads", tmp_path / "downloads")

    def overlapping(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        one = units.index[units["ADM3_PCODE"] == "TH400101"][0]
        units.loc[one, "geometry"] = units.geometry[one].buffer(1e-3)
        return units

    redrawn(downloads, overlapping)
    found, report = build(catalog(), downloads)
    assert report.overlaps > 0
    assert found.table["area_km2"]["400101"] > areas.table["area_km2"]["400101"]


def test_a_file_that_is_sound_but_another_is_used_and_reported(
    built_areas: Path, tmp_path: Path
) -> None:
    shutil.copytree(built_areas / "downloads", tmp_path / "downloads")
    path = tmp_path / "downloads" / str(TABLE.file)
    path.write_bytes(path.read_bytes().replace(b",3691,", b",3692,", 1))
    areas, report = build(catalog(), tmp_path / "downloads")
    assert report.changed_files == (TABLE.id,)
    assert f"{TABLE.id}: the file is not the one that the catalogue describes" in report.lines()
    assert np.isclose(areas.values.loc["100101", "points_per_km2"], 3692 / 1.53631484)
