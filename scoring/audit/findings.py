"""What in the correlations of an index asks for a second look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import pandas as pd

REDUNDANT = 0.92
"""Correlation above which two indicators count one thing twice, as the statistical audits by the
European Commission's Joint Research Centre have it."""
AGAINST = -0.4
"""Correlation below which two indicators of a pillar contradict each other, as COINr flags it
(Becker et al. 2022, Journal of Open Source Software 7(78): 4567; `plot_corr`)."""
SILENT = 0.2
"""Absolute correlation with the score below which an indicator hardly counts in it."""

_ROUNDING = 1e-9
"""A correlation this little below 0 is none."""


@dataclass(frozen=True)
class Pair:
    """Two indicators that say the same."""

    first: str
    second: str
    correlation: float


@dataclass(frozen=True)
class Contrary:
    """An indicator, and what it runs against.

    Parameters
    ----------
    indicator
        Its id.
    kind
        ``indicator``: another one of its pillar, below `AGAINST`; each such pair stands once, in
        the order of the indicators. ``pillar`` and ``score``: its own pillar or the score, below 0.
    against
        Id of the other indicator or of the pillar; ``score`` for the score.
    correlation
        -1 to 0.
    """

    indicator: str
    kind: Literal["indicator", "pillar", "score"]
    against: str
    correlation: float


def redundant_pairs(correlations: pd.DataFrame) -> tuple[Pair, ...]:
    """Return each pair of indicators that correlates above `REDUNDANT`, once, in their order.

    Parameters
    ----------
    correlations
        Indicators × the same indicators; NaN says nothing.
    """
    ids, matrix = list(correlations.index), correlations.to_numpy()
    return tuple(
        Pair(ids[i], ids[j], float(matrix[i, j]))
        for i, j in combinations(range(len(ids)), 2)
        if matrix[i, j] > REDUNDANT
    )


def contrary_indicators(
    correlations: pd.DataFrame,
    with_pillars: pd.DataFrame,
    with_score: pd.Series[float],
    pillars: Mapping[str, Sequence[str]],
) -> tuple[Contrary, ...]:
    """Return what runs against its pillar or the score, pillar by pillar.

    An indicator is part of its pillar and so lifts its correlation with it; below 0 it stands
    against the rest of it all the more.

    Parameters
    ----------
    correlations
        Indicators × the same indicators; NaN says nothing.
    with_pillars
        The same indicators × pillars.
    with_score
        The same indicators.
    pillars
        From a pillar to its indicators, all of them among these.
    """
    found = []
    for pillar, members in pillars.items():
        inside = correlations.loc[list(members), list(members)].to_numpy()
        with_own = with_pillars.loc[list(members), pillar].to_numpy()
        with_whole = with_score[list(members)].to_numpy()
        for n, indicator in enumerate(members):
            found += [
                Contrary(indicator, "indicator", members[m], float(inside[n, m]))
                for m in range(n + 1, len(members))
                if inside[n, m] < AGAINST
            ]
            if with_own[n] < -_ROUNDING:
                found.append(Contrary(indicator, "pillar", pillar, float(with_own[n])))
            if with_whole[n] < -_ROUNDING:
                found.append(Contrary(indicator, "score", "score", float(with_whole[n])))
    return tuple(found)


def silent_indicators(with_score: pd.Series[float]) -> tuple[str, ...]:
    """Return the indicators whose correlation with the score is below `SILENT` in size."""
    return tuple(str(id) for id in with_score.index[(with_score.abs() < SILENT).to_numpy()])
