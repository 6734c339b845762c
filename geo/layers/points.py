"""Points such as schools, colleges and employers, put on areas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

from geo.codes import named
from geo.distances import distance_to_nearest
from geo.errors import GeoError
from geo.tessellate import to_plane

Measure = Literal["count", "density", "per_1000", "distance"]
Standing = Literal["inside", "near", "outside", "impossible", "missing"]

NEAR = 500.0
"""Metres; a point in no area that lies no farther from one belongs to it: it stands on the coast,
or on a border that was drawn more coarsely than the point was measured."""

_METRES = {
    "UTM zone 47 (EPSG:32647)": "EPSG:32647",
    "UTM zone 48 (EPSG:32648)": "EPSG:32648",
    "Web Mercator (EPSG:3857)": "EPSG:3857",
}
"""Systems in metres in which points in Thailand are commonly kept."""

_NOWHERE = -1


@dataclass(frozen=True, eq=False)
class PointLayer:
    """A measure of points by area, and where each point was counted."""

    values: pd.Series[float]
    """float64 by area code, in the order of the table of areas."""
    area_code: pd.Series[str]
    """For each row of points, from 0, the area that it was counted in; "" where in none."""
    standing: pd.Series[str]
    """For each row a `Standing`: ``inside`` an area; ``near``, in none but within `NEAR` of the one
    that it was counted in; ``outside``, farther from all; ``impossible``, no place on Earth;
    ``missing``, without a coordinate. Only the first two are counted."""
    problems: tuple[str, ...]
    """What is wrong with rows that are not counted, in words."""


def points_on_areas(
    lon: ArrayLike,
    lat: ArrayLike,
    table: gpd.GeoDataFrame,
    measure: Measure,
    lines: ArrayLike | None = None,
) -> PointLayer:
    """Count points by area, or measure how far areas lie from the nearest.

    Parameters
    ----------
    lon, lat
        Degrees (WGS84), shape (rows,); NaN where a row has no place.
    table
        As `Areas.table`.
    measure
        ``count``: points in the area. ``density``: points per km². ``per_1000``: points per 1,000
        people, NaN where their number is unknown or 0. ``distance``: km on the ellipsoid from the
        area's reference point to the nearest point that lies in any area.
    lines
        Shape (rows,), the number that a person sees beside each row; counted from 1 if not given.

    Returns
    -------
    PointLayer
        An area without a point has the count 0. Points that are alike are counted each.

    Raises
    ------
    GeoError
        If no row at all lies in an area: then nothing was measured, and figures of 0 would say
        something else. The message tells what is wrong with the rows.

    Notes
    -----
    A distance is as the crow flies, over mountains and over water: an island is as near to the
    mainland as if there were a bridge.
    """
    x, y = _numbers(lon), _numbers(lat)
    position, near = _positions(x, y, table.geometry, NEAR)
    placed = position != _NOWHERE
    problems = tuple(coordinate_problems(x, y, table.geometry, lines))
    if not placed.any():
        west, south, east, north = table.total_bounds
        raise GeoError(
            "None of the {rows:,} rows lies in an area: {problems}. Longitude and latitude are "
            "wanted in degrees (WGS84), here {west:.1f} to {east:.1f} and {south:.1f} to "
            "{north:.1f}. Check which columns they were taken from, and convert other coordinates.",
            rows=len(x),
            problems="; ".join(problems) or "none has both coordinates",
            west=west,
            east=east,
            south=south,
            north=north,
        )
    return PointLayer(
        pd.Series(_measured(x[placed], y[placed], position[placed], table, measure), table.index),
        _codes(position, table.index),
        _standing(x, y, placed, near),
        problems,
    )


def locate(
    lon: ArrayLike, lat: ArrayLike, shapes: gpd.GeoSeries, reach: float = NEAR
) -> pd.Series[str]:
    """Return the code of the area that each point lies in.

    Parameters
    ----------
    lon, lat
        Degrees (WGS84), shape (points,); NaN or any other number that is no place lies in no area.
    shapes
        Valid polygons in EPSG:4326, indexed by code.
    reach
        Metres, true to 0.3 %: a point in no area goes to the nearest one that is not farther.

    Returns
    -------
    pandas.Series
        Codes, one a point in the order given, indexed from 0; "" where the point lies in no area.
        A point on a common border, or as far from one area as from another, belongs to the smaller
        code.
    """
    position, _ = _positions(_numbers(lon), _numbers(lat), shapes, reach)
    return _codes(position, shapes.index)


def coordinate_problems(
    lon: ArrayLike, lat: ArrayLike, shapes: gpd.GeoSeries, lines: ArrayLike | None = None
) -> list[str]:
    """Return what is wrong with coordinates that lie in no area, in words; nothing if all do.

    Parameters
    ----------
    lon, lat
        Degrees (WGS84), shape (rows,). Rows without either number have no place, which is no
        problem of coordinates.
    shapes
        As `locate` takes them.
    lines
        As `points_on_areas` takes them.
    """
    x, y = _numbers(lon), _numbers(lat)
    numbers = np.arange(1, len(x) + 1) if lines is None else np.asarray(lines)
    left = _positions(x, y, shapes, NEAR)[0] == _NOWHERE
    found: list[str] = []

    def those(rows: NDArray[np.bool_], what: str) -> None:
        """Say what is the matter with some of the rows that are left, and be done with them."""
        rows = rows & left
        if rows.any():
            at = np.flatnonzero(rows)
            where = named(f"line {numbers[i]} ({x[i]:.10g}, {y[i]:.10g})" for i in at)
            found.append(f"{len(at):,} with {what}: {where}")
        left[rows] = False

    left &= ~(np.isnan(x) & np.isnan(y))
    those(np.isnan(x) | np.isnan(y), "only one of the two coordinates")
    those(np.isinf(x) | np.isinf(y), "an infinite coordinate")
    those((x == 0) & (y == 0), "longitude 0 and latitude 0, which often stand for an unknown place")
    swapped = np.zeros(len(x), bool)
    swapped[left] = _positions(y[left], x[left], shapes, NEAR)[0] != _NOWHERE
    those(swapped, "longitude and latitude swapped")
    beyond = ~_on_earth(x, y) & left
    those(beyond, f"coordinates beyond 180 or 90 degrees{_in_metres(x[beyond], y[beyond], shapes)}")
    those(left.copy(), f"a place more than {NEAR:g} m from every area")
    return found


def _in_metres(x: NDArray[np.float64], y: NDArray[np.float64], shapes: gpd.GeoSeries) -> str:
    """Return in which system in metres the numbers would lie in areas, for the end of a phrase."""
    fits = {}
    for name, crs in _METRES.items():
        lon, lat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(x, y)
        fits[name] = int((_positions(lon, lat, shapes, NEAR)[0] != _NOWHERE).sum())
    likely = sorted((name for name in fits if fits[name]), key=lambda name: -fits[name])
    said = [f"{name}, where {fits[name]:,} would lie in an area" for name in likely]
    return f", likely metres in {' or '.join(said)}" if said else ""


def _numbers(values: ArrayLike) -> NDArray[np.float64]:
    return np.asarray(values, "float64")


def _on_earth(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    # comparisons with NaN are false
    return (np.abs(x) <= 180) & (np.abs(y) <= 90)


def _codes(position: NDArray[np.intp], index: pd.Index) -> pd.Series[str]:
    # the last of these stands for nowhere, which is -1
    codes = np.array([*index, ""], dtype=object)
    return pd.Series(codes[position], dtype="str", name="area_code")


def _positions(
    x: NDArray[np.float64], y: NDArray[np.float64], shapes: gpd.GeoSeries, reach: float
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return each point's position among the areas, or -1, and whether it lies only near."""
    position = np.full(len(x), _NOWHERE)
    rows = np.flatnonzero(_on_earth(x, y))
    points = shapely.points(x[rows], y[rows])
    point, area = shapely.STRtree(shapes.to_numpy()).query(points, predicate="intersects")
    _settle(position, rows[point], area, shapes.index)

    lost = position[rows] == _NOWHERE
    rows, plane = rows[lost], to_plane(points[lost])
    # the plane has no place for what lies on the other side of the Earth
    reached = np.isfinite(shapely.get_coordinates(plane)).all(axis=1)
    rows, plane = rows[reached], plane[reached]
    if len(rows) and reach > 0:
        tree = shapely.STRtree(to_plane(shapes))
        point, area = tree.query_nearest(plane, max_distance=reach)
        _settle(position, rows[point], area, shapes.index)
    near = np.zeros(len(x), bool)
    near[rows] = position[rows] != _NOWHERE
    return position, near


