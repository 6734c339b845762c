"""Cutting one polygon of a coverage into parts, so that it stays a coverage."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from geo.tessellate import equal_boxes, from_plane, to_plane

_BEYOND = 5e-6
"""Degrees, about half a metre, by which a cut reaches out of the polygon, to cross it for sure."""

Shapes = NDArray[np.object_]


def split(
    coverage: gpd.GeoSeries, parent: str, codes: Sequence[str], points: gpd.GeoSeries
) -> gpd.GeoSeries:
    """Put parts in the place of one polygon.

    Parameters
    ----------
    coverage
        Valid polygons in EPSG:4326 by code.
    parent
        Code of the polygon to cut.
    codes
        Codes of the parts, in order; the parent's own may be one of them.
    points
        Reference points by code, for those codes that have one.

    Returns
    -------
    geopandas.GeoSeries
        The coverage without the parent and with its parts, by code. Where a cut meets a border the
        neighbour has the new vertex too; nobody's ground changes.

    Notes
    -----
    If every code has a point of its own inside the polygon, each place goes to the nearest point
    (Voronoi 1908). Otherwise nothing tells where the borders run, and the parts are equal in area
    to about a ten-thousandth, those of a splinter to about a thousandth, as
    `geo.tessellate.equal_parts` has it: the polygon is halved across its longer side, and the
    halves again. A part with a known point in it goes to that point's code, the others from north
    to south in the order of the codes.
    """
    whole = coverage[parent]
    cells = _cells(whole, codes, points.reindex(codes))
    near = coverage.iloc[coverage.sindex.query(whole, predicate="intersects")].drop(parent)

    # draw the borders of the parent and its neighbours and the cuts anew, with shared vertices
    reach = shapely.buffer(whole, _BEYOND)
    cuts = shapely.intersection(shapely.boundary(cells), reach)
    borders = shapely.boundary(np.append(near.to_numpy(), whole))
    lines = shapely.get_parts(shapely.union_all(np.append(borders, cuts)))
    faces = shapely.get_parts(shapely.polygonize(lines))

    # give each face back to the area it lies in; faces in none are sea or lake
    middles = shapely.point_on_surface(faces)
    pieces: dict[str, Shapes] = {}
    inside = shapely.covers(whole, middles)
    # the nearest cell is the one it lies in, and where rounding leaves a crack there is one too
    owner = shapely.STRtree(cells).nearest(middles[inside])
    for cell, code in enumerate(codes):
        pieces[code] = faces[inside][owner == cell]
    for code, shape in near.items():
        pieces[code] = faces[shapely.covers(shape, middles)]
    drawn = {code: shapely.coverage_union_all(own) for code, own in pieces.items()}

    result = coverage.drop(parent).to_dict() | drawn
    return gpd.GeoSeries(result, crs=coverage.crs).rename_axis(coverage.index.name).sort_index()


def _cells(whole: shapely.Geometry, codes: Sequence[str], points: gpd.GeoSeries) -> Shapes:
    """Return a region for each code that together hold the polygon, with straight borders."""
    within = points.within(whole).to_numpy()
    seats = points.to_numpy()
    if within.all() and len(np.unique(shapely.get_coordinates(seats), axis=0)) == len(codes):
        return _nearest(whole, seats)
    cells = from_plane(_with_shared_vertices(equal_boxes(to_plane(whole)[()], len(codes))))
    parts = shapely.intersection(cells, whole)
    cells = cells[np.argsort(-shapely.get_y(shapely.centroid(parts)), kind="stable")]
    held = shapely.covers(cells[:, None], seats[None, :]) & within
    # all else being equal, the order stays
    steps = np.abs(np.subtract.outer(np.arange(len(codes)), np.arange(len(codes))))
    cell, code = linear_sum_assignment(steps / len(codes) ** 2 - held)
    return cells[cell[np.argsort(code)]]


def _with_shared_vertices(boxes: Sequence[shapely.Geometry]) -> Shapes:
    """Return boxes with a vertex wherever another box has a corner on their side.

    What is straight in the plane is not quite so in degrees: without that vertex a long side and
    the two short ones along it would part.
    """
    lines = shapely.get_parts(shapely.union_all(shapely.boundary(boxes)))
    faces = shapely.get_parts(shapely.polygonize(lines))
    _, face = shapely.STRtree(faces).query(shapely.centroid(boxes), predicate="intersects")
    return faces[face]


def _nearest(whole: shapely.Geometry, seats: Shapes) -> Shapes:
    """Return the Voronoi cells of points, well beyond the polygon."""
    seats, around = to_plane(seats), to_plane(shapely.envelope(whole))[()]
    cells = shapely.voronoi_polygons(
        shapely.multipoints(seats),
        extend_to=shapely.buffer(around, np.sqrt(shapely.area(around))),
        ordered=True,
    )
    return from_plane(shapely.get_parts(cells))
