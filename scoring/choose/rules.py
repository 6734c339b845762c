"""The limits of a scenario, spelled out group by group."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import REGIONS, TRACKS, Areas
from geo.errors import ScoringError
from scoring.scenario import Grouping, Limit, Scenario

_COLUMN: dict[Grouping, str] = {
    "province": "province_code",
    "region": "region",
    "track": "track",
}


@dataclass(frozen=True)
class Rule:
    """How many of the chosen areas one group must and may have.

    Parameters
    ----------
    by
        What makes the group: ``province``, ``region`` or ``track``.
    group
        The group: a two-digit province code, a region or a track.
    minimum, maximum
        Both bounds are included; None where there is none.
    """

    by: Grouping
    group: str
    minimum: int | None
    maximum: int | None


def groups(areas: Areas, by: Grouping) -> pd.Series[str]:
    """Return each area's group, on the areas' index."""
    return areas.table[_COLUMN[by]]


def rules(
    areas: Areas, scenario: Scenario, compared: NDArray[np.bool_] | None = None
) -> tuple[Rule, ...]:
    """Return the scenario's limits as one rule a group.

    A limit "for each" group becomes a rule for every group that has areas to compare. Where two
    limits meet in a group, its rule holds the stricter bounds. Kinds of groups come in the order in
    which the scenario first names them; provinces by code, regions and tracks in their usual order.

    Parameters
    ----------
    compared
        Shape (areas,), whether the scenario's filter lets an area through; all of them if not
        given.

    Raises
    ------
    ScoringError
        If a limit names a province that has no areas.
    """
    by_kind: dict[Grouping, list[Limit]] = defaultdict(list)
    for limit in scenario.choose.limits:
        by_kind[limit.by].append(limit)
    found = []
    for by, limits in by_kind.items():
        everywhere = groups(areas, by)
        existing = set(everywhere if compared is None else everywhere[compared])
        named = {limit.equals for limit in limits if limit.equals is not None}
        if by == "province" and named - set(everywhere):
            raise ScoringError(
                'The scenario "{scenario}" limits provinces that these areas do not have: '
                "{unknown}. Use the two-digit codes of provinces that are there.",
                scenario=scenario.id,
                unknown=", ".join(sorted(named - set(everywhere))),
            )
        for group in sorted(existing | named, key=_usual_order):
            holding = [
                limit
                for limit in limits
                if limit.equals == group or (limit.equals is None and group in existing)
            ]
            minimums = [limit.minimum for limit in holding if limit.minimum is not None]
            maximums = [limit.maximum for limit in holding if limit.maximum is not None]
            if holding:
                low, high = max(minimums, default=None), min(maximums, default=None)
                found.append(Rule(by, group, low, high))
    return tuple(found)


def _usual_order(group: str) -> tuple[int, str]:
    usual = (*REGIONS, *TRACKS)
    return (usual.index(group) if group in usual else 0, group)
