"""How far places lie from the nearest of others, on the ellipsoid."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer
from scipy.spatial import KDTree

ELLIPSOID = Geod(ellps="WGS84")
_TO_METRES_FROM_CENTRE = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)

_FLATTEST = ELLIPSOID.a**2 / ELLIPSOID.b
"""Metres; the largest radius of curvature on the ellipsoid, at the poles."""


def distance_to_nearest(
    lon: ArrayLike, lat: ArrayLike, place_lon: ArrayLike, place_lat: ArrayLike
) -> NDArray[np.float64]:
    """Return how far points lie from the nearest of some places.

    Parameters
    ----------
    lon, lat
        Degrees (WGS84), finite, one number a point.
    place_lon, place_lat
        The same for the places; any number of them may be alike.

    Returns
    -------
    numpy.ndarray
        km along the geodesic on the WGS84 ellipsoid, one number a point; NaN where there is no
        place at all.

    Notes
    -----
    The nearest along the surface need not be the nearest in a straight line through the ground. But
    that one gives an upper bound of the way, and the way bounds the straight line: nowhere is the
    surface flatter than a sphere of radius a²/b, so a way of s metres spans a chord of at most
    2 a²/b sin(s b / 2a²). Every place beyond that chord is out, and the few that are left are
    measured (Karney 2013, *Algorithms for geodesics*).
    """
    points = pairs(lon, lat)
    places = np.unique(pairs(place_lon, place_lat), axis=0)
    if not len(places):
        return np.full(len(points), np.nan)
    tree = KDTree(metres_from_centre(places))
    seats = metres_from_centre(points)

    # any place gives an upper bound; the nearest in a straight line gives a close one
    _, first = tree.query(seats)
    bound = geodesic(points, places[first])
    chord = 2 * _FLATTEST * np.sin(np.minimum(bound / (2 * _FLATTEST), np.pi / 2))
    # the millimetre keeps rounding from shutting a place out
    rivals = tree.query_ball_point(seats, chord + 1e-3)
    counts = np.fromiter(map(len, rivals), int, len(points))
    point = np.repeat(np.arange(len(points)), counts)
    place = np.fromiter((p for near in rivals for p in near), int, counts.sum())
    nearest = bound.copy()
    np.minimum.at(nearest, point, geodesic(points[point], places[place]))
    return nearest / 1000


def pairs(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.float64]:
    """Return points as rows of lon, lat."""
    return np.column_stack([np.asarray(lon, "float64"), np.asarray(lat, "float64")])


def geodesic(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres along the surface between points given as lon, lat."""
    return np.asarray(ELLIPSOID.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2], "float64")


def metres_from_centre(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Cartesian coordinates about the Earth's centre, for points on the ellipsoid."""
    x, y, z = _TO_METRES_FROM_CENTRE.transform(points[:, 0], points[:, 1], np.zeros(len(points)))
    return np.column_stack([x, y, z])