def _settle(
    position: NDArray[np.intp], rows: NDArray[np.intp], areas: NDArray[np.intp], index: pd.Index
) -> None:
    """Put rows into their areas; into the one of the smallest code where there are several."""
    order = np.argsort(index.to_numpy(), kind="stable")
    rank = np.argsort(order)
    # the last that is written stays
    last = np.argsort(-rank[areas], kind="stable")
    position[rows[last]] = areas[last]


def _standing(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    placed: NDArray[np.bool_],
    near: NDArray[np.bool_],
) -> pd.Series[str]:
    states: list[Standing] = ["missing", "near", "inside", "outside"]
    otherwise: Standing = "impossible"
    conditions = [np.isnan(x) | np.isnan(y), near, placed, _on_earth(x, y)]
    return pd.Series(np.select(conditions, states, otherwise), dtype="str", name="standing")


def _measured(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    position: NDArray[np.intp],
    table: gpd.GeoDataFrame,
    measure: Measure,
) -> NDArray[np.float64]:
    """Return a measure of points that lie in areas."""
    if measure == "distance":
        return distance_to_nearest(table["lon"], table["lat"], x, y)
    counts = np.bincount(position, minlength=len(table)).astype("float64")
    return measured_by_count(counts, table, measure)


def measured_by_count(
    counts: NDArray[np.float64], table: gpd.GeoDataFrame, measure: Measure
) -> NDArray[np.float64]:
    """Return a measure from how many points each area has.

    Parameters
    ----------
    counts
        Shape (areas,).
    table
        As `Areas.table`.
    measure
        Any but ``distance``, which no count tells.
    """
    if measure == "count":
        return counts
    if measure == "density":
        return counts / table["area_km2"].to_numpy("float64")
    people = table["population"].to_numpy("float64", na_value=np.nan)
    return 1000 * counts / np.where(people > 0, people, np.nan)
