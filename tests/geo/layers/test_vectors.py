"""Typed columns become text without loss, and shapes come in valid, in degrees and in Thailand."""

import datetime
import decimal
import json
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from geo.errors import GeoError
from geo.layers.grid import Grid
from geo.layers.vectors import read_geojson, read_geopackage, read_parquet, read_shapefile

WEST, EAST = shapely.box(100, 14, 100.1, 14.1), shapely.box(100.1, 14, 100.2, 14.1)
BOW_TIE = shapely.Polygon([(100, 14), (100.1, 14.1), (100.1, 14), (100, 14.1)])
EXCHANGED, NIGERIA = shapely.box(14, 100, 14.1, 100.1), shapely.box(7, 9, 8, 10)


def layer(*shapes: BaseGeometry | None, crs: str | None = "EPSG:4326") -> gpd.GeoDataFrame:
    codes = [f"10010{n}" for n in range(1, len(shapes) + 1)]
    frame = gpd.GeoDataFrame({"code": codes}, geometry=list(shapes), crs="EPSG:4326")
    return frame.to_crs(crs) if crs else frame


def saved(folder: Path, frame: gpd.GeoDataFrame, ending: str) -> Path:
    path = folder / f"layer{ending}"
    if ending == ".parquet":
        frame.to_parquet(path)
    elif ending == ".zip":
        return zipped(folder, frame)
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame.to_file(path)
    return path


def zipped(
    folder: Path, frame: gpd.GeoDataFrame, encoding: str = "utf-8", cpg: bool = True
) -> Path:
    frame.to_file(folder / "map.shp", encoding=encoding)
    with zipfile.ZipFile(folder / "layer.zip", "w") as archive:
        for part in ("shp", "shx", "dbf", "prj", *(("cpg",) if cpg else ())):
            archive.write(folder / f"map.{part}", f"map.{part}")
    return folder / "layer.zip"


READERS = {
    ".parquet": read_parquet,
    ".gpkg": read_geopackage,
    ".geojson": read_geojson,
    ".zip": read_shapefile,
}
every_format = pytest.mark.parametrize("ending", READERS)


def read(path: Path) -> Grid:
    return READERS[path.suffix](path)


def rows(grid: Grid) -> list[list[str]]:
    return grid.cells.to_numpy().tolist()


def parquet(folder: Path, **columns: pa.Array) -> Path:
    pq.write_table(pa.table(columns), folder / "table.parquet")
    return folder / "table.parquet"


def geojson(folder: Path, content: str) -> Path:
    path = folder / "layer.geojson"
    path.write_text(content)
    return path


@every_format
def test_features_are_rows_with_names_and_shapes(tmp_path: Path, ending: str) -> None:
    grid = read(saved(tmp_path, layer(WEST, EAST), ending))
    assert grid.names == ("code",)
    assert rows(grid) == [["100101"], ["100102"]]
    assert grid.lines.tolist() == [1, 2]
    assert grid.shapes is not None
    assert grid.shapes.crs == "EPSG:4326"
    assert grid.shapes.iloc[1].equals(EAST)
    assert grid.repaired == ()


@pytest.mark.parametrize("ending", [".parquet", ".gpkg", ".zip"])
def test_another_reference_system_is_transformed(tmp_path: Path, ending: str) -> None:
    grid = read(saved(tmp_path, layer(WEST, crs="EPSG:32647"), ending))
    assert shapely.hausdorff_distance(grid.shapes.iloc[0], WEST) < 1e-8


def test_the_old_crs_of_a_geojson_is_honoured_and_said(tmp_path: Path) -> None:
    plain = read(saved(tmp_path, layer(WEST), ".geojson"))
    assert [(guess.taken, guess.because) for guess in plain.guesses] == [
        ("WGS 84", "GeoJSON is in degrees on it (RFC 7946)")
    ]
    grid = read(saved(tmp_path, layer(WEST, crs="EPSG:32647"), ".geojson"))
    assert grid.guesses[0].because == "the file's `crs` names it"
    assert "UTM zone 47N" in grid.guesses[0].taken
    assert shapely.hausdorff_distance(grid.shapes.iloc[0], WEST) < 1e-6


@every_format
def test_a_polygon_that_crosses_itself_is_mended_and_said(tmp_path: Path, ending: str) -> None:
    grid = read(saved(tmp_path, layer(EAST, BOW_TIE), ending))
    assert grid.repaired == (2,)
    assert grid.shapes.is_valid.all()
    # two triangles of a quarter of the square each
    assert grid.shapes.iloc[1].area == pytest.approx(0.005)


