"""The map: boundaries from a static file, recoloured by a string of class digits."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pydeck as pdk
import shapely
import streamlit as st
from shapely.geometry.base import BaseGeometry

from geo.areas import Areas
from ui.classes import MISSING_COLOUR, Classes
from ui.language import Language
from ui.names import full_name

INK = [29, 43, 47]
AMBER = [217, 130, 43]
WHITE = [255, 255, 255]
GREY = [128, 128, 128, 150]
HEIGHT = 680
COUNTRY = {"latitude": 13.25, "longitude": 101.3, "zoom": 4.85}
_SELECTION_SHARE = 0.2
"""How much of the map's height the selected area takes, within the zooms that follow."""
_ZOOMS = (7.5, 10.5)


@dataclass(frozen=True)
class Marker:
    """A chosen area on the map."""

    code: str
    number: int
    """Its place in the list, 1 for the greatest need."""


def draw_map(
    areas: Areas,
    folder: str,
    classes: Classes,
    markers: list[Marker],
    selected: str | None,
    language: Language,
    *,
    outlined: bool,
    key: str,
    alt: str,
    on_select: Callable[[], None],
) -> None:
    """Draw the areas in their classes with the chosen ones on top.

    Parameters
    ----------
    areas
        The areas in the order of ``classes.digits``.
    folder
        Address of the static boundaries, from `ui.map_files.publish_boundaries`.
    classes, markers, selected
        What is shown: a class an area, the chosen areas, and the code of the selected one.
    outlined
        Whether tambons are told apart by lines; not where only their provinces differ.
    key, alt, on_select
        Widget key, text for people who cannot see the map, and what to call after a click.
    """
    deck = _CompactDeck(
        layers=[
            # neighbours of one class need a line between them once they are large enough to see
            _fill(folder, classes, outlined=outlined and selected is not None),
            _outlines(folder),
            *([] if selected is None else _selection(areas, selected)),
            _halo(areas, markers),
            _discs(areas, markers, language),
        ],
        initial_view_state=pdk.ViewState(**_view(areas, selected)),
        map_provider=None,
        tooltip={"html": f"{{{language.code}}}", "style": _TOOLTIP_STYLE},
    )
    st.pydeck_chart(deck, height=HEIGHT, key=key, on_select=on_select, alt=alt)


def clicked_code(state: Mapping[str, Any]) -> str | None:
    """Return the code of the area or marker that a click on the map selected, if any."""
    for picked in state["selection"]["objects"].values():
        for feature in picked:
            return str(feature["properties"]["code"])
    return None


class _CompactDeck(pdk.Deck):
    """A deck whose JSON has no indents and no escapes: less than half the bytes for Thai."""

    def to_json(self) -> str:
        return json.dumps(json.loads(super().to_json()), ensure_ascii=False, separators=(",", ":"))


_TOOLTIP_STYLE = {
    "backgroundColor": "#1D2B2F",
    "color": "#FFFFFF",
    "fontFamily": "Sarabun, sans-serif",
    "fontSize": "14px",
    "lineHeight": "1.65",
    "padding": "4px 10px",
    "borderRadius": "4px",
}


def _view(areas: Areas, selected: str | None) -> dict[str, float]:
    if selected is None:
        return COUNTRY
    west, south, east, north = areas.table.geometry.loc[selected].bounds
    share = max(east - west, north - south) / _SELECTION_SHARE
    fitting = math.log2(HEIGHT / 512 * 360 / share)
    zoom = min(max(fitting, _ZOOMS[0]), _ZOOMS[1])
    return {"latitude": (south + north) / 2, "longitude": (west + east) / 2, "zoom": zoom}


