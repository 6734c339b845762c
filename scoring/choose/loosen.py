"""The smallest loosening of a rule that makes a list possible."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from geo.areas import Areas
from scoring.choose.rules import Rule
from scoring.choose.stated import Stated
from scoring.choose.trials import Bound, Trials
from scoring.choose.words import said
from scoring.scenario import Scenario


@dataclass(frozen=True)
class Remedy:
    """A change of one field after which a list is possible.

    Parameters
    ----------
    field
        What to change, as `scoring.change.changed` takes it.
    before, after
        Its value as stated, and the nearest one that makes a list possible; None takes it out.
    words
        The same in words.
    nearest
        Whether it is known that no value nearer to what was stated does; not if the time was up
        before.
    """

    field: str
    before: object
    after: float | int | None
    words: str
    nearest: bool = True


@dataclass(frozen=True)
class Remedies:
    """The remedies of some rules.

    Parameters
    ----------
    found
        For each field its own.
    settled
        Whether it is known that there are no others; not if the time was up before.
    """

    found: tuple[Remedy, ...]
    settled: bool


def remedies(
    stated: Stated, rules: Sequence[Rule], beside: AbstractSet[Rule], until: float
) -> Remedies:
    """Return for each field of some rules its smallest loosening that makes a list possible.

    A bound moves in whole numbers, a distance by a tenth of a km, a sum of people or money by a
    thousandth of its bound. Where no bound of a rule helps, however far it is moved, as where the
    areas are off the list of whom nobody knows the figure that it counts, the rule is taken out.
    Fields that alone make no list possible have no remedy.

    Parameters
    ----------
    rules
        Those that may be loosened.
    beside
        All rules that are to be kept with it.
    until
        When to stop, on the clock of `time.monotonic`; no field takes more than its share.
    """
    found: list[Remedy] = []
    settled = True
    fields = list({rule.field: rule for rule in rules}.values())
    for n, rule in enumerate(fields):
        now = time.monotonic()
        trials = Trials(stated, beside, now + (until - now) / (len(fields) - n))
        found += _of(rule, trials)
        settled &= trials.settled
    return Remedies(tuple(found), settled)


def _of(rule: Rule, trials: Trials) -> list[Remedy]:
    areas, found = trials.stated.areas, []
    bounds = list(_bounds(rule, trials.stated.scenario))
    for bound in bounds:
        moved = trials.moved(bound)
        if moved is not None:
            after, nearest = moved
            words = _moved_in_words(bound, after, areas)
            found.append(_remedy(bound.field, bound.value, after, words, nearest))
    if found or rule.kind == "count":
        return found
    for bound in bounds:
        # a maximum may be needed beyond the greatest that its field takes
        if bound.way > 0 and trials.with_value(bound.field, None):
            words = said(replace(rule, minimum=None), areas, with_groups=not rule.each)
            found.append(
                _remedy(bound.field, bound.value, None, f"{words} taken out", trials.settled)
            )
    if not found and trials.without(rule.field):
        before, words = _stated(rule, trials.stated.scenario), _whole_rule(rule, areas)
        found.append(_remedy(rule.field, before, None, f"{words} taken out", trials.settled))
    return found


def _remedy(
    changed_field: str, before: object, after: float | int | None, words: str, nearest: bool
) -> Remedy:
    more = "" if nearest else ", though a smaller change may do"
    return Remedy(changed_field, before, after, words + more, nearest)


def _bounds(rule: Rule, scenario: Scenario) -> Iterator[Bound]:
    """Return the bounds of a rule that can be moved, each with its step and the way to loosen it.

    Locks and neighbours have none: they are there or not.
    """
    asked = scenario.choose.beneficiaries
    ends: dict[str, float | int | None] = {}
    if rule.kind == "count":
        for way in (-1, +1):
            yield Bound(rule, rule.field, scenario.choose.count, 1, way)
    elif rule.kind == "distance":
        yield Bound(rule, rule.field, float(rule.minimum or 0), 0.1, -1)
    elif rule.kind == "beneficiaries" and asked is not None:
        ends = {
            "total_min": asked.total_min,
            "total_max": asked.total_max,
            "site_min": asked.site_min,
            "site_max": asked.site_max,
        }
    elif rule.kind in ("limit", "total", "cost"):
        ends = {"min": rule.minimum, "max": rule.maximum}
    whole = rule.kind in ("limit", "beneficiaries")
    for end, value in ends.items():
        if value is not None:
            step = 1 if whole or not value else value / 1000
            way = -1 if end.endswith("min") else +1
            yield Bound(rule, f"{rule.field}.{end}", value, step, way)


def _stated(rule: Rule, scenario: Scenario) -> object:
    """Return what the scenario has under the field of a rule; of a lock its area."""
    if rule.kind in ("locked_in", "locked_out"):
        return rule.of
    part: Any = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in rule.field.split("."):
        part = part[int(key) - 1] if key.isdecimal() else part[key]
    return part


def _moved_in_words(bound: Bound, after: float | int, areas: Areas) -> str:
    now, rule = f"(now {bound.value:,.10g})", bound.rule
    if "site_" in bound.field:
        least = "at least" if bound.way < 0 else "at most"
        return f"{least} {after:,.10g} beneficiaries in each site {now}"
    if bound.field.endswith("max"):
        moved = replace(rule, maximum=after)
    else:
        moved = replace(rule, minimum=after)
    return f"{said(moved, areas, with_groups=not rule.each)} {now}"


def _whole_rule(rule: Rule, areas: Areas) -> str:
    if rule.kind == "beneficiaries":
        return "all that is asked of beneficiaries"
    return said(rule, areas, with_groups=not rule.each)
