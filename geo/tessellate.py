"""Cells round points and parts of cells, as a coverage: no gap, no overlap, every vertex shared."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

EQUAL_AREA = "+proj=laea +lat_0=13 +lon_0=101 +ellps=WGS84 +units=m"
"""Lambert's azimuthal projection about the middle of Thailand: areas true, lengths to 0.3 %."""

GRID = 2.0**-14
"""Degrees between the points that a vertex may take: 7 m. A power of two is exact in binary."""

Geometries = NDArray[np.object_]

_TO_PLANE = Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True)


def to_plane(shapes: ArrayLike) -> Geometries:
    """Return shapes in EPSG:4326 as shapes in `EQUAL_AREA`, in metres."""
    return shapely.transform(np.asarray(shapes), _TO_PLANE.transform, interleaved=False)


def from_plane(shapes: ArrayLike) -> Geometries:
    """Return shapes in `EQUAL_AREA` as shapes in EPSG:4326."""
    return shapely.transform(
        np.asarray(shapes), lambda x, y: _TO_PLANE.transform(x, y, direction="INVERSE"),
        interleaved=False,
    )  # fmt: skip


def voronoi_cells(points: Sequence[BaseGeometry] | Geometries, land: BaseGeometry) -> Geometries:
    """Divide land among points: each place goes to the nearest.

    Parameters
    ----------
    points
        Points on the land, no two alike, EPSG:4326.
    land
        Polygon or MultiPolygon, EPSG:4326.

    Returns
    -------
    numpy.ndarray
        A valid Polygon or MultiPolygon for each point, together a coverage of the land with its
        vertices on `GRID`. What a cell has beyond water or beyond another cell goes to the cell it
        borders most; an island without a point goes whole to the point nearest its larger side.

    Raises
    ------
    ValueError
        If a point is not on the land, or two points are alike.

    Notes
    -----
    Voronoi (1908), with distances measured in `EQUAL_AREA`.
    """
    seats = np.asarray(points)
    if len(np.unique(shapely.get_coordinates(seats), axis=0)) < len(seats):
        raise ValueError("two points are alike; each place must have one nearest point")
    plane = to_plane(seats)
    nearest = shapely.voronoi_polygons(
        shapely.multipoints(plane), extend_to=shapely.envelope(to_plane(land)[()]), ordered=True
    )
    return as_coverage(from_plane(shapely.get_parts(nearest)), seats, land)


def equal_parts(shape: BaseGeometry, count: int) -> list[BaseGeometry]:
    """Cut a shape into parts of equal area.

    The shape is halved across its longer side, north to south or west to east, and the halves
    again, until there are enough; with an odd count the cut lies off the middle.

    Parameters
    ----------
    shape
        Polygon or MultiPolygon, EPSG:4326.
    count
        How many parts, at least 1.

    Returns
    -------
    list of shapely.Geometry
        ``count`` parts in EPSG:4326, equal in area to within a millionth. A part of a winding shape
        can have more than one piece. Neighbours share no vertices yet: `as_coverage` sees to that.
    """
    plane = to_plane(shape)[()]
    boxes = equal_boxes(plane, count)
    return list(from_plane([_polygons(shapely.intersection(plane, box)) for box in boxes]))


def equal_boxes(shape: BaseGeometry, count: int) -> list[BaseGeometry]:
    """Cut the envelope of a shape into boxes that hold equal parts of its area.

    Parameters
    ----------
    shape
        Polygon or MultiPolygon in `EQUAL_AREA`.
    count
        How many boxes, at least 1.

    Returns
    -------
    list of shapely.Geometry
        ``count`` boxes in `EQUAL_AREA`, cut as `equal_parts` says; on the outside they reach
        100 m beyond the shape.
    """
    return _halved(shape, shapely.buffer(shape.envelope, 100).envelope, count)


