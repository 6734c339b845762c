"""Figures of areas from the cells of a raster that they cover."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
import shapely
from exactextract.operation import Operation
from exactextract.raster import RasterSource
from pyproj import CRS

from geo.errors import GeoError, visible
from geo.layers.raster_files import MEGABYTE, Cells, RasterBand, describe_band, misses, opened
from geo.layers.raster_sources import (
    CellsInUse,
    Infinite,
    Values,
    cells_in_use,
    extracted,
    on_cells,
)
from geo.layers.raster_weights import Weights

Statistic = Literal["mean", "sum", "min", "max", "median", "quantile", "share_above"]
Progress = Callable[[float], None]

LEAST_MEGABYTES = 16
_WEIGHTED = ("mean", "sum", "share_above")
_ORDERED = ("median", "quantile")

_BYTES = 24
"""What a cell takes while it is read: as stored, its mask, as a figure, and one copy."""
_PLACED_BYTES = 120
"""What a cell of the weights takes while a place is found for its count."""
_AT_A_TIME = 2_000_000
"""Cells in a window where memory allows: larger ones are no faster, and progress comes seldom."""
_STEP = 0.02
"""Degrees, 2 km: longest straight piece of a border that is taken into another projection."""
_ROUNDING = 1e-6
"""exactextract holds the covered share of a cell in float32."""


@dataclass(frozen=True)
class Zonal:
    """What is wanted of a raster.

    Each cell counts with the share of it that lies in the area.
    """

    statistic: Statistic
    """``mean``; ``sum`` of counts per cell; ``min`` and ``max`` of the cells that the area touches;
    ``median`` or ``quantile``; ``share_above``, the share of the covered area with figures above
    `threshold`, in %. With weights ``mean`` is Σ figure × weight / Σ weight, ``sum`` is
    Σ figure × weight, and ``share_above`` is the share of the weight."""
    q: float | None = None
    """Which ``quantile``, 0 to 1."""
    threshold: float | None = None
    """For ``share_above``, in units of the figures."""
    band: int = 1
    weights: Path | None = None
    """A raster of counts, such as people per cell, on any grid; nodata counts as 0."""
    weights_band: int = 1
    least_coverage: float = 0.5
    """Share of an area, and of its weight, 0 to 1, that must lie on cells with data. Below it the
    figure is missing."""


@dataclass(frozen=True, eq=False)
class ZonalFigures:
    """Figures of areas and what they rest on, by area code in the order of the shapes."""

    values: pd.Series
    """float64, NaN where unknown."""
    coverage: pd.Series
    """Share of each area, 0 to 1, on cells with data; with weights the smaller of this and of the
    share of the area's weight that lies on data."""
    infinite: pd.Series
    """Share of each area, 0 to 1, on cells that hold infinity and count as missing."""
    below: tuple[str, ...]
    """Codes without a figure because of their coverage."""
    weightless: tuple[str, ...]
    """Codes with coverage enough, but without a figure because all weights are 0 or missing."""
    about: RasterBand
    about_weights: RasterBand | None


def zonal_figures(
    shapes: gpd.GeoSeries,
    raster: Path,
    request: Zonal,
    *,
    most_megabytes: int = 256,
    progress: Progress = lambda share: None,
) -> ZonalFigures:
    """Bring the cells of a raster onto areas.

    Parameters
    ----------
    shapes
        Polygons and MultiPolygons in EPSG:4326 by area code.
    raster
        A GeoTIFF or cloud-optimised GeoTIFF in any reference system. Nodata, mask and alpha bands,
        scale and offset are honoured; overviews are not used.
    request
        What is wanted.
    most_megabytes
        Bound on the memory for cells, at least `LEAST_MEGABYTES`. The shapes come on top, 40 MB for
        all areas, and for ``median`` and ``quantile`` the distinct figures of one area.
    progress
        Called with the share that is done, which never falls and ends at 1. An exception it raises
        ends the work and reaches the caller.

    Returns
    -------
    ZonalFigures

    Raises
    ------
    GeoError
        If the request or the files are not as they should be, all such problems reported together;
        or, while cells are read, if a file is damaged, weights are negative, or no area has data.

    Notes
    -----
    Baston (2023), exactextract: shares of cells are exact for straight borders. A degree of
    longitude is shorter in the north of an area than in its south; within the largest span of a
    tambon, 0.9° of latitude, by 0.5 %. A mean weights cells alike all the same, as every other tool
    does: it differs from one by area by less than a thousandth of the spread within an area.
    """
    about, weights, problems = _described(raster, request, most_megabytes)
    projected = shapes.iloc[:0].to_numpy()
    cells = None
    if about is not None and not problems:
        projected = _on_plane_of(about, shapes)
        cells = cells_in_use(about, tuple(shapely.total_bounds(projected)))
        if cells is None:
            problems.append(misses(about, tuple(shapes.total_bounds)))
    if problems or about is None or cells is None:
        raise GeoError(
            'The raster "{path}" cannot be put on areas: {problems}.',
            path=raster,
            problems="; ".join(problems),
        )
    zones = pd.Series(on_cells(projected, cells), index=shapes.index)
    found = _extracted(zones, cells, weights, request, most_megabytes, progress)
    return _figures(found, zones, request, about, weights)


