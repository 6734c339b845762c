"""Why areas are on a list or not, in sentences for the terminal."""

from __future__ import annotations

import math

from commands.rules import rules_said, title
from geo.areas import Areas
from scoring.choose import Shortlist
from scoring.choose.words import area_name
from scoring.explain import Reason
from scoring.screen import REASONS
from scoring.why_not import Missed

_NAMED = 4
"""So many areas are named; of more, only the first."""
_FILTERS = dict(
    zip(
        REASONS[1:5],
        ("number of people", "track", "region", "share of figures known"),
        strict=True,
    )
)


def why(reason: Reason, shortlist: Shortlist) -> str:
    """Say in one sentence why an area is on the list."""
    match reason.kind:
        case "locked_in":
            return f"Rank {reason.rank}, locked in: {reason.because}."
        case "by_score":
            return f"Rank {reason.rank} by score."
        case "by_minimum":
            needed = rules_said(reason.rules, shortlist.stated)
            return f"Rank {reason.rank}, on the list because the rules ask for {needed}."
        case "by_objective":
            return f"Rank {reason.rank}, on the list for what it adds to the objectives."
    return f"Rank {reason.rank}, next in line: " + (
        "the areas above it are in groups that are full."
        if shortlist.stated.groups_alone
        else "the rules keep the areas above it off the list."
    )


def stands_out(reason: Reason, areas: Areas) -> str | None:
    """Say in one sentence by what a chosen area stands out, None if by nothing."""
    if reason.indicator is None or reason.percentile is None:
        return None
    indicator = areas.indicator(reason.indicator)
    figure = f"{reason.figure:,.{indicator.decimals}f} {indicator.unit_en}"
    level = "" if indicator.level == "tambon" else f", the {indicator.level}'s figure"
    return (
        f"It stands out by “{indicator.title_en}” ({figure}{level}): "
        f"{math.floor(reason.percentile)}% of the areas need less."
    )


def why_not(found: Missed, shortlist: Shortlist) -> str:
    """Say in one sentence why an area is not on the list."""
    stated, areas = shortlist.stated, shortlist.stated.areas
    rules = rules_said(found.rules, stated)
    match found.kind:
        case "not_eligible":
            return f"Not eligible: outside the scenario's filter on {_FILTERS[found.barred_by]}."
        case "no_score":
            return "No score: too few figures are known."
        case "locked_out":
            return f"Rank {found.rank}, locked out: {found.barred_by}."
        case "no_figure":
            unknown = title(found.barred_by, stated)
            return f"It cannot be chosen: its “{unknown}” is not known, which a rule counts."
        case "too_few_people":
            asked = stated.scenario.choose.beneficiaries
            of = "population" if asked is None or asked.shared_by is None else asked.shared_by
            has = f"{float(found.barred_by):,.0f} of {title(of, stated)}"
            return f"It cannot be chosen: {has}, fewer than a site is to train."
        case "outscored" if found.swap is None:
            return (
                f"Rank {found.rank}, score too low: whichever site it replaced, at least "
                f"{found.short_by:.2f} would be lost, and no single exchange keeps the rules."
            )
        case "outscored":
            return f"Rank {found.rank}, score too low{_swap(found, areas)}."
        case "full":
            return (
                f"Rank {found.rank}, but its group is full ({rules}): its places are taken by "
                f"{_named(found.taken_by, areas)}{_swap(found, areas)}."
            )
        case "too_near":
            near = f"{found.km:.1f} km from {_named(found.taken_by, areas)}"
            if len(found.taken_by) > 1:
                near = f"{_named(found.taken_by, areas)}, the nearest {found.km:.1f} km away"
            return f"Rank {found.rank}, but too near to sites: {near}{_swap(found, areas)}."
        case "neighbour":
            return (
                f"Rank {found.rank}, but it borders on {_named(found.taken_by, areas)}"
                f"{_swap(found, areas)}."
            )
        case "over":
            return (
                f"Rank {found.rank}, but with it the list would come to too much "
                f"({rules}){_swap(found, areas)}."
            )
    return (
        f"Rank {found.rank}, but the places of lower scores are needed elsewhere ({rules})"
        f"{_swap(found, areas)}."
    )


def _swap(found: Missed, areas: Areas) -> str:
    if found.swap is None or found.swap_cost is None:
        return "; no single exchange would bring it in"
    site = area_name(found.swap, areas)
    return f"; in exchange for {site} it would cost the list {found.swap_cost:.2f}"


def _named(codes: tuple[str, ...], areas: Areas) -> str:
    some = [area_name(code, areas) for code in codes[:_NAMED]]
    return ", ".join(some if len(codes) <= _NAMED else [*some, "…"])