def as_coverage(pieces: Geometries, seats: Geometries, land: BaseGeometry) -> Geometries:
    """Fit pieces together on land so that neighbours share their vertices.

    Parameters
    ----------
    pieces
        Polygons or MultiPolygons in EPSG:4326 that cover the land up to rounding.
    seats
        A Point in each piece and on the land: where the piece must stay.
    land
        Polygon or MultiPolygon, EPSG:4326.

    Returns
    -------
    numpy.ndarray
        A valid shape for each piece, as `voronoi_cells` describes.

    Raises
    ------
    ValueError
        If a seat is not on the land, or two seats end up in one face.
    """
    lines = np.concatenate([shapely.boundary(pieces), [shapely.boundary(land)]])
    noded = shapely.union_all(lines, grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside = shapely.point_on_surface(faces)
    shapely.prepare(land)
    on_land = shapely.intersects(land, inside)
    faces, inside = faces[on_land], inside[on_land]

    owner = shapely.STRtree(pieces).nearest(inside)
    seat, home = shapely.STRtree(faces).query(seats, predicate="intersects")
    # a seat on a border lies in two faces; the one that its own piece owns is its home
    own = owner[home] == seat
    seat, home = seat[own], home[own]
    lost = np.setdiff1d(np.arange(len(pieces)), seat)
    if len(lost):
        raise ValueError(f"{len(lost)} points are not on the land, the first: {seats[lost[0]]}")
    owner = _settled(faces, owner, home)
    order = np.argsort(owner, kind="stable")
    starts = np.searchsorted(owner[order], np.arange(len(pieces)))
    merged = [shapely.coverage_union_all(group) for group in np.split(faces[order], starts[1:])]
    return shapely.normalize(np.array(merged, dtype=object))


def _settled(
    faces: Geometries, owner: NDArray[np.intp], home: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the owners once every face that is no home joined the owner it borders most."""
    owner = owner.copy()
    tree = shapely.STRtree(faces)
    loose = np.setdiff1d(np.arange(len(faces)), home)
    loose = loose[np.argsort(-shapely.area(faces[loose]), kind="stable")]
    one, other = tree.query(faces[loose], predicate="touches")
    one = loose[one]
    border = shapely.length(shapely.intersection(faces[one], faces[other]))
    touching = pd.DataFrame({"face": one, "other": other, "border": border})
    touching = touching[touching["border"] > 0]

    settled = np.ones(len(faces), dtype=bool)
    settled[loose] = False
    while not settled.all():
        ready = touching[~settled[touching["face"]] & settled[touching["other"]]]
        if ready.empty:
            # an island with no home on it: its largest face stays with the nearest point
            settled[loose[~settled[loose]][0]] = True
            continue
        by = ready.assign(owner=owner[ready["other"]]).groupby(["face", "owner"])["border"].sum()
        chosen = by.groupby("face").idxmax()
        for face, heir in chosen:
            owner[face] = heir
            settled[face] = True
    return owner


def _halved(whole: BaseGeometry, box: BaseGeometry, count: int) -> list[BaseGeometry]:
    """Cut a box into boxes that hold equal parts of what a shape has in it."""
    if count == 1:
        return [box]
    shape = _polygons(shapely.intersection(whole, box))
    west, south, east, north = shape.bounds
    left, bottom, right, top = box.bounds
    wide = east - west >= north - south
    share = shape.area * (count // 2) / count

    def halves(cut: float) -> tuple[BaseGeometry, BaseGeometry]:
        if wide:
            return shapely.box(left, bottom, cut, top), shapely.box(cut, bottom, right, top)
        return shapely.box(left, bottom, right, cut), shapely.box(left, cut, right, top)

    low, high = (west, east) if wide else (south, north)
    # 50 halvings take the longest side of the country below a millionth of a millimetre
    for _ in range(50):
        middle = (low + high) / 2
        if shapely.intersection(shape, halves(middle)[0]).area < share:
            low = middle
        else:
            high = middle
    first, second = halves(high)
    return _halved(whole, first, count // 2) + _halved(whole, second, count - count // 2)


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Return the shape without the lines and points that a cut along an edge leaves."""
    parts = shapely.get_parts(shape)
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
