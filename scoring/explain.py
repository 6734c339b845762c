"""Why an area is on the list, or why it is not, as facts that a page can put into words.

All of it is read from the final list by exchanging one area for another. The list is the best one
there is, so an area that scores lower can only be on it because some rule forbids the exchange for
an area that scores higher: a group of the newcomer is full, or a group of the listed area has just
as many areas as it needs. A group that holds both keeps its count and forbids nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose import Rule, Shortlist
from scoring.choose.rules import groups
from scoring.scenario import Grouping, Scenario
from scoring.scores import Scores
from scoring.standout import standing_out

ByGroup: TypeAlias = Mapping[tuple[Grouping, str], Rule]


@dataclass(frozen=True)
class Reason:
    """Why one chosen area is on the list.

    Parameters
    ----------
    code
        The area.
    kind
        ``by_score``: it is also in the plain top n. ``freed_place``: of each area above it that is
        not listed, a group is full. ``by_minimum``: some area above it would have room, but in
        exchange for this one a group would have too few.
    rules
        For ``by_minimum`` the rules that would then have too few, else empty. The list stands
        exactly at their minimums.
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
    kind: Literal["by_score", "by_minimum", "freed_place"]
    rules: tuple[Rule, ...]
    rank: int
    indicator: str | None
    figure: float | None
    percentile: float | None


@dataclass(frozen=True)
class Missed:
    """Why one area is not on the list.

    Parameters
    ----------
    code
        The area.
    kind
        ``not_eligible``: the scenario's filter leaves it out. ``no_score``: it has too few figures
        for one. ``outscored``: it comes after all listed areas by score (equal
        scores by code). ``full``: a listed area below it could go without breaking a minimum, but
        in exchange a group of this one would have too many. ``reserved``: in exchange for whichever
        listed area below it, a group of that one would have too few.
    rules
        For ``full`` the rules whose maximum is all that keeps it out; for ``reserved`` the rules
        whose minimums need the listed areas below it; else empty. The list stands exactly at
        these bounds.
    taken_by
        For ``full`` the listed areas in the groups of those rules, in list order; else empty.
    rank
        Its rank among all areas, None without a score.
    barred_by
        For ``not_eligible`` the condition of the filter that it fails, a word of
        `scoring.screen.REASONS`; else empty.
    """

    code: str
    kind: Literal["not_eligible", "no_score", "outscored", "full", "reserved"]
    rules: tuple[Rule, ...]
    taken_by: tuple[str, ...]
    rank: int | None
    barred_by: str = ""


def reasons(
    areas: Areas, scores: Scores, shortlist: Shortlist, scenario: Scenario
) -> dict[str, Reason]:
    """Return the reason for every chosen area, in the order of the list."""
    full, needed = _at_their_bounds(shortlist)
    group_of = {by: groups(areas, by).to_numpy(dtype=str) for by in _kinds(shortlist)}
    no_room = {
        by: np.isin(own, [group for kind, group in full if kind == by])
        for by, own in group_of.items()
    }
    score = np.asarray(scores.score, dtype=np.float64)
    open_to_all = ~areas.codes.isin(shortlist.codes) & ~np.isnan(score)
    standing = standing_out(areas, scores, shortlist.codes, scenario)
    found = {}
    for code in shortlist.codes:
        at = int(areas.codes.searchsorted(code))
        # areas stand in order of code, and that settles equal scores
        above = np.flatnonzero(open_to_all & _before(score, at))
        for by, own in group_of.items():
            above = above[~(no_room[by][above] & (own[above] != own[at]))]
        bringing = tuple(
            needed[by, own[at]]
            for by, own in group_of.items()
            if (by, own[at]) in needed and (own[above] != own[at]).any()
        )
        kind: Literal["by_score", "by_minimum", "freed_place"]
        if code in shortlist.plain_top:
            kind = "by_score"
        else:
            kind = "by_minimum" if bringing else "freed_place"
        found[code] = Reason(
            code=code,
            kind=kind,
            rules=bringing if kind == "by_minimum" else (),
            rank=int(scores.rank[code]),
            indicator=standing[code].indicator,
            figure=standing[code].figure,
            percentile=standing[code].percentile,
        )
    return found


