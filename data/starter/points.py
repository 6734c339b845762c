"""Reference points: which of them belongs to which official code, and where it lies on land."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
import shapely
from geothai.abolished import abolished_areas
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.tessellate import from_plane, to_plane

_INLAND = 500  # metres from the shore at which a point at sea is put down
_DECIMALS = 4  # of a degree, for such a point; the others come with three


def reference_points(
    official: pd.DataFrame, gazetteer: pd.DataFrame, parents: Mapping[str, str]
) -> pd.DataFrame:
    """Give each official code the point that the gazetteer has for its name.

    A code that the gazetteer does not know by name has the point of the unit it was cut from.

    Parameters
    ----------
    official
        As `geo.official.official_areas` returns it.
    gazetteer
        ``province``, ``district``, ``subdistrict`` (Thai names), ``longitude``, ``latitude``.
    parents
        Newer code → code of the unit it was cut from, where the list of abolished areas is silent.

    Returns
    -------
    pandas.DataFrame
        ``lon`` and ``lat`` in degrees, NaN where there is no point, indexed as ``official``.
        Codes of units cut from one another have the same point.
    """
    named = gazetteer.assign(
        key=[
            _key(*names)
            for names in gazetteer[["province", "district", "subdistrict"]].to_numpy(str)
        ]
    )
    points = named.drop_duplicates("key").set_index("key")[["longitude", "latitude"]].dropna()
    keys = pd.Series(
        [_key(*n) for n in official[["province_th", "district_th", "name_th"]].to_numpy(str)],
        index=official.index,
    )

    districts = official.drop_duplicates("district_code").set_index("district_code")
    before: dict[str, str] = {new: keys[old] for new, old in parents.items()}
    for area in abolished_areas():
        if area.level == "subdistrict" and area.parent_code in districts.index:
            district = districts.loc[area.parent_code]
            key = _key(district["province_th"], district["district_th"], area.name_th)
            if key in points.index:
                before.update(dict.fromkeys(area.successors, key))

    known = set(named["key"])
    chosen = [
        key if key in known else before.get(code, "")
        for code, key in zip(official.index, keys, strict=True)
    ]
    return (
        points.reindex(chosen)
        .set_axis(official.index)
        .rename(columns={"longitude": "lon", "latitude": "lat"})
    )


def _key(province: str, district: str, subdistrict: str) -> str:
    names = (province, district.removeprefix("เขต"), subdistrict)
    return "|".join(re.sub(r"[\s\-]", "", name) for name in names)


def put_on_land(points: pd.DataFrame, land: BaseGeometry) -> pd.DataFrame:
    """Move points at sea to the nearest place on land, 500 m from the shore; others stay.

    Parameters
    ----------
    points
        ``lon`` and ``lat`` in degrees, NaN where unknown.
    land
        EPSG:4326.
    """
    shore = to_plane(land)[()]
    known = points.dropna()
    places = to_plane(shapely.points(known.to_numpy()))
    at_sea = ~shapely.intersects(shore, places)
    way = shapely.shortest_line(places[at_sea], shapely.buffer(shore, -_INLAND))
    moved = shapely.get_coordinates(from_plane(shapely.get_point(way, 1)))
    result = points.copy()
    result.loc[known.index[at_sea]] = moved.round(_DECIMALS)
    return result


def shared_cells(official: pd.DataFrame, cell: pd.Series, area: NDArray[np.float64]) -> pd.Series:
    """Give each code without a cell a share of the roomiest cell near by.

    Near by is the code's district, or its province where no cell lies in the district. The roomiest
    cell is the one that leaves each sharer the most land, so large cells are shared first.

    Parameters
    ----------
    official
        As `geo.official.official_areas` returns it.
    cell
        Number of each code's cell, missing where it has none; indexed as ``official``.
    area
        Area of each cell, km².

    Returns
    -------
    pandas.Series
        A cell number for every code.
    """
    cell = cell.astype("Int64").copy()
    sharers = np.bincount(cell.dropna().astype(int), minlength=len(area))
    had = cell.notna()
    for code in cell.index[~had]:
        here = official.loc[code]
        for level in ("district_code", "province_code"):
            near = cell[had & (official[level] == here[level])].unique().astype(int)
            if len(near):
                break
        roomiest = near[np.argmax(area[near] / (sharers[near] + 1))]
        cell[code] = roomiest
        sharers[roomiest] += 1
    return cell.astype(int)