@every_format
def test_shapes_in_another_country_are_refused(tmp_path: Path, ending: str) -> None:
    with pytest.raises(GeoError, match=r"between 7\.00° and 8\.00° of longitude.* Take the layer"):
        read(saved(tmp_path, layer(NIGERIA), ending))


@every_format
def test_exchanged_coordinates_are_recognised(tmp_path: Path, ending: str) -> None:
    with pytest.raises(GeoError, match=r"does not have\. Longitude and latitude are probably sw"):
        read(saved(tmp_path, layer(EXCHANGED), ending))


def test_one_shape_in_the_country_is_enough(tmp_path: Path) -> None:
    assert len(read(saved(tmp_path, layer(NIGERIA, WEST), ".gpkg")).lines) == 2


def test_rows_without_a_shape_are_kept(tmp_path: Path) -> None:
    grid = read(saved(tmp_path, layer(None, WEST), ".gpkg"))
    assert grid.shapes.isna().tolist() == [True, False]


@pytest.mark.parametrize("ending", [".parquet", ".gpkg", ".zip"])
def test_metres_under_the_name_of_degrees_are_refused(tmp_path: Path, ending: str) -> None:
    frame = layer(WEST, crs="EPSG:32647").set_crs("EPSG:4326", allow_override=True)
    with pytest.raises(GeoError, match=r"coordinates that WGS 84 does not have\. The ref"):
        read(saved(tmp_path, frame, ending))


def test_shapes_in_no_reference_system_are_refused(tmp_path: Path) -> None:
    frame = layer(WEST).set_crs(None, allow_override=True)
    for ending in (".parquet", ".gpkg"):
        with pytest.raises(GeoError, match="no reference system that is known"):
            read(saved(tmp_path, frame, ending))


def test_geoparquet_without_a_crs_is_longitude_and_latitude(tmp_path: Path) -> None:
    path = saved(tmp_path, layer(WEST), ".parquet")
    table = pq.read_table(path)
    described = json.loads(table.schema.metadata[b"geo"])
    del described["columns"]["geometry"]["crs"]
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(described)}), path)
    assert read(path).shapes.iloc[0].equals(WEST)


def test_parquet_values_stand_as_text(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        whole=pa.array([2**60 + 1, None]),
        real=pa.array([100101.0, 0.1 + 0.2]),
        small=pa.array([0.1, None], pa.float32()),
        decimal=pa.array([decimal.Decimal("1.50"), None]),
        yes=pa.array([True, None]),
        day=pa.array([datetime.date(2020, 1, 31), None]),
        moment=pa.array([datetime.datetime(2020, 1, 31), datetime.datetime(2020, 1, 31, 10)]),
        word=pa.array(["บาง", None]).dictionary_encode(),
        number=pa.array([7, None]).dictionary_encode(),
        nothing=pa.nulls(2),
    )
    grid = read(path)
    assert rows(grid) == [
        [
            *("1152921504606846977", "100101", "0.1", "1.50", "TRUE"),
            *("2020-01-31", "2020-01-31", "บาง", "7", ""),
        ],
        ["", "0.30000000000000004", "", "", "", "", "2020-01-31T10:00:00", "", "", ""],
    ]
    assert grid.names[:2] == ("whole", "real")
    assert grid.shapes is None
    assert (grid.cells.dtypes == "str").all()


def test_categories_of_pandas_are_text(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pd.DataFrame({"region": pd.Categorical(["north", None, "south"])}).to_parquet(path)
    assert rows(read(path)) == [["north"], [""], ["south"]]


def test_nested_columns_are_named_together(tmp_path: Path) -> None:
    path = parquet(
        tmp_path, a=pa.array([[1]]), b=pa.array([{"c": 1}]), d=pa.array([1]), e=pa.array([b"x"])
    )
    with pytest.raises(GeoError, match=r"a \(list<.*, b \(struct<.*, e \(binary\)\. Leave"):
        read(path)


def test_a_parquet_file_of_many_columns_is_refused_by_its_footer(tmp_path: Path) -> None:
    path = parquet(tmp_path, **{f"c{n}": pa.array([1]) for n in range(2001)})
    with pytest.raises(GeoError, match="2,001 columns"):
        read(path)


def test_the_layer_with_most_features_is_taken_and_said(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    layer(WEST).to_file(path, layer="small")
    layer(WEST, EAST).to_file(path, layer="large")
    grid = read_geopackage(path)
    assert len(grid.lines) == 2
    assert [(guess.taken, guess.because, guess.option) for guess in grid.guesses] == [
        ("large", "most features, 2; there are also small", "--sheet")
    ]
    assert len(read_geopackage(path, "small").lines) == 1
    assert read_geopackage(path, "small").guesses == ()
    with pytest.raises(GeoError, match=r'no layer "other"\. It has small, large'):
        read_geopackage(path, "other")


@pytest.mark.parametrize(
    "content",
    [
        '{"rows": [1, 2]}',
        "[1, 2]",
        '{"type": "FeatureCollection", "features": [',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"a": }}]}',
        '{"type": "Topology"}',
        "<OGRVRTDataSource/>",
    ],
)
def test_what_is_no_geojson_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(GeoError, match="is no GeoJSON"):
        read(geojson(tmp_path, content))


