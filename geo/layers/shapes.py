"""Shapes of a user's own: where they lie, and whether they can lie there."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geo.boundaries import POLYGONAL, in_degrees, known_place, mended
from geo.codes import named
from geo.errors import GeoError

THAILAND = (97.0, 5.0, 106.0, 21.0)
"""Degrees west, south, east and north round the country."""


def placed(path: Path, shapes: gpd.GeoSeries) -> tuple[gpd.GeoSeries, np.ndarray]:
    """Return valid shapes in EPSG:4326, and which of them were mended.

    Parameters
    ----------
    path
        The file they are from, for messages.
    shapes
        As they stand there; None and empty ones are left as they are.

    Returns
    -------
    tuple
        The shapes in two dimensions, and a mask of the polygons that crossed themselves.

    Raises
    ------
    GeoError
        If the reference system is unknown or does not have their coordinates, or all of them lie
        outside Thailand.
    """
    if not known_place(shapes.crs):
        raise GeoError(
            'The shapes in "{path}" are in no reference system that is known, so nobody can tell '
            "where on Earth they lie. Ask the publisher which it is, and save the file with it.",
            path=path,
        )
    degrees, problems = in_degrees(shapes)
    if problems:
        raise GeoError(
            'The shapes in "{path}" cannot be used: {problems}{where}. {hint}',
            path=path,
            problems="; ".join(problems),
            where=_features_beyond(degrees),
            hint="Longitude and latitude are probably swapped there: exchange them in the file."
            if _swapped(shapes)
            else "The reference system that the file names is probably not the one they are drawn "
            "in. Ask the publisher which it is, and save the file with it.",
        )
    _refuse_elsewhere(path, degrees)
    crossing = ~shapely.is_valid(degrees) & np.isin(shapely.get_type_id(degrees), POLYGONAL)
    degrees[crossing] = [mended(shape) for shape in degrees[crossing]]
    return gpd.GeoSeries(degrees, crs="EPSG:4326"), crossing


def _features_beyond(degrees: np.ndarray) -> str:
    """Say which features lie beyond 180 or 90 degrees, unless all or none do; the first is 1."""
    west, south, east, north = shapely.bounds(degrees).T
    # comparisons with NaN, the bounds of nothing, are false
    beyond = (west < -180) | (east > 180) | (south < -90) | (north > 90)
    if beyond.all() or not beyond.any():
        return ""
    return f", in features {named(map(str, np.flatnonzero(beyond) + 1))}"


def _swapped(shapes: gpd.GeoSeries) -> bool:
    """Return whether shapes that can't lie where they say would lie in Thailand the other way.

    No other case needs a look: all of Thailand lies farther east than a latitude can be.
    """
    west, south, east, north = _bounds(shapes.to_numpy())
    return bool(shapes.crs.is_geographic and _touches(south, west, north, east).any())


def _refuse_elsewhere(path: Path, degrees: np.ndarray) -> None:
    west, south, east, north = _bounds(degrees)
    if len(west) and not _touches(west, south, east, north).any():
        raise GeoError(
            'All shapes in "{path}" lie outside Thailand, between {west:.2f}° and {east:.2f}° of '
            "longitude and {south:.2f}° and {north:.2f}° of latitude. "
            "Take the layer of Thailand, or ask its publisher for the right reference system.",
            path=path,
            west=west.min(),
            east=east.max(),
            south=south.min(),
            north=north.max(),
        )


def _bounds(shapes: np.ndarray) -> np.ndarray:
    """Return west, south, east and north of those shapes that lie anywhere."""
    bounds = shapely.bounds(shapes)
    return bounds[~np.isnan(bounds[:, 0])].T


def _touches(
    west: np.ndarray, south: np.ndarray, east: np.ndarray, north: np.ndarray
) -> np.ndarray:
    return (
        (west <= THAILAND[2]) & (east >= THAILAND[0])
        & (south <= THAILAND[3]) & (north >= THAILAND[1])
    )  # fmt: skip