def _described(
    raster: Path, request: Zonal, most_megabytes: int
) -> tuple[RasterBand | None, RasterBand | None, list[str]]:
    """Return the band, the band of the weights if there are any, and all that is wrong."""
    problems = _request_problems(request)
    if most_megabytes < LEAST_MEGABYTES:
        problems.append(f"{most_megabytes} MB of memory, at least {LEAST_MEGABYTES} are needed")
    about, found = describe_band(raster, request.band)
    problems += found + _block_problems(about, most_megabytes)
    if request.weights is None:
        return about, None, problems
    weights, found = describe_band(request.weights, request.weights_band)
    found += _block_problems(weights, most_megabytes)
    problems += [f'weights "{visible(request.weights)}": {problem}' for problem in found]
    return about, weights, problems


def _request_problems(request: Zonal) -> list[str]:
    found = []
    known = get_args(Statistic)
    if request.statistic not in known:
        found.append(f'the statistic "{visible(request.statistic)}", known are {", ".join(known)}')
    if request.statistic == "quantile" and not (request.q is not None and 0 <= request.q <= 1):
        found.append(f"q = {request.q} for a quantile, it must be from 0 to 1")
    if request.statistic == "share_above" and not (
        request.threshold is not None and math.isfinite(request.threshold)
    ):
        found.append(f"threshold = {request.threshold} for share_above, it must be a number")
    if not 0 <= request.least_coverage <= 1:
        found.append(f"a least coverage of {request.least_coverage}, it must be from 0 to 1")
    if request.weights is not None and request.statistic not in _WEIGHTED:
        found.append(
            f"weights for {visible(request.statistic)}, they go with {', '.join(_WEIGHTED)}"
        )
    return found


def _block_problems(about: RasterBand | None, most_megabytes: int) -> list[str]:
    # libtiff and GDAL hold a block each, next to the window that it is read for
    if about is None or 4 * about.block_megabytes <= most_megabytes:
        return []
    return [
        f"it can only be read {about.block_megabytes:,.0f} MB at a time, which needs "
        f"{math.ceil(4 * about.block_megabytes):,} MB of memory where {most_megabytes} are "
        "allowed; allow more, or save it in tiles with `gdal_translate -of COG`"
    ]


def _on_plane_of(about: RasterBand, shapes: gpd.GeoSeries) -> np.ndarray:
    """Return shapes in the reference system of a raster; empty where it does not reach them."""
    crs = CRS.from_user_input(about.crs)
    if crs.is_projected:
        shapes = shapes.segmentize(_STEP)
    projected = shapes.to_crs(crs).to_numpy().copy()
    unreached = ~np.isfinite(shapely.bounds(projected)).all(axis=1)
    projected[unreached] = shapely.Polygon()
    return projected


