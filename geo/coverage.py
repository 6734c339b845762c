"""Areas as a coverage: polygons that fill the country without a gap and without an overlap."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import GeoError

GAP_WIDTH = 1e-5
"""Degrees, about a metre: a strip between two areas that is narrower is an error of drawing."""

_SMALL = 10
"""An area is spared while it is smaller than so many squares of the tolerance."""


@dataclass(frozen=True)
class CoverageCheck:
    """What is wrong with a coverage. All three are 0 for a sound one."""

    invalid: int
    """Areas whose geometry is empty, crosses itself or is no polygon."""
    gaps: int
    """Places that no area covers: holes in the whole, and strips narrower than `GAP_WIDTH`."""
    overlaps: int
    """Places that two areas cover, or where their common border has other vertices in each."""


def check_coverage(
    geometry: gpd.GeoSeries, published: gpd.GeoSeries | None = None
) -> CoverageCheck:
    """Count what keeps polygons from being a coverage.

    Parameters
    ----------
    geometry
        Polygons and multipolygons in degrees.
    published
        The polygons as their publisher drew them: a hole that they leave already, such as a lake
        that belongs to no tambon, is no gap.

    Notes
    -----
    After JTS and GEOS, *CoverageValidator*: two polygons fit where every stretch of border that
    they share is drawn with the same vertices in both. Each connected run of misfits counts once.
    """
    shapes = geometry.to_numpy()
    sound = (
        ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        & shapely.is_valid(shapes)
        & np.isin(shapely.get_type_id(shapes), (3, 6))
    )
    usable = shapes[sound]
    overlapping = shapely.union_all(shapely.coverage_invalid_edges(usable))
    places = _places(shapely.coverage_invalid_edges(usable, gap_width=GAP_WIDTH))
    overlaps = int(shapely.intersects(places, overlapping).sum())
    holes = _holes(usable, coverage=overlaps == 0)
    if published is not None and len(holes):
        drawn = published.to_numpy()
        known = _holes(drawn, coverage=bool(shapely.coverage_is_valid(drawn)))
        inside = shapely.STRtree(known).query(
            shapely.point_on_surface(holes), predicate="intersects"
        )[0]
        holes = np.delete(holes, np.unique(inside))
    return CoverageCheck(
        invalid=int((~sound).sum()), gaps=len(places) - overlaps + len(holes), overlaps=overlaps
    )


def simplified(geometry: gpd.GeoSeries, tolerance_degrees: float) -> gpd.GeoSeries:
    """Draw areas with fewer vertices, borders that two areas share the same way in both.

    Parameters
    ----------
    geometry
        A coverage in degrees, valid; see `check_coverage`.
    tolerance_degrees
        A corner may go when the triangle it spans is smaller than the tolerance squared.

    Returns
    -------
    geopandas.GeoSeries
        Same index and CRS. Every area is there, valid and not empty, and the coverage is still
        without a gap or an overlap. An area that is small beside the tolerance is drawn as finely
        as it needs to keep its shape, so that no city khwaeng collapses into a splinter.

    Raises
    ------
    GeoError
        If the polygons overlap or cross themselves, so that they share no borders.

    Notes
    -----
    Visvalingam and Whyatt (1993), *Line generalisation by repeated elimination of points*,
    The Cartographic Journal 30(1), as `shapely.coverage_simplify` applies it to shared borders.
    """
    shapes = geometry.to_numpy()
    if not (shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes)):
        raise GeoError(
            "The boundaries can't be simplified: some cross themselves or overlap. "
            "Take the boundaries again with `phuenthi data pull`."
        )
    size = shapely.area(shapes)
    # start with a tolerance that spares no area, and double it until it is the one asked for
    finest = min(tolerance_degrees, np.sqrt(size.min() / _SMALL))
    doublings = int(np.ceil(np.log2(tolerance_degrees / finest)))
    # GEOS keeps either the whole outer boundary or none of it. With the world outside as one more
    # area the coast is a shared border, and borders with areas that are left out stay as they are
    everything = np.append(shapes, _outside(shapes))
    for step in tolerance_degrees / 2.0 ** np.arange(doublings, -1, -1):
        movable = np.append(size >= _SMALL * step**2, True)
        everything[movable] = shapely.coverage_simplify(
            everything[movable], step, simplify_boundary=False
        )
    return gpd.GeoSeries(everything[:-1], index=geometry.index, crs=geometry.crs)


def _outside(shapes: np.ndarray) -> shapely.Geometry:
    """Return what lies round a coverage, and in its holes, up to a degree away."""
    country = shapely.coverage_union_all(shapes)
    west, south, east, north = shapely.bounds(country)
    return shapely.difference(shapely.box(west - 1, south - 1, east + 1, north + 1), country)


def _places(misfits: np.ndarray) -> np.ndarray:
    """Return the connected places in which borders misfit, those a gap's width apart being one."""
    near = shapely.buffer(misfits[~shapely.is_empty(misfits)], GAP_WIDTH)
    return shapely.get_parts(shapely.union_all(near))


def _holes(shapes: np.ndarray, *, coverage: bool) -> np.ndarray:
    """Return what polygons enclose together and don't cover."""
    # the fast way is right only where neighbours share their vertices
    union = shapely.coverage_union_all(shapes) if coverage else shapely.union_all(shapes)
    bodies = shapely.get_parts(union)
    rings = [
        shapely.get_interior_ring(b, i)
        for b in bodies
        for i in range(shapely.get_num_interior_rings(b))
    ]
    holes = shapely.polygons(rings) if rings else np.array([], dtype=object)
    # an island in a lake is covered although it lies in a hole
    return shapely.get_parts(shapely.difference(shapely.union_all(holes), union))
