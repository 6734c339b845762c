"""Layers are kept whole or not at all, and come back as they were."""

import hashlib
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from geo.errors import GeoError
from geo.layers.record import Layer
from geo.layers.store import (
    add_layer,
    change_layer,
    figures_path,
    packed,
    read_figures,
    read_user_catalog,
    refuse_taken,
    remove_layer,
)
from geo.layers.tables import LayerFigures
from tests.geo.layers.test_record import layer

ROOT = Path(__file__).resolve().parents[3]
CODES = pd.Index(["540101", "540102"], name="area_code")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("PHUENTHI_DATA", str(folder))
    return folder


def content(first: float = 1.0) -> bytes:
    values = pd.Series([first, np.nan], CODES)
    return packed(LayerFigures(values, values / 10, values * 0 + 1, ()))


def made(id: str = "made_up", first: float = 1.0, **said: Any) -> tuple[Layer, bytes]:
    figures = content(first)
    return layer(id=id, figures=hashlib.sha256(figures).hexdigest(), **said), figures


def everything(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder with their bytes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


def ids() -> list[str]:
    return [kept.id for kept in read_user_catalog().layer]


def test_without_a_catalogue_there_are_no_layers(data_folder: Path) -> None:
    assert ids() == []
    assert not data_folder.exists()


def test_a_layer_comes_back_as_it_was() -> None:
    kept, figures = made(
        reading={"kind": "table", "column": "ร้อยละ", "where": {"เพศ": "หญิง"}, "missing": ("x",)},
        rows={"code": 2}, rests_on={"people": "0" * 64}, title_th='สมมติ "ใหม่" \\ …',
    )  # fmt: skip
    add_layer(kept, figures)
    assert read_user_catalog().layer == (kept,)
    frame = read_figures(kept)
    assert frame.index.equals(CODES)
    np.testing.assert_array_equal(frame, [[1, 0.1, 1], [np.nan, np.nan, np.nan]])


def test_the_same_figures_are_the_same_bytes(data_folder: Path) -> None:
    assert content() == content()
    add_layer(*made())
    before = everything(data_folder)
    add_layer(*made(), replacing=True)
    assert everything(data_folder) == before
    remove_layer("made_up")
    add_layer(*made())
    assert everything(data_folder) == before


def test_layers_stand_in_the_order_of_adding() -> None:
    for id in ("b", "a", "c"):
        add_layer(*made(id))
    assert ids() == ["b", "a", "c"]


def test_an_id_of_the_shipped_catalogue_is_refused(data_folder: Path) -> None:
    with pytest.raises(GeoError, match='The catalogue has an indicator "hai" already'):
        refuse_taken("hai", replacing=True)
    with pytest.raises(GeoError, match="Choose another --id"):
        add_layer(*made("hai"))
    assert everything(data_folder) == {}


def test_an_id_of_one_s_own_is_taken_unless_it_is_to_be_replaced() -> None:
    add_layer(*made(first=1.0))
    with pytest.raises(GeoError, match='You have a layer "made_up" already'):
        add_layer(*made(first=2.0))
    assert read_figures(*read_user_catalog().layer)["value"].iloc[0] == 1
    add_layer(*made(first=2.0), replacing=True)
    assert read_figures(*read_user_catalog().layer)["value"].iloc[0] == 2


def test_what_is_said_of_a_layer_changes_and_its_figures_stay() -> None:
    kept, figures = made()
    add_layer(*made("before"))
    add_layer(kept, figures)
    add_layer(*made("after"))
    changed = change_layer("made_up", {"title_en": "Another title"})
    assert changed == kept.model_copy(update={"title_en": "Another title"})
    assert ids() == ["before", "made_up", "after"]
    assert read_user_catalog().layer[1] == changed
    assert figures_path("made_up").read_bytes() == figures


def test_a_change_that_is_not_allowed_changes_nothing(data_folder: Path) -> None:
    add_layer(*made())
    before = everything(data_folder)
    with pytest.raises(GeoError, match='The layer "made_up" stays as it was: direction: Input'):
        change_layer("made_up", {"direction": "up", "title_en": "Another"})
    assert everything(data_folder) == before


def test_a_layer_that_is_removed_is_gone(data_folder: Path) -> None:
    add_layer(*made("first"))
    before = everything(data_folder)
    add_layer(*made("second"))
    remove_layer("second")
    assert everything(data_folder) == before


@pytest.mark.parametrize("change", ["remove", "edit"])
def test_an_unknown_layer_is_named_with_those_there_are(data_folder: Path, change: str) -> None:
    def changing() -> None:
        remove_layer("nope") if change == "remove" else change_layer("nope", {"decimals": 2})

    with pytest.raises(GeoError, match=r'no layer "nope" of your own\. Add one with'):
        changing()
    assert not data_folder.exists()
    add_layer(*made())
    with pytest.raises(GeoError, match="There are: made_up"):
        changing()


# ── damage ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("schema = ", "Invalid value"),
        ("schema = 2", "schema: Input should be 1"),
        ("[[layer]]\nid = 'x'", "layer.0.title_th: Field required"),
        ("colour = 'red'", "colour: Extra inputs are not permitted"),
        (b"\xff\xfe", "can't decode"),
    ],
)
def test_a_damaged_catalogue_is_refused_and_not_written_over(
    data_folder: Path, text: str | bytes, said: str
) -> None:
    add_layer(*made())
    path = data_folder / "catalog.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = everything(data_folder)
    for change in (
        read_user_catalog,
        lambda: add_layer(*made("other")),
        lambda: remove_layer("made_up"),
        lambda: change_layer("made_up", {"decimals": 2}),
    ):
        with pytest.raises(GeoError, match="Mend it, or move it away") as refused:
            change()
        assert said in str(refused.value)
    assert everything(data_folder) == before


