import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.tessellate import GRID, as_coverage, equal_parts, from_plane, to_plane, voronoi_cells

# whole grid steps, so that nothing is rounded
SIDE = 4096 * GRID  # 0.25°
WEST, SOUTH = 101.0, 13.0
SQUARE = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)


def place(east: float, north: float) -> shapely.Point:
    """A point at these shares of the square's sides."""
    return shapely.Point(WEST + east * SIDE, SOUTH + north * SIDE)


def km2(shapes) -> np.ndarray:
    return shapely.area(to_plane(shapes)) / 1e6


def test_the_plane_keeps_areas():
    # a box about the country, its sides bent the same way in the plane and on the ellipsoid
    country = shapely.segmentize(shapely.box(97, 5, 106, 21), 0.05)
    geodesic, _ = Geod(ellps="WGS84").geometry_area_perimeter(country)
    assert km2(country) == pytest.approx(geodesic / 1e6, rel=1e-5)


def test_the_plane_and_back_is_the_same_place():
    back = from_plane(to_plane([place(0.3, 0.8)]))[0]
    assert back.distance(place(0.3, 0.8)) < 1e-7  # a centimetre


def test_two_points_halve_a_square_between_them():
    west, east = voronoi_cells([place(0.25, 0.5), place(0.75, 0.5)], SQUARE)
    middle = WEST + SIDE / 2
    # a meridian is no straight line in the plane: the border may lie a grid step off
    assert west.bounds == pytest.approx((WEST, SOUTH, middle, SOUTH + SIDE), abs=2 * GRID)
    assert east.bounds == pytest.approx((middle, SOUTH, WEST + SIDE, SOUTH + SIDE), abs=2 * GRID)


def test_one_point_gets_all_the_land():
    (cell,) = voronoi_cells([place(0.9, 0.1)], SQUARE)
    assert cell.equals(SQUARE)


def test_an_island_without_a_point_goes_whole_to_the_nearest():
    # the bisector of the two points would cut the island
    island = shapely.box(*place(0.4, 1.2).coords[0], *place(0.65, 1.3).coords[0])
    west, east = voronoi_cells(
        [place(0.25, 0.5), place(0.75, 0.5)], shapely.union_all([SQUARE, island])
    )
    centre = shapely.centroid(island)
    assert east.contains(centre)
    assert shapely.area(shapely.intersection(east, island)) == pytest.approx(island.area, rel=1e-3)
    assert west.geom_type == "Polygon"


def test_what_a_cell_has_across_another_goes_to_the_cell_it_borders():
    # a strait parts west from east; its far bank is nearest to the point in the west, but hangs
    # together with the land of the one in the east
    strait = shapely.box(*place(0.4, -0.1).coords[0], *place(0.45, 1.1).coords[0])
    land = shapely.difference(SQUARE, strait)
    west, east = voronoi_cells([place(0.39, 0.3), place(0.95, 0.3)], land)
    assert east.contains(place(0.5, 0.3))
    assert east.geom_type == west.geom_type == "Polygon"


def test_a_point_at_sea_is_refused():
    with pytest.raises(ValueError, match="1 points are not on the land"):
        voronoi_cells([place(0.5, 0.5), place(3, 3)], SQUARE)


def test_points_that_are_alike_are_refused():
    with pytest.raises(ValueError, match="alike"):
        voronoi_cells([place(0.5, 0.5), place(0.5, 0.5)], SQUARE)


steps = st.integers(1, 39)


@settings(max_examples=50, deadline=None)
@given(where=st.sets(st.tuples(steps, steps), min_size=1, max_size=30))
def test_cells_cover_the_land_once_and_each_holds_its_own_point(where):
    points = [place(x / 40, y / 40) for x, y in sorted(where)]
    cells = voronoi_cells(points, SQUARE)
    assert len(cells) == len(points)
    assert shapely.is_valid(cells).all()
    assert shapely.coverage_is_valid(cells)
    assert shapely.covers(cells, np.array(points)).all()
    assert shapely.coverage_union_all(cells).equals(SQUARE)
    assert shapely.area(cells).sum() == pytest.approx(SQUARE.area, rel=1e-12)
    on_grid = shapely.get_coordinates(cells) / GRID
    assert (on_grid == np.round(on_grid)).all()


@settings(max_examples=50, deadline=None)
@given(where=st.sets(st.tuples(steps, steps), min_size=2, max_size=30), seed=st.integers(0, 999))
def test_every_place_belongs_to_its_nearest_point(where, seed):
    points = np.array([place(x / 40, y / 40) for x, y in sorted(where)])
    cells = voronoi_cells(points, SQUARE)
    rng = np.random.default_rng(seed)
    for probe in (place(*rng.uniform(0, 1, 2)) for _ in range(20)):
        far = shapely.distance(to_plane(points), to_plane(probe)[()])
        (mine,) = np.flatnonzero(shapely.intersects(cells, probe))[:1]
        # a border drawn on the grid lies up to a step or so off the true one
        assert far[mine] <= far.min() + 50


@settings(max_examples=30, deadline=None)
@given(where=st.sets(st.tuples(steps, steps), min_size=1, max_size=12), data=st.data())
def test_the_order_of_the_points_changes_no_cell(where, data):
    points = [place(x / 40, y / 40) for x, y in sorted(where)]
    order = data.draw(st.permutations(range(len(points))))
    cells = voronoi_cells(points, SQUARE)
    shuffled = voronoi_cells([points[n] for n in order], SQUARE)
    assert all(a.equals(cells[n]) for a, n in zip(shuffled, order, strict=True))


CORNERED = shapely.difference(
    SQUARE, shapely.box(*place(0.5, 0.5).coords[0], *place(1, 1).coords[0])
)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 12])
@pytest.mark.parametrize("shape", [SQUARE, CORNERED, shapely.Point(101, 14).buffer(0.2)])
def test_parts_are_equal_in_area_and_make_up_the_shape(shape, count):
    parts = equal_parts(shape, count)
    assert len(parts) == count
    assert km2(parts) == pytest.approx(np.full(count, km2(shape) / count), rel=1e-6)
    assert {part.geom_type for part in parts} <= {"Polygon", "MultiPolygon"}
    # a cut that is straight in the plane bends by some metres in degrees
    amiss = shapely.symmetric_difference(shapely.union_all(parts), shape)
    assert amiss.area < 1e-3 * shape.area


def test_a_long_shape_is_cut_across():
    west, east = equal_parts(shapely.box(100, 13, 101, 13.1), 2)
    assert west.bounds[2] == pytest.approx(100.5, abs=1e-3)
    assert east.bounds[0] == pytest.approx(100.5, abs=1e-3)


def test_pieces_that_leave_a_crack_become_a_coverage():
    # a crack and an overlap of a metre, as rounding leaves them
    metre = 1e-5
    pieces = np.array([
        shapely.box(WEST, SOUTH, WEST + SIDE / 2 - metre, SOUTH + SIDE),
        shapely.box(WEST + SIDE / 2, SOUTH, WEST + SIDE, SOUTH + SIDE / 2 + metre),
        shapely.box(WEST + SIDE / 2, SOUTH + SIDE / 2, WEST + SIDE, SOUTH + SIDE),
    ])  # fmt: skip
    assert not shapely.coverage_is_valid(pieces)
    fitted = as_coverage(pieces, shapely.centroid(pieces), SQUARE)
    assert shapely.coverage_is_valid(fitted)
    assert shapely.coverage_union_all(fitted).equals(SQUARE)
