"""Layers of a user's own stand beside the shipped indicators; one that does not fit is left out."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.areas import Areas
from geo.layers.in_use import foundations, read_areas_in_use, stamp, with_layers
from geo.layers.record import Layer
from geo.layers.store import add_layer, change_layer, figures_path, packed, remove_layer
from geo.layers.tables import LayerFigures
from geo.paths import starter_areas
from tests.geo.layers.test_record import layer
from tests.making import make_areas

AREAS = make_areas({"need": [1, 2, 3]})


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("PHUENTHI_DATA", str(folder))
    return folder


def add(id: str = "made_up", areas: Areas = AREAS, rests_on: tuple[str, ...] = ()) -> Layer:
    """Keep a layer with a figure of 5 and an error of 0.5 in the first area."""
    first = pd.Series(np.nan, areas.codes)
    first.iloc[0] = 5.0
    content = packed(LayerFigures(first, first / 10, first / 5, ()))
    ground = foundations(areas)
    kept = layer(
        id=id,
        figures=hashlib.sha256(content).hexdigest(),
        rests_on={what: ground[what] for what in rests_on},
    )
    add_layer(kept, content)
    return kept


def left_out(areas: Areas = AREAS) -> list[str]:
    return [str(error) for error in with_layers(areas).left_out]


def test_without_layers_the_areas_are_what_they_were() -> None:
    found = with_layers(AREAS)
    assert found.areas is AREAS
    assert found.left_out == ()


def test_a_layer_is_an_indicator_with_figures_errors_and_a_source() -> None:
    kept = add()
    areas = with_layers(AREAS).areas
    assert [i.id for i in areas.indicators] == ["need", "made_up"]
    assert areas.indicator("made_up") == kept.as_indicator()
    assert areas.sources == (*AREAS.sources, kept.as_source())
    np.testing.assert_array_equal(areas.values["made_up"], [5, np.nan, np.nan])
    np.testing.assert_array_equal(areas.standard_errors["made_up"], [0.5, np.nan, np.nan])
    pd.testing.assert_series_equal(areas.values["need"], AREAS.values["need"])


def test_a_change_of_what_is_said_changes_the_fingerprint() -> None:
    add()
    before = with_layers(AREAS).areas.fingerprint
    change_layer("made_up", {"title_th": "อีกชื่อ"})
    after = with_layers(AREAS).areas.fingerprint
    assert len({AREAS.fingerprint, before, after}) == 3
    remove_layer("made_up")
    assert with_layers(AREAS).areas.fingerprint == AREAS.fingerprint


def test_a_layer_fits_the_areas_that_it_was_put_on() -> None:
    add(rests_on=("boundaries", "people"))
    assert left_out() == []


@pytest.mark.parametrize(
    ("what", "said"), [("boundaries", "boundaries"), ("people", "numbers of people")]
)
def test_on_other_areas_it_is_left_out_and_the_rest_works(what: str, said: str) -> None:
    add("resting", rests_on=(what,))
    add("free")
    table = AREAS.table
    if what == "people":
        table["population"] = table["population"] + 1
    else:
        table["geometry"] = table.geometry.translate(1e-6)
    other = replace(AREAS, table=table)
    assert left_out(other) == [
        f'The layer "resting" was put on areas with other {said} than those in use, so it is '
        'left out. Add "table.csv" again with --replace.'
    ]
    assert list(with_layers(other).areas.values) == ["need", "free"]


@pytest.mark.parametrize("damage", ["changed", "lost"])
def test_without_its_figures_it_is_left_out_and_the_rest_works(damage: str) -> None:
    add("damaged")
    add("whole")
    path = figures_path("damaged")
    path.unlink() if damage == "lost" else path.write_bytes(b"PAR1")
    assert len(left_out()) == 1
    assert 'figures of the layer "damaged"' in left_out()[0]
    assert list(with_layers(AREAS).areas.values) == ["need", "whole"]


def test_a_layer_whose_id_the_catalogue_has_by_now_is_left_out() -> None:
    add("need")
    assert left_out() == [
        'The catalogue now has an indicator "need" of its own, so your layer of this name is left '
        "out. Add it again under another --id."
    ]


def test_a_damaged_catalogue_leaves_out_all_layers_and_says_so(data_folder: Path) -> None:
    add()
    (data_folder / "catalog.toml").write_text("nonsense")
    found = with_layers(AREAS)
    assert found.areas is AREAS
    assert "cannot be read" in str(found.left_out[0])


def test_the_areas_that_ship_take_layers_too() -> None:
    shipped = read_areas_in_use()
    add("mine", shipped.areas, ("boundaries", "people"))
    again = read_areas_in_use()
    assert again.left_out == ()
    assert again.areas.values["mine"].notna().sum() == 1


def test_the_stamp_changes_with_the_layers() -> None:
    before = stamp()
    assert [path for path, _ in before] == [str(starter_areas())]
    add()
    assert stamp() != before


def test_a_layer_that_a_list_does_not_use_is_no_part_of_it() -> None:
    add("used")
    add("private")
    both = with_layers(AREAS).areas
    limited = both.limited_to(["used", "need"])
    assert list(limited.values) == ["need", "used"]
    assert [source.id for source in limited.sources] == ["made_up", "layer_used"]
    assert AREAS.limited_to([]) is AREAS
    remove_layer("private")
    assert limited.fingerprint == with_layers(AREAS).areas.fingerprint