def why_not(areas: Areas, scores: Scores, shortlist: Shortlist, code: str) -> Missed:
    """Return why an area is not on the list.

    Raises
    ------
    ScoringError
        If there is no such area, or if it is on the list.
    """
    if code not in areas.codes or code in shortlist.codes:
        raise ScoringError(
            'Only an area that is not on the list can be asked why: "{code}" {fault}.',
            code=code,
            fault="is on it" if code in shortlist.codes else "is not the code of an area",
        )
    own_score = float(scores.score[code])
    if np.isnan(own_score):
        reason = str(scores.reason[code])
        if reason == "no_figures":
            return Missed(code, "no_score", (), (), None)
        return Missed(code, "not_eligible", (), (), None, barred_by=reason)
    rank = int(scores.rank[code])
    listed_score = scores.score[list(shortlist.codes)]
    below = [
        listed
        for listed, score in listed_score.items()
        if (-score, str(listed)) > (-own_score, code)
    ]
    if not below:
        return Missed(code, "outscored", (), (), rank)

    full, needed = _at_their_bounds(shortlist)
    kinds = _kinds(shortlist)
    members = {by: groups(areas, by).loc[[code, *shortlist.codes]].to_dict() for by in kinds}
    too_many: list[Rule] = []
    too_few: list[Rule] = []
    for listed in below:
        changed = [by for by in kinds if members[by][listed] != members[by][code]]
        short = [needed[by, g] for by in changed if (by, g := members[by][listed]) in needed]
        if short:
            too_few += short
        else:
            too_many += [full[by, g] for by in changed if (by, g := members[by][code]) in full]
    if not too_many:
        return Missed(code, "reserved", _each_once(too_few, shortlist), (), rank)
    keeping = _each_once(too_many, shortlist)
    taken_by = tuple(
        listed
        for listed in shortlist.codes
        if any(members[rule.by][listed] == rule.group for rule in keeping)
    )
    return Missed(code, "full", keeping, taken_by, rank)


def settled_by_code(areas: Areas, scores: Scores, shortlist: Shortlist) -> tuple[str, ...]:
    """Return the chosen areas that nothing but the smaller code put on the list, in its order.

    Such an area could be exchanged for one off the list that has exactly the same score, and no
    rule would be broken.
    """
    full, needed = _at_their_bounds(shortlist)
    kinds = _kinds(shortlist)
    group_of = [groups(areas, by).to_numpy(dtype=str).tolist() for by in kinds]
    own = dict(zip(areas.codes, zip(*group_of, strict=True), strict=True)) if kinds else {}
    off: dict[float, set[tuple[str, ...]]] = {}
    for code, score in scores.score.drop(list(shortlist.codes)).items():
        off.setdefault(score, set()).add(own.get(code, ()))

    def keeps_the_rules(leaving: tuple[str, ...], coming: tuple[str, ...]) -> bool:
        changed = [k for k in zip(kinds, leaving, coming, strict=True) if k[1] != k[2]]
        return not any((by, old) in needed or (by, new) in full for by, old, new in changed)

    return tuple(
        code
        for code in shortlist.codes
        if any(
            keeps_the_rules(own.get(code, ()), other) for other in off.get(scores.score[code], ())
        )
    )


def _at_their_bounds(shortlist: Shortlist) -> tuple[ByGroup, ByGroup]:
    """Return the rules at whose maximum, and at whose minimum, the list stands."""
    at_most = {
        (o.rule.by, o.rule.group): o.rule for o in shortlist.rules if o.count == o.rule.maximum
    }
    at_least = {
        (o.rule.by, o.rule.group): o.rule for o in shortlist.rules if o.count == o.rule.minimum
    }
    return at_most, at_least


def _kinds(shortlist: Shortlist) -> tuple[Grouping, ...]:
    return tuple(dict.fromkeys(outcome.rule.by for outcome in shortlist.rules))


def _before(score: NDArray[np.float64], at: int) -> NDArray[np.bool_]:
    before: NDArray[np.bool_] = score > score[at]
    before[:at] |= score[:at] == score[at]
    return before


def _each_once(found: Iterable[Rule], shortlist: Shortlist) -> tuple[Rule, ...]:
    """Return the rules found, in the order in which the list has them."""
    once = set(found)
    return tuple(outcome.rule for outcome in shortlist.rules if outcome.rule in once)
