"""Polygons of another vintage laid over today's areas: who lives in which."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.errors import GeoError
from geo.tessellate import Geometries, to_plane

SLIVER = 0.001
"""Share of the ground of both; what two shapes have in common below it is a border drawn twice."""


@dataclass(frozen=True, eq=False)
class Overlay:
    """Which areas each polygon of a file covers, and by how much."""

    parts: pd.DataFrame
    """One line a polygon and area with ground in common, sorted by both.

    ``row`` (int64): the polygon, from 0. ``area_code`` (str). ``people`` (float64): those of the
    area's people who live in the polygon, taking them to be spread evenly over the area; km² of
    the common ground where ``by_ground``. ``ground`` (float64): the share of the area's ground that
    lies in the polygon, 0 to 1."""
    by_ground: bool
    """Whether ``people`` holds km², because some area that a polygon covers has no known number of
    people. It is one or the other for all: persons and km² cannot be weighed against each other."""
    covered: pd.Series[float]
    """For every area the share of its ground that lies in any polygon, 0 to 1, slivers included."""
    overlapping: tuple[tuple[int, int], ...]
    """Lines of the pairs of polygons that have more than a sliver in common. Their people are
    counted in both."""


def overlay(
    polygons: gpd.GeoSeries,
    table: gpd.GeoDataFrame,
    lines: ArrayLike | None = None,
    sliver: float = SLIVER,
) -> Overlay:
    """Find out which areas polygons cover.

    Parameters
    ----------
    polygons
        Valid Polygons and MultiPolygons in EPSG:4326, one a row; empty or missing ones cover
        nothing.
    table
        As `Areas.table`.
    lines
        Shape (rows,), the number that a person sees beside each row; counted from 1 if not given.
    sliver
        A common part that is smaller than this share of the area and of the polygon is left out.

    Returns
    -------
    Overlay
        Polygons that lie in no area have no parts.

    Raises
    ------
    GeoError
        If no polygon has ground in common with any area.

    Notes
    -----
    Areal interpolation by area weights (Goodchild & Lam 1980, *Areal interpolation: a variant of
    the traditional spatial problem*, Geo-Processing 1, 297-312); ground is measured on an
    equal-area plane.
    """
    shapes, areas = polygons.to_numpy(), table.geometry.to_numpy()
    row, area, pieces = _common(shapes, areas)
    if not len(pieces):
        west, south, east, north = table.total_bounds
        raise GeoError(
            "None of the {rows:,} polygons lies in an area. The areas reach from {west:.1f} to "
            "{east:.1f} degrees east and from {south:.1f} to {north:.1f} degrees north. "
            "Check the reference system that the polygons are saved with.",
            rows=len(polygons),
            west=west,
            east=east,
            south=south,
            north=north,
        )
    numbers = np.arange(1, len(polygons) + 1) if lines is None else np.asarray(lines)
    overlaps = _overlaps(shapes, np.unique(row), sliver)
    common, sizes = _ground(pieces), _ground(areas)
    ground = np.minimum(common / sizes[area], 1.0)
    kept = (ground >= sliver) | (common >= sliver * _ground(shapes[row]))
    people = table["population"].to_numpy("float64", na_value=np.nan)
    by_ground = bool(np.isnan(people[area[kept]]).any())
    parts = pd.DataFrame(
        {
            "row": row.astype("int64"),
            "area_code": table.index[area].astype("str"),
            "people": (sizes / 1e6 if by_ground else people)[area] * ground,
            "ground": ground,
        }
    )[kept].sort_values(["row", "area_code"], ignore_index=True)
    covered = _covered(area, pieces, len(areas), bool(len(overlaps))) / sizes
    return Overlay(
        parts,
        by_ground,
        pd.Series(np.minimum(covered, 1.0), table.index, name="covered"),
        tuple((int(numbers[one]), int(numbers[other])) for one, other in overlaps),
    )


def _ground(shapes: Geometries) -> NDArray[np.float64]:
    """Return m² of shapes in EPSG:4326; no number where they reach beyond the plane."""
    with np.errstate(invalid="ignore"):
        return np.asarray(shapely.area(to_plane(shapes)), "float64")


def _common(
    shapes: Geometries, areas: Geometries
) -> tuple[NDArray[np.intp], NDArray[np.intp], Geometries]:
    """Return which shape and which area have ground in common, and that ground.

    In degrees, where borders that run along each other do so exactly; in the plane their lines
    would bend apart between the vertices.
    """
    shapely.prepare(shapes)
    row, area = shapely.STRtree(areas).query(shapes, predicate="intersects")
    pieces = shapely.intersection(shapes[row], areas[area])
    real = shapely.area(pieces) > 0
    return row[real], area[real], pieces[real]


def _overlaps(shapes: Geometries, rows: NDArray[np.intp], sliver: float) -> NDArray[np.intp]:
    """Return pairs of these rows that have more than a sliver of the smaller one in common."""
    one, other = rows[shapely.STRtree(shapes[rows]).query(shapes[rows], predicate="intersects")]
    one, other = one[one < other], other[one < other]
    common = shapely.intersection(shapes[one], shapes[other])
    one, other, common = (found[shapely.area(common) > 0] for found in (one, other, common))
    # a polygon that reaches beyond the plane is the larger one
    smaller = np.fmin(_ground(shapes[one]), _ground(shapes[other]))
    real = _ground(common) > sliver * smaller
    pairs = np.column_stack([one[real], other[real]])
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def _covered(
    area: NDArray[np.intp], pieces: Geometries, count: int, overlap: bool
) -> NDArray[np.float64]:
    """Return m² of each area that lie in any piece."""
    ground = np.zeros(count)
    np.add.at(ground, area, _ground(pieces))
    if overlap:
        # ground that two polygons claim is covered once
        order = np.argsort(area, kind="stable")
        found, starts = np.unique(area[order], return_index=True)
        groups = np.split(pieces[order], starts[1:])
        ground[found] = _ground(np.array([shapely.union_all(group) for group in groups], object))
    return ground
