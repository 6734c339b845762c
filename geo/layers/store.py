"""The user's own catalogue: layers kept in the data folder, so that they are there next time."""

from __future__ import annotations

import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w
from filelock import FileLock, Timeout
from pydantic import ValidationError

from geo.catalog import catalog, in_words
from geo.errors import GeoError, visible
from geo.files import replace_together, replace_when_written
from geo.layers.columns import bounds_for
from geo.layers.record import Layer, TableReading, UserCatalog
from geo.layers.tables import LayerFigures
from geo.paths import layers_dir, user_catalog

COLUMNS = ("value", "standard_error", "coverage")
_PATIENCE = 30
_HEADING = """\
# Layers that were added with `phuenthi data add`. Their figures by area lie in the folder layers/.
# ชั้นข้อมูลที่เพิ่มเองด้วย `phuenthi data add` ตัวเลขรายพื้นที่อยู่ในโฟลเดอร์ layers/

"""


def read_user_catalog() -> UserCatalog:
    """Return the user's catalogue, without layers where there is none yet.

    Raises
    ------
    GeoError
        If the file is no such catalogue; all that is wrong with it is listed.
    """
    path = user_catalog()
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return UserCatalog()
    except (OSError, UnicodeDecodeError) as cause:
        raise _unreadable(path, visible(cause)) from cause
    try:
        return UserCatalog.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as cause:
        raise _unreadable(path, visible(cause)) from cause
    except ValidationError as cause:
        raise _unreadable(path, in_words(cause)) from cause


def layer_of(id: str) -> Layer:
    """Return the layer with this id.

    Raises
    ------
    GeoError
        If there is none; the message lists the ids that exist.
    """
    layers = read_user_catalog().layer
    for layer in layers:
        if layer.id == id:
            return layer
    if not layers:
        raise GeoError(
            'There is no layer "{id}" of your own. Add one with `phuenthi data add`.',
            id=visible(id),
        )
    raise GeoError(
        'There is no layer "{id}" of your own. There are: {known}.',
        id=visible(id),
        known=", ".join(layer.id for layer in layers),
    )


def refuse_taken(id: str, *, replacing: bool = False) -> None:
    """Refuse an id that is in use, before any work is done for it.

    Raises
    ------
    GeoError
        If the shipped catalogue has it, or, unless it is to be replaced, the user's own.
    """
    if any(entry.id == id for entry in catalog().indicator):
        raise GeoError('The catalogue has an indicator "{id}" already. Choose another --id.', id=id)
    if not replacing and any(layer.id == id for layer in read_user_catalog().layer):
        raise GeoError(
            'You have a layer "{id}" already. Choose another --id, say --replace, or remove it '
            "with `phuenthi data remove {id}`.",
            id=id,
        )


def packed(figures: LayerFigures) -> bytes:
    """Return the figures by area as the bytes of a Parquet file."""
    frame = pd.DataFrame(
        {
            "value": figures.values,
            "standard_error": figures.standard_errors,
            "coverage": figures.coverage,
        }
    ).rename_axis("area_code")
    file = io.BytesIO()
    frame.to_parquet(file)
    return file.getvalue()


def add_layer(layer: Layer, content: bytes, *, replacing: bool = False) -> None:
    """Keep a layer; either all of it is kept or nothing changes.

    Parameters
    ----------
    layer
        What is kept of it; ``figures`` is the sha256 of the content.
    content
        From `packed`.
    replacing
        Whether it may take the place of a layer with the same id.

    Raises
    ------
    GeoError
        If the id is taken, or the folder cannot be written to.
    """
    with _alone():
        refuse_taken(layer.id, replacing=replacing)
        kept = {other.id: other for other in read_user_catalog().layer}
        # in its own place where it replaces one: the same layers are the same catalogue
        text = _as_toml(UserCatalog(layer=tuple((kept | {layer.id: layer}).values())))
        with replace_together(figures_path(layer.id), user_catalog()) as (figures, listed):
            figures.write_bytes(content)
            listed.write_text(text, encoding="utf-8", newline="\n")


