"""Areas fill the country without a gap and without an overlap."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from geo.coverage import CoverageCheck, check_coverage, simplified
from geo.errors import GeoError

SOUND = CoverageCheck(invalid=0, gaps=0, overlaps=0)


def series(*shapes: BaseGeometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(shapes), crs="EPSG:4326")


def square(x: float, y: float, size: float = 1) -> BaseGeometry:
    return shapely.box(x, y, x + size, y + size)


def ring_of_squares() -> list[BaseGeometry]:
    """Eight unit squares round a hole of one."""
    return [square(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]


def test_squares_side_by_side_are_a_coverage() -> None:
    assert check_coverage(series(square(0, 0), square(1, 0), square(5, 5))) == SOUND


def test_two_squares_that_overlap_do_so_in_one_place() -> None:
    check = check_coverage(series(square(0, 0), square(0.9, 0)))
    assert check == CoverageCheck(invalid=0, gaps=0, overlaps=1)


def test_two_overlaps_far_apart_are_two_places() -> None:
    check = check_coverage(series(square(0, 0), square(0.9, 0), square(5, 0), square(5.9, 0)))
    assert check.overlaps == 2


def test_a_border_with_other_vertices_on_each_side_is_no_fit() -> None:
    left = shapely.Polygon([(0, 0), (1, 0), (1, 0.5), (1, 1), (0, 1)])
    assert check_coverage(series(left, square(1, 0))).overlaps == 1


def test_a_strip_of_less_than_a_metre_is_a_gap() -> None:
    check = check_coverage(series(square(0, 0), square(1 + 5e-6, 0)))
    assert check == CoverageCheck(invalid=0, gaps=1, overlaps=0)


def test_a_strait_of_a_kilometre_is_none() -> None:
    assert check_coverage(series(square(0, 0), square(1.01, 0))) == SOUND


def test_a_hole_between_areas_is_a_gap() -> None:
    assert check_coverage(series(*ring_of_squares())).gaps == 1


def test_a_lake_that_the_publisher_left_out_is_no_gap() -> None:
    areas = series(*ring_of_squares())
    assert check_coverage(areas, published=areas) == SOUND
    assert check_coverage(areas, published=series(square(0, 0, 3))).gaps == 1


def test_an_island_in_a_lake_leaves_the_lake() -> None:
    assert check_coverage(series(*ring_of_squares(), square(1.4, 1.4, 0.2))).gaps == 1


def test_a_lagoon_in_an_island_is_another_gap_than_the_lake_round_it() -> None:
    shore = shapely.difference(square(0, 0, 5), square(1, 1, 3))
    atoll = shapely.difference(square(2, 2), square(2.4, 2.4, 0.2))
    assert check_coverage(series(shore, atoll)).gaps == 2
    assert check_coverage(series(shore, atoll), published=series(shore, square(2, 2))).gaps == 1


def test_what_is_no_sound_polygon_is_invalid() -> None:
    bow_tie = shapely.Polygon([(5, 5), (6, 6), (6, 5), (5, 6)])
    check = check_coverage(series(square(0, 0), bow_tie, shapely.Polygon(), shapely.Point(9, 9)))
    assert check == CoverageCheck(invalid=3, gaps=0, overlaps=0)


def wavy_grid(columns: int, rows: int, seed: int) -> gpd.GeoSeries:
    """Quadrilaterals with shared wavy borders, one of them tiny."""
    random = np.random.default_rng(seed)
    x = np.cumsum(np.append(0, random.uniform(0.02, 1, columns)))
    y = np.cumsum(np.append(0, random.uniform(0.02, 1, rows)))

    def border(a: tuple[float, float], b: tuple[float, float]) -> BaseGeometry:
        along = np.linspace(0, 1, 12)[:, np.newaxis]
        points = np.array(a) + along * (np.array(b) - np.array(a))
        points[1:-1] += random.normal(0, 0.001, (10, 2))
        return shapely.linestrings(points)

    lines = [
        border((x[i], y[j]), (x[i + 1], y[j])) for i in range(columns) for j in range(rows + 1)
    ]
    lines += [
        border((x[i], y[j]), (x[i], y[j + 1])) for i in range(columns + 1) for j in range(rows)
    ]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    return gpd.GeoSeries(faces, crs="EPSG:4326")


@settings(deadline=None, max_examples=25)
@given(
    columns=st.integers(1, 5),
    rows=st.integers(1, 5),
    seed=st.integers(0, 99),
    tolerance=st.floats(1e-4, 1),
)
def test_simplified_areas_stay_a_coverage_of_all(
    columns: int, rows: int, seed: int, tolerance: float
) -> None:
    areas = wavy_grid(columns, rows, seed)
    # in one of these grids two borders cross and cut off a crumb narrower than a gap
    assume(check_coverage(areas) == SOUND)
    drawn = simplified(areas, tolerance)
    assert drawn.index.equals(areas.index)
    assert drawn.crs == areas.crs
    assert check_coverage(drawn) == SOUND
    assert not drawn.is_empty.any()
    assert shapely.get_num_coordinates(drawn).sum() <= shapely.get_num_coordinates(areas).sum()


def test_corners_below_the_tolerance_go_on_both_sides_of_a_border() -> None:
    left = shapely.Polygon([(0, 0), (1, 0), (1.01, 0.5), (1, 1), (0, 1)])
    right = shapely.Polygon([(1, 0), (2, 0), (2, 1), (1, 1), (1.01, 0.5)])
    # the corner spans a triangle of 0.005, the square of 0.07
    kept = simplified(series(left, right), 0.06)
    assert shapely.get_num_coordinates(kept.to_numpy()).tolist() == [6, 6]
    gone = simplified(series(left, right), 0.08)
    assert gone[0].equals(square(0, 0))
    assert gone[1].equals(square(1, 0))


def test_a_small_area_keeps_its_shape_where_a_large_one_loses_corners() -> None:
    octagon = shapely.Point(0.5, 0.5).buffer(0.05, quad_segs=2)
    around = shapely.difference(shapely.Point(0.5, 0.5).buffer(5, quad_segs=32), octagon)
    areas = series(octagon, around)
    # a corner of the octagon spans less than the square of 0.1, and so does one of the circle
    drawn = simplified(areas, 0.3)
    assert drawn[0].equals(octagon)
    assert len(drawn[1].exterior.coords) < len(around.exterior.coords)


def test_polygons_that_are_no_coverage_are_refused() -> None:
    bow_tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(GeoError, match="can't be simplified"):
        simplified(series(bow_tie, square(1, 0)), 0.1)
