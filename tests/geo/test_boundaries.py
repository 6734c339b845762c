"""Boundaries come in as valid polygons in degrees by code, or not at all."""

import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundaries, read_boundaries, refuse_displaced
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


def test_a_reference_system_that_is_no_text_is_refused(tmp_path: Path) -> None:
    zipped(tmp_path)
    named = (tmp_path / "map.prj").read_text().replace("GCS_WGS_1984", "ระบบ")
    (tmp_path / "map.prj").write_bytes(named.encode("cp874"))
    with zipfile.ZipFile(tmp_path / "bytes.zip", "w") as archive:
        for part in ("shp", "shx", "dbf", "prj"):
            archive.write(tmp_path / f"map.{part}", f"map.{part}")
    with pytest.raises(GeoError, match=r"bytes\.zip"):
        read(tmp_path / "bytes.zip")


def test_a_drawing_of_its_own_lies_nowhere_known(tmp_path: Path) -> None:
    with pytest.raises(GeoError, match="no reference system that is known"):
        read(zipped(tmp_path, prj='LOCAL_CS["x"]'))


def grid(crs: str, declared: str) -> gpd.GeoSeries:
    """Twenty squares near Bangkok, drawn in one system and read as another."""
    squares = [shapely.box(100 + n / 10, 14, 100.1 + n / 10, 14.1) for n in range(20)]
    units = gpd.GeoSeries(squares, index=[f"1001{n:02d}" for n in range(10, 30)], crs="EPSG:4326")
    return units.to_crs(crs).set_crs(declared, allow_override=True).to_crs("EPSG:4326")


def test_boundaries_declared_in_the_neighbouring_zone_are_refused(tmp_path: Path) -> None:
    points = grid("EPSG:4326", "EPSG:4326").representative_point()
    refuse_displaced(tmp_path, grid("EPSG:32647", "EPSG:32647"), points)
    # a zone is six degrees wide, 647 km at this latitude
    with pytest.raises(GeoError, match=r"20 of 20 units lie more than 50 km .* 100110 \(64\d km\)"):
        refuse_displaced(tmp_path, grid("EPSG:32647", "EPSG:32648"), points)


def test_a_few_points_may_be_wrong_and_codes_without_one_do_not_count(tmp_path: Path) -> None:
    units = grid("EPSG:4326", "EPSG:4326")
    points = units.representative_point()
    points.iloc[0] = shapely.Point(105, 20)
    refuse_displaced(tmp_path, units, points)
    points.iloc[1] = shapely.Point(105, 20)
    with pytest.raises(GeoError, match="2 of 20 units"):
        refuse_displaced(tmp_path, units, points)
    refuse_displaced(tmp_path, units, points.iloc[:0])


def test_units_where_the_plane_does_not_reach_are_far(tmp_path: Path) -> None:
    units = gpd.GeoSeries([shapely.box(-79.01, -13.01, -79, -13)], index=["100101"], crs=4326)
    points = gpd.GeoSeries([shapely.Point(100.5, 14)], index=["100101"], crs=4326)
    with pytest.raises(GeoError, match="1 of 1 units"):
        refuse_displaced(tmp_path, units, points)


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
