"""The figures that the map can show."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ui.engine import Result
from ui.language import Language
from ui.sentences import levels
from ui.words import LEVEL


@dataclass(frozen=True, eq=False)
class Layer:
    """A figure for every area, with what a legend must say of it.

    Parameters
    ----------
    title, unit, note
        In the page's language; the note gives vintage and the level at which it was measured.
    values
        One figure an area, NaN where missing.
    decimals
        To show.
    dark_is_high
        Whether high figures mean more need.
    """

    title: str
    unit: str
    note: str
    values: pd.Series
    decimals: int
    dark_is_high: bool
    by_province: bool
    """Whether every figure behind it is a province's, repeated over its tambons."""


def layer_ids(result: Result) -> list[str]:
    """Return the score, the pillars and every indicator that has figures, in that order."""
    with_figures = [
        i.id for i in result.areas.indicators if result.areas.values[i.id].notna().any()
    ]
    return ["score", *result.scores.pillars.columns, *with_figures]


def layer(id: str, result: Result, language: Language) -> Layer:
    """Return the layer with this id, from `layer_ids`."""
    if id == "score":
        title = language.text("Score")
        parts = [part.id for pillar in result.scenario.pillars for part in pillar.indicators]
        return _of_score(title, result.scores.score, parts, result, language)
    for pillar in result.scenario.pillars:
        if pillar.id == id:
            title = language.pick(pillar, "title")
            parts = [part.id for part in pillar.indicators]
            return _of_score(title, result.scores.pillars[id], parts, result, language)
    indicator = result.areas.indicator(id)
    return Layer(
        title=language.pick(indicator, "title"),
        unit=language.pick(indicator, "unit"),
        note=f"{language.period(indicator.period)} · {language.text(LEVEL[indicator.level])}",
        values=result.areas.values[id],
        decimals=indicator.decimals,
        dark_is_high=indicator.direction == "more_is_need",
        by_province=indicator.level == "province",
    )


def _of_score(
    title: str, values: pd.Series, parts: list[str], result: Result, language: Language
) -> Layer:
    """Return the layer of a score made of these indicators, as far as they have figures."""
    present = [result.areas.indicator(id) for id in parts if id not in result.scores.absent]
    return Layer(
        title=title,
        unit=language.text("0–100, dark is more need"),
        note=levels(present, language),
        values=values,
        decimals=0,
        dark_is_high=True,
        by_province=all(indicator.level == "province" for indicator in present),
    )


def layer_title(id: str, result: Result, language: Language) -> str:
    """Return a layer's title without working out the rest of it."""
    return layer(id, result, language).title
