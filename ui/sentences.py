"""What the list says, in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo.areas import Indicator
from geo.catalog import catalog
from scoring.choose import RuleOutcome
from scoring.explain import Reason, why_not
from scoring.scenario import Limit
from ui.engine import Result
from ui.language import Language
from ui.words import CONDITION, STANDS_IN, TRACK, group_name, rule_name

_NAMED = 4
"""So many areas are named; of more, only the first."""


def proof(result: Result, language: Language) -> str:
    """Say how good the list is and how that is known."""
    shortlist = result.shortlist
    if shortlist.gap == 0:
        return language.text(
            "No other list that keeps these rules has a higher total score: proven by {solver}.",
            solver=shortlist.solver,
        )
    return language.text(
        "No list that keeps these rules can have a total score more than {gap} higher: "
        "proven by {solver}.",
        gap=language.percent(shortlist.gap, 2),
        solver=shortlist.solver,
    )


def certainty(result: Result, language: Language) -> str:
    """Say how much of the ranking the provinces decide."""
    return language.text(
        "{known} of the differences in score come from figures that are only published by "
        "province; {between} lie between provinces. What is left tells one tambon from its "
        "neighbour.",
        known=language.percent(result.scores.from_province_figures),
        between=language.percent(result.scores.between_provinces),
    )


def levels(indicators: Sequence[Indicator], language: Language) -> str:
    """Say how many of a score's indicators are only known by province."""
    by_province = sum(indicator.level == "province" for indicator in indicators)
    if by_province == len(indicators):
        return language.text("all its figures are measured by province")
    return language.text(
        "{n} of its {all} figures are measured by province", n=by_province, all=len(indicators)
    )


def people_of(result: Result, language: Language) -> str:
    """Say which people are counted, and when."""
    if (result.areas.table["population_basis"] == "registered").all():
        period = catalog().with_role("population").period
        return language.text("people registered, {day}", day=language.period(period))
    return language.text("people aged 15 and over, estimated")


def rules(result: Result, language: Language) -> list[str]:
    """Return each rule as a sentence that ends with how the list stands to it."""
    return [_limit(limit, result, language) for limit in result.scenario.choose.limits]


def _limit(limit: Limit, result: Result, language: Language) -> str:
    outcomes = [
        outcome
        for outcome in result.shortlist.rules
        if outcome.rule.by == limit.by and limit.equals in (None, outcome.rule.group)
    ]
    return f"{_demand(limit, result, language)} ({_standing(limit, outcomes, result, language)})"


def _demand(limit: Limit, result: Result, language: Language) -> str:
    _ = language.text
    low, high = limit.minimum, limit.maximum
    if limit.equals is not None:
        place = group_name(limit.by, limit.equals, result.areas, language)
        if high is None:
            return _("At least {n} in {place}", n=low, place=place)
        if low is None:
            return _("At most {n} in {place}", n=high, place=place)
        return _("{low} to {high} in {place}", low=low, high=high, place=place)
    texts = {
        "province": (
            _("At least {n} in each province", n=low),
            _("At most {n} in a province", n=high),
            _("{low} to {high} in each province", low=low, high=high),
        ),
        "region": (
            _("At least {n} in each region", n=low),
            _("At most {n} in a region", n=high),
            _("{low} to {high} in each region", low=low, high=high),
        ),
        "track": (
            _("At least {n} in each track", n=low),
            _("At most {n} in a track", n=high),
            _("{low} to {high} in each track", low=low, high=high),
        ),
    }[limit.by]
    return texts[0 if high is None else 1 if low is None else 2]


def _standing(limit: Limit, outcomes: list[RuleOutcome], result: Result, language: Language) -> str:
    _ = language.text
    if limit.equals is not None:
        (outcome,) = outcomes
        return _("the list has {n}", n=outcome.count)
    tight = [o for o in outcomes if o.binding]
    if not tight:
        return _("no place stands at this limit")
    if limit.by == "province":
        return _("provinces at this limit: {n}", n=len(tight))
    return _(
        "at this limit: {places}",
        places=", ".join(group_name(limit.by, o.rule.group, result.areas, language) for o in tight),
    )


def reason(reason: Reason, result: Result, language: Language) -> str:
    """Say in one sentence why an area is on the list."""
    _ = language.text
    standing_out = _standing_out(reason, result, language)
    rank = language.number(reason.rank)
    if reason.kind == "by_score":
        return _("Rank {rank} by score.", rank=rank) + standing_out
    if reason.kind == "by_minimum":
        needed = _(" and ").join(rule_name(r, result.areas, language) for r in reason.rules)
        return (
            _("Rank {rank}, in because the rules ask for {needed}.", rank=rank, needed=needed)
            + standing_out
        )
    return (
        _("Rank {rank}, next in line: the areas above it are in groups that are full.", rank=rank)
        + standing_out
    )


