"""Why areas are on a list or not, in sentences for the terminal."""

from __future__ import annotations

from collections.abc import Iterable

from geo.areas import Areas
from scoring.choose import Rule, Shortlist
from scoring.choose.words import said_together
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
            locks = shortlist.stated.scenario.choose.locked_in or ()
            because = next(lock.because for lock in locks if lock.area == reason.code)
            return f"Rank {reason.rank}, locked in: {because}."
        case "by_score":
            return f"Rank {reason.rank} by score."
        case "by_minimum":
            return f"Rank {reason.rank}, in because of {_and(reason.rules)}."
        case "by_objective":
            return f"Rank {reason.rank}, in for what it adds to the objectives."
    return (
        f"Rank {reason.rank}, next in line: the areas above it are in groups that are full, or too "
        "near other sites."
    )


def why_not(found: Missed, shortlist: Shortlist) -> str:
    """Say in one sentence why an area is not on the list."""
    areas = shortlist.stated.areas
    match found.kind:
        case "not_eligible":
            return f"Not eligible: outside the scenario's filter on {_FILTERS[found.barred_by]}."
        case "no_score":
            return "No score: too few figures are known."
        case "locked_out":
            return f"Locked out: {found.barred_by}."
        case "no_figure":
            return f"Not eligible: its “{found.barred_by}” is not known, which a rule counts."
        case "too_few_people":
            return f"Not eligible: {found.barred_by} people, fewer than a site is to train."
        case "outscored" if found.swap is None:
            return (
                f"Rank {found.rank}, score too low: whichever site it replaced, at least "
                f"{found.short_by:.2f} would be lost, and no single exchange keeps the rules."
            )
        case "outscored":
            return f"Rank {found.rank}, score too low{_swap(found, areas)}."
        case "full":
            return (
                f"Rank {found.rank}, but {_and(found.rules)}: taken by "
                f"{_named(found.taken_by, areas)}{_swap(found, areas)}."
            )
        case "too_near":
            return (
                f"Rank {found.rank}, but {found.km:.1f} km from {_named(found.taken_by, areas)}: "
                f"too near{_swap(found, areas)}."
            )
        case "neighbour":
            return (
                f"Rank {found.rank}, but it borders on {_named(found.taken_by, areas)}"
                f"{_swap(found, areas)}."
            )
        case "over":
            return (
                f"Rank {found.rank}, but with it the list would break {_and(found.rules)}"
                f"{_swap(found, areas)}."
            )
    return (
        f"Rank {found.rank}, but the places of lower scores are kept by {_and(found.rules)}"
        f"{_swap(found, areas)}."
    )


def named(code: str, areas: Areas) -> str:
    """Return an area's code and name."""
    return f"{code} {areas.table['name_th'].array[areas.codes.get_loc(code)]}"


def _swap(found: Missed, areas: Areas) -> str:
    if found.swap is None or found.swap_cost is None:
        return "; no single exchange would bring it in"
    return (
        f"; in exchange for {named(found.swap, areas)} it would cost the list {found.swap_cost:.2f}"
    )


def _and(rules: Iterable[Rule]) -> str:
    return " and ".join(said_together(rules))


def _named(codes: tuple[str, ...], areas: Areas) -> str:
    some = [named(code, areas) for code in codes[:_NAMED]]
    return ", ".join(some if len(codes) <= _NAMED else [*some, "…"])
