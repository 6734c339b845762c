"""The smallest loosening of a rule that makes a list possible."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose.feasible import feasible
from scoring.choose.rules import Rule
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import Stated, state
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
    """

    field: str
    before: object
    after: float | int | None
    words: str


def remedies(
    stated: Stated, rules: Sequence[Rule], beside: AbstractSet[Rule], until: float
) -> tuple[Remedy, ...]:
    """Return for each field of some rules its smallest loosening that makes a list possible.

    A bound moves in whole numbers, a distance by a tenth of a km, a sum of people or money by a
    thousandth of its bound. Fields that alone make no list possible have no remedy.

    Parameters
    ----------
    rules
        Those that may be loosened.
    beside
        All rules that are to be kept with it.
    until
        When to stop, on the clock of `time.monotonic`.
    """
    kept = set(map(_name, beside))

    def possible(scenario: Scenario) -> bool:
        try:
            asked = state(stated.areas, stated.scores, scenario)
            own = [r for r in asked.every_rule if _name(r) in kept]
            return feasible(asked, own, until)
        # bounds that contradict each other make nothing possible
        except (ScoringError, NothingFoundError):
            return False

    found = []
    for rule in {rule.field: rule for rule in rules}.values():
        for field, before, after in _ways(rule, stated.scenario, possible):
            found.append(Remedy(field, before, after, _in_words(rule, field, after, stated.areas)))
    return tuple(found)


def _name(rule: Rule) -> tuple[str, object]:
    """Return what a rule goes by in any scenario; taking a lock out moves the numbers of others."""
    if rule.kind in ("locked_in", "locked_out"):
        return rule.kind, rule.of
    return rule.field, rule.groups


Possible = Callable[[Scenario], bool]
Way = tuple[str, object, float | int | None]


def _ways(rule: Rule, scenario: Scenario, possible: Possible) -> Iterable[Way]:
    if rule.kind in ("neighbours", "locked_in", "locked_out"):
        before = rule.of if rule.of is not None else "apart"
        if possible(changed(scenario, {rule.field: None})):
            yield rule.field, before, None
        return
    if rule.kind == "distance":
        yield from _moved(rule.field, float(rule.minimum or 0), 0.1, -1, scenario, possible)
        return
    if rule.kind == "count":
        count = scenario.choose.count
        yield from _moved(rule.field, count, 1, -1, scenario, possible)
        yield from _moved(rule.field, count, 1, +1, scenario, possible)
        return
    ends = {"min": rule.minimum, "max": rule.maximum}
    prefix = "total_" if rule.kind == "beneficiaries" else ""
    whole = rule.kind in ("limit", "beneficiaries")
    for end, value in ends.items():
        if value is None:
            continue
        step = 1 if whole or not value else value / 1000
        way = -1 if end == "min" else +1
        yield from _moved(f"{rule.field}.{prefix}{end}", value, step, way, scenario, possible)


def _moved(
    field: str, value: float, step: float, way: int, scenario: Scenario, possible: Possible
) -> Iterable[Way]:
    """Search for the nearest value in steps that makes a list possible: doubling, then halving."""

    def at(steps: int) -> float | int:
        moved = min(max(0, value + way * steps * step), _most(field))
        return int(moved) if isinstance(value, int) else round(moved, 10)

    def works(steps: int) -> bool:
        try:
            return possible(changed(scenario, {field: at(steps)}))
        except ScoringError:
            return False

    # a division may come out a hair above a whole number of steps
    down = math.ceil(value / step - 1e-6) - field.endswith(("count", "km"))
    last = down if way < 0 else int((_most(field) - value) // step)
    # fewer areas can be too few for a minimum; any other way a list stays possible
    if field != "choose.count" and not works(last):
        return
    beyond = 1
    while not works(beyond):
        if beyond >= last:
            return
        beyond = min(beyond * 2, last)
    short = beyond // 2
    while beyond - short > 1:
        middle = (short + beyond) // 2
        short, beyond = (short, middle) if works(middle) else (middle, beyond)
    yield field, value, at(beyond)


def _most(field: str) -> float:
    """Return the greatest bound that a field takes (`scoring.choosing`)."""
    if field.startswith(("choose.limit", "choose.count")):
        return 10_000
    return 100_000_000 if field.startswith("choose.beneficiaries") else 1e15


def _in_words(rule: Rule, field: str, after: float | int | None, areas: Areas) -> str:
    if after is None:
        return f"{said(rule, areas)} taken out"
    if field.endswith("max"):
        moved, before = replace(rule, maximum=after), rule.maximum
    else:
        moved, before = replace(rule, minimum=after), rule.minimum
    return f"{said(moved, areas, with_groups=not rule.each)} (now {before:,.10g})"