def _extracted(
    zones: pd.Series,
    cells: CellsInUse,
    weights: RasterBand | None,
    request: Zonal,
    most_megabytes: int,
    progress: Progress,
) -> pd.DataFrame:
    """Return figure, count of cells with data and count of infinite cells, by area code."""
    # half for the window, a quarter for blocks that the next window needs again
    most_cells = int(most_megabytes * MEGABYTE / 2 / _BYTES)
    with ExitStack() as stack:
        stack.enter_context(rasterio.Env(GDAL_CACHEMAX=most_megabytes * MEGABYTE // 4))
        dataset = stack.enter_context(opened(cells.about.path))
        values = Values(dataset, cells, _figure(request))
        counts = present = None
        if weights is not None:
            present = Values(dataset, cells, _presence)
            most_cells //= 2
            counted = stack.enter_context(opened(weights.path))
            at_a_time = int(most_megabytes * MEGABYTE / 4 / _PLACED_BYTES)
            counts = Weights(counted, weights, cells, at_a_time)
        shown = 0.0

        def show(share: float, _: str) -> None:
            nonlocal shown
            # infinite cells, once met, are counted in a second round
            shown = max(shown, share / 2 if values.met_infinity else share)
            progress(shown)

        # a window that is lower than a block would have the block read again for the next one
        window = min(most_cells, max(_AT_A_TIME, cells.width * cells.about.block_rows))
        run = partial(extracted, zones, window)
        operations = _operations(request, values, counts, present)
        found = run(operations, show, in_order=request.statistic in _ORDERED)
        if values.met_infinity:
            # an operation does not keep its source alive
            infinite = Infinite(dataset, cells)
            second = {"infinite": Operation("count", "infinite", infinite)}
            found = found.join(run(second, lambda share, text: show(1 + share, text)))
    return found.reindex(index=zones.index, columns=["figure", "count", "infinite", "weighted"])


def _figure(request: Zonal) -> Callable[[Cells], Cells] | None:
    """Return what is made from each figure before it is averaged."""
    if request.statistic != "share_above" or request.threshold is None:
        return None
    threshold = request.threshold
    # NaN is above nothing and stays NaN
    return lambda figures: np.where(np.isnan(figures), figures, 100 * (figures > threshold))


def _presence(figures: Cells) -> Cells:
    """Return 1 where there is a figure and 0 where there is none."""
    return (~np.isnan(figures)).astype("float64")


def _operations(
    request: Zonal,
    values: RasterSource,
    counts: RasterSource | None,
    present: RasterSource | None,
) -> dict[str, Operation]:
    name = {"share_above": "mean"}.get(request.statistic, request.statistic)
    options = {"q": request.q} if name == "quantile" else {}
    if counts is None:
        figure = Operation(name, "figure", values, None, options)
        return {"figure": figure, "count": Operation("count", "count", values)}
    return {
        "figure": Operation(f"weighted_{name}", "figure", values, counts),
        # the share of the weight that lies on data; none where there is no weight at all
        "weighted": Operation("weighted_mean", "weighted", present, counts),
        # with the weights, though it needs none, it is counted in the same round
        "count": Operation("count", "count", values, counts),
    }


def _figures(
    found: pd.DataFrame,
    zones: pd.Series,
    request: Zonal,
    about: RasterBand,
    weights: RasterBand | None,
) -> ZonalFigures:
    area = pd.Series(shapely.area(zones.to_numpy()), index=zones.index)

    def share(count: pd.Series) -> pd.Series:
        return (count / area).fillna(0.0).clip(0, 1)

    coverage = share(found["count"])
    if not coverage.any():
        raise GeoError(
            'The raster "{path}" has no data in any of the areas: every cell there is nodata '
            "({nodata}), masked, NaN or infinite. Check that band {band} is the right one.",
            path=about.path,
            nodata=about.nodata,
            band=about.band,
        )
    bare = (coverage < request.least_coverage - _ROUNDING) | (coverage == 0)
    # who lives where there is no data is not spoken for, however little ground that is
    spoken = found["weighted"] if weights is not None else pd.Series(1.0, zones.index)
    weightless = ~bare & spoken.isna()
    bare |= (spoken < request.least_coverage - _ROUNDING) | (spoken == 0)
    coverage = coverage.where(coverage < spoken.fillna(0.0), spoken.fillna(0.0))
    return ZonalFigures(
        values=found["figure"].mask(bare | weightless).rename(None),
        coverage=coverage.rename(None),
        infinite=share(found["infinite"]).rename(None),
        below=tuple(zones.index[bare]),
        weightless=tuple(zones.index[weightless]),
        about=about,
        about_weights=weights,
    )
