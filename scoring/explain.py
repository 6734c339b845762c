"""Why an area is on the list, as facts that a page can put into words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from geo.areas import Areas
from scoring.choose import Rule, Shortlist
from scoring.choose.rules import groups
from scoring.index import Scores
from scoring.scenario import Scenario


@dataclass(frozen=True)
class Reason:
    """Why one chosen area is on the list.

    Parameters
    ----------
    code
        The area.
    kind
        ``by_score``: it is also in the plain top n. ``by_minimum``: a group it belongs to would
        have too few areas without it. ``freed_place``: areas that score higher cannot stay,
        because the rules allow no more of their groups, and it is the best in their place.
    rules
        For ``by_minimum`` the rules whose minimum brings it in, else empty.
    rank
        Its rank among all areas.
    pillar
        The pillar in which it stands out: where its value, times the pillar's weight, is farthest
        above the mean of all areas with a score.
    value, mean
        Its value in that pillar and the mean, 0–100.
    percentile
        Share of the areas with a score whose value in that pillar is lower, in %.
    """

    code: str
    kind: Literal["by_score", "by_minimum", "freed_place"]
    rules: tuple[Rule, ...]
    rank: int
    pillar: str
    value: float
    mean: float
    percentile: float


def reasons(
    areas: Areas, scores: Scores, shortlist: Shortlist, scenario: Scenario
) -> dict[str, Reason]:
    """Return the reason for every chosen area, in the order of the list.

    A minimum brings an area in if the best list under the maximums alone breaks that minimum,
    holds the area's group short and does not hold the area.
    """
    short = [
        outcome.rule
        for outcome in shortlist.rules
        if outcome.rule.minimum is not None
        and _members(areas, outcome.rule, shortlist.without_minimums) < outcome.rule.minimum
    ]
    scored = scores.pillars[scores.score.notna()]
    means = scored.mean()
    weights = pd.Series({pillar.id: pillar.weight for pillar in scenario.pillars})
    found = {}
    for code in shortlist.codes:
        bringing = tuple(rule for rule in short if groups(areas, rule.by)[code] == rule.group)
        kind: Literal["by_score", "by_minimum", "freed_place"]
        if code in shortlist.plain_top:
            kind = "by_score"
        elif bringing and code not in shortlist.without_minimums:
            kind = "by_minimum"
        else:
            kind = "freed_place"
        pillar = str(((scored.loc[code] - means) * weights).idxmax())
        value = float(scored[pillar][code])
        found[code] = Reason(
            code=code,
            kind=kind,
            rules=bringing if kind == "by_minimum" else (),
            rank=int(scores.rank[code]),
            pillar=pillar,
            value=value,
            mean=float(means[pillar]),
            percentile=float(100 * (scored[pillar] < value).mean()),
        )
    return found


def _members(areas: Areas, rule: Rule, codes: tuple[str, ...]) -> int:
    return int((groups(areas, rule.by).loc[list(codes)] == rule.group).sum())
