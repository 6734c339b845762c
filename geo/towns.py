"""Towns, and how far areas lie from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer
from scipy.spatial import KDTree

from geo.catalog import Catalog
from geo.errors import GeoError, visible
from geo.paths import SHIPPED

_ELLIPSOID = Geod(ellps="WGS84")
_TO_METRES_FROM_CENTRE = Transformer.from_crs("EPSG:4979", "EPSG:4978", always_xy=True)
_COLUMNS = ("name_en", "lon", "lat", "population")


def read_towns(catalog: Catalog, folder: Path = SHIPPED) -> pd.DataFrame:
    """Return the towns that ship with the project.

    Returns
    -------
    pandas.DataFrame
        ``name_en``; ``lon`` and ``lat`` in degrees (WGS84); ``population`` in persons.

    Raises
    ------
    GeoError
        If the file is missing or lacks a column.
    """
    path = folder / str(catalog.with_role("towns").file)
    try:
        return pd.read_csv(
            path,
            usecols=list(_COLUMNS),
            dtype={"name_en": str, "lon": float, "lat": float, "population": int},
        )[list(_COLUMNS)]
    except (OSError, ValueError) as cause:
        raise GeoError(
            'The towns at "{path}" can\'t be read: {cause}. They come with the project: '
            "install it again, or make them with `python data/starter/build.py`.",
            path=path,
            cause=visible(cause),
        ) from cause


def distance_to_town(
    lon: ArrayLike, lat: ArrayLike, towns: pd.DataFrame, population: int
) -> NDArray[np.float64]:
    """Return how far points lie from the nearest town of a size.

    Parameters
    ----------
    lon, lat
        Degrees (WGS84), one number a point.
    towns
        As `read_towns` returns them.
    population
        Persons; towns with fewer don't count.

    Returns
    -------
    numpy.ndarray
        km along the geodesic on the WGS84 ellipsoid, one number a point.

    Raises
    ------
    GeoError
        If no town is that large.

    Notes
    -----
    The nearest along the surface need not be the nearest in a straight line through the ground.
    But a straight line is never the longer of the two, so every town whose straight line is longer
    than the way to some town is out, and the few that are left are measured (Karney 2013,
    *Algorithms for geodesics*).
    """
    large = towns.loc[towns["population"] >= population]
    if large.empty:
        raise GeoError(
            "No town has {population} people or more; the largest has {largest}.",
            population=population,
            largest=towns["population"].max() if len(towns) else 0,
        )
    points = np.column_stack([np.asarray(lon, "float64"), np.asarray(lat, "float64")])
    places = large[["lon", "lat"]].to_numpy("float64")
    tree = KDTree(_metres_from_centre(places))
    seats = _metres_from_centre(points)

    # any town gives an upper bound; the nearest in a straight line gives a close one
    _, first = tree.query(seats)
    bound = _geodesic(points, places[first])
    # the millimetre keeps rounding from shutting a town out
    rivals = tree.query_ball_point(seats, bound + 1e-3)
    counts = np.fromiter(map(len, rivals), int, len(points))
    point = np.repeat(np.arange(len(points)), counts)
    town = np.fromiter((t for near in rivals for t in near), int, counts.sum())
    nearest = bound.copy()
    np.minimum.at(nearest, point, _geodesic(points[point], places[town]))
    return nearest / 1000


def _geodesic(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return metres along the surface between points given as lon, lat."""
    return np.asarray(_ELLIPSOID.inv(a[:, 0], a[:, 1], b[:, 0], b[:, 1])[2], "float64")


def _metres_from_centre(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Cartesian coordinates about the Earth's centre, for points on the ellipsoid."""
    x, y, z = _TO_METRES_FROM_CENTRE.transform(points[:, 0], points[:, 1], np.zeros(len(points)))
    return np.column_stack([x, y, z])
