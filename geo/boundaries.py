"""Boundaries of areas as their publisher drew them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj import CRS
from pyproj.exceptions import ProjError

from geo.archives import shapefile_in
from geo.catalog import Reading
from geo.codes import CODE, code_problems, named, normalised
from geo.errors import GeoError, visible
from geo.tessellate import to_plane

POLYGONAL = (3, 6)
"""Type ids of Polygon and MultiPolygon."""

FAR = 50
"""km; a unit that lies farther than this from its reference point is in another place."""

_MOST_FAR = 0.05


@dataclass(frozen=True, eq=False)
class Boundaries:
    """Units of a map."""

    geometry: gpd.GeoSeries
    """Valid Polygons and MultiPolygons in EPSG:4326, indexed by code, sorted."""
    repaired: tuple[str, ...]
    """Codes of units whose polygon crossed itself and was mended."""


def read_boundaries(
    path: Path,
    reading: Reading,
    problems_of: Callable[[Collection[str]], list[str]] = lambda codes: [],
) -> Boundaries:
    """Read boundaries from a zip archive with a shapefile.

    Parameters
    ----------
    path
        The archive.
    reading
        What the catalogue says of it: code column, prefix of the codes, encoding, expected units.
    problems_of
        Given all six-digit codes, says in words what else is wrong, such as unknown ones.

    Returns
    -------
    Boundaries
        In EPSG:4326, whatever the file's own reference system.

    Raises
    ------
    GeoError
        If the archive is damaged or incomplete, the reference system unknown, or codes, units or
        coordinates are not as they should be; all such problems are reported together.
    """
    units = _units(path, reading)
    codes = normalised(units[str(reading.code)], reading.code_prefix)
    shapes, problems = in_degrees(units.geometry)
    if len(units) != reading.rows:
        problems.append(f"{len(units):,} units where {reading.rows:,} belong")
    problems += code_problems(codes) + problems_of(codes[codes.str.fullmatch(CODE)])
    shapeless = ~np.isin(shapely.get_type_id(shapes), POLYGONAL) | shapely.is_empty(shapes)
    if shapeless.any():
        problems.append(f"units without a polygon: {named(codes[shapeless])}")
    if problems:
        raise GeoError(
            'The boundaries in "{path}" cannot be used: {problems}. '
            "Take them again with `phuenthi data pull`, or mend the file.",
            path=path,
            problems="; ".join(problems),
        )
    crossing = ~shapely.is_valid(shapes)
    shapes[crossing] = [mended(shape) for shape in shapes[crossing]]
    geometry = gpd.GeoSeries(shapes, index=pd.Index(codes, name="area_code"), crs="EPSG:4326")
    return Boundaries(geometry.sort_index(), tuple(sorted(codes[crossing])))


def refuse_displaced(path: Path, units: gpd.GeoSeries, points: gpd.GeoSeries) -> None:
    """Refuse boundaries that lie somewhere else than where their codes are known to be.

    Coordinates alone can't tell that they are declared in a wrong reference system: every zone of a
    grid takes the numbers of its neighbour.

    Parameters
    ----------
    path
        The archive, for the message.
    units
        Boundaries in EPSG:4326 by code.
    points
        Places in EPSG:4326 by code, for the codes that have one.

    Raises
    ------
    GeoError
        If more than one in twenty of the units that have a point are more than `FAR` from it.
    """
    known = points.index.intersection(units.index)
    # where the plane does not reach, there is no distance
    with np.errstate(invalid="ignore"):
        away = shapely.distance(to_plane(units[known]), to_plane(points[known]))
    km = pd.Series(away / 1000, index=known)
    far = km[~(km <= FAR)]
    if len(far) > _MOST_FAR * len(known):
        raise GeoError(
            'The boundaries in "{path}" are not where their codes are: {far:,} of {known:,} units '
            "lie more than {most} km from their place, the first are {units}. "
            "The .prj probably names another reference system than the one they are drawn in. "
            "Ask the publisher which it is, and save the file with it.",
            path=path,
            far=len(far),
            known=len(known),
            most=FAR,
            units=named(f"{code} ({away:,.0f} km)" for code, away in far.items()),
        )


def _units(path: Path, reading: Reading) -> gpd.GeoDataFrame:
    """Return code column and geometry of every unit, as they stand in the file."""
    source = f"/vsizip/{{{path.resolve()}}}/{shapefile_in(path)}"
    try:
        with warnings.catch_warnings():
            # GDAL warns of what is checked below
            warnings.simplefilter("ignore", RuntimeWarning)
            fields = list(pyogrio.read_info(source, encoding=reading.encoding)["fields"])
            if reading.code not in fields:
                raise GeoError(
                    'The boundaries in "{path}" have no column "{column}" for the code. '
                    "They have {fields}.",
                    path=path,
                    column=reading.code,
                    fields=", ".join(map(visible, fields)),
                )
            units = gpd.read_file(source, encoding=reading.encoding, columns=[reading.code])
    except (
        DataLayerError, DataSourceError, FeatureError, GeometryError, UnicodeError,
        # pyogrio's way to say that the text of a reference system is none
        UnboundLocalError,
    ) as cause:  # fmt: skip
        raise GeoError(
            'The shapefile in "{path}" cannot be read: {cause}. '
            "Take it again with `phuenthi data pull`.",
            path=path,
            cause=visible(cause),
        ) from cause
    if not known_place(units.crs):
        raise GeoError(
            'The .prj of the shapefile in "{path}" names no reference system that is known, '
            "so nobody can tell where on Earth the boundaries lie. "
            "Ask the publisher which it is, and save the file with it.",
            path=path,
        )
    return units


def in_degrees(shapes: gpd.GeoSeries) -> tuple[np.ndarray, list[str]]:
    """Return shapes in EPSG:4326 and, in words, what is wrong with their coordinates.

    Parameters
    ----------
    shapes
        In a reference system that is known.

    Returns
    -------
    tuple
        The shapes in two dimensions, and a list that is empty if they lie on Earth. If not, the
        shapes are worth nothing.
    """
    try:
        degrees = shapely.force_2d(shapes.to_crs("EPSG:4326").to_numpy())
    except ProjError as cause:
        return shapes.to_numpy().copy(), [
            f"coordinates outside {visible(shapes.crs.name)}: {visible(cause)}"
        ]
    coordinates = shapely.get_coordinates(degrees)
    on_earth = np.isfinite(coordinates).all() and (np.abs(coordinates) <= (180, 90)).all()
    return degrees, [] if on_earth else [
        f"coordinates that {visible(shapes.crs.name)} does not have"
    ]


def known_place(crs: CRS | None) -> bool:
    """Return whether a reference system says where on Earth a coordinate lies."""
    # a drawing's own coordinates (LOCAL_CS) have a name and lie nowhere
    return crs is not None and (crs.is_geographic or crs.is_projected)


def mended(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the polygons in a shape that crosses itself, without what is left of lines."""
    valid = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = shapely.get_parts(shapely.get_parts(valid))
    return shapely.union_all(parts[np.isin(shapely.get_type_id(parts), POLYGONAL)])
