"""What the list says, in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo.areas import Indicator
from geo.catalog import catalog
from scoring.choose import RuleOutcome
from scoring.explain import Reason
from scoring.scenario import Limit
from ui.engine import Result
from ui.language import Language
from ui.words import TRACK, group_name, rule_name


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
        "{share} of the differences in score lie between provinces, since poverty, unemployment "
        "and human achievement are only published by province; the rest tells one tambon from "
        "its neighbour.",
        share=language.percent(result.scores.between_provinces),
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
        return _("{n} provinces stand at this limit", n=len(tight))
    return _(
        "at this limit: {places}",
        places=", ".join(group_name(limit.by, o.rule.group, result.areas, language) for o in tight),
    )


def reason(reason: Reason, result: Result, language: Language) -> str:
    """Say in one sentence why an area is on the list."""
    _ = language.text
    pillar = next(p for p in result.scenario.pillars if p.id == reason.pillar)
    standing_out = _(
        "{pillar} is higher than in {share} of areas",
        pillar=language.pick(pillar, "title"),
        share=_not_rounded_up(reason.percentile, language),
    )
    if reason.kind == "by_score":
        return _(
            "Rank {rank} by score; {standing_out}.",
            rank=language.number(reason.rank),
            standing_out=standing_out,
        )
    if reason.kind == "by_minimum":
        needed = _(" and ").join(rule_name(r, result.areas, language) for r in reason.rules)
        return _(
            "Rank {rank}, in because the rules ask for {needed}; {standing_out}.",
            rank=language.number(reason.rank),
            needed=needed,
            standing_out=standing_out,
        )
    return _(
        "Rank {rank}, next in line where the rules allow no more of the areas above it; "
        "{standing_out}.",
        rank=language.number(reason.rank),
        standing_out=standing_out,
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
                "official ones. “phuenthi data pull” and “phuenthi data build” bring those."
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
    return found
