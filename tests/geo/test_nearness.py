"""Points nearer than a distance are those the ellipsoid says; the distance itself is not nearer."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.distances import geodesic, pairs
from geo.nearness import Nearness, nearest
from tests.making import make_areas

GEOD = Geod(ellps="WGS84")
DEGREE_ON_EQUATOR = 111.319491  # 2π · 6378.137 km / 360, rounded up
FIRST_DEGREE_OF_MERIDIAN = 110.574389  # Karney (2013), WGS84; rounded up

Point = tuple[float, float]
in_thailand = st.tuples(st.floats(97, 106), st.floats(5, 21))
# rounding to tenths brings points that are alike, and rows and columns of them
on_a_grid = st.tuples(
    st.integers(1000, 1010).map(lambda n: n / 10), st.integers(130, 140).map(lambda n: n / 10)
)
anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def nearness(points: list[Point], km: float) -> Nearness:
    lon, lat = np.array(points).T
    return Nearness(lon, lat, km)


def found(points: list[Point], km: float) -> list[list[int]]:
    near = nearness(points, km)
    return [near.of(n).tolist() for n in range(len(points))]


def measured(points: list[Point], km: float) -> list[list[int]]:
    return [
        [m for m, b in enumerate(points) if m != n and GEOD.inv(*a, *b)[2] / 1000 < km]
        for n, a in enumerate(points)
    ]


@pytest.mark.parametrize(
    ("other", "km"),
    [((101.0, 0.0), DEGREE_ON_EQUATOR), ((100.0, 1.0), FIRST_DEGREE_OF_MERIDIAN)],
    ids=["along the equator", "along the meridian"],
)
def test_a_degree_is_so_many_kilometres(other: Point, km: float) -> None:
    points = [(100.0, 0.0), other]
    assert found(points, km) == [[1], [0]]
    # a millimetre less
    assert found(points, km - 2e-6) == [[], []]


def test_an_east_west_degree_shrinks_with_the_cosine_of_the_latitude_and_a_meridians_grows() -> (
    None
):
    # at 60° north a degree east is 55.80 km and a degree north 111.42 km
    points = [(100.0, 60.0), (101.0, 60.0), (100.0, 61.0)]
    assert found(points, 56.0) == [[1], [0], []]
    assert found(points, 111.4) == [[1], [0], []]
    assert found(points, 111.5) == [[1, 2], [0], [0]]


def test_two_points_at_one_place_are_near_and_none_is_near_itself() -> None:
    points = [(100.0, 14.0), (100.0, 14.0), (100.0, 14.0)]
    assert found(points, 0.001) == [[1, 2], [0, 2], [0, 1]]


def test_points_come_in_the_order_of_their_positions() -> None:
    points = [(100.03, 14.0), (100.0, 14.0), (100.01, 14.0), (100.02, 14.0), (110.0, 14.0)]
    assert found(points, 50)[1] == [0, 2, 3]


def test_across_the_date_line_it_is_not_round_the_earth() -> None:
    assert found([(179.5, 0.0), (-179.5, 0.0)], DEGREE_ON_EQUATOR) == [[1], [0]]


def test_one_point_alone_has_nobody_near() -> None:
    assert found([(100.0, 14.0)], 2000) == [[]]


@settings(deadline=None)
@given(st.lists(in_thailand | on_a_grid, min_size=1, max_size=12), st.floats(0.01, 2000))
def test_the_near_ones_are_those_that_measuring_each_pair_finds(
    points: list[Point], km: float
) -> None:
    assert found(points, km) == measured(points, km)


@settings(deadline=None)
@given(st.lists(anywhere, min_size=2, max_size=8), st.floats(0.01, 2000))
def test_so_it_is_anywhere_on_earth(points: list[Point], km: float) -> None:
    assert found(points, km) == measured(points, km)


@settings(deadline=None)
@given(st.lists(in_thailand | on_a_grid, min_size=2, max_size=8, unique=True), st.data())
def test_exactly_the_distance_is_not_nearer(points: list[Point], data: st.DataObject) -> None:
    one, other = data.draw(st.permutations(range(len(points))))[:2]
    km = GEOD.inv(*points[one], *points[other])[2] / 1000
    assert other not in found(points, km)[one]
    assert other in found(points, km + 1e-9)[one]
    assert found(points, km) == measured(points, km)


@settings(deadline=None)
@given(st.lists(in_thailand | on_a_grid, min_size=2, max_size=8), st.floats(0.01, 500))
def test_a_point_near_another_has_it_near(points: list[Point], km: float) -> None:
    near = found(points, km)
    assert all(n in near[other] for n, others in enumerate(near) for other in others)


def test_half_round_the_earth_a_chord_tells_little_and_the_way_is_still_exact() -> None:
    # from pole to pole it is 20,003.93 km, half round the equator goes over a pole and is as long;
    # a circle as sharp as the sharpest meridian closes after 2 · 19,903 km
    points = [(0.0, 90.0), (0.0, -90.0), (0.0, 0.0), (180.0, 0.0), (180.0, 1.0)]
    for km in (19_700, 19_800, 19_900, 19_950, 20_003.9, 20_004, 20_100):
        assert found(points, km) == measured(points, km)
    assert found(points, 20_003.9)[:2] == [[2, 3, 4], [2, 3, 4]]
    assert found(points, 20_004)[:2] == [[1, 2, 3, 4], [0, 2, 3, 4]]


def test_pairs_among_some_points_are_given_by_their_positions_the_lower_first() -> None:
    points = [(100.03, 14.0), (110.0, 14.0), (100.0, 14.0), (100.01, 14.0), (100.0, 14.0)]
    near = nearness(points, 50)
    # in any order and also twice; the third stands aside, though it is near
    pairs = near.pairs_among(np.array([4, 0, 1, 2, 0]))
    assert pairs.tolist() == [[0, 2], [0, 4], [2, 4]]
    for few in ([], [3], [1, 3]):
        assert near.pairs_among(np.array(few, dtype=np.intp)).shape == (0, 2)


def test_pairs_among_many_points_are_in_order_however_the_points_lie() -> None:
    # every seventh place of a row of a hundred, 1.11 km from one to the next
    places = [7 * n % 100 for n in range(100)]
    pairs = nearness([(100 + place / 100, 0.0) for place in places], 1.2).pairs_among(
        np.arange(100)
    )
    near = [(n, m) for n in range(100) for m in range(n) if abs(places[n] - places[m]) == 1]
    assert pairs.tolist() == sorted([m, n] for n, m in near)


@settings(deadline=None)
@given(st.lists(in_thailand | on_a_grid | anywhere, min_size=2, max_size=10), st.data())
def test_pairs_among_some_points_are_those_that_measuring_each_finds(
    points: list[Point], data: st.DataObject
) -> None:
    positions = st.integers(0, len(points) - 1)
    some = data.draw(st.lists(positions, min_size=2))
    # the distance of a pair itself, too: it is not nearer
    one, other = points[data.draw(positions)], points[data.draw(positions)]
    km = data.draw(st.floats(0.01, 2000) | st.just(GEOD.inv(*one, *other)[2] / 1000))
    assert nearness(points, km).pairs_among(np.array(some)).tolist() == [
        [n, m]
        for n in sorted(set(some))
        for m in sorted(set(some))
        if n < m and GEOD.inv(*points[n], *points[m])[2] / 1000 < km
    ]


def test_what_one_asker_got_cannot_be_changed_for_the_next() -> None:
    near = nearness([(100.0, 14.0), (100.01, 14.0)], 50)
    with pytest.raises(ValueError, match="read-only"):
        near.of(0)[0] = 0


def test_kilometres_between_are_those_along_the_geodesic() -> None:
    near = nearness([(100.0, 0.0), (101.0, 0.0), (100.0, 1.0), (100.0, 0.0)], 1)
    km = near.km_between(0, np.array([1, 2, 3]))
    assert km == pytest.approx([DEGREE_ON_EQUATOR, FIRST_DEGREE_OF_MERIDIAN, 0], abs=1e-6)


def test_areas_are_near_by_their_reference_points_whatever_the_order_of_their_codes() -> None:
    # unit squares of 0.01° in a row, the first given the last code: 1.079 km apart at 14° north
    areas = make_areas({"a": [1, 2, 3, 4]}, codes=["800101", "100101", "100102", "100103"])
    one_apart, two_apart = areas.nearer_than(1.1), areas.nearer_than(2.2)
    assert [one_apart.of(n).tolist() for n in range(4)] == [[1, 3], [0, 2], [1], [0]]
    assert [two_apart.of(n).tolist() for n in range(4)] == [[1, 2, 3], [0, 2, 3], [0, 1], [0, 1]]
    lon, lat = areas.table["lon"].to_numpy(), areas.table["lat"].to_numpy()
    assert one_apart.km_between(0, np.array([1]))[0] == pytest.approx(
        GEOD.inv(lon[0], lat[0], lon[1], lat[1])[2] / 1000
    )


def test_the_nearest_of_some_points_and_never_itself() -> None:
    lon, lat = np.array([100.0, 100.1, 100.3, 100.7, 100.1]), np.full(5, 14.0)
    everybody = np.arange(5)
    found = nearest(lon, lat, everybody, everybody, 2)
    assert found[0].tolist() in ([1, 4], [4, 1])
    assert [set(row) for row in found[[0, 1, 2, 4]].tolist()] == [{1, 4}, {0, 4}, {1, 4}, {0, 1}]
    assert found[3, 0] == 2
    assert not (found == everybody[:, None]).any()
    assert nearest(lon, lat, np.array([0]), np.array([3]), 1).tolist() == [[3]]


def test_the_nearest_are_those_of_the_geodesic() -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(98, 105, 300), rng.uniform(6, 20, 300)
    everybody = np.arange(300)
    found = nearest(lon, lat, everybody, everybody, 5)
    for one in range(0, 300, 13):
        ways = geodesic(np.full((300, 2), (lon[one], lat[one])), pairs(lon, lat))
        ways[one] = np.inf
        assert found[one].tolist() == np.argsort(ways)[:5].tolist()
