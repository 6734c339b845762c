"""What is kept of a layer is checked, and says where its figures are from."""

from typing import Any

import pytest
from pydantic import ValidationError

from geo.areas import Indicator, Source
from geo.catalog import catalog
from geo.layers.record import Layer, RasterReading, TableReading, UserCatalog
from tests.geo.layers.known import about


def layer(**said: Any) -> Layer:
    """Return a layer of a table with six figures."""
    return Layer.model_validate(
        {
            **about().model_dump(),
            "level": "tambon",
            "file": "table.csv",
            "bytes": 9,
            "sha256": "0" * 64,
            "reading": {"column": "value", "kind": "table"},
            "areas_with_value": 6,
            "figures": "1" * 64,
            **said,
        }
    )


def test_the_kind_of_reading_is_known_again() -> None:
    assert isinstance(layer().reading, TableReading)
    raster = {"kind": "raster", "statistic": "mean"}
    assert isinstance(layer(reading=raster).reading, RasterReading)
    again = Layer.model_validate(layer(reading=raster).model_dump(mode="json"))
    assert again == layer(reading=raster)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("id", "Poor"),
        ("id", "1st"),
        ("id", "../poor"),
        ("id", ""),
        ("title_th", ""),
        ("title_en", "x" * 301),
        ("direction", "up"),
        ("quantity", "share"),
        ("decimals", 7),
        ("file", "a/b.csv"),
        ("file", ".."),
        ("sha256", "0"),
        ("figures", "G" * 64),
        ("mean_coverage", 1.1),
        ("mean_coverage", float("nan")),
        ("rows", {"lost": 1}),
        ("reading", {"kind": "table", "column": "value", "scale": 0}),
        ("reading", {"kind": "table", "column": "value", "highest": float("inf")}),
        ("reading", {"kind": "table", "column": "value", "year": 2561}),
        ("reading", {"kind": "guess"}),
        ("colour", "red"),
    ],
)
def test_what_a_layer_cannot_be_is_refused(name: str, content: object) -> None:
    layer()
    with pytest.raises(ValidationError):
        layer(**{name: content})


def test_it_becomes_an_indicator_and_a_source() -> None:
    kept = layer(
        rows={"code": 5, "unmatched": 1},
        taken_for_granted=("encoding: cp874 (…)",),
        least_coverage=0.5,
        mean_coverage=0.875,
    )
    indicator, source = kept.as_indicator(), kept.as_source()
    assert isinstance(indicator, Indicator)
    assert isinstance(source, Source)
    assert indicator.source == source.id == "layer_made_up"
    assert (indicator.title_th, indicator.level, indicator.decimals) == ("สมมติ", "tambon", 1)
    assert source.reading == (
        "as: table, quantity: rate, column: value",
        "5 rows code, 1 rows unmatched",
        "coverage 0.8750 on average, 0.5000 at least",
        "encoding: cp874 (…)",
    )


def test_no_dataset_of_the_catalogue_has_a_layer_s_name_of_source() -> None:
    assert not any(dataset.id.startswith("layer_") for dataset in catalog().dataset)


def test_a_catalogue_has_each_id_once() -> None:
    with pytest.raises(ValidationError, match="ids that stand twice: made_up"):
        UserCatalog(layer=(layer(), layer()))
    assert len(UserCatalog(layer=(layer(), layer(id="other"))).layer) == 2


@pytest.mark.parametrize("period", ["2024", "2018–2024", "2025Q3+2026Q1", "31 December 2021"])
def test_a_period_names_years_of_the_common_era(period: str) -> None:
    assert layer(period=period).period == period


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("2567", "2567 is 2024 of the Common Era"),
        ("2018–2567", "2567 is 2024 of the Common Era"),
        ("yesterday", "it names no year of the Common Era"),
        ("1234", "it names no year of the Common Era"),
    ],
)
def test_a_period_of_another_era_or_none_is_refused(period: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        layer(period=period)
