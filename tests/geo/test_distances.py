"""The nearest place is the nearest on the ellipsoid, however many there are to choose from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.distances import distance_to_nearest

GEOD = Geod(ellps="WGS84")
anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


def test_distance_is_in_kilometres_on_the_ellipsoid() -> None:
    # 2π · 6378.137 km / 360 along the equator; the meridian's first degree is shorter
    found = distance_to_nearest([1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0], [0.0])
    assert found == pytest.approx([111.31949, 110.57439, 0], abs=1e-5)


def test_without_a_place_there_is_no_distance() -> None:
    assert np.isnan(distance_to_nearest([100.0, 101.0], [14.0, 15.0], [], [])).all()


def test_without_a_point_there_is_nothing_to_measure() -> None:
    assert distance_to_nearest([], [], [100.0], [14.0]).shape == (0,)


def test_the_nearest_through_the_ground_need_not_be_the_nearest_on_it() -> None:
    # of two ways of 1,000 km the one to the north is 14 m shorter in a straight line
    north = GEOD.fwd(100, 0, 0, 1_000_005)[:2]
    east = GEOD.fwd(100, 0, 90, 1_000_000)[:2]
    found = distance_to_nearest([100.0], [0.0], [north[0], east[0]], [north[1], east[1]])
    assert found == pytest.approx([1000], abs=1e-4)


@settings(deadline=None)
@given(
    points=st.lists(anywhere, min_size=1, max_size=10),
    places=st.lists(anywhere, min_size=1, max_size=20),
)
def test_no_place_on_earth_is_nearer_than_the_nearest(
    points: list[tuple[float, float]], places: list[tuple[float, float]]
) -> None:
    found = distance_to_nearest(*np.array(points).T, *np.array(places).T)
    measured = [[GEOD.inv(*point, *place)[2] / 1000 for place in places] for point in points]
    np.testing.assert_allclose(found, np.min(measured, axis=1), rtol=0, atol=1e-9)
