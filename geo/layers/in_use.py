"""The areas to work with: those that were built or that ship, with the user's own layers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.areas import Areas, read_areas
from geo.errors import GeoError, PhuenthiError
from geo.layers.record import Layer
from geo.layers.store import read_figures, read_user_catalog
from geo.paths import areas_in_use, user_catalog


@dataclass(frozen=True, eq=False)
class InUse:
    """Areas with the user's layers."""

    areas: Areas
    left_out: tuple[PhuenthiError, ...]
    """Why a layer is not among them, one error for each that is not; why none is, where the user's
    catalogue cannot be read."""


def read_areas_in_use() -> InUse:
    """Return the areas to work with.

    A layer whose figures are lost, or that was put on other boundaries or on other numbers of
    people than these, is left out: its figures would be about something else. So are all layers of
    a catalogue that cannot be read.

    Raises
    ------
    GeoError
        If the areas cannot be read.
    """
    return with_layers(read_areas(areas_in_use()))


def stamp() -> tuple[tuple[str, int], ...]:
    """Return what changes whenever the areas or the layers do: their files and when they did."""
    files = [areas_in_use(), user_catalog()]
    return tuple((str(path), path.stat().st_mtime_ns) for path in files if path.exists())


def with_layers(areas: Areas) -> InUse:
    """Return areas with the layers of the user's catalogue that fit them."""
    fitting: list[Layer] = []
    figures: list[pd.DataFrame] = []
    left_out: list[PhuenthiError] = []
    try:
        kept = read_user_catalog().layer
    except GeoError as error:
        return InUse(areas, (error,))
    ground = foundations(areas) if kept else {}
    for layer in kept:
        try:
            _refuse_unfit(layer, areas, ground)
            figures.append(read_figures(layer).reindex(areas.codes))
            fitting.append(layer)
        except GeoError as error:
            left_out.append(error)
    return InUse(_joined(areas, fitting, figures), tuple(left_out))


def foundations(areas: Areas) -> dict[str, str]:
    """Return the sha256 of what figures can have been worked out with: boundaries and people."""
    boundaries = hashlib.sha256(b"".join(areas.table.geometry.to_wkb()))
    people = areas.table["population"].astype("float64").fillna(-1)
    counted = hashlib.sha256(np.ascontiguousarray(people.to_numpy("float64"), "<f8").tobytes())
    return {"boundaries": boundaries.hexdigest(), "people": counted.hexdigest()}


def _refuse_unfit(layer: Layer, areas: Areas, ground: dict[str, str]) -> None:
    if any(indicator.id == layer.id for indicator in areas.indicators):
        raise GeoError(
            'The catalogue now has an indicator "{id}" of its own, so your layer of this name is '
            "left out. Add it again under another --id.",
            id=layer.id,
        )
    other = [what for what, digest in layer.rests_on.items() if ground.get(what) != digest]
    if "boundaries" in other:
        raise GeoError(
            'The layer "{id}" was put on areas with other boundaries than those in use, so it is '
            'left out. Add "{file}" again with --replace.',
            id=layer.id,
            file=layer.file,
        )
    if other:
        raise GeoError(
            'The layer "{id}" was put on areas with other numbers of people than those in use, so '
            'it is left out. Add "{file}" again with --replace.',
            id=layer.id,
            file=layer.file,
        )


def _joined(areas: Areas, layers: list[Layer], figures: list[pd.DataFrame]) -> Areas:
    if not layers:
        return areas
    ids = [layer.id for layer in layers]

    def added(to: pd.DataFrame, name: str) -> pd.DataFrame:
        own = pd.concat([frame[name] for frame in figures], axis="columns").set_axis(ids, axis=1)
        return pd.concat([to, own.astype("float64")], axis="columns")

    return Areas(
        table=areas.table,
        values=added(areas.values, "value"),
        standard_errors=added(areas.standard_errors, "standard_error"),
        indicators=(*areas.indicators, *(layer.as_indicator() for layer in layers)),
        sources=(*areas.sources, *(layer.as_source() for layer in layers)),
    )
