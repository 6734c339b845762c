"""One polygon for every official code, whatever units the map was drawn in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from geo.codes import named
from geo.lineage import heirs
from geo.split import split


@dataclass(frozen=True, eq=False)
class Reconciled:
    """Polygons by official code, and how they came about."""

    geometry: gpd.GeoSeries
    """Polygons and MultiPolygons in EPSG:4326 by official code, sorted."""
    matched: int
    """Units whose code is in force."""
    renamed: dict[str, str]
    """Code of the unit → its code now; it keeps its polygon."""
    parts: dict[str, tuple[str, ...]]
    """Code of the unit → codes of the areas that it was divided into."""

    def basis(self) -> pd.Series:
        """Return each area's ``boundary_basis``."""
        cut = {code for codes in self.parts.values() for code in codes}
        return pd.Series(
            ["part_of_parent" if code in cut else "official" for code in self.geometry.index],
            index=self.geometry.index,
        )


def unit_problems(
    units: Collection[str], official: Collection[str], parents: Mapping[str, str]
) -> list[str]:
    """Return in words which units lead to no area and which areas have no ground; none if all fit.

    Parameters
    ----------
    units
        Codes of the map.
    official
        Codes in force.
    parents
        Newer code → code of the unit it was cut from, as the catalogue has it.
    """
    inherited = heirs(units, official, parents)
    unknown = [unit for unit, codes in inherited.items() if not codes]
    landless = sorted(set(official).difference(*inherited.values()))
    found = []
    if unknown:
        found.append(f"codes that lead to no area of today: {named(unknown)}")
    if landless:
        found.append(f"no polygon, and no parent in the catalogue, for {named(landless)}")
    return found


def reconcile(
    units: gpd.GeoSeries,
    official: Collection[str],
    parents: Mapping[str, str],
    points: gpd.GeoSeries,
) -> Reconciled:
    """Give every official code its polygon, or its part of the unit that holds it.

    Parameters
    ----------
    units
        Polygons in EPSG:4326 by code, in which `unit_problems` finds none.
    official
        Codes in force.
    parents
        Newer code → code of the unit it was cut from, as the catalogue has it.
    points
        Reference points in EPSG:4326 by official code, for those that have one.
    """
    inherited = heirs(units.index, official, parents)
    renamed = {unit: new for unit, (new, *more) in inherited.items() if not more and new != unit}
    parts = {unit: codes for unit, codes in inherited.items() if len(codes) > 1}
    geometry = units.rename(index=renamed).sort_index()
    for unit, codes in parts.items():
        geometry = split(geometry, unit, codes, points)
    matched = len(set(units.index) & set(official))
    return Reconciled(geometry, matched, renamed, parts)
