"""Every list there is, tried one by one: what the best list has to stand up to.

Nothing here is taken from what makes lists. Objectives are added up by hand, and
`scoring.choose.check`, which shares no code with the solving either, tells which lists keep the
rules.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations

from pyproj import Geod

from geo.areas import Areas
from scoring.choose.check import check
from scoring.choosing import Objective
from scoring.scenario import Scenario
from scoring.scores import Scores

EQUAL = 1e-6
"""Values that differ by no more count as equal."""

Codes = tuple[str, ...]
Value = Callable[[Codes], float]

_ELLIPSOID = Geod(ellps="WGS84")


def every_list(areas: Areas, scores: Scores, scenario: Scenario) -> list[Codes]:
    """Return all lists of areas with a score that keep the rules.

    Inside a list areas go from the best score down, equal ones by code; and lists go by their first
    area, then by their second, and so on, so that of equally good ones the first should be chosen.
    """
    compared = scores.compared.to_numpy()
    lists = combinations(ranked(scores), scenario.choose.count)
    return [codes for codes in lists if not check(areas, codes, scenario, compared)]


def best_lists(areas: Areas, scores: Scores, scenario: Scenario) -> list[Codes]:
    """Return those of `every_list` that are best by the scenario's objectives, in the same order.

    All of them whose value is within `EQUAL` of the best one's.
    """
    lists = lists_left_at_last(areas, scores, scenario)
    return _kept(lists, aims_of(areas, scores, scenario)[-1], 0.0)


def lists_left_at_last(areas: Areas, scores: Scores, scenario: Scenario) -> list[Codes]:
    """Return those of `every_list` that give up no more of each objective but the last than said.

    In the same order.
    """
    lists = every_list(areas, scores, scenario)
    *earlier, _last = aims_of(areas, scores, scenario)
    for value, tolerance in zip(earlier, _tolerances(scenario, len(earlier)), strict=True):
        lists = _kept(lists, value, tolerance)
    return lists


def aims_of(areas: Areas, scores: Scores, scenario: Scenario) -> list[Value]:
    """Return what lists are to have most of, one after the other; weighted objectives are one.

    A weighted one is the sum of the shares of what any list could have, in points of 100.
    """
    objectives = scenario.choose.objectives or (Objective(of="score"),)
    values = [_value(areas, scores, scenario, objective) for objective in objectives]
    if scenario.choose.combine != "weighted":
        return values
    weights = [float(objective.weight or 0) for objective in objectives]
    most = [_most(areas, scores, scenario, objective) for objective in objectives]
    parts = [100 * w / sum(weights) / m for w, m in zip(weights, most, strict=True)]

    def weighted(codes: Codes) -> float:
        return math.fsum(part * of(codes) for part, of in zip(parts, values, strict=True))

    return [weighted]


def _tolerances(scenario: Scenario, earlier: int) -> list[float]:
    return [float(one.tolerance or 0) for one in (scenario.choose.objectives or ())[:earlier]]


def ranked(scores: Scores) -> list[str]:
    """Return the areas that have a score, from the best down, equal ones by code."""
    known = scores.score.dropna()
    return sorted(known.index, key=lambda code: (-known[code], code))


def amounts_of(areas: Areas, scenario: Scenario, of: str) -> dict[str, float]:
    """Return how much each area has of a quantity, a column or an indicator; NaN where unknown."""
    for quantity in scenario.choose.quantities or ():
        if quantity.id == of:
            whole = _column(areas, quantity.of)
            if quantity.share is None:
                return whole
            share = _column(areas, quantity.share)
            return {code: whole[code] * share[code] / 100 for code in whole}
    return _column(areas, of)


def covered(areas: Areas, codes: Sequence[str], km: float) -> set[str]:
    """Return the areas whose reference point is less than so many km from a site's, and sites."""
    point = dict(zip(areas.codes, zip(areas.table["lon"], areas.table["lat"], strict=True),
                     strict=True))  # fmt: skip
    return {
        code
        for code in areas.codes
        for site in codes
        if code == site or _ELLIPSOID.inv(*point[site], *point[code])[2] < km * 1000
    }


def _kept(lists: list[Codes], value: Value, tolerance: float) -> list[Codes]:
    if not lists:
        return []
    had = [value(codes) for codes in lists]
    least = max(had) - abs(max(had)) * tolerance - EQUAL
    return [codes for codes, own in zip(lists, had, strict=True) if own >= least]


def _value(areas: Areas, scores: Scores, scenario: Scenario, objective: Objective) -> Value:
    """Return what tells how much of one objective a list has."""
    if objective.of == "coverage":
        people = _known(amounts_of(areas, scenario, objective.people or "population"))
        km = float(objective.km or 0)
        # by site, so that no pair is measured again for every list
        near = {code: covered(areas, [code], km) for code in areas.codes}
        return lambda codes: math.fsum(
            people[place] for place in set().union(*(near[code] for code in codes))
        )
    return partial(_sum, _each(areas, scores, scenario, objective.of))


def _sum(each: dict[str, float], codes: Codes) -> float:
    return math.fsum(each[code] for code in codes)


def _each(areas: Areas, scores: Scores, scenario: Scenario, of: str) -> dict[str, float]:
    if of == "score":
        return scores.score.dropna().to_dict()
    return _known(amounts_of(areas, scenario, of))


def _known(amounts: dict[str, float]) -> dict[str, float]:
    return {code: 0.0 if math.isnan(amount) else amount for code, amount in amounts.items()}


def _most(areas: Areas, scores: Scores, scenario: Scenario, objective: Objective) -> float:
    """Return what any n areas with a score have of it at most; of coverage, all."""
    if objective.of == "coverage":
        people = amounts_of(areas, scenario, objective.people or "population")
        return math.fsum(_known(people).values())
    each = _each(areas, scores, scenario, objective.of)
    have = sorted((each[code] for code in ranked(scores)), reverse=True)
    return math.fsum(have[: scenario.choose.count])


def _column(areas: Areas, name: str) -> dict[str, float]:
    frame = areas.table if name in ("population", "households", "area_km2") else areas.values
    figures = frame[name].to_numpy("float64", na_value=math.nan)
    return dict(zip(areas.codes, figures.tolist(), strict=True))
