"""The selected area: its standing, its figures, and why it is on the list."""

from __future__ import annotations

from html import escape

import pandas as pd

from geo.areas import Indicator
from ui.engine import Result
from ui.language import Language
from ui.names import full_name
from ui.sentences import missed, reason, without_figure
from ui.words import LEVEL, TRACK


def profile_html(code: str, result: Result, language: Language) -> str:
    """Return the panel of one area as HTML."""
    row = result.areas.table.loc[code]
    return (
        f'<div class="profile"><h3>{escape(full_name(row, language))}</h3>'
        f"<p>{escape(_standing(code, row, result, language))}</p>"
        f"<table>{_pillars(code, result, language)}</table></div>"
    )


def figures_html(code: str, result: Result, language: Language) -> str:
    """Return the figures behind an area's score as HTML, each with its vintage and level."""
    return f'<div class="profile"><table>{_figures(code, result, language)}</table></div>'


def _standing(code: str, row: pd.Series, result: Result, language: Language) -> str:
    _ = language.text
    estimate = _(" (estimate)")
    place = _(
        "Code {code} · {track} · {people} people.",
        code=code,
        track=_(TRACK[row["track"]]) + (estimate if row["track_basis"] == "guess" else ""),
        people=("–" if pd.isna(row["population"]) else language.number(row["population"]))
        + (estimate if row["population_basis"] == "apportioned" else ""),
    )
    if row["boundary_basis"] == "part_of_parent" and not result.areas.approximate:
        place += " " + _("Approximate boundary: a part of the unit it was cut from.")
    if code in result.reasons:
        number = result.shortlist.codes.index(code) + 1
        chosen = _("On the list as number {number}.", number=number)
        return f"{place} {chosen} {reason(result.reasons[code], result, language)}"
    return f"{place} {missed(code, result, language)}"


def _pillars(code: str, result: Result, language: Language) -> str:
    _ = language.text
    rows = []
    for pillar in result.scenario.pillars:
        figures = result.scores.pillars[pillar.id]
        value, mean = figures[code], figures.mean()
        width = 0 if pd.isna(value) else value
        rows.append(
            f"<tr><td>{escape(language.pick(pillar, 'title'))}</td>"
            f'<td><div class="bar"><i style="width: {width:.1f}%"></i>'
            f'<b style="left: {mean:.1f}%"></b></div></td>'
            f'<td class="value">{language.number(value, 1)}</td></tr>'
        )
    note = escape(_("Bar: 0–100, more is more need. Line: average of all areas."))
    return f'{"".join(rows)}<tr><td colspan="3" class="quiet">{note}</td></tr>'


def _figures(code: str, result: Result, language: Language) -> str:
    return "".join(
        _figure(result.areas.indicator(part.id), code, result, language)
        for pillar in result.scenario.pillars
        for part in pillar.indicators
    )


def _figure(indicator: Indicator, code: str, result: Result, language: Language) -> str:
    figure = result.areas.values.at[code, indicator.id]
    value = language.number(figure, indicator.decimals)
    unit = escape(language.pick(indicator, "unit"))
    error = result.areas.standard_errors.at[code, indicator.id]
    if error == error:
        shown = language.number(error, indicator.decimals)
        unit += "<br>" + escape(language.text("standard error {error}", error=shown))
    level = escape(language.text(LEVEL[indicator.level]))
    if figure != figure:
        level = escape(without_figure(indicator.id, result, language))
    return (
        f"<tr><td>{escape(language.pick(indicator, 'title'))}"
        f'<div class="quiet">{escape(language.period(indicator.period))} · {level}</div></td>'
        f'<td class="value">{value}<div class="quiet">{unit}</div></td></tr>'
    )
