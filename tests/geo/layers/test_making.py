"""From a file to a layer that can be kept: with what it is from, and what it rests on."""

import hashlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely

from geo.areas import Areas
from geo.errors import GeoError
from geo.layers.making import Made, make_layer
from geo.layers.record import PointReading, RasterReading, Reading
from tests.geo.layers.known import PEOPLE, about, reading, written
from tests.making import make_areas

# squares of 0.01° in the order of the codes, from 100° E, 14° N eastwards, 1.2 km² each by the
# table, with 1,000, 1,001, 1,002 … people
CODES = sorted(PEOPLE)
LINES = ["540101,ในเวียง,1", "540102,นาจักร,2", "540103,น้ำชำ,3", "540110,ป่าแมต,"]


def areas(**figures: list[float]) -> Areas:
    return make_areas({"need": [0.0] * len(CODES), **figures}, codes=CODES)


def made(
    path: Path,
    how: Reading | None = None,
    quantity: str = "rate",
    crosswalk: Path | None = None,
    on: Areas | None = None,
) -> Made:
    return make_layer(path, about(quantity), how or reading(), on or areas(), crosswalk=crosswalk)


def test_a_layer_knows_its_file_and_its_figures(tmp_path: Path) -> None:
    path = written(tmp_path, "code,name,value", *LINES)
    layer = made(path).layer
    assert (layer.file, layer.bytes) == ("table.csv", path.stat().st_size)
    assert layer.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert layer.level == "tambon"
    assert layer.rows == {"code": 4, "header": 1}
    assert layer.areas_with_value == 3
    assert (layer.least_coverage, layer.mean_coverage) == (1, 1)
    assert layer.rests_on == {}
    assert any(said.startswith("encoding: utf-8") for said in layer.taken_for_granted)


def test_it_is_the_same_at_every_call_and_nothing_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, "code,name,value", *LINES)
    one, two = made(path), made(path)
    assert one.layer == two.layer
    assert one.content == two.content
    assert one.layer.figures == hashlib.sha256(one.content).hexdigest()
    assert list(tmp_path.iterdir()) == [path]


def test_a_table_that_gives_no_area_a_figure_is_refused(tmp_path: Path) -> None:
    # a tenth of ป่าแมต is too little to speak for it
    path = written(tmp_path, "code,name,value", "540150,เทศบาลตำบลป่าแมต,8", "540110,ป่าแมต,")
    with pytest.raises(GeoError, match="gives no area a value"):
        made(path, on=areas(municipal_share=[10.0] * len(CODES)))


def test_what_is_weighted_by_people_rests_on_them(tmp_path: Path) -> None:
    path = written(tmp_path, "code,name,value", *LINES, "540150,เทศบาลตำบลป่าแมต,8")
    on = areas(municipal_share=[75.0] * len(CODES))
    layer = made(path, on=on).layer
    assert set(layer.rests_on) == {"people"}
    assert layer.rows["municipality_name"] == 1
    # the municipality's row is about three quarters of ป่าแมต, whose own row has no figure
    assert layer.least_coverage == pytest.approx(0.75)
    assert layer.mean_coverage == pytest.approx((1 + 1 + 1 + 0.75) / 4)


def test_what_lies_somewhere_rests_on_the_boundaries(tmp_path: Path) -> None:
    path = written(tmp_path, "lon,lat,value", "100.005,14.005,1", "100.015,14.005,2")
    layer = made(path, reading(key=("lon", "lat"))).layer
    assert set(layer.rests_on) == {"boundaries"}


def test_a_crosswalk_is_taken_and_told(tmp_path: Path) -> None:
    pairs = written(tmp_path, "old,new", "990101,540110", name="pairs.csv")
    path = written(tmp_path, "code,name,value", *LINES, "990101,x,8")
    layer = made(path, crosswalk=pairs).layer
    assert layer.areas_with_value == 4
    assert any(
        said.startswith('crosswalk: "old" lies in "new"') for said in layer.taken_for_granted
    )


# ── points ────────────────────────────────────────────────────────────────────────────────────────

POINTS = ["100.005,14.005", "100.006,14.005", "100.015,14.005"]


def points(folder: Path, measure: str, *lines: str) -> Made:
    path = written(folder, "lon,lat", *(lines or POINTS))
    quantity = "count" if measure == "count" else "rate"
    return made(path, PointReading.model_validate({"measure": measure}), quantity)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (PointReading(measure="count"), "rate"),
        (PointReading(measure="distance"), "count"),
        (RasterReading(statistic="mean"), "count"),
        (RasterReading(statistic="sum"), "rate"),
    ],
)
def test_what_is_measured_cannot_be_called_otherwise(
    tmp_path: Path, how: Reading, said: str
) -> None:
    with pytest.raises(GeoError, match=f"What is measured is a .*, and --quantity says .{said}"):
        made(written(tmp_path, "lon,lat", *POINTS), how, said)