def test_a_list_of_other_files_under_the_name_of_geojson_is_not_followed(tmp_path: Path) -> None:
    other = saved(tmp_path, layer(WEST), ".gpkg")
    path = geojson(
        tmp_path,
        f'<OGRVRTDataSource><OGRVRTLayer name="layer"><SrcDataSource>{other}</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
    )
    # a reader that guesses the format would follow it
    assert len(gpd.read_file(path)) == 1
    with pytest.raises(GeoError, match="is no GeoJSON"):
        read(path)


def test_a_list_of_other_files_under_the_name_of_a_shapefile_is_not_followed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "layer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("map.shp", "<OGRVRTDataSource></OGRVRTDataSource>")
        for part in ("shx", "dbf", "prj"):
            archive.writestr(f"map.{part}", "x")
    with pytest.raises(GeoError, match="does not begin as one does"):
        read(path)


@pytest.mark.parametrize("within", ["properties", "geometry"])
def test_deep_nesting_is_refused(tmp_path: Path, within: str) -> None:
    deep = '{"a":' * 100_000
    with pytest.raises(GeoError, match="is no GeoJSON"):
        read(geojson(tmp_path, f'{{"type": "Feature", "{within}": {deep}'))


def test_a_property_that_stands_twice_is_refused(tmp_path: Path) -> None:
    feature = '{"type": "Feature", "geometry": null, "properties": {"a": 1, "b": 2, "a": 3}}'
    with pytest.raises(GeoError, match="more than one value for the same property: a"):
        read(geojson(tmp_path, f'{{"type": "FeatureCollection", "features": [{feature}]}}'))


@pytest.mark.parametrize("encoding", ["utf-8", "cp874"])
@pytest.mark.parametrize("cpg", [True, False])
def test_thai_in_a_shapefile_is_read_in_its_encoding(
    tmp_path: Path, encoding: str, cpg: bool
) -> None:
    frame = layer(WEST).assign(name="พระบรมมหาราชวัง")
    grid = read_shapefile(zipped(tmp_path, frame, encoding, cpg))
    assert rows(grid) == [["100101", "พระบรมมหาราชวัง"]]
    assert [guess.taken for guess in grid.guesses] == ([] if cpg else [encoding])


@pytest.mark.parametrize("encoding", ["utf-8", "klingon"])
def test_a_shapefile_in_another_encoding_than_was_said_is_refused(
    tmp_path: Path, encoding: str
) -> None:
    path = zipped(tmp_path, layer(WEST).assign(name="บางรัก"), "cp874", cpg=False)
    with pytest.raises(GeoError, match=f"not in {encoding}: .* Say with `--encoding`"):
        read_shapefile(path, encoding)


def test_a_drawing_of_its_own_lies_nowhere_known(tmp_path: Path) -> None:
    local = CRS.from_wkt('LOCAL_CS["drawing",UNIT["metre",1]]')
    frame = layer(WEST).set_crs(local, allow_override=True)
    with pytest.raises(GeoError, match="no reference system that is known"):
        read(saved(tmp_path, frame, ".parquet"))


def test_a_prj_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "layer.zip"
    layer(WEST).to_file(tmp_path / "map.shp")
    with zipfile.ZipFile(path, "w") as archive:
        for part in ("shp", "shx", "dbf"):
            archive.write(tmp_path / f"map.{part}", f"map.{part}")
        prj = (tmp_path / "map.prj").read_text().replace("GCS_WGS_1984", "ระบบ")
        archive.writestr("map.prj", prj.encode("cp874"))
    with pytest.raises(GeoError, match="its reference system is not text in UTF-8"):
        read(path)


def test_one_swapped_point_among_many_is_named(tmp_path: Path) -> None:
    points = [shapely.Point(100.5, 13.7), shapely.Point(13.7, 100.5), shapely.Point(99.0, 18.8)]
    frame = gpd.GeoDataFrame({"school": ["a", "b", "c"]}, geometry=points, crs="EPSG:4326")
    frame.to_file(tmp_path / "schools.geojson")
    with pytest.raises(GeoError, match=r"does not have, in features 2\. .* swapped there"):
        read_geojson(tmp_path / "schools.geojson")
