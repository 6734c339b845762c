"""Where the programme would go on, given the areas it is in and their types."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose import Shortlist, choose_areas
from scoring.choose.shortlist import SECONDS
from scoring.peers import nearest_of_others, space
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.types.find import Types


@dataclass(frozen=True, eq=False)
class NextWave:
    """The areas to which the programme would go on.

    Parameters
    ----------
    shortlist
        The best list of those that are left, under the same rules.
    areas
        Indexed by code, in order of rank: ``type``, ``site`` (the chosen site that is most like it,
        whose programme it could take over) and ``distance`` (from it, as in `scoring.peers`).
    by_type
        Indexed by type: ``areas``, ``chosen`` (sites of the first list) and ``next``; empty where
        there are no types.
    provinces
        In how many provinces both lists together are, and the most sites that one of them has.
    """

    shortlist: Shortlist
    areas: pd.DataFrame
    by_type: pd.DataFrame
    provinces: tuple[int, int]


def next_wave(shortlist: Shortlist, types: Types, count: int, seconds: float = SECONDS) -> NextWave:
    """Return the best list among the areas of the types that the first list has tried.

    The rules of the scenario hold for the new list by itself. Areas locked in are on the first list
    already.

    Parameters
    ----------
    shortlist
        The first list.
    types
        Under the same areas and scenario. Where there are none, all areas are looked at.
    count
        How many areas.
    seconds
        As in `scoring.choose.choose_areas`.

    Raises
    ------
    ScoringError
        As `of_wave` and `scoring.choose.choose_areas`.
    ImpossibleError
        If no list of what is left keeps the rules.
    """
    stated, own = shortlist.stated, types.areas["type"]
    tried = own.reindex(list(shortlist.codes)).dropna().unique()
    open_to = own.index[own.isin(tried)] if types.kinds else own.index
    left = open_to.difference(pd.Index(shortlist.codes))
    scenario = of_wave(stated.scenario, count)
    found = choose_areas(stated.areas, _only(stated.scores, left), scenario, seconds)
    codes = list(found.codes)
    alike = nearest_of_others(space(types.features), codes, shortlist.codes)
    table = pd.DataFrame(
        {
            "type": own.reindex(codes),
            "site": [alike.get(code, ("", np.nan))[0] for code in codes],
            "distance": [alike.get(code, ("", np.nan))[1] for code in codes],
        },
        index=pd.Index(codes, name="area_code"),
    )
    both = stated.areas.table["province_code"][[*shortlist.codes, *codes]].value_counts()
    by_type = _by_type(types, shortlist.codes, found.codes)
    return NextWave(found, table, by_type, (len(both), int(both.max())))


def of_wave(scenario: Scenario, count: int) -> Scenario:
    """Return the scenario of a next wave of so many areas.

    Raises
    ------
    ScoringError
        If the count is below 1, or if the rules ask for more areas than that.
    """
    if count < 1:
        raise ScoringError("The next wave cannot be {count} areas. Use 1 or more.", count=count)
    try:
        return changed(scenario, {"choose.count": count, "choose.locked_in": None})
    except ScoringError as cause:
        raise ScoringError(
            "A next wave of {count} areas cannot keep the rules of the list: {problem}",
            count=count,
            problem=cause,
        ) from cause


def _only(scores: Scores, codes: pd.Index) -> Scores:
    """Return scores that only some areas have, so that only these can be chosen."""
    kept = scores.score.index.isin(codes)
    return replace(scores, score=scores.score.where(kept), rank=scores.rank.where(kept))


def _by_type(types: Types, first: tuple[str, ...], then: tuple[str, ...]) -> pd.DataFrame:
    own = types.areas["type"]
    numbers = pd.Index([kind.number for kind in types.kinds], name="type")
    return pd.DataFrame(
        {
            name: own.reindex(list(codes)).value_counts().reindex(numbers, fill_value=0).astype(int)
            for name, codes in (("areas", own.index), ("chosen", first), ("next", then))
        }
    )
