"""Points are counted where they lie, each once, and those that lie nowhere are named."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod, Transformer

from geo.areas import read_areas
from geo.errors import GeoError
from geo.layers.points import coordinate_problems, locate, points_on_areas
from tests.making import make_areas

# 100101, 100102 and 100103: squares of 0.01° from 100° E eastwards, 14° N to 14.01° N
TABLE = make_areas({"need": [1, 2, 3]}).table
SHAPES = TABLE.geometry
INSIDE = [(100.005, 14.005), (100.007, 14.002), (100.025, 14.005)]


def columns(places: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [lon for lon, _ in places], [lat for _, lat in places]


def metres_north(metres: float) -> tuple[float, float]:
    """A place so far north of the middle of the northern border of 100102."""
    lon, lat, _ = Geod(ellps="WGS84").fwd(100.015, 14.01, 0, metres)
    return lon, lat


def test_points_are_counted_by_area() -> None:
    layer = points_on_areas(*columns(INSIDE), TABLE, "count")
    pd.testing.assert_series_equal(
        layer.values, pd.Series([2.0, 0.0, 1.0], index=TABLE.index), check_names=False
    )
    assert list(layer.area_code) == ["100101", "100101", "100103"]
    assert list(layer.standing) == ["inside"] * 3
    assert layer.problems == ()


def test_points_that_are_alike_are_counted_each() -> None:
    layer = points_on_areas(*columns([INSIDE[0]] * 3), TABLE, "count")
    assert list(layer.values) == [3, 0, 0]


def test_density_is_by_square_kilometre() -> None:
    # 1.2 km² each
    layer = points_on_areas(*columns(INSIDE), TABLE, "density")
    assert list(layer.values) == pytest.approx([2 / 1.2, 0, 1 / 1.2])


def test_the_rate_is_by_thousand_people_and_unknown_without_any() -> None:
    table = TABLE.copy()
    table["population"] = pd.array([500, 0, None], dtype="Int64")
    layer = points_on_areas(*columns(INSIDE), table, "per_1000")
    np.testing.assert_array_equal(layer.values, [4, np.nan, np.nan])


def test_distance_is_in_kilometres_from_the_reference_point() -> None:
    layer = points_on_areas([100.005], [14.005], TABLE, "distance")
    measured = Geod(ellps="WGS84").inv(100.005, 14.005, 100.015, 14.005)[2] / 1000
    assert list(layer.values) == pytest.approx([0, measured, 2 * measured], abs=1e-6)


def test_a_point_that_is_not_counted_is_nobody_s_nearest() -> None:
    near_the_third = (100.026, 14.1)
    layer = points_on_areas(*columns([INSIDE[0], near_the_third]), TABLE, "distance")
    alone = points_on_areas(*columns([INSIDE[0]]), TABLE, "distance")
    np.testing.assert_array_equal(layer.values, alone.values)


def test_a_point_on_a_common_border_belongs_to_the_smaller_code() -> None:
    border = shapely.intersection(SHAPES["100101"], SHAPES["100102"]).coords[0]
    assert list(locate([border[0]], [border[1]], SHAPES)) == ["100101"]
    assert list(locate([border[0]], [border[1]], SHAPES.iloc[::-1])) == ["100101"]


@pytest.mark.parametrize(("metres", "code"), [(490, "100102"), (510, "")])
def test_a_point_goes_to_the_nearest_area_within_500_metres(metres: float, code: str) -> None:
    place = metres_north(metres)
    assert list(locate(*columns([place]), SHAPES)) == [code]
    layer = points_on_areas(*columns([INSIDE[0], place]), TABLE, "count")
    assert list(layer.standing) == ["inside", "near" if code else "outside"]
    assert layer.values["100102"] == (1 if code else 0)


def test_a_point_as_near_to_one_area_as_to_another_belongs_to_the_smaller_code() -> None:
    # two halves of a triangle; the point lies beyond its top
    bottom, top = (100.01, 14.0), (100.01, 14.01)
    east = shapely.Polygon([bottom, (100.02, 14.0), top])
    west = shapely.Polygon([bottom, (100.0, 14.0), top])
    halves = gpd.GeoSeries([east, west], index=["100102", "100101"], crs="EPSG:4326")
    assert list(locate([100.01], [14.012], halves)) == ["100101"]


def test_without_reach_a_point_must_lie_in_its_area() -> None:
    assert list(locate(*columns([INSIDE[0], metres_north(1)]), SHAPES, reach=0)) == ["100101", ""]


def test_every_row_stands_somewhere() -> None:
    nan, inf = float("nan"), float("inf")
    rows = [INSIDE[0], metres_north(100), (101.0, 15.0), (-79.0, -14.0), (inf, 14.0), (200.0, 14.0),
            (100.0, 91.0), (nan, nan), (nan, 14.0), (100.0, nan)]  # fmt: skip
    layer = points_on_areas(*columns(rows), TABLE, "count")
    assert list(layer.standing) == [
        *("inside", "near", "outside", "outside", "impossible", "impossible", "impossible"),
        *("missing", "missing", "missing"),
    ]
    assert list(layer.area_code) == ["100101", "100102", *[""] * 8]
    assert layer.values.sum() == 2


def test_each_row_that_is_not_counted_is_explained_once() -> None:
    nan, inf = float("nan"), float("inf")
    rows = [INSIDE[0], (14.005, 100.005), (0.0, 0.0), (inf, 14.0), (nan, 14.0), (200.0, 14.0),
            (101.0, 15.0), (nan, nan)]  # fmt: skip
    lines = np.arange(10, 18)
    assert coordinate_problems(*columns(rows), SHAPES, lines) == [
        "1 with only one of the two coordinates: line 14 (nan, 14)",
        "1 with an infinite coordinate: line 13 (inf, 14)",
        "1 with longitude 0 and latitude 0, which often stand for an unknown place: line 12 (0, 0)",
        "1 with longitude and latitude swapped: line 11 (14.005, 100.005)",
        "1 with coordinates beyond 180 or 90 degrees: line 15 (200, 14)",
        "1 with a place more than 500 m from every area: line 16 (101, 15)",
    ]


@pytest.mark.parametrize(
    ("crs", "name"),
    [
        ("EPSG:32647", r"UTM zone 47 \(EPSG:32647\)"),
        ("EPSG:32648", r"UTM zone 48 \(EPSG:32648\)"),
        ("EPSG:3857", r"Web Mercator \(EPSG:3857\)"),
    ],
)
def test_metres_that_claim_degrees_are_refused_with_their_likely_system(
    crs: str, name: str
) -> None:
    metres = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*columns(INSIDE))
    with pytest.raises(
        GeoError, match=f"None of the 3 rows .* likely metres in {name}, where 3 would lie"
    ):
        points_on_areas(*metres, TABLE, "count")


def test_swapped_coordinates_are_refused_as_such() -> None:
    lon, lat = columns(INSIDE)
    with pytest.raises(GeoError, match="3 with longitude and latitude swapped: line 1"):
        points_on_areas(lat, lon, TABLE, "count")


def test_points_in_another_country_are_refused_with_where_this_one_lies() -> None:
    with pytest.raises(GeoError, match=r"from every area.* here 100\.0 to 100\.0 and 14\.0 to"):
        points_on_areas([-79.0, 2.3], [-14.0, 48.9], TABLE, "distance")


@pytest.mark.parametrize("nothing", [[], [float("nan")]])
def test_rows_without_a_place_measure_nothing(nothing: list[float]) -> None:
    with pytest.raises(GeoError, match="none has both coordinates"):
        points_on_areas(nothing, nothing, TABLE, "count")


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(99.99, 100.04) | st.floats(allow_nan=True),
            st.floats(13.99, 14.02) | st.floats(allow_nan=True),
        )
    )
)
def test_counts_add_up_to_the_rows_that_were_placed(places: list[tuple[float, float]]) -> None:
    lon, lat = columns([INSIDE[0], *places])
    layer = points_on_areas(lon, lat, TABLE, "count")
    counted = layer.standing.isin(["inside", "near"])
    assert layer.values.sum() == counted.sum()
    assert ((layer.area_code != "") == counted).all()
    inside = gpd.points_from_xy(lon, lat).intersects(shapely.union_all(SHAPES.to_numpy()))
    assert ((layer.standing == "inside") == inside).all()


def test_every_reference_point_of_the_country_lies_in_its_own_area(built_areas: Path) -> None:
    table = read_areas(built_areas / "areas.parquet").table
    assert list(locate(table["lon"], table["lat"], table.geometry)) == list(table.index)
