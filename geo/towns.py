"""Towns, and how far areas lie from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from geo.catalog import Catalog
from geo.distances import distance_to_nearest
from geo.errors import GeoError, visible
from geo.paths import SHIPPED

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
    """
    large = towns.loc[towns["population"] >= population]
    if large.empty:
        raise GeoError(
            "No town has {population} people or more; the largest has {largest}.",
            population=population,
            largest=towns["population"].max() if len(towns) else 0,
        )
    return distance_to_nearest(lon, lat, large["lon"], large["lat"])
