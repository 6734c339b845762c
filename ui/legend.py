"""The map's legend: classes with their counts."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from ui.classes import MISSING_COLOUR, Classes
from ui.language import Language
from ui.layers import Layer


def legend_html(layer: Layer, classes: Classes, chosen: int, language: Language) -> str:
    """Return the legend as HTML: one line a class, from high figures to low."""
    _ = language.text
    rows = [
        _row(_swatch(colour), range_, count, language)
        for colour, range_, count in zip(
            classes.colours, _ranges(layer, classes, language), classes.counts, strict=True
        )
    ][::-1]
    if classes.missing:
        rows.append(_row(_swatch(MISSING_COLOUR), _("no figure"), classes.missing, language))
    rows.append(
        _row('<span class="disc"></span>', _("chosen, numbered as in the list"), chosen, language)
    )
    note = f'<div class="quiet">{escape(layer.note)}</div>' if layer.note else ""
    return (
        f'<div class="legend"><div class="title">{escape(layer.title)}</div>'
        f'<div class="quiet">{escape(layer.unit)}</div>{note}'
        f"<table><tr><td></td><td></td><th>{escape(_('areas'))}</th></tr>{''.join(rows)}</table>"
        "</div>"
    )


def _ranges(layer: Layer, classes: Classes, language: Language) -> list[str]:
    written = [language.number(b, _decimals(layer, classes)) for b in classes.breaks]
    if not written:
        return [language.text("all alike")]
    return [
        language.text("under {bound}", bound=written[0]),
        *(f"{low} – {high}" for low, high in pairwise(written)),
        language.text("{bound} and over", bound=written[-1]),
    ]


def _decimals(layer: Layer, classes: Classes) -> int:
    """As many as it takes to tell the breaks apart, and no fewer than the figure usually has."""
    for decimals in range(layer.decimals, 7):
        if all(round(b, decimals) == b for b in classes.breaks):
            return decimals
    return layer.decimals


def _row(symbol: str, text: str, count: int, language: Language) -> str:
    return (
        f"<tr><td>{symbol}</td><td>{escape(text)}</td>"
        f'<td class="count">{language.number(count)}</td></tr>'
    )


def _swatch(colour: tuple[int, int, int]) -> str:
    return f'<span class="swatch" style="background: rgb{colour}"></span>'
