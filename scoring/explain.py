"""Why an area is on the list, as facts that a page can put into words.

It is read from the final list by exchanging one area for another. The list is the best one there
is, so an area that scores lower can only be on it because some rule forbids the exchange for an
area that scores higher: a group of the newcomer is full or it lies too near another site, or a
group of the listed area has just as many as it needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from geo.areas import Areas
from scoring.choose import Rule, Shortlist
from scoring.choose.exchange import Exchange
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.standout import standing_out

Why = Literal["by_score", "freed_place", "by_minimum", "locked_in", "by_objective"]


@dataclass(frozen=True)
class Reason:
    """Why one chosen area is on the list.

    Parameters
    ----------
    code
        The area.
    kind
        ``locked_in``: the scenario says so. ``by_score``: it is also in the plain top n.
        ``freed_place``: of each area above it that is not listed, a group is full, or it is too
        near another site. ``by_minimum``: some area above it would have room, but in exchange for
        this one a rule would have too little. ``by_objective``: the list is to have most of
        something else than score, and it adds to that.
    rules
        For ``by_minimum`` the rules that would then have too little, else empty.
    because
        For ``locked_in`` the reason that the scenario gives.
    rank
        Its rank among all areas.
    indicator
        What it stands out by: of the indicators by which at least half of the areas need less, the
        one that adds most to its score beyond what it adds to the mean of all scored areas. None
        if there is no such indicator.
    figure
        Its figure of that indicator as published, in the indicator's unit.
    percentile
        Share of the areas with a score and that figure whose need by it is lower, in %; 50 or more.
    """

    code: str
    kind: Why
    rules: tuple[Rule, ...]
    because: str | None
    rank: int
    indicator: str | None
    figure: float | None
    percentile: float | None


def reasons(
    areas: Areas, scores: Scores, shortlist: Shortlist, scenario: Scenario
) -> dict[str, Reason]:
    """Return the reason for every chosen area, in the order of the list."""
    rules = shortlist.exchanges.rules
    locked = {lock.area: lock.because for lock in scenario.choose.locked_in or ()}
    standing = standing_out(areas, scores, shortlist.codes, scenario)
    above = _above_the_last(shortlist)
    found = {}
    for n, (code, site) in enumerate(zip(shortlist.codes, shortlist.exchanges.sites, strict=True)):
        with_room = [
            one.too_little[:, n]
            for candidate, one in above.items()
            if candidate < site and not one.too_much[:, n].any()
        ]
        needing = np.logical_or.reduce(with_room) if with_room else np.zeros(len(rules), bool)
        kind = _kind(code, shortlist, locked, by_minimum=bool(needing.any()))
        found[code] = Reason(
            code=code,
            kind=kind,
            rules=tuple(rules[r] for r in np.flatnonzero(needing)) if kind == "by_minimum" else (),
            because=locked.get(code),
            rank=int(scores.rank[code]),
            indicator=standing[code].indicator,
            figure=standing[code].figure,
            percentile=standing[code].percentile,
        )
    return found


def settled_by_code(shortlist: Shortlist) -> tuple[str, ...]:
    """Return the chosen areas that nothing but the smaller code put on the list, in its order.

    Such an area could be exchanged for one off the list, no rule would be broken, and the list
    would be as good.
    """
    score = shortlist.stated.score.to_numpy("float64")
    sites = shortlist.exchanges.sites
    off = np.flatnonzero(~shortlist.chosen & shortlist.best.programme.free)
    # between different scores it is the rank that decides, whatever the list is the best of
    off = off[np.isin(score[off], score[sites])]
    settled = np.zeros(len(sites), dtype=bool)
    for candidate in off:
        one = shortlist.exchanges.of(int(candidate))
        settled |= (
            one.allowed
            & (score[sites] == score[candidate])
            & (np.abs(one.gain) <= shortlist.best.solution.equal)
        )
    return tuple(code for code, is_ in zip(shortlist.codes, settled, strict=True) if is_)


def _kind(code: str, shortlist: Shortlist, locked: Iterable[str], *, by_minimum: bool) -> Why:
    if code in locked:
        return "locked_in"
    if code in shortlist.plain_top:
        return "by_score"
    if not shortlist.by_score_alone:
        return "by_objective"
    return "by_minimum" if by_minimum else "freed_place"


def _above_the_last(shortlist: Shortlist) -> dict[int, Exchange]:
    """Return what the areas off the list that stand before its last one would change."""
    last = int(shortlist.exchanges.sites.max())
    off = np.flatnonzero(~shortlist.chosen[:last] & shortlist.best.programme.free[:last])
    return {int(candidate): shortlist.exchanges.of(int(candidate)) for candidate in off}