def _fill(folder: str, classes: Classes, *, outlined: bool) -> pdk.Layer:
    palette = [*classes.colours, *[MISSING_COLOUR] * (16 - len(classes.colours))]
    colour = f'@@=({json.dumps(palette)})[+("0x"+("{classes.digits}")[properties.i])]'
    digest = hashlib.sha256(colour.encode()).hexdigest()[:16]
    fill = {"getFillColor": colour, "updateTriggers": {"getFillColor": digest}}
    return pdk.Layer(
        "GeoJsonLayer",
        id="areas",
        data=f"{folder}/areas.json",
        stroked=outlined,
        line_width_units="'pixels'",
        get_line_width=0.6,
        pickable=True,
        **_unfaded({"polygons-fill": fill, "polygons-stroke": {"getColor": GREY}}),
    )


def _outlines(folder: str) -> pdk.Layer:
    return pdk.Layer(
        "GeoJsonLayer",
        id="provinces",
        data=f"{folder}/provinces.json",
        filled=False,
        pickable=False,
        line_width_units="'pixels'",
        get_line_width=0.8,
        **_unfaded({"polygons-stroke": {"getColor": [*INK, 110]}}),
    )


def _selection(areas: Areas, selected: str) -> list[pdk.Layer]:
    """A dark line on a white one, to be seen on any class and on either ground."""
    shape = areas.table.geometry.loc[selected]
    return [
        pdk.Layer(
            "GeoJsonLayer",
            id=id,
            data=[_feature(shape, {})],
            filled=False,
            pickable=False,
            line_width_units="'pixels'",
            get_line_width=width,
            **_unfaded({"polygons-stroke": {"getColor": colour}}),
        )
        for id, width, colour in (("selection-casing", 6, WHITE), ("selection", 3, INK))
    ]


def _discs(areas: Areas, markers: list[Marker], language: Language) -> pdk.Layer:
    # the last one drawn lies on top, so the greatest need comes last
    features, table = [], areas.table
    for marker in sorted(markers, key=lambda m: -m.number):
        row = table.loc[marker.code]
        label = f"{marker.number}. {full_name(row, language)}"
        properties = {"code": marker.code, "n": str(marker.number), language.code: label}
        features.append(_feature(shapely.Point(row["lon"], row["lat"]), properties))
    return pdk.Layer(
        "GeoJsonLayer",
        id="chosen",
        data=features,
        point_type="'circle+text'",
        pickable=True,
        stroked=True,
        point_radius_units="'pixels'",
        get_point_radius=9,
        line_width_units="'pixels'",
        get_line_width=1.5,
        get_text="properties.n",
        get_text_size=11,
        text_size_units="'pixels'",
        text_font_family="'Sarabun'",
        text_font_weight=600,
        **_unfaded(
            {
                "points-circle": {"getFillColor": AMBER, "getLineColor": INK},
                # a number whose disc lies under one of greater need makes room for it
                "points-text": {
                    "getColor": INK,
                    "pickable": False,
                    "extensions": [{"@@type": "CollisionFilterExtension"}],
                    "collisionTestProps": {"sizeScale": 1.6},
                    "getCollisionPriority": "@@=-(properties.n)",
                },
            }
        ),
    )


def _halo(areas: Areas, markers: list[Marker]) -> pdk.Layer:
    """White rings under the discs, so that they stand out from any colour."""
    rows = areas.table.loc[[m.code for m in markers]]
    points = shapely.multipoints(shapely.points(rows["lon"], rows["lat"]))
    return pdk.Layer(
        "GeoJsonLayer",
        id="halo",
        data=[_feature(points, {})],
        pickable=False,
        stroked=False,
        point_radius_units="'pixels'",
        get_point_radius=11.5,
        **_unfaded({"points-circle": {"getFillColor": WHITE}}),
    )


def _unfaded(colours: dict[str, dict[str, object]]) -> dict[str, object]:
    """Give colours to a layer's parts: on the layer itself a selection would fade them to 40 %."""
    return {"_subLayerProps": colours}


def _feature(shape: BaseGeometry, properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": shapely.geometry.mapping(shape),
    }
