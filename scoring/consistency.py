"""What a scenario's parts must keep together, looked up in the plain mapping.

It works on what TOML gives, whole or broken, so that a file with a bad number and a contradiction
hears of both at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scoring.contradictory_rules import contradictory_rules
from scoring.judging import badly_allotted, badly_judged
from scoring.methods import BY_HAND
from scoring.opening import badly_opened
from scoring.raw import Place, Problem, at, either, entries, number, twice

_WITH_VECTORS = ("arithmetic", "topsis", "vikor")


def contradictions(raw: Mapping[str, Any]) -> list[Problem]:
    """Return every clash between parts of a scenario.

    Looked for: ids that stand twice, weights that are all zero, missing or of no use, judgements
    that do not fit the members, bounds that are upside down, limits that stand twice, bounds that
    no list can keep, and what cannot be left open. Parts of a wrong type are passed by.
    """
    pillars = entries(raw, "pillar")
    found = twice("pillar", ((("pillar", n), p.get("id")) for n, p in pillars))
    found += twice(
        "indicator",
        (
            (("pillar", n, "indicator", m), i.get("id"))
            for n, p in pillars
            for m, i in entries(p, "indicator")
        ),
    )
    found += _weighted("the pillars", (), raw, "pillar")
    found += _fixed_figures(raw, pillars)
    found += _vectors(raw, pillars)
    for n, pillar in pillars:
        found += _weighted(f'pillar "{pillar.get("id")}"', ("pillar", n), pillar, "indicator")
    eligible = raw.get("eligible")
    if isinstance(eligible, Mapping):
        found += _people(eligible)
    choose = raw.get("choose")
    if isinstance(choose, Mapping):
        found += contradictory_rules(choose)
    opened = raw.get("uncertainty")
    if isinstance(opened, Mapping):
        found += badly_opened(opened, raw, pillars)
    return found


def _weighted(where: str, place: Place, level: Mapping[str, Any], key: str) -> list[Problem]:
    """Return what is wrong with the weights of one level's members."""
    members = entries(level, key)
    if not members:
        return []
    given = level.get("weighting", "hand")
    method = _method(given)
    weights = [number(member.get("weight")) for _, member in members]
    if method in BY_HAND:
        found = _unbalanced(place, level) if method == "balanced" else []
        found += [
            Problem((*place, key, n), f"{at((*place, key, n, 'weight'))} is missing")
            for n, member in members
            if "weight" not in member
        ]
        if all(weight == 0 for weight in weights):
            text = f"the weights of {where} are all 0; at least one must be above 0"
            found.append(Problem((*place, key, members[0][0], "weight"), text))
        return found
    if not isinstance(method, str):
        return []
    found = [
        Problem(
            (*place, key, n, "weight"),
            f"{at((*place, key, n, 'weight'))} is of no use under weighting {method!r}, which "
            'finds the weights itself; take it out, or use weighting = "hand"',
        )
        for n, member in members
        if "weight" in member
    ]
    if isinstance(given, Mapping):
        ids = [str(member.get("id")) for _, member in members]
        within = (*place, "weighting")
        found += [Problem((*within, *p), t) for p, t in badly_judged(given.get("matrix"), ids)]
        found += [Problem((*within, *p), t) for p, t in badly_allotted(given.get("points"), ids)]
    return found


def _fixed_figures(
    raw: Mapping[str, Any], pillars: list[tuple[int, Mapping[str, Any]]]
) -> list[Problem]:
    """Return where a figure in the indicator's unit meets a treatment that leaves that unit."""
    found = []
    for n, pillar in pillars:
        for m, indicator in entries(pillar, "indicator"):
            how = _normalisation(indicator, raw)
            treatment = indicator.get("treatment", "none")
            place = ("pillar", n, "indicator", m, "treatment")
            if how in ("goalposts", "distance_to_target") and treatment in ("box_cox", "automatic"):
                text = (
                    f'{at(place)} is "{treatment}", which takes figures to a scale of its own, so '
                    f'that those of "{how}" cannot be compared with them; use "none", "winsorise" '
                    'or "log"'
                )
                found.append(Problem(place, text))
    return found


def _vectors(raw: Mapping[str, Any], pillars: list[tuple[int, Mapping[str, Any]]]) -> list[Problem]:
    """Return the levels that need common ends of scale and have members without."""
    levels: list[tuple[Place, Mapping[str, Any]]] = [
        (("pillar", n, "aggregation"), pillar)
        for n, pillar in pillars
        if any(_normalisation(i, raw) == "vector" for _, i in entries(pillar, "indicator"))
    ]
    if levels:
        levels.append((("aggregation",), raw))
    found = []
    for place, level in levels:
        aggregation = _method(level.get("aggregation", "arithmetic"))
        if aggregation not in _WITH_VECTORS:
            text = (
                f'"vector" has no common ends, which {at(place)} "{aggregation}" needs; use '
                f"another normalisation, or {either(_WITH_VECTORS)} there"
            )
            found.append(Problem(place, text))
    return found


def _normalisation(indicator: Mapping[str, Any], raw: Mapping[str, Any]) -> object:
    return _method(indicator.get("normalisation", raw.get("normalisation", "min_max")))


def _unbalanced(place: Place, level: Mapping[str, Any]) -> list[Problem]:
    method = _method(level.get("aggregation", "arithmetic"))
    if method == "arithmetic":
        return []
    text = (
        f'weighting "balanced" needs aggregation "arithmetic" on its level, where it is {method!r}'
    )
    return [Problem((*place, "weighting"), text)]


def _people(eligible: Mapping[str, Any]) -> list[Problem]:
    low, high = number(eligible.get("population_min")), number(eligible.get("population_max"))
    if low is None or high is None or low <= high:
        return []
    text = f"eligible.population_min = {low} is above population_max = {high}"
    return [Problem(("eligible", "population_min"), text)]


def _method(given: object) -> object:
    return given.get("method") if isinstance(given, Mapping) else given
