"""What is known of the areas that tables are matched to: codes in force, and who lives where."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.areas import Areas, Level
from geo.catalog import catalog
from geo.downloads import state
from geo.layers.codes import units
from geo.registers import municipal_people, read_register


@dataclass(frozen=True, eq=False)
class Reference:
    """Areas as matching needs them.

    All people are persons as float64, NaN where nobody knows.
    """

    table: gpd.GeoDataFrame
    """`Areas.table`."""
    codes: dict[Level, frozenset[str]]
    """Codes in force."""
    people: pd.Series[float]
    """By area code."""
    municipal: pd.Series[float]
    """By area code, those of them who live in a municipality; all NaN where the areas don't say."""
    of_municipality: dict[tuple[str, str], float]
    """The register's four-digit code of a municipality and an area's → people of both."""
    before: dict[str, float]
    """Former code → people, as an earlier register had them."""

    def in_municipality(self, municipality: str, area: str) -> float:
        """Return how many of an area's people live in a municipality.

        Where the register does not know it by this code, all of the area's municipal people; NaN
        if the register has several municipalities there, since nobody can tell which is which.
        """
        known = self.of_municipality.get((municipality, area))
        if known is not None:
            return known
        several = self._municipalities_in.get(area, 0) > 1
        return np.nan if several else float(self.municipal.get(area, np.nan))

    @cached_property
    def _municipalities_in(self) -> Counter[str]:
        return Counter(area for _, area in self.of_municipality)


def reference(areas: Areas, downloads: Path | None = None) -> Reference:
    """Return what is known of these areas.

    Parameters
    ----------
    areas
        The areas in use.
    downloads
        Folder of the registers as they were fetched. Without it, or where one is not there whole,
        nothing is known of single municipalities or of former tambons' people.
    """
    people = areas.table["population"].astype("float64")
    shares = areas.values.get("municipal_share", pd.Series(np.nan, areas.codes))
    return Reference(
        table=areas.table,
        codes=units(areas.codes),
        people=people,
        municipal=people * shares / 100,
        of_municipality=_municipalities(downloads),
        before=_before(areas, downloads),
    )


def _municipalities(downloads: Path | None) -> dict[tuple[str, str], float]:
    path = _fetched("population", downloads)
    return {} if path is None else municipal_people(path)


def _before(areas: Areas, downloads: Path | None) -> dict[str, float]:
    path = _fetched("population_before", downloads)
    reading = catalog().with_role("population_before").read
    if path is None or reading is None:
        return {}
    register = read_register(path, reading, areas.codes)
    former = register.loc[~register.index.isin(areas.codes), "people"]
    return {str(code): float(people) for code, people in former.items()}


def _fetched(role: str, downloads: Path | None) -> Path | None:
    dataset = catalog().with_role(role)
    if downloads is None or state(dataset, downloads) != "present":
        return None
    return downloads / str(dataset.file)