def change_layer(id: str, changes: Mapping[str, Any]) -> Layer:
    """Change what is said of a layer; its figures stay.

    Parameters
    ----------
    id
        A layer of the user's.
    changes
        Fields of `geo.layers.record.About`, except ``id`` and ``quantity``, and their new contents.

    Raises
    ------
    GeoError
        If there is no such layer, or a new content is not allowed.
    """
    layer_of(id)  # before a folder is made for nothing
    with _alone():
        layer = layer_of(id)
        try:
            changed = Layer.model_validate(layer.model_dump() | dict(changes))
        except ValidationError as cause:
            raise GeoError(
                'The layer "{id}" stays as it was: {problems}.', id=id, problems=in_words(cause)
            ) from cause
        _refuse_beyond(changed)
        layers = (changed if other.id == id else other for other in read_user_catalog().layer)
        _write(UserCatalog(layer=tuple(layers)))
        return changed


def _refuse_beyond(layer: Layer) -> None:
    """Refuse a unit in which figures that are kept cannot be, as `data add` refuses them."""
    reading = layer.reading
    if not isinstance(reading, TableReading):
        return
    bounds = bounds_for(layer.unit_en, reading.lowest, reading.highest)
    greatest = read_figures(layer)["value"].max()
    if bounds.highest is not None and greatest > bounds.highest:
        raise GeoError(
            'The layer "{id}" has figures up to {greatest:g}, and in "{unit}" none is above '
            "{highest:g}. It stays as it was.",
            id=layer.id,
            greatest=greatest,
            unit=layer.unit_en,
            highest=bounds.highest,
        )


def remove_layer(id: str) -> None:
    """Take a layer out of the catalogue and away from the disk.

    Raises
    ------
    GeoError
        If there is no such layer, or the folder cannot be written to.
    """
    layer_of(id)  # before a folder is made for nothing
    with _alone():
        layer_of(id)
        _write(UserCatalog(layer=tuple(o for o in read_user_catalog().layer if o.id != id)))
        figures_path(id).unlink(missing_ok=True)


def figures_path(id: str) -> Path:
    """Return where a layer's figures by area lie."""
    return layers_dir() / f"{id}.parquet"


def read_figures(layer: Layer) -> pd.DataFrame:
    """Return a layer's figures: `COLUMNS`, float64, by area code.

    Raises
    ------
    GeoError
        If their file is missing or is not the one that was kept.
    """
    path = figures_path(layer.id)
    try:
        content = path.read_bytes()
    except OSError as cause:
        raise GeoError(
            'The figures of the layer "{id}" are not at "{path}". Add the layer again with '
            "--replace, or remove it.",
            id=layer.id,
            path=path,
        ) from cause
    if hashlib.sha256(content).hexdigest() != layer.figures:
        raise GeoError(
            'The figures of the layer "{id}" in "{path}" are not those that were kept. Add the '
            "layer again with --replace, or remove it.",
            id=layer.id,
            path=path,
        )
    return pd.read_parquet(io.BytesIO(content))[list(COLUMNS)]


def _write(kept: UserCatalog) -> None:
    with replace_when_written(user_catalog()) as unfinished:
        unfinished.write_text(_as_toml(kept), encoding="utf-8", newline="\n")


def _as_toml(kept: UserCatalog) -> str:
    return _HEADING + tomli_w.dumps(kept.model_dump(by_alias=True, exclude_none=True))


@contextmanager
def _alone() -> Iterator[None]:
    """Keep others from changing the catalogue meanwhile, and say in words what the disk refuses."""
    folder = layers_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / ".lock", timeout=_PATIENCE):
            yield
    except Timeout as cause:
        raise GeoError(
            'Somebody else has been changing the layers in "{folder}" for {seconds} s. '
            "Try again when they are done.",
            folder=folder,
            seconds=_PATIENCE,
        ) from cause
    except OSError as cause:
        raise GeoError(
            'The layers in "{folder}" cannot be changed: {cause}. '
            "Make room, or choose another folder with PHUENTHI_DATA.",
            folder=folder,
            cause=visible(cause),
        ) from cause


def _unreadable(path: Path, problems: str) -> GeoError:
    return GeoError(
        'Your catalogue "{path}" cannot be read: {problems}. Mend it, or move it away and add the '
        "layers again.",
        path=path,
        problems=problems,
    )