def _standing_out(reason: Reason, result: Result, language: Language) -> str:
    """Name the figure that lifts the area most, with what it is compared to."""
    if reason.indicator is None:
        return ""
    _ = language.text
    indicator = result.areas.indicator(reason.indicator)
    details = {
        "title": language.pick(indicator, "title"),
        "figure": language.number(reason.figure, indicator.decimals),
        "unit": language.pick(indicator, "unit"),
        "share": _not_rounded_up(reason.percentile, language),
        "level": _(" (the province's figure)") if indicator.level == "province" else "",
    }
    if indicator.direction == "more_is_need":
        said = _("{title}: {figure} {unit}, more than in {share} of areas{level}.", **details)
    else:
        said = _("{title}: {figure} {unit}, less than in {share} of areas{level}.", **details)
    return f" {said}"


def missed(code: str, result: Result, language: Language) -> str:
    """Say in one sentence why an area is not on the list."""
    _ = language.text
    found = why_not(result.areas, result.scores, result.shortlist, code)
    if found.kind == "no_score":
        return _("Not on the list: too little data for a score.")
    if found.kind == "not_eligible":
        return _(
            "Not on the list: outside the scenario's filter on {condition}.",
            condition=_(CONDITION[found.barred_by]),
        )
    details = {
        "rank": language.number(found.rank),
        "all": language.number(result.scores.rank.notna().sum()),
        "score": language.number(result.scores.score[code], 1),
    }
    if found.kind == "outscored":
        last = result.scores.score[list(result.shortlist.codes)].min()
        return _(
            "Not on the list: rank {rank} of {all}, score {score}; the lowest score on the list "
            "is {last}.",
            last=language.number(last, 1),
            **details,
        )
    if found.kind == "full":
        places = _(" and ").join(
            group_name(r.by, r.group, result.areas, language) for r in found.rules
        )
        names = [result.areas.table.loc[c, f"name_{language.code}"] for c in found.taken_by]
        return _(
            "Not on the list, though rank {rank} of {all} with score {score}: {places} has all "
            "its {n} places taken ({taken}).",
            places=places,
            n=len(names),
            taken=", ".join(names if len(names) <= _NAMED else [*names[:_NAMED], "…"]),
            **details,
        )
    return _(
        "Not on the list, though rank {rank} of {all} with score {score}: the places of lower "
        "scores are kept by the rules for {needed}.",
        needed=_(" and ").join(rule_name(r, result.areas, language) for r in found.rules),
        **details,
    )


def _not_rounded_up(percentile: float, language: Language) -> str:
    """Return a percentage cut off and not rounded, so that nothing exceeds 100 % of areas."""
    decimals = 1 if percentile > 99 else 0
    return language.percent(math.floor(percentile * 10**decimals) / 10**decimals / 100, decimals)


def bases(result: Result, language: Language) -> list[str]:
    """Return what a reader must know about boundaries, people and track before trusting them."""
    _ = language.text
    table = result.areas.table
    found = []
    if result.areas.approximate:
        found.append(
            _(
                "Approximate areas: the boundaries are drawn round reference points, not the "
                "official ones. “make run” with a network brings those."
            )
        )
    if (table["population_basis"] == "apportioned").any():
        found.append(
            _("People: persons aged 15 and over in 2019, shared out equally in each province.")
        )
    if (table["track_basis"] == "guess").any():
        found.append(
            _(
                "Track ({urban} or {rural}) is a guess from the distance to a town and the size "
                "of the area.",
                urban=_(TRACK["urban"]),
                rural=_(TRACK["rural"]),
            )
        )
    if result.scores.absent:
        found.append(
            _(
                "Not on this machine, so left out of the score: {titles}.",
                titles=", ".join(
                    language.pick(result.areas.indicator(id), "title")
                    for id in result.scores.absent
                ),
            )
        )
    for id in result.scores.normalised:
        lacking = int(result.areas.values.loc[result.scores.compared, id].isna().sum())
        if lacking and id not in result.scores.absent:
            title = language.pick(result.areas.indicator(id), "title")
            found.append(
                _(
                    "{title}: {n} areas have {no_figure}.",
                    title=title,
                    n=language.number(lacking),
                    no_figure=without_figure(id, result, language),
                )
            )
    return found


def without_figure(id: str, result: Result, language: Language) -> str:
    """Say what the score makes of an area without a figure of this indicator."""
    _ = language.text
    if id in result.scores.absent or result.scenario.missing not in STANDS_IN:
        return _("no figure, so left out of the score")
    return _(STANDS_IN[result.scenario.missing])
