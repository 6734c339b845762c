"""A polygon is cut into parts without opening a gap to its neighbours."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from geo.coverage import CoverageCheck, check_coverage
from geo.split import split
from geo.tessellate import to_plane

SOUND = CoverageCheck(invalid=0, gaps=0, overlaps=0)
NO_POINTS = gpd.GeoSeries([], index=[], crs="EPSG:4326")


def box(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A rectangle in degrees from a corner near Bangkok."""
    return shapely.box(100 + west, 13 + south, 100 + east, 13 + north)


def coverage(**shapes: BaseGeometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes.values()), index=list(shapes), crs="EPSG:4326")


def row_of_squares(*codes: str) -> gpd.GeoSeries:
    """Squares from west to east, a tenth of a degree wide."""
    return coverage(**{code: box(i / 10, 0, (i + 1) / 10, 0.1) for i, code in enumerate(codes)})


def point(x: float, y: float) -> BaseGeometry:
    return shapely.Point(100 + x, 13 + y)


def points(**places: tuple[float, float]) -> gpd.GeoSeries:
    return coverage(**{code: point(*place) for code, place in places.items()})


def km2(shapes: gpd.GeoSeries) -> list[float]:
    return (shapely.area(to_plane(shapes)) / 1e6).tolist()


def same(a: BaseGeometry, b: BaseGeometry) -> bool:
    # cuts follow the plane's axes, which lie askew to the meridians by up to 50 m along a tambon
    return shapely.hausdorff_distance(a, b) < 5e-4


def test_a_square_without_points_is_halved_north_first() -> None:
    # 0.1 degrees are shorter from west to east than from south to north, but on the equator
    parts = split(row_of_squares("old"), "old", ["n", "s"], NO_POINTS)
    assert same(parts["n"], box(0, 0.05, 0.1, 0.1))
    assert same(parts["s"], box(0, 0, 0.1, 0.05))


def test_a_tall_rectangle_is_cut_across_its_height() -> None:
    tall = coverage(old=box(0, 0, 0.1, 0.4))
    parts = split(tall, "old", ["a", "b", "c"], NO_POINTS)
    assert same(parts["a"], box(0, 0.8 / 3, 0.1, 0.4))
    assert same(parts["b"], box(0, 0.4 / 3, 0.1, 0.8 / 3))
    assert same(parts["c"], box(0, 0, 0.1, 0.4 / 3))


def test_four_parts_of_a_square_are_its_quarters() -> None:
    parts = split(row_of_squares("old"), "old", ["a", "b", "c", "d"], NO_POINTS)
    corners = [box(0, 0, 0.05, 0.05), box(0.05, 0, 0.1, 0.05),
               box(0, 0.05, 0.05, 0.1), box(0.05, 0.05, 0.1, 0.1)]  # fmt: skip
    assert all(any(same(part, corner) for part in parts) for corner in corners)


def test_three_parts_of_a_square_meet_without_splinters() -> None:
    parts = split(row_of_squares("old"), "old", ["a", "b", "c"], NO_POINTS)
    # three rectangles, and a vertex in the long side where the other two meet
    assert sorted(shapely.get_num_coordinates(parts.to_numpy())) == [5, 5, 6]


def test_the_part_with_the_known_point_goes_to_its_code() -> None:
    tall = coverage(a=box(0, 0, 0.1, 0.4))
    parts = split(tall, "a", ["a", "b"], points(a=(0.05, 0.1)))
    assert same(parts["a"], box(0, 0, 0.1, 0.2))
    assert same(parts["b"], box(0, 0.2, 0.1, 0.4))


def test_with_a_point_each_every_place_goes_to_the_nearest() -> None:
    # the border lies half way, at 0.04; meridians run together to the north, by a metre here
    parts = split(row_of_squares("a"), "a", ["a", "b"], points(a=(0.03, 0.05), b=(0.05, 0.05)))
    assert shapely.hausdorff_distance(parts["a"], box(0, 0, 0.04, 0.1)) < 1e-5
    assert shapely.hausdorff_distance(parts["b"], box(0.04, 0, 0.1, 0.1)) < 1e-5


@pytest.mark.parametrize("b", [(0.15, 0.05), (0.03, 0.02)])
def test_a_point_outside_or_twice_the_same_is_no_help(b: tuple[float, float]) -> None:
    parts = split(row_of_squares("a", "c"), "a", ["a", "b"], points(a=(0.03, 0.02), b=b))
    a, b = km2(parts[["a", "b"]])
    assert a == pytest.approx(b, rel=1e-3)


def test_neighbours_get_the_new_vertex_and_keep_their_ground() -> None:
    before = row_of_squares("w", "m", "o")
    after = split(before, "m", ["m", "n"], points(m=(0.15, 0.03), n=(0.15, 0.07)))
    assert check_coverage(after, before) == SOUND
    for code in ("w", "o"):
        assert after[code].equals(before[code])
        assert len(after[code].exterior.coords) == len(before[code].exterior.coords) + 1
    assert shapely.union_all(after.to_numpy()).area == pytest.approx(0.03)


def test_who_does_not_touch_the_parent_is_left_alone() -> None:
    before = row_of_squares("m", "x", "far")
    after = split(before, "m", ["m", "n"], NO_POINTS)
    assert after["far"] == before["far"]


def test_an_island_of_the_parent_goes_with_the_part_it_lies_in() -> None:
    land = shapely.MultiPolygon([box(0, 0, 0.1, 0.1), box(0.04, 0.3, 0.06, 0.32)])
    before = coverage(m=land)
    after = split(before, "m", ["m", "n"], points(m=(0.05, 0.01), n=(0.05, 0.09)))
    assert check_coverage(after) == SOUND
    assert after["n"].covers(point(0.05, 0.31))


@settings(deadline=None, max_examples=40)
@given(
    corners=st.lists(
        st.tuples(st.floats(0.11, 0.19), st.floats(0.01, 0.09)), min_size=3, max_size=9
    ),
    count=st.integers(2, 5),
)
@example(corners=[(0.1875, 0.082), (0.1855, 0.082), (0.1533, 0.0532), (0.11, 0.0137)], count=2)
def test_parts_of_any_polygon_are_equal_and_fit_in_its_place(
    corners: list[tuple[float, float]], count: int
) -> None:
    hull = shapely.MultiPoint([point(x, y) for x, y in corners]).convex_hull
    if hull.area < 1e-5:
        return
    square = box(0.1, 0, 0.2, 0.1)
    before = coverage(parent=hull, around=square.difference(hull))
    codes = [f"part{i}" for i in range(count)]
    after = split(before, "parent", codes, NO_POINTS)
    assert check_coverage(after, before) == SOUND
    # a cut is straight in the plane where it is measured, and drawn straight in degrees, metres
    # off along 10 km; of a splinter that long this is a thousandth
    share = sum(km2(after[codes])) / count
    assert km2(after[codes]) == pytest.approx([share] * count, rel=3e-3)
