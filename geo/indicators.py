"""Every indicator of the catalogue, put on areas."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from geo.catalog import (
    Catalog,
    DistanceToTown,
    MunicipalShare,
    PopulationChange,
    TableRatio,
    TableSum,
)
from geo.lineage import heirs
from geo.provinces import people_of_provinces, province_figures
from geo.tables import measured
from geo.towns import distance_to_town, read_towns


def indicator_figures(
    catalog: Catalog,
    table: pd.DataFrame,
    people: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every indicator's figure for every area, and its standard error.

    Parameters
    ----------
    catalog
        Says how each indicator is made.
    table
        Indexed by ``area_code``, with ``province_code``, ``population``, ``lon`` and ``lat``.
    people
        Indexed as ``table``, with ``municipal_share`` and ``population_change``, %.
    tables
        By dataset, as `geo.tables.read_table` returns them.

    Returns
    -------
    tuple of pandas.DataFrame
        Values and standard errors: float64, indexed as ``table``, columns in catalogue order, NaN
        where unknown. A province's figure stands at each of its areas.
    """
    ids = [entry.id for entry in catalog.indicator]
    values, errors = (
        figures.reindex(index=table["province_code"], columns=ids)
        .set_axis(table.index)
        .astype("float64")
        for figures in province_figures(catalog, people_of_provinces(table))
    )
    towns = read_towns(catalog)
    for entry in catalog.indicator:
        measure = entry.measure
        if isinstance(measure, DistanceToTown):
            lon, lat = table["lon"].to_numpy(), table["lat"].to_numpy()
            values[entry.id] = distance_to_town(lon, lat, towns, measure.population)
        elif isinstance(measure, MunicipalShare | PopulationChange):
            values[entry.id] = people[measure.kind]
        elif isinstance(measure, TableSum | TableRatio):
            figures = measured(measure, tables[entry.dataset])
            values[entry.id] = _under_codes_in_force(figures, table.index)
    return values, errors


def _under_codes_in_force(figures: pd.Series, official: pd.Index) -> pd.Series:
    """Follow renamed codes; what was divided since says nothing about its parts, and stays out."""
    inherited = heirs(figures.index, official, {})
    renamed = {code: now[0] for code, now in inherited.items() if len(now) == 1}
    return figures.rename(index=renamed).reindex(official)
