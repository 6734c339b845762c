"""Built areas are kept with what they were built from."""

import json
from pathlib import Path

import pytest

from geo import record
from geo.areas import read_areas
from geo.catalog import catalog
from geo.downloads import Content, content_of
from geo.errors import GeoError
from geo.record import build_key, keep, kept_report
from geo.report import BuildReport
from tests.making import make_areas

REPORT = BuildReport(
    areas=2, people=30, households=10, urban=1, rural=1, matched=1,
    renamed={"530306": "530407"}, parts={"104701": ("104702", "104703")}, repaired=("100101",),
    invalid=0, gaps=0, overlaps=0,
    unknown_codes={"table": ("999999",)}, without_value={"x": ("100102",), "y": ()},
    changed_files=(),
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "areas.parquet"
    keep(make_areas({"x": [1, 2]}), REPORT, "some key", path)
    return path


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    for dataset in catalog().downloads():
        (folder / str(dataset.file)).write_text(dataset.id)
    return folder


def test_areas_and_report_come_back_as_they_went(path: Path) -> None:
    assert read_areas(path).fingerprint == make_areas({"x": [1, 2]}).fingerprint
    assert kept_report("some key", path) == REPORT
    kept = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert kept["fingerprint"] == read_areas(path).fingerprint


def test_areas_from_something_else_are_not_up_to_date(path: Path) -> None:
    assert kept_report("another key", path) is None


def test_areas_that_somebody_changed_are_not_up_to_date(path: Path) -> None:
    make_areas({"x": [1, 3]}).write(path)
    assert kept_report("some key", path) is None


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"key": "some key"}'])
def test_a_record_that_is_none_counts_as_none(path: Path, text: str) -> None:
    path.with_suffix(".json").write_text(text)
    assert kept_report("some key", path) is None


def test_no_areas_are_not_up_to_date(tmp_path: Path) -> None:
    assert kept_report("some key", tmp_path / "areas.parquet") is None


def test_the_key_stays_while_nothing_changes(downloads: Path) -> None:
    assert build_key(catalog(), downloads) == build_key(catalog(), downloads)


def test_the_key_changes_with_a_download_and_with_the_catalogue(downloads: Path) -> None:
    key = build_key(catalog(), downloads)
    fewer = catalog().model_copy(update={"indicator": catalog().indicator[:-1]})
    assert build_key(fewer, downloads) != key
    (downloads / str(catalog().downloads()[0].file)).write_text("another")
    assert build_key(catalog(), downloads) != key


@pytest.mark.parametrize(
    "package", ["geopandas", "geothai", "numpy", "pandas", "pyogrio", "pyproj", "scipy", "shapely"]
)
def test_the_key_changes_with_a_library(
    downloads: Path, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    key = build_key(catalog(), downloads)
    installed = record.version
    monkeypatch.setattr(record, "version", lambda name: "0" if name == package else installed(name))
    assert build_key(catalog(), downloads) != key


@pytest.mark.parametrize(
    "carried",
    [
        "shapely.geos_version_string",
        "pyproj.proj_version_str",
        "pyogrio.__gdal_version_string__",
    ],
)
def test_the_key_changes_with_what_a_library_carries(
    downloads: Path, monkeypatch: pytest.MonkeyPatch, carried: str
) -> None:
    key = build_key(catalog(), downloads)
    monkeypatch.setattr(carried, "0")
    assert build_key(catalog(), downloads) != key


def test_the_key_changes_with_what_ships_and_with_the_code(
    downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = build_key(catalog(), downloads)
    for name in ("province.csv", "regions.csv", "towns.csv", "areas.parquet", "split.py"):
        with monkeypatch.context() as patched:
            patched.setattr(
                record,
                "content_of",
                lambda path, name=name: Content(0, "") if path.name == name else content_of(path),
            )
            assert build_key(catalog(), downloads) != key, name


def test_the_key_needs_all_downloads(downloads: Path) -> None:
    (downloads / str(catalog().downloads()[0].file)).unlink()
    with pytest.raises(GeoError, match="phuenthi data pull"):
        build_key(catalog(), downloads)


def test_the_report_says_in_words_what_is_not_as_it_should_be() -> None:
    assert REPORT.lines() == [
        "2 areas, 30 people, 0 invalid, 0 gaps, 0 overlaps",
        "10 houses; 1 urban and 1 rural areas",
        "1 boundaries have the code of today, 1 a former one (530306 is now 530407)",
        "2 areas share the boundaries of 1 former ones, cut approximately (104701 into 2)",
        "1 boundaries mended (100101)",
        "table: 1 codes are not in force (999999)",
        "x: 1 areas without a figure (100102)",
    ]
