"""What each rule costs: the list without it, and with one step more or less of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose.best import Best, best
from scoring.choose.places import places_of
from scoring.choose.quantities import amounts
from scoring.choose.rules import Rule
from scoring.choose.shortlist import Shortlist
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import state
from scoring.choosing import FARTHEST_KM
from scoring.scenario import Scenario

_SHARE = 0.05
"""Sums of people or money move by this share of their bound in one step."""
_KM = 5.0


@dataclass(frozen=True)
class Priced:
    """What a list would be with one rule stated otherwise.

    Parameters
    ----------
    rule
        The rule; of a limit for each group any one of its rules.
    field
        What is changed, as `scoring.change.changed` takes it.
    step
        ``without`` it, ``looser`` or ``tighter`` by one step.
    before, after
        The bound as stated and as changed; None where the rule is taken out.
    total
        Total score of the best list then; None where none is possible.
    gain
        By how much what the list is the best of would grow.
    of
        The objective that it is a gain of: of several one after the other the first of which
        something else can be had, else the last.
    reached
        For each quantity of the scenario, and ``population``, how many the sites of that list hold.
    beneficiaries
        How many people would be trained; None where the scenario says nothing of them, or where no
        list is possible.
    enter, leave
        Areas that come and go, in order of rank.
    proven
        Whether no better list is possible then.
    """

    rule: Rule
    field: str
    step: Literal["without", "looser", "tighter"]
    before: float | None
    after: float | None
    total: float | None
    gain: float | None
    of: str
    reached: dict[str, float]
    beneficiaries: int | None
    enter: tuple[str, ...]
    leave: tuple[str, ...]
    proven: bool


Change = tuple[str, Literal["without", "looser", "tighter"], float | None, float | None]


def prices(
    shortlist: Shortlist,
    seconds: float = np.inf,
    progress: Callable[[int, int], None] = lambda done, all_: None,
) -> tuple[Priced, ...]:
    """Return the price of every rule that the scenario states, by solving the choice anew.

    Counts move by one area, distances by 5 km, sums of people and money, and the places of a site,
    by a twentieth of their bound. The number of areas is no rule in this sense: with more of them
    every total is greater.

    Parameters
    ----------
    seconds
        Time for each list.
    progress
        Called with how many of how many lists are done.
    """
    stated = {rule.field: rule for rule in shortlist.stated.every_rule if rule.kind != "count"}
    asked = [
        (rule, change)
        for rule in stated.values()
        for change in (*_changes(rule), *_of_each_site(rule, shortlist.stated.scenario))
    ]
    found = []
    for number, (rule, change) in enumerate(asked, start=1):
        found.append(_priced(shortlist, rule, change, seconds))
        progress(number, len(asked))
    return tuple(found)


def reached(shortlist: Shortlist, codes: tuple[str, ...]) -> dict[str, float]:
    """Return how many people, and how much of each quantity of the scenario, areas hold.

    What is unknown of an area counts as none.
    """
    areas, scenario = shortlist.stated.areas, shortlist.stated.scenario
    rows = areas.codes.get_indexer_for(pd.Index(codes))
    names = ["population", *(quantity.id for quantity in scenario.choose.quantities or ())]
    return {of: float(np.nansum(amounts(areas, scenario, of)[rows])) for of in names}


def _changes(rule: Rule) -> Iterator[Change]:
    if rule.kind != "beneficiaries":
        yield rule.field, "without", None, None
    if rule.kind == "distance":
        km = float(rule.minimum or 0)
        if km > _KM:
            yield rule.field, "looser", km, km - _KM
        if km + _KM <= FARTHEST_KM:
            yield rule.field, "tighter", km, km + _KM
        return
    prefix = "total_" if rule.kind == "beneficiaries" else ""
    for end, bound in (("min", rule.minimum), ("max", rule.maximum)):
        if bound is None or rule.kind not in ("limit", "total", "cost", "beneficiaries"):
            continue
        step: float = 1
        if rule.kind == "beneficiaries":
            step = max(1, round(bound * _SHARE))
        elif rule.kind != "limit":
            step = bound * _SHARE
        if rule.kind == "beneficiaries":
            # what a site may have stays, for a cost may count on it
            yield f"{rule.field}.{prefix}{end}", "without", bound, None
        if not step:
            # a twentieth of nothing
            continue
        field, loosening = f"{rule.field}.{prefix}{end}", -step if end == "min" else step
        if bound + loosening >= 0:
            yield field, "looser", bound, bound + loosening
        if bound - loosening >= 0:
            yield field, "tighter", bound, bound - loosening


def _of_each_site(rule: Rule, scenario: Scenario) -> Iterator[Change]:
    """Return the changes of how many people a site trains; a scenario cannot be without them."""
    asked = scenario.choose.beneficiaries
    if rule.kind != "beneficiaries" or asked is None:
        return
    for end, bound, way in (("site_min", asked.site_min, -1), ("site_max", asked.site_max, +1)):
        step = max(1, round(bound * _SHARE))
        loose, tight = bound + way * step, bound - way * step
        if loose >= 0:
            yield f"{rule.field}.{end}", "looser", bound, loose
        if tight >= 0:
            yield f"{rule.field}.{end}", "tighter", bound, tight


def _gained(shortlist: Shortlist, other: Best) -> tuple[float, str]:
    aims, stages = shortlist.stated.aims, shortlist.best.stages
    gain, of = 0.0, "objectives" if len(aims) > len(stages) else aims[-1].name
    for aim, mine, its in zip(aims, stages, other.stages, strict=False):
        gain = its.solution.value - mine.solution.value
        if len(stages) > 1 and abs(gain) > mine.solution.equal:
            return gain, aim.name
    return gain, of


def _priced(shortlist: Shortlist, rule: Rule, change: Change, seconds: float) -> Priced:
    field, step, before, after = change
    stated = shortlist.stated
    nothing = Priced(
        rule, field, step, before, after, None, None, "", {}, None, (), (), proven=True
    )
    try:
        scenario = changed(stated.scenario, {field: after})
        other = state(stated.areas, stated.scores, scenario)
        found = best(other, until=time.monotonic() + seconds)
    except ScoringError:
        # bounds that contradict each other leave no list
        return nothing
    except NothingFoundError:
        return replace(nothing, proven=False)
    if found is None:
        return nothing
    gain, of = _gained(shortlist, found)
    codes = tuple(map(str, other.score.index[found.solution.chosen]))
    places = places_of(other, found.programme, found.solution.chosen)
    mine = set(shortlist.codes)
    return Priced(
        rule=rule,
        field=field,
        step=step,
        before=before,
        after=after,
        total=float(stated.scores.score[list(codes)].sum()),
        gain=gain,
        of=of,
        reached=reached(shortlist, codes),
        beneficiaries=None if places is None else sum(places.values()),
        enter=tuple(code for code in codes if code not in mine),
        leave=tuple(code for code in shortlist.codes if code not in set(codes)),
        proven=found.proven,
    )
