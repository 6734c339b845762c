"""Polygons get the people of the ground that they cover, and double claims are told."""

from itertools import pairwise
from pathlib import Path
from random import Random

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.areas import read_areas
from geo.errors import GeoError
from geo.layers.overlay import overlay
from tests.making import make_areas

# 100101, 100102 and 100103: squares of 0.01° from 100° E eastwards, with 1000, 1001, 1002 people
TABLE = make_areas({"need": [1, 2, 3]}).table


def polygons(*shapes: BaseGeometry | None) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs="EPSG:4326")


def band(west: float, east: float) -> BaseGeometry:
    """A box over the areas from so many widths of an area to so many."""
    return shapely.box(100 + west / 100, 13.99, 100 + east / 100, 14.02)


def test_a_polygon_gets_its_share_of_each_area_s_people() -> None:
    found = overlay(polygons(band(1.5, 3), band(0, 1.5)), TABLE)
    expected = pd.DataFrame(
        {
            "row": [0, 0, 1, 1],
            "area_code": ["100102", "100103", "100101", "100102"],
            "people": [1001 / 2, 1002, 1000, 1001 / 2],
            "ground": [0.5, 1, 1, 0.5],
        }
    )
    pd.testing.assert_frame_equal(found.parts, expected, rtol=1e-5)
    assert not found.by_ground
    assert list(found.covered) == pytest.approx([1, 1, 1])
    assert found.overlapping == ()


def test_the_areas_themselves_cover_each_exactly_one() -> None:
    parts = overlay(TABLE.geometry, TABLE).parts
    assert list(parts["row"]) == [0, 1, 2]
    assert list(parts["area_code"]) == list(TABLE.index)
    np.testing.assert_allclose(parts["people"], [1000, 1001, 1002])


def test_where_an_area_s_people_are_unknown_ground_stands_for_all_of_them() -> None:
    table = TABLE.copy()
    table["population"] = pd.array([1000, None, 0], dtype="Int64")
    found = overlay(polygons(band(0, 2)), table)
    assert found.by_ground
    square_metres, _ = Geod(ellps="WGS84").geometry_area_perimeter(table.geometry["100101"])
    np.testing.assert_allclose(found.parts["people"], abs(square_metres) / 1e6, rtol=1e-5)


def test_an_unknown_number_of_people_elsewhere_changes_nothing() -> None:
    table = TABLE.copy()
    table["population"] = pd.array([1000, None, 0], dtype="Int64")
    found = overlay(polygons(band(0, 1), band(2, 3)), table)
    assert not found.by_ground
    np.testing.assert_allclose(found.parts["people"], [1000, 0])


def test_a_sliver_of_both_is_left_out_and_still_counts_as_covered() -> None:
    found = overlay(polygons(band(-0.5, 1.0005)), TABLE)
    assert list(found.parts["area_code"]) == ["100101"]
    assert found.covered["100102"] == pytest.approx(0.0005, rel=1e-3)


def test_a_small_part_of_the_area_that_is_most_of_the_polygon_stays() -> None:
    found = overlay(polygons(shapely.box(100.001, 14.001, 100.0012, 14.0012)), TABLE)
    assert list(found.parts["ground"]) == pytest.approx([0.02**2], rel=1e-3)


def test_polygons_that_overlap_are_told_by_line_and_their_ground_is_covered_once() -> None:
    found = overlay(
        polygons(band(0, 0.5), band(0.25, 0.75), band(0.75, 1)), TABLE, lines=[12, 17, 19]
    )
    assert found.overlapping == ((12, 17),)
    assert found.parts["ground"].sum() == pytest.approx(1.25, rel=1e-4)
    assert list(found.covered) == pytest.approx([1, 0, 0], abs=1e-9)


def test_lines_are_counted_from_1_unless_given() -> None:
    assert overlay(polygons(None, band(0, 2), band(1, 3)), TABLE).overlapping == ((2, 3),)


def test_a_polygon_with_a_hole_does_not_cover_it() -> None:
    ring = shapely.difference(band(0, 3), TABLE.geometry["100102"])
    found = overlay(polygons(ring), TABLE)
    assert list(found.parts["area_code"]) == ["100101", "100103"]
    assert list(found.covered) == pytest.approx([1, 0, 1], abs=1e-9)


def test_a_polygon_round_the_world_covers_every_area() -> None:
    found = overlay(polygons(shapely.box(-180, -90, 180, 90), band(0, 1)), TABLE)
    np.testing.assert_allclose(found.parts["ground"], [1, 1, 1, 1])
    assert found.overlapping == ((1, 2),)


def test_polygons_elsewhere_or_without_a_shape_cover_nothing() -> None:
    other_side = shapely.box(-79.1, -13.1, -79, -13)
    found = overlay(polygons(other_side, None, shapely.Polygon(), band(0, 1)), TABLE)
    assert list(found.parts["row"]) == [3]


@pytest.mark.parametrize(
    "shape", [None, shapely.box(2.2, 48.8, 2.3, 48.9), shapely.box(100.03, 14, 100.04, 14.01)]
)
def test_polygons_none_of_which_covers_an_area_are_refused(shape: BaseGeometry | None) -> None:
    with pytest.raises(GeoError, match=r"None of the 1 polygons .* reach from 100\.0 to 100\.0"):
        overlay(polygons(shape), TABLE)


@settings(deadline=None)
@given(
    cuts=st.sets(st.integers(1, 29), max_size=6),
    order=st.randoms(use_true_random=False),
)
def test_polygons_that_share_the_country_share_its_people(cuts: set[int], order: Random) -> None:
    edges = [0.0, *(cut / 10 for cut in sorted(cuts)), 3.0]
    bands = [band(*ends) for ends in pairwise(edges)]
    order.shuffle(bands)
    found = overlay(polygons(*bands), TABLE)
    by_area = found.parts.groupby("area_code")[["people", "ground"]].sum()
    np.testing.assert_allclose(by_area["people"], TABLE["population"].astype(float), rtol=1e-9)
    np.testing.assert_allclose(by_area["ground"], 1, rtol=1e-9)
    np.testing.assert_allclose(found.covered, 1, rtol=1e-9)
    assert found.overlapping == ()


def test_provinces_laid_over_the_country_find_their_own_areas(built_areas: Path) -> None:
    table = read_areas(built_areas / "areas.parquet").table
    provinces = table[["province_code", "geometry"]].dissolve("province_code", method="coverage")
    found = overlay(provinces.geometry, table)
    assert list(provinces.index[found.parts["row"]]) == list(
        table.loc[found.parts["area_code"], "province_code"]
    )
    assert len(found.parts) == len(table)
    np.testing.assert_allclose(found.covered, 1, rtol=1e-9)
    assert found.overlapping == ()
