"""Boundaries come in as valid polygons in degrees by code, or not at all."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries, read_boundaries
from geo.catalog import Reading
from geo.errors import GeoError

READING = Reading(rows=2, code="ADM3_PCODE", code_prefix="TH")
WEST, EAST = shapely.box(100, 14, 100.1, 14.1), shapely.box(100.1, 14, 100.2, 14.1)
BOW_TIE = shapely.Polygon([(100, 14), (100.1, 14.1), (100.1, 14), (100, 14.1)])


def zipped(
    folder: Path,
    shapes: tuple[BaseGeometry | None, ...] = (WEST, EAST),
    codes: tuple[str, ...] = ("TH100102", "TH100101"),
    crs: str | None = "EPSG:4326",
    column: str = "ADM3_PCODE",
    prj: str | None = None,
) -> Path:
    frame = gpd.GeoDataFrame({column: codes}, geometry=list(shapes), crs="EPSG:4326")
    frame.to_crs(crs).to_file(folder / "map.shp")
    if prj is not None:
        (folder / "map.prj").write_text(prj)
    with zipfile.ZipFile(folder / "map.zip", "w") as archive:
        for part in ("shp", "shx", "dbf", "prj"):
            archive.write(folder / f"map.{part}", f"map.{part}")
    return folder / "map.zip"


def read(path: Path) -> Boundaries:
    return read_boundaries(path, READING)


def test_units_are_sorted_by_code_without_the_prefix(tmp_path: Path) -> None:
    units = read(zipped(tmp_path))
    assert list(units.geometry.index) == ["100101", "100102"]
    assert units.geometry["100102"].equals(WEST)
    assert units.repaired == ()


def test_a_declared_reference_system_is_transformed(tmp_path: Path) -> None:
    units = read(zipped(tmp_path, crs="EPSG:32647"))
    assert units.geometry.crs == "EPSG:4326"
    assert shapely.hausdorff_distance(units.geometry["100102"], WEST) < 1e-8


def test_an_unknown_reference_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="no reference system that is known"):
        read(zipped(tmp_path, prj="somewhere near Bangkok"))


def test_metres_under_the_name_of_degrees_are_refused(tmp_path: Path) -> None:
    zipped(tmp_path)
    degrees = (tmp_path / "map.prj").read_text()
    with pytest.raises(GeoError, match=r"coordinates that .* does not have"):
        read(zipped(tmp_path, crs="EPSG:32647", prj=degrees))


def test_a_polygon_that_crosses_itself_is_mended_and_counted(tmp_path: Path) -> None:
    units = read(zipped(tmp_path, shapes=(BOW_TIE, EAST)))
    assert units.repaired == ("100102",)
    mended = units.geometry["100102"]
    assert mended.is_valid
    # two triangles of a quarter of the square each
    assert mended.geom_type == "MultiPolygon"
    assert mended.area == pytest.approx(0.005)


def test_what_is_wrong_with_codes_and_units_is_said_at_once(tmp_path: Path) -> None:
    path = zipped(
        tmp_path, (WEST, EAST, EAST, None), ("TH100101", "TH100101", "TH1001", "TH100102")
    )
    with pytest.raises(GeoError) as refused:
        read(path)
    message = str(refused.value)
    assert "4 units where 2 belong" in message
    assert "stand twice: 100101" in message
    assert "not six digits: 1001" in message
    assert "without a polygon: 100102" in message


def test_duplicate_and_unknown_codes_are_said_together(tmp_path: Path) -> None:
    path = zipped(tmp_path, codes=("TH100101", "TH100101"))
    with pytest.raises(GeoError, match=r"twice: 100101; a strange one"):
        read_boundaries(path, READING, lambda codes: ["a strange one"])


def test_a_missing_code_column_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match=r'no column "ADM3_PCODE".* They have PCODE'):
        read(zipped(tmp_path, column="PCODE"))


def test_a_shapefile_cut_short_inside_a_sound_archive_is_refused(tmp_path: Path) -> None:
    zipped(tmp_path)
    path = tmp_path / "cut.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in ("shp", "shx", "dbf", "prj"):
            content = (tmp_path / f"map.{part}").read_bytes()
            archive.writestr(f"map.{part}", content[:150] if part == "shp" else content)
    with pytest.raises(GeoError, match=r"cannot be (read|used)"):
        read(path)
