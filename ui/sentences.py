"""What the list says, in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geo.areas import Indicator
from geo.catalog import catalog
from scoring.explain import Reason
from scoring.why_not import Missed, why_not
from ui.engine import Result
from ui.language import Language
from ui.rules import rule_name
from ui.words import CONDITION, STANDS_IN, TRACK, group_name

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


def reason(reason: Reason, result: Result, language: Language) -> str:
    """Say in one sentence why an area is on the list."""
    _ = language.text
    standing_out = _standing_out(reason, result, language)
    rank = language.number(reason.rank)
    if reason.kind == "by_score":
        return _("Rank {rank} by score.", rank=rank) + standing_out
    if reason.kind == "by_minimum":
        needed = _(" and ").join(rule_name(r, result, language) for r in reason.rules)
        return (
            _("Rank {rank}, in because the rules ask for {needed}.", rank=rank, needed=needed)
            + standing_out
        )
    if reason.kind == "locked_in":
        return (
            _("Rank {rank}, locked in: {because}.", rank=rank, because=reason.because)
            + standing_out
        )
    if reason.kind == "by_objective":
        return (
            _("Rank {rank}, in for what it adds to what the list aims at.", rank=rank)
            + standing_out
        )
    if result.shortlist.stated.groups_alone:
        next_in_line = _(
            "Rank {rank}, next in line: the areas above it are in groups that are full.", rank=rank
        )
    else:
        next_in_line = _(
            "Rank {rank}, next in line: the rules keep the areas above it off the list.", rank=rank
        )
    return next_in_line + standing_out


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
    found = why_not(result.shortlist, code)
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
    if found.kind in ("locked_out", "no_figure", "too_few_people"):
        return _barred(found, result, language)
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
            ", ".join(group_name(str(r.by), g, result.areas, language) for g in r.groups)
            for r in found.rules
        )
        return _(
            "Not on the list, though rank {rank} of {all} with score {score}: {places} has all "
            "its {n} places taken ({taken}).",
            places=places,
            n=len(found.taken_by),
            taken=_named(found.taken_by, result, language),
            **details,
        )
    if found.kind == "too_near":
        return _(
            "Not on the list, though rank {rank} of {all} with score {score}: {km} km from "
            "{taken}, which is too near.",
            km=language.number(found.km, 1),
            taken=_named(found.taken_by, result, language),
            **details,
        )
    if found.kind == "neighbour":
        return _(
            "Not on the list, though rank {rank} of {all} with score {score}: it borders on "
            "{taken}.",
            taken=_named(found.taken_by, result, language),
            **details,
        )
    needed = _(" and ").join(rule_name(r, result, language) for r in found.rules)
    if found.kind == "over":
        return _(
            "Not on the list, though rank {rank} of {all} with score {score}: with it the list "
            "would break the rules for {needed}.",
            needed=needed,
            **details,
        )
    return _(
        "Not on the list, though rank {rank} of {all} with score {score}: the places of lower "
        "scores are kept by the rules for {needed}.",
        needed=needed,
        **details,
    )


def _barred(found: Missed, result: Result, language: Language) -> str:
    _ = language.text
    if found.kind == "locked_out":
        return _("Not on the list: the scenario keeps it off ({why}).", why=found.barred_by)
    if found.kind == "no_figure":
        return _("Not on the list: a rule counts {what}, unknown here.", what=found.barred_by)
    return _(
        "Not on the list: {n} people are fewer than a site is to train.",
        n=language.number(float(found.barred_by)),
    )


def _named(codes: Sequence[str], result: Result, language: Language) -> str:
    names = [result.areas.table.loc[c, f"name_{language.code}"] for c in codes]
    return ", ".join(names if len(names) <= _NAMED else [*names[:_NAMED], "…"])


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
