"""From the downloaded files to the one table of areas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.areas import COLUMNS, Areas, Source, read_areas
from geo.boundaries import read_boundaries, refuse_displaced
from geo.catalog import Catalog, Dataset, Reading
from geo.codes import named
from geo.coverage import check_coverage, simplified
from geo.downloads import content_of, file_name
from geo.errors import GeoError
from geo.indicators import indicator_figures
from geo.official import official_areas
from geo.paths import starter_areas
from geo.reconcile import reconcile, unit_problems
from geo.registers import municipal_share, population_change, read_register
from geo.report import BuildReport
from geo.tables import columns_of, read_table
from geo.tessellate import to_plane

TOLERANCE = 5e-4
"""Degrees, about 55 m: a corner goes that spans less than its square, a third of a hectare."""

URBAN_FROM = 50
"""An area is urban where so many per cent of its people, or more, live in a municipality."""

STEPS = (
    "Reading the boundaries",
    "Giving every area its boundary",
    "Reading the population registers",
    "Reading the tables",
    "Putting the figures on the areas",
    "Checking the boundaries",
)
"""What `build` announces, in order."""


def build(
    catalog: Catalog, downloads: Path, progress: Callable[[str], None] = lambda step: None
) -> tuple[Areas, BuildReport]:
    """Build the areas from the files that ``phuenthi data pull`` fetched. Writes nothing.

    Parameters
    ----------
    catalog
        Says which files there are, what is in them, and how each indicator is made of them.
    downloads
        The folder of the fetched files.
    progress
        Called with each of `STEPS` as it begins.

    Returns
    -------
    tuple of Areas and BuildReport
        All areas of the official list with every indicator of the catalogue, and what was done.

    Raises
    ------
    GeoError
        If a file is absent (all absent ones are listed together) or not as it should be.
    """
    files = downloaded(catalog, downloads)
    official = official_areas()
    points = _reference_points(read_areas(starter_areas()))

    progress(STEPS[0])
    dataset, reading = _with_role(catalog, "boundaries")
    parents = reading.parents
    published = read_boundaries(
        files[dataset.id], reading, lambda units: unit_problems(units, official.index, parents)
    )
    refuse_displaced(files[dataset.id], published.geometry, points)

    progress(STEPS[1])
    reconciled = reconcile(published.geometry, official.index, parents, points)
    table = gpd.GeoDataFrame(official, geometry=_drawn(reconciled.geometry))
    table["boundary_basis"] = reconciled.basis()
    table["area_km2"] = shapely.area(to_plane(table.geometry)) / 1e6
    table["lon"], table["lat"] = _places(table.geometry, points)

    progress(STEPS[2])
    people, former = _people(catalog, files, official.index, parents)
    table["population"] = people["people"].astype("Int64")
    table["households"] = people["households"].astype("Int64")
    table["population_basis"] = "registered"
    table["track"] = np.where(people["municipal_share"] >= URBAN_FROM, "urban", "rural")
    table["track_basis"] = "municipal_share"

    progress(STEPS[3])
    tables = _tables(catalog, files, official.index)

    progress(STEPS[4])
    values, errors = indicator_figures(catalog, table, people, tables)
    indicators = tuple(entry.as_indicator() for entry in catalog.indicator)
    sources = _sources(catalog, files)
    areas = Areas(table[list(COLUMNS)], values, errors, indicators, sources)

    progress(STEPS[5])
    check = check_coverage(table.geometry, published.geometry)
    seen = {id: table.index for id, table in tables.items()} | former
    return areas, BuildReport(
        areas=len(areas),
        people=int(table["population"].sum()),
        households=int(table["households"].sum()),
        urban=int((table["track"] == "urban").sum()),
        rural=int((table["track"] == "rural").sum()),
        matched=reconciled.matched,
        renamed=reconciled.renamed,
        parts=reconciled.parts,
        repaired=published.repaired,
        invalid=check.invalid,
        gaps=check.gaps,
        overlaps=check.overlaps,
        unknown_codes={id: tuple(codes.difference(areas.codes)) for id, codes in seen.items()},
        without_value={i.id: tuple(areas.codes[values[i.id].isna()]) for i in indicators},
        changed_files=tuple(s.id for s in sources if s.sha256 != (catalog.get(s.id).sha256 or "")),
    )


def downloaded(catalog: Catalog, folder: Path) -> dict[str, Path]:
    """Return the path of every download, by dataset.

    Raises
    ------
    GeoError
        If some are absent; all of them are listed.
    """
    paths = {dataset.id: folder / file_name(dataset) for dataset in catalog.downloads()}
    absent = [path.name for path in paths.values() if not path.is_file()]
    if absent:
        raise GeoError(
            'These files are not in "{folder}": {files}. Fetch them with `phuenthi data pull`.',
            folder=folder,
            files=", ".join(absent),
        )
    return paths


def _with_role(catalog: Catalog, role: str) -> tuple[Dataset, Reading]:
    dataset = catalog.with_role(role)
    if dataset.read is None:
        raise GeoError('The catalogue does not say how to read "{id}".', id=dataset.id)
    return dataset, dataset.read


def _drawn(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """Return boundaries simplified and each ring from a fixed vertex on."""
    # where the publisher's own boundaries overlap there is no shared border to simplify; they stay
    # as they are, and the report says so
    fits = shapely.coverage_is_valid(geometry.to_numpy())
    return (simplified(geometry, TOLERANCE) if fits else geometry).normalize()


def _reference_points(starter: Areas) -> gpd.GeoSeries:
    """Return the points round which the starter areas were drawn, for the codes that have one."""
    own = starter.table[starter.table["boundary_basis"] == "approximate"]
    return gpd.GeoSeries.from_xy(own["lon"], own["lat"], index=own.index, crs="EPSG:4326")


def _places(geometry: gpd.GeoSeries, points: gpd.GeoSeries) -> tuple[pd.Series, pd.Series]:
    """Return lon and lat of the reference point, or of a point inside where it lies outside."""
    points = points.reindex(geometry.index)
    places = points.where(points.within(geometry), geometry.representative_point())
    return places.x, places.y


def _people(
    catalog: Catalog, files: Mapping[str, Path], official: pd.Index, parents: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, pd.Index]]:
    """Return the register with the share and the change, and the codes of the earlier register."""
    current, reading = _with_role(catalog, "population")
    people = read_register(files[current.id], reading, official)
    people["municipal_share"] = municipal_share(people, reading.municipal_provinces)
    empty = people.index[people["municipal_share"].isna()]
    if len(empty):
        raise GeoError(
            'Nobody is registered in {codes}, so "{path}" does not tell whether they are urban or '
            "rural. Take it again with `phuenthi data pull`, or mend the file.",
            codes=named(empty),
            path=files[current.id],
        )
    earlier, reading = _with_role(catalog, "population_before")
    before = read_register(files[earlier.id], reading, official)
    people["population_change"] = population_change(before["people"], people["people"], parents)
    return people.reindex(official), {earlier.id: before.index}


def _tables(
    catalog: Catalog, files: Mapping[str, Path], official: pd.Index
) -> dict[str, pd.DataFrame]:
    """Return what the indicators need of each table of figures by tambon."""
    tables = {}
    for dataset in catalog.downloads():
        if dataset.role == "tambon_table" and dataset.read:
            needed = [e.measure for e in catalog.indicator if e.dataset == dataset.id]
            columns = sorted({column for measure in needed for column in columns_of(measure)})
            tables[dataset.id] = read_table(files[dataset.id], dataset.read, columns, official)
    return tables


def _sources(catalog: Catalog, files: Mapping[str, Path]) -> tuple[Source, ...]:
    """Return every source, downloads with the checksum of the file at hand."""
    return tuple(
        dataset.as_source().model_copy(update={"sha256": content_of(files[dataset.id]).sha256})
        if dataset.id in files
        else dataset.as_source()
        for dataset in catalog.dataset
    )
