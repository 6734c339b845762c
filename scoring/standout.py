"""The indicator by which an area stands out from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.areas import Areas
from scoring.scenario import Scenario
from scoring.scores import Scores


@dataclass(frozen=True)
class Standing:
    """What an area stands out by; all None if it stands out by nothing.

    Parameters
    ----------
    indicator
        The indicator's id.
    figure
        The area's figure as published.
    percentile
        Share of the areas with a score and that figure whose need by it is lower, in %.
    """

    indicator: str | None = None
    figure: float | None = None
    percentile: float | None = None


def standing_out(
    areas: Areas, scores: Scores, codes: Sequence[str], scenario: Scenario
) -> dict[str, Standing]:
    """Return what each of some scored areas stands out by.

    It is the indicator whose contribution to the score is farthest above the mean contribution to
    all scores, among those by whose published figure at least half of the areas need less. A
    contribution alone would not do: where most areas need much, one can lie above the mean
    and yet be lower than most. Where two are equally far above, the scenario's first is taken.

    Parameters
    ----------
    codes
        Areas with a score.
    """
    scored = scores.score.notna().to_numpy()
    rows = areas.codes.get_indexer(pd.Index(codes))
    best = np.zeros(len(rows))
    found = [Standing() for _ in rows]
    for id in (indicator.id for indicator in scenario.indicators):
        figures = areas.values[id].to_numpy()
        more_is_need = areas.indicator(id).direction == "more_is_need"
        need = figures if more_is_need else -figures
        others = np.sort(need[scored & ~np.isnan(need)])
        if not len(others):
            continue
        lower = 100 * np.searchsorted(others, need[rows], side="left") / len(others)
        parts = scores.contributions[id].to_numpy()
        beyond = (parts[rows] - np.nanmean(parts[scored])).round(9)
        for n in np.flatnonzero(~np.isnan(figures[rows]) & (lower >= 50) & (beyond > best)):
            best[n] = beyond[n]
            found[n] = Standing(id, float(figures[rows[n]]), float(lower[n]))
    return dict(zip(codes, found, strict=True))