@pytest.mark.parametrize(
    ("measure", "figures", "rests_on"),
    [
        ("count", [2, 1, 0], {"boundaries"}),
        ("density", [2 / 1.2, 1 / 1.2, 0], {"boundaries"}),
        ("per_1000", [2000 / 1000, 1000 / 1001, 0], {"boundaries", "people"}),
    ],
)
def test_points_are_counted(
    tmp_path: Path, measure: str, figures: list[float], rests_on: set[str]
) -> None:
    found = points(tmp_path, measure)
    assert found.figures.values.iloc[:3].tolist() == pytest.approx(figures)
    assert set(found.layer.rests_on) == rests_on
    assert found.layer.areas_with_value == len(CODES)
    assert found.layer.rows == {"place": 3, "header": 1}


def test_points_that_lie_nowhere_are_told_and_not_counted(tmp_path: Path) -> None:
    found = points(tmp_path, "count", *POINTS, "105,20")
    assert found.figures.values.sum() == 3
    assert found.report is not None
    assert found.report.of("unmatched") == 1
    assert "line 5 (105, 20)" in found.report.problems[0]


def test_points_may_be_known_by_their_area_alone(tmp_path: Path) -> None:
    path = written(tmp_path, "code,school", "540101,a", "540101,b", "540102,c", "540103,d")
    found = made(path, PointReading(measure="count"), "count")
    assert found.figures.values[["540101", "540102", "540110"]].tolist() == [2, 1, 0]
    assert found.layer.rests_on == {}
    with pytest.raises(GeoError, match="A distance needs the coordinates of every point"):
        made(path, PointReading(measure="distance"))


def test_points_known_by_their_district_alone_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "district_code,school", "5401,a", "1047,b", "1050,c", "5304,d")
    with pytest.raises(GeoError, match="this table knows only the district of each"):
        made(path, PointReading(measure="count", key=("district_code",)), "count")


def test_polygons_are_no_points(tmp_path: Path) -> None:
    shapes = [shapely.Point(100.005, 14.005), shapely.box(100.011, 14.001, 100.019, 14.009)]
    path = tmp_path / "schools.geojson"
    gpd.GeoDataFrame({"school": ["a", "b"]}, geometry=shapes, crs=4326).to_file(path)
    with pytest.raises(GeoError, match="these rows are polygons: lines 2"):
        made(path, PointReading(measure="count"), "count")


def test_polygons_and_points_and_nothing_stand_side_by_side_in_a_table(tmp_path: Path) -> None:
    shapes = [shapely.Point(100.005, 14.005), shapely.box(100.01, 14, 100.02, 14.01), None]
    path = tmp_path / "survey.geojson"
    frame = gpd.GeoDataFrame({"value": [1.0, 2.0, 3.0]}, geometry=shapes, crs=4326)
    frame.to_file(path)
    found = made(path)
    assert found.figures.values.dropna().to_dict() == pytest.approx({"104702": 1, "104703": 2})
    assert found.layer.rows == {"place": 1, "polygon": 1, "unmatched": 1}
    frame.iloc[[0, 2]].to_file(path)
    assert made(path).layer.rows == {"place": 1, "unmatched": 1}


# ── rasters ───────────────────────────────────────────────────────────────────────────────────────


def test_a_raster_s_cells_are_put_on_the_areas_they_lie_in(tmp_path: Path) -> None:
    # a cell for each of the first three squares, the third without data
    path = tmp_path / "heat.tif"
    place = rasterio.Affine(0.01, 0, 100, 0, -0.01, 14.01)
    with rasterio.open(
        path, "w", driver="GTiff", width=3, height=1, count=1, dtype="float32", crs="EPSG:4326",
        transform=place, nodata=-1,
    ) as raster:  # fmt: skip
        raster.write(np.array([[[5, 7, -1]]], "float32"))
    found = made(path, RasterReading(statistic="mean"))
    assert found.figures.values.dropna().to_dict() == pytest.approx({"104702": 5, "104703": 7})
    assert found.report is None
    assert found.layer.rows == {}
    assert set(found.layer.rests_on) == {"boundaries"}
    assert found.layer.mean_coverage == pytest.approx(1)
    assert any(
        said.startswith("coverage: no value in 9 areas") for said in found.layer.taken_for_granted
    )
