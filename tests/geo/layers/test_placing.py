"""Rows with coordinates or polygons go to the areas that these lie in."""

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from geo.layers.matching import Matching
from geo.layers.report import match_report
from tests.geo.layers.known import (
    PEOPLE,
    known,
    matched,
    put,
    refused,
    statuses,
    there,
    written,
)

REFERENCE = known()


def of(folder: Path, *lines: str, header: str = "code,name,value", **said: object) -> Matching:
    return matched(written(folder, header, *lines), REFERENCE, **said).matching


def test_places_lie_in_areas_or_in_none(tmp_path: Path) -> None:
    # unit squares of 0.01° from 100° E, 14° N eastwards, in the order of the codes
    lines = ["100.005,14.005,1", "100.015,14.005,2", ",,4", "105,20,3"]
    found = of(tmp_path, *lines, header="lon,lat,value", key=("lon", "lat"))
    assert found.status[1:].tolist() == ["place", "place", "unmatched", "unmatched"]
    assert found.unit[1:3].tolist() == ["104702", "104703"]
    assert len(found.misplaced) == 1
    assert "1 with a place more than 500 m from every area: line 5" in found.misplaced[0]


def test_places_in_one_area_come_together_without_being_told_to(tmp_path: Path) -> None:
    # 104702 and 104703 are the first two squares of 0.01° from 100° E, 14° N
    path = written(
        tmp_path, "lon,lat,value", "100.005,14.005,1", "100.006,14.005,5", "100.015,14.005,2"
    )
    assert there(put(path, REFERENCE, key=("lon", "lat"))) == {"104702": 3, "104703": 2}
    counts = put(path, REFERENCE, key=("lon", "lat"), quantity="count")
    assert there(counts) == {"104702": 6, "104703": 2}


def test_a_place_in_no_area_is_told_and_the_others_count(tmp_path: Path) -> None:
    path = written(tmp_path, "lon,lat,value", "100.005,14.005,1", "100.015,14.005,2", "105,20,3")
    figures = put(path, REFERENCE, key=("lon", "lat"))
    assert there(figures) == {"104702": 1, "104703": 2}
    assert figures.table is not None
    report = match_report(figures.table, REFERENCE, figures)
    assert report.of("unmatched") == 1
    assert "line 4 (105, 20)" in report.problems[0]


def test_where_all_places_are_elsewhere_it_is_said_why(tmp_path: Path) -> None:
    swapped = written(tmp_path, "lon,lat,value", "14.005,100.005,1", "14.005,100.015,2")
    message = refused(swapped, key=("lon", "lat"))
    assert "no row leads to an area" in message
    assert "2 with longitude and latitude swapped" in message


def shapes(folder: Path, *boxes: tuple[float, float, float, float]) -> Path:
    """A value of 10, 20 … for each box in degrees."""
    path = folder / "shapes.geojson"
    gpd.GeoDataFrame(
        {"value": [10.0 * n for n in range(1, len(boxes) + 1)]},
        geometry=[shapely.box(*box) for box in boxes],
        crs=4326,
    ).to_file(path)
    return path


def test_a_polygon_is_shared_out_by_the_people_of_the_ground_it_covers(tmp_path: Path) -> None:
    # all of 104702 (700 people) and the western half of 104703 (150 of 300)
    path = shapes(tmp_path, (100, 14, 100.015, 14.01), (100.015, 14, 100.02, 14.01))
    count = put(path, REFERENCE, quantity="count")
    assert there(count) == pytest.approx(
        {"104702": 10 * 700 / 850, "104703": 10 * 150 / 850 + 20}, rel=1e-5
    )
    rate = put(path, REFERENCE)
    assert there(rate) == pytest.approx({"104702": 10, "104703": 15}, rel=1e-5)


def test_a_polygon_over_less_than_half_of_an_area_does_not_speak_for_it(tmp_path: Path) -> None:
    path = shapes(tmp_path, (100, 14, 100.014, 14.01))
    rate = put(path, REFERENCE)
    assert there(rate) == pytest.approx({"104702": 10})
    assert there(put(path, REFERENCE, quantity="count")) == pytest.approx(
        {"104702": 10 * 700 / 820}, rel=1e-5
    )


def test_polygons_that_overlap_are_refused(tmp_path: Path) -> None:
    path = shapes(tmp_path, (100, 14, 100.01, 14.01), (100.005, 14, 100.015, 14.01))
    assert "polygons that overlap, in lines 1 and 2: draw them apart" in refused(path)


def test_a_polygon_where_nobody_lives_leads_nowhere(tmp_path: Path) -> None:
    reference = known(PEOPLE | {"104703": 0})
    path = shapes(tmp_path, (100, 14, 100.01, 14.01), (100.01, 14, 100.02, 14.01))
    table = matched(path, reference)
    assert statuses(table) == ["polygon", "unmatched"]
    assert table.matching.note[1] == "in areas where nobody lives"


def test_a_polygon_that_crosses_itself_is_mended_and_told(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(100, 14), (100.01, 14.01), (100.01, 14), (100, 14.01)])
    frame = gpd.GeoDataFrame({"value": [1.0]}, geometry=[bow_tie], crs=4326)
    frame.to_file(tmp_path / "survey.geojson")
    layout = matched(tmp_path / "survey.geojson", known()).layout
    assert [guess.taken for guess in layout.guesses if guess.what == "shapes"] == [
        "mended in lines 1"
    ]
