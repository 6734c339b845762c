"""From a user's file to a layer that can be kept, whichever kind of file it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from geo.areas import Areas
from geo.codes import named
from geo.downloads import content_of
from geo.errors import GeoError
from geo.layers.crosswalks import Crosswalk, read_crosswalk
from geo.layers.grid import Guess
from geo.layers.in_use import foundations
from geo.layers.matching import taken
from geo.layers.placing import places
from geo.layers.points import measured_by_count, points_on_areas
from geo.layers.putting import LEAST
from geo.layers.rasters import Zonal, zonal_figures
from geo.layers.record import About, Layer, PointReading, RasterReading, Reading
from geo.layers.reference import Reference, reference
from geo.layers.report import MatchReport, match_report
from geo.layers.store import packed
from geo.layers.tables import LayerFigures, MatchedTable, match_table, table_figures
from geo.levels import Quantity

RASTERS = (".tif", ".tiff")
MEGABYTES = 256

Progress = Callable[[float], None]


@dataclass(frozen=True, eq=False)
class Made:
    """A layer, ready to be kept."""

    layer: Layer
    figures: LayerFigures
    content: bytes
    """For `geo.layers.store.add_layer`."""
    report: MatchReport | None
    """What became of the rows; None for a raster."""


def make_layer(
    path: Path,
    about: About,
    reading: Reading,
    areas: Areas,
    *,
    downloads: Path | None = None,
    crosswalk: Path | None = None,
    weights: Path | None = None,
    most_megabytes: int = MEGABYTES,
    progress: Progress = lambda share: None,
) -> Made:
    """Put a file's figures on the areas. Writes nothing.

    Parameters
    ----------
    path
        The file.
    about
        What its figures mean.
    reading
        How to read it.
    areas
        The areas in use.
    downloads
        Folder of the registers, as `geo.layers.reference.reference` takes it.
    crosswalk, weights
        Further files that the reading speaks of.
    most_megabytes, progress
        For rasters, as `geo.layers.rasters.zonal_figures` takes them.

    Raises
    ------
    GeoError
        If the file or its figures are not as they should be; all problems are reported together.
    """
    _refuse_other_quantity(about, reading)
    known = reference(areas, downloads)
    figures, rests_on = _figures(
        path, about, reading, areas, known, crosswalk, weights, most_megabytes, progress
    )
    if not figures.values.notna().any():
        raise GeoError(
            '"{path}" gives no area a value. `phuenthi data check` says what became of its rows.',
            path=path,
        )
    report = match_report(figures.table, known, figures) if figures.table is not None else None
    content, file = packed(figures), content_of(path)
    ground = foundations(areas)
    covered = figures.coverage[figures.values.notna()].dropna()
    level = "tambon" if figures.table is None else figures.table.layout.key.level
    layer = Layer(
        **about.model_dump(),
        level=level,
        file=path.name,
        bytes=file.bytes,
        sha256=file.sha256,
        reading=reading,
        taken_for_granted=tuple(f"{g.what}: {g.taken} ({g.because})" for g in figures.guesses),
        rows={} if report is None else report.counts,
        areas_with_value=int(figures.values.notna().sum()),
        least_coverage=float(covered.min()) if len(covered) else None,
        mean_coverage=float(covered.mean()) if len(covered) else None,
        rests_on={what: ground[what] for what in sorted(rests_on)},
        figures=hashlib.sha256(content).hexdigest(),
    )
    return Made(layer, figures, content, report)


def quantity_of(reading: Reading) -> Quantity | None:
    """Return whether a reading gives counts or rates; None where only a person knows."""
    if isinstance(reading, PointReading):
        return "count" if reading.measure == "count" else "rate"
    if isinstance(reading, RasterReading):
        return "count" if reading.statistic == "sum" else "rate"
    return None


def _refuse_other_quantity(about: About, reading: Reading) -> None:
    measured = quantity_of(reading)
    if measured is not None and about.quantity != measured:
        raise GeoError(
            'What is measured is a {measured}, and --quantity says "{said}". Leave it out.',
            measured=measured,
            said=about.quantity,
        )


def crosswalk_of(path: Path | None, known: Reference) -> Crosswalk | None:
    """Return the crosswalk in a file, None where there is no file."""
    return None if path is None else read_crosswalk(path, known.codes["tambon"])


def _figures(
    path: Path,
    about: About,
    reading: Reading,
    areas: Areas,
    known: Reference,
    crosswalk: Path | None,
    weights: Path | None,
    most_megabytes: int,
    progress: Progress,
) -> tuple[LayerFigures, set[str]]:
    """Return the figures, and what of the areas they were worked out with."""
    if isinstance(reading, RasterReading):
        return _of_raster(path, reading, areas, weights, most_megabytes, progress)
    if isinstance(reading, PointReading):
        table = match_table(path, reading, known, places=True)
        rests = {"boundaries"} if table.layout.key.kind in ("coordinates", "shapes") else set()
        if reading.measure == "per_1000":
            rests.add("people")
        if reading.measure == "density":
            rests.add("boundaries")
        return _of_points(table, reading, known), rests
    table = match_table(
        path,
        reading,
        known,
        crosswalk=crosswalk_of(crosswalk, known),
        carry=reading.former == "carry",
    )
    return table_figures(table, reading, about, known), _rests_of(table)


def _rests_of(table: MatchedTable) -> set[str]:
    statuses = set(table.matching.status)
    rests = set()
    if statuses & {"place", "polygon"}:
        rests.add("boundaries")
    if statuses & {"polygon", "municipality", "municipality_name", "successor", "crosswalk"}:
        rests.add("people")
    return rests


def _of_raster(
    path: Path,
    reading: RasterReading,
    areas: Areas,
    weights: Path | None,
    most_megabytes: int,
    progress: Progress,
) -> tuple[LayerFigures, set[str]]:
    least = reading.least_coverage
    if least is None:
        least = LEAST[quantity_of(reading) or "rate"]
    request = Zonal(
        statistic=reading.statistic,
        q=reading.quantile,
        threshold=reading.threshold,
        band=reading.band,
        weights=weights,
        weights_band=reading.weights_band,
        least_coverage=least,
    )
    zonal = zonal_figures(
        areas.table.geometry, path, request, most_megabytes=most_megabytes, progress=progress
    )
    guesses = []
    if zonal.below:
        few = f"no value in {len(zonal.below):,} areas"
        why = f"less than {least:.0%} of each lies on cells with data"
        guesses.append(Guess("coverage", few, why, "--least-coverage"))
    unknown = pd.Series(np.nan, areas.codes)
    return LayerFigures(zonal.values, unknown, zonal.coverage, tuple(guesses)), {"boundaries"}


def _of_points(table: MatchedTable, reading: PointReading, known: Reference) -> LayerFigures:
    layout, matching = table.layout, table.matching
    codes = known.table.index
    if layout.key.level != "tambon":
        raise GeoError(
            "Points are wanted by coordinates, or at least by tambon; this table knows only the "
            "{level} of each. Bring it with coordinates.",
            level=layout.key.level,
        )
    polygons = layout.grid.lines[matching.status == "polygon"]
    if len(polygons):
        raise GeoError(
            "Points are wanted, and these rows are polygons: lines {lines}. Save the places as "
            "points, such as the polygons' centroids.",
            lines=named(map(str, polygons)),
        )
    rows = np.flatnonzero(layout.data & (matching.status != "filtered"))
    if layout.key.kind in ("coordinates", "shapes"):
        lon, lat = places(layout, rows)
        lines = layout.grid.lines[rows]
        values = points_on_areas(lon, lat, known.table, reading.measure, lines).values
    elif reading.measure == "distance":
        raise GeoError(
            "A distance needs the coordinates of every point, and the table has none. Name their "
            "columns with --key LONGITUDE,LATITUDE, or count the points instead."
        )
    elif not taken(matching.status).any():
        raise GeoError("No row leads to an area: `phuenthi data check` says what became of each.")
    else:
        counts = matching.links.groupby("unit")["share"].sum().reindex(codes, fill_value=0.0)
        values = pd.Series(
            measured_by_count(counts.to_numpy("float64"), known.table, reading.measure), codes
        )
    unknown = pd.Series(np.nan, codes)
    return LayerFigures(values, unknown, unknown, table.guesses, table)
