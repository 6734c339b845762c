"""Rows that name no area but a place or a polygon: which areas those lie in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.boundaries import POLYGONAL
from geo.codes import named
from geo.layers.cells import numbers
from geo.layers.layout import Layout
from geo.layers.links import Outcome, Target, whole
from geo.layers.overlay import overlay
from geo.layers.points import coordinate_problems, locate
from geo.layers.reference import Reference


def place_rows(
    layout: Layout, reference: Reference, rows: NDArray[np.intp]
) -> tuple[list[Outcome], list[str], list[str]]:
    """Find out which areas points and polygons lie in.

    Parameters
    ----------
    layout
        A table whose key is coordinates or shapes.
    reference
        The areas.
    rows
        Numbers of the rows to place.

    Returns
    -------
    outcomes, misplaced, problems : list
        An outcome for each of these rows; in words what is wrong with coordinates, whose rows are
        in no area; and in words which polygons overlap, so that people would count twice.

    Raises
    ------
    GeoError
        If there are polygons and none of them lies in an area.
    """
    lon, lat = places(layout, rows)
    lines = layout.grid.lines[rows]
    outcomes = [
        Outcome("place", code, whole(code)) if code else Outcome("unmatched", note="in no area")
        for code in locate(lon, lat, reference.table.geometry)
    ]
    misplaced = coordinate_problems(lon, lat, reference.table.geometry, lines)
    shapes = layout.grid.shapes
    if layout.key.kind != "shapes" or shapes is None:
        return outcomes, misplaced, []
    problems = []
    polygons = shapes.iloc[rows]
    polygons = polygons.where(np.isin(shapely.get_type_id(polygons.to_numpy()), POLYGONAL))
    if polygons.notna().any():
        laid = overlay(polygons, reference.table, lines)
        found, starts = np.unique(laid.parts["row"].to_numpy(int), return_index=True)
        ends = np.append(starts[1:], len(laid.parts))
        for row, start, end in zip(found.tolist(), starts, ends, strict=True):
            outcomes[row] = _polygon(int(lines[row]), laid.parts.iloc[start:end])
        if laid.overlapping:
            pairs = named(f"{a} and {b}" for a, b in laid.overlapping)
            problems.append(f"polygons that overlap, in lines {pairs}: draw them apart")
    return outcomes, misplaced, problems


def _polygon(line: int, parts: pd.DataFrame) -> Outcome:
    total = float(parts["people"].sum())
    if not total > 0:
        return Outcome("unmatched", note="in areas where nobody lives")
    columns = (parts[name].tolist() for name in ("area_code", "people", "ground"))
    targets = tuple(
        Target(code, people / total, people, people / ground)
        for code, people, ground in zip(*columns, strict=True)
    )
    return Outcome("polygon", f"polygon {line}", targets)


def places(
    layout: Layout, rows: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return lon and lat of rows in degrees, NaN for those that are no points."""
    if layout.key.kind == "coordinates":
        lon, lat = (numbers(layout.grid.cells[c].iloc[rows]).values for c in layout.key.columns)
        return lon, lat
    shapes = layout.grid.shapes
    if shapes is None:
        nowhere = np.full(len(rows), np.nan)
        return nowhere, nowhere
    # what is no point has no x and y
    own = shapes.iloc[rows].to_numpy()
    return shapely.get_x(own), shapely.get_y(own)