def test_figures_that_are_lost_or_changed_are_refused() -> None:
    kept, figures = made()
    add_layer(kept, figures)
    path = figures_path("made_up")
    path.write_bytes(content(2.0))
    with pytest.raises(GeoError, match=r"are not those that were kept\. Add the layer again"):
        read_figures(kept)
    path.write_bytes(figures[:-1])
    with pytest.raises(GeoError, match="are not those that were kept"):
        read_figures(kept)
    path.unlink()
    with pytest.raises(GeoError, match=r'figures of the layer "made_up" are not at ".*made_up.par'):
        read_figures(kept)


# ── the disk ──────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file grow beyond a few bytes, as on a disk that has none left."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_on_a_full_disk_nothing_changes_and_no_half_file_is_left(data_folder: Path) -> None:
    add_layer(*made())
    before = everything(data_folder)
    with pytest.raises(GeoError, match=r"cannot be changed: .*Make room"), full_disk():
        add_layer(*made(first=2.0), replacing=True)
    with pytest.raises(GeoError, match="cannot be changed"), full_disk():
        add_layer(*made("other"))
    with pytest.raises(GeoError, match="cannot be changed"), full_disk():
        change_layer("made_up", {"title_en": "Another"})
    with pytest.raises(GeoError, match="cannot be changed"), full_disk():
        remove_layer("made_up")
    assert everything(data_folder) == before


def test_where_no_folder_can_be_made_it_is_said(data_folder: Path) -> None:
    data_folder.write_text("a file and no folder")
    with pytest.raises(GeoError, match="cannot be changed"):
        add_layer(*made())
    assert data_folder.read_text() == "a file and no folder"


def test_a_catalogue_that_cannot_get_its_name_takes_the_figures_back(data_folder: Path) -> None:
    # nothing can take the place of a folder
    (data_folder / "catalog.toml").mkdir(parents=True)
    with pytest.raises(GeoError):
        add_layer(*made())
    assert everything(data_folder) == {}


ADDING = """
import sys
from tests.geo.layers.test_store import made
from geo.layers.store import add_layer
sys.stdin.readline()
for n in range(5):
    add_layer(*made(f"{sys.argv[1]}_{n}", float(n)))
"""


def test_two_at_a_time_lose_nothing() -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", ADDING, name],
            stdin=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        for name in ("one", "two")
    ]
    for process in both:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    assert [process.wait(60) for process in both] == [0, 0]
    assert sorted(ids()) == sorted(f"{name}_{n}" for name in ("one", "two") for n in range(5))
    for kept in read_user_catalog().layer:
        assert read_figures(kept)["value"].iloc[0] == int(kept.id[-1])


def test_the_same_layers_are_the_same_catalogue_whichever_was_replaced(data_folder: Path) -> None:
    for id in ("first", "second"):
        add_layer(*made(id))
    before = everything(data_folder)
    add_layer(*made("first"), replacing=True)
    assert everything(data_folder) == before


def test_a_unit_in_which_the_figures_cannot_be_is_refused(data_folder: Path) -> None:
    add_layer(*made("large", first=250.0, unit_en="points"))
    before = everything(data_folder)
    with pytest.raises(GeoError, match=r'up to 250, and in "% of people" none is above 100'):
        change_layer("large", {"unit_en": "% of people"})
    assert everything(data_folder) == before
    assert change_layer("large", {"unit_en": "baht"}).unit_en == "baht"
