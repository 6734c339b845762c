import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.catalog import catalog
from geo.errors import GeoError
from geo.towns import distance_to_town, read_towns

degrees = st.tuples(st.floats(97, 106), st.floats(5, 21))


def make_towns(*places: tuple[float, float], population: int = 20_000) -> pd.DataFrame:
    return pd.DataFrame(
        [(f"Town {n}", *place, population) for n, place in enumerate(places)],
        columns=["name_en", "lon", "lat", "population"],
    )


def test_a_degree_along_the_equator_is_111_319_km():
    # 2π · 6378.137 km / 360
    distance = distance_to_town([1.0, 0.0], [0.0, 0.0], make_towns((0.0, 0.0)), 20_000)
    assert distance == pytest.approx([111.31949, 0.0], abs=1e-5)


def test_the_first_degree_north_of_the_equator_is_110_574_km():
    # the meridian's arc on WGS84: shorter than along the equator, the Earth being flattened
    distance = distance_to_town([0.0], [1.0], make_towns((0.0, 0.0)), 20_000)
    assert distance == pytest.approx([110.57439], abs=1e-5)


def test_nearest_is_meant_on_the_ground_and_not_in_degrees():
    # at 60° north a degree of longitude is half as long: 1.5° east is nearer than 1° north
    towns = make_towns((1.5, 60.0), (0.0, 61.0))
    (distance,) = distance_to_town([0.0], [60.0], towns, 20_000)
    (east,) = distance_to_town([0.0], [60.0], towns.iloc[:1], 20_000)
    (north,) = distance_to_town([0.0], [60.0], towns.iloc[1:], 20_000)
    assert distance == east < north


def test_the_town_nearest_through_the_ground_need_not_be_the_nearest_on_it():
    # the Earth is more curved from south to north than from west to east, so that of two ways of
    # 1,000 km on the ground the one to the north is 14 m shorter in a straight line
    geod = Geod(ellps="WGS84")
    north = geod.fwd(100, 0, 0, 1_000_005)[:2]
    east = geod.fwd(100, 0, 90, 1_000_000)[:2]
    (distance,) = distance_to_town([100.0], [0.0], make_towns(north, east), 20_000)
    assert distance == pytest.approx(1000, abs=1e-4)


def test_smaller_towns_do_not_count():
    towns = pd.concat(
        [make_towns((100.0, 14.0), population=19_999), make_towns((101.0, 14.0), population=20_000)]
    )
    near_the_small_one = distance_to_town([100.0], [14.0], towns, 20_000)
    assert near_the_small_one > 100
    assert distance_to_town([100.0], [14.0], towns, 19_999) == pytest.approx([0])


def test_without_a_town_of_the_size_the_largest_is_named():
    with pytest.raises(GeoError, match="No town has 50000 people or more; the largest has 20000"):
        distance_to_town([100.0], [14.0], make_towns((100.0, 14.0)), 50_000)


@given(
    points=st.lists(degrees, min_size=1, max_size=20),
    places=st.lists(degrees, min_size=1, max_size=20),
)
def test_no_town_is_nearer_than_the_nearest(points, places):
    lon, lat = np.array(points).T
    found = distance_to_town(lon, lat, make_towns(*places), 20_000)
    geod = Geod(ellps="WGS84")
    measured = [[geod.inv(*point, *place)[2] / 1000 for place in places] for point in points]
    np.testing.assert_allclose(found, np.min(measured, axis=1), rtol=0, atol=1e-9)


def test_the_towns_that_ship_have_20_000_people_or_more_and_lie_in_thailand():
    towns = read_towns(catalog())
    assert list(towns.columns) == ["name_en", "lon", "lat", "population"]
    assert towns["population"].min() >= 20_000
    assert towns["lon"].between(97.3, 105.7).all()
    assert towns["lat"].between(5.6, 20.5).all()
    assert {"Bangkok", "Hat Yai", "Chiang Mai", "Khon Kaen"} <= set(towns["name_en"])


@pytest.mark.parametrize(
    "content", [None, "name_en,lon\nBangkok,100\n", "name_en,lon,lat,population\nA,1,2,many\n"]
)
def test_towns_that_can_not_be_read_are_refused_with_the_path(tmp_path, content):
    path = tmp_path / str(catalog().with_role("towns").file)
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_text(content)
    with pytest.raises(GeoError, match=r"towns\.csv.*can't be read"):
        read_towns(catalog(), tmp_path)
