"""Boundaries as static files: whole, in order, written once, and not for ever."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.areas import Areas, read_areas
from geo.paths import starter_areas
from tests.making import make_areas
from ui import map_files
from ui.map_files import publish_boundaries, publish_fonts


@pytest.fixture(autouse=True)
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "static"
    monkeypatch.setattr(map_files, "STATIC", folder)
    return folder


@pytest.fixture(scope="module")
def starter() -> Areas:
    return read_areas(starter_areas())


def features(path: Path) -> list[dict[str, Any]]:
    content = json.loads(path.read_text(encoding="utf-8"))
    assert content["type"] == "FeatureCollection"
    assert {feature["type"] for feature in content["features"]} == {"Feature"}
    return content["features"]


def published(areas: Areas, static: Path) -> Path:
    address = publish_boundaries(areas)
    assert address.startswith("app/static/map/")
    return static / address.removeprefix("app/static/")


def sets(static: Path) -> set[str]:
    return {folder.name for folder in (static / "map").iterdir()}


def made(number: int) -> Areas:
    return make_areas({"poor": [1, 2, number]})


def test_the_file_holds_every_area_once_and_in_order(starter: Areas, static: Path) -> None:
    folder = published(starter, static)
    found = features(folder / "areas.json")
    assert [f["properties"]["code"] for f in found] == list(starter.codes)
    assert [f["properties"]["i"] for f in found] == list(range(len(starter)))
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in found])
    assert shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    # simplified by no more than the tolerance: nearly every reference point is still inside
    points = shapely.points(starter.table[["lon", "lat"]].to_numpy())
    assert shapely.covers(shapes, points).mean() > 0.98
    before = shapely.area(starter.table.geometry.to_numpy()).sum()
    assert abs(shapely.area(shapes).sum() / before - 1) < 0.005


def test_the_file_holds_every_province_once(starter: Areas, static: Path) -> None:
    found = features(published(starter, static) / "provinces.json")
    assert len(found) == 77
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in found])
    assert shapely.is_valid(shapes).all()


def test_an_area_is_named_in_full_in_both_languages(static: Path) -> None:
    areas = make_areas({"poor": [1, 2]}, codes=["100101", "570101"], names=["{x}", "<b>&"])
    bangkok, north = (f["properties"] for f in features(published(areas, static) / "areas.json"))
    assert bangkok["th"] == "แขวง{x} เขตอำเภอ1001 จังหวัด10"
    assert bangkok["en"] == "{x}, District 1001, Province 10"
    assert north["th"] == "ต.<b>& อ.อำเภอ5701 จ.จังหวัด57"


def test_the_same_areas_are_written_once(static: Path) -> None:
    folder = published(made(3), static)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert set(before) == {"areas.json", "provinces.json"}
    assert published(made(3), static) == folder
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_other_areas_have_another_address(static: Path) -> None:
    assert published(made(3), static) != published(made(4), static)
    assert len(sets(static)) == 2


def test_a_set_that_was_not_finished_is_written_again(static: Path) -> None:
    folder = published(made(3), static)
    (folder / "provinces.json").unlink()
    (folder / "areas.json").write_text("half", encoding="utf-8")
    published(made(3), static)
    assert len(features(folder / "areas.json")) == 3
    assert len(features(folder / "provinces.json")) == 1


def test_old_sets_are_forgotten_and_the_newest_stays(static: Path) -> None:
    folders = []
    for number in range(6):
        folders.append(published(made(number), static))
        # an hour apart, whatever the clock of the disk can tell
        os.utime(folders[-1], (number * 3600, number * 3600))
    assert folders[-1].name in sets(static)
    assert folders[0].name not in sets(static)
    assert len(sets(static)) < 6


def test_the_fonts_are_handed_out(static: Path) -> None:
    publish_fonts()
    publish_fonts()
    names = {path.name for path in (static / "fonts").iterdir()}
    assert names == {"Sarabun-Regular.ttf", "Sarabun-SemiBold.ttf"}
    assert all((static / "fonts" / name).read_bytes()[:4] == b"\0\1\0\0" for name in names)


def test_a_layer_of_a_user_s_own_leaves_the_boundaries_where_they_are(static: Path) -> None:
    areas = made(3)
    own = areas.sources[0].model_copy(update={"id": "layer_poor", "reading": ("as: table",)})
    indicator = areas.indicators[0].model_copy(update={"id": "own", "source": own.id})
    both = Areas(
        table=areas.table,
        values=areas.values.assign(own=1.0),
        standard_errors=areas.standard_errors.assign(own=float("nan")),
        indicators=(*areas.indicators, indicator),
        sources=(*areas.sources, own),
    )
    assert both.fingerprint != areas.fingerprint
    assert publish_boundaries(both) == publish_boundaries(areas)
    assert len(sets(static)) == 1
