"""Whether a list is possible with one field changed, and how far a bound has to move for it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose.feasible import feasible
from scoring.choose.nearest import nearest_count, nearest_step, nearest_sum
from scoring.choose.programme import ROUNDED
from scoring.choose.rules import Rule
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import Stated, state
from scoring.choosing import FARTHEST_KM, MOST_AMOUNT, MOST_AREAS, MOST_PEOPLE

_HAIR = 1e-6
"""Share of a step by which a division may come out above a whole number of them."""
Number = float | int


@dataclass(frozen=True)
class Bound:
    """A bound of a rule that can be moved.

    Parameters
    ----------
    rule
        The rule, and one of its kind where it is for each group.
    field
        What states the bound, as `scoring.change.changed` takes it.
    value
        As stated.
    step
        It moves by so much at a time.
    way
        -1 where it is loosened downward, as a minimum, +1 where upward.
    """

    rule: Rule
    field: str
    value: Number
    step: float
    way: int

    @property
    def most(self) -> float:
        """The greatest value that the field takes."""
        most: dict[str, float] = {
            "limit": MOST_AREAS,
            "count": MOST_AREAS,
            "beneficiaries": MOST_PEOPLE,
            "distance": FARTHEST_KM,
        }
        return most.get(self.rule.kind, MOST_AMOUNT)

    @property
    def last(self) -> int:
        """How many steps it can be moved."""
        if self.way > 0:
            return int((self.most - self.value) // self.step)
        # a distance stays above 0
        return math.ceil(self.value / self.step - _HAIR) - (self.rule.kind == "distance")

    def at(self, steps: int) -> Number:
        """Return its value after so many steps."""
        moved = min(max(0, self.value + self.way * steps * self.step), self.most)
        return int(moved) if isinstance(self.value, int) else round(moved, 10)


@dataclass
class Trials:
    """Changes of one field, tried beside rules that are kept.

    Parameters
    ----------
    stated
        The choice as it stands.
    beside
        The rules to keep, those that may be loosened among them.
    until
        When to stop, on the clock of `time.monotonic`.
    settled
        Whether all that was asked so far was known before the time was up; what was not counts as
        impossible.
    """

    stated: Stated
    beside: AbstractSet[Rule]
    until: float
    settled: bool = field(default=True, init=False)

    def with_value(self, changed_field: str, value: Number | None) -> bool:
        """Return whether a list is possible with another value of a field, None for none."""
        asked = self._restated(changed_field, value)
        if asked is None:
            return False
        kept = {(rule.field, rule.groups) for rule in self.beside}
        return self._possible(asked, [r for r in asked.every_rule if (r.field, r.groups) in kept])

    def without(self, rule_field: str) -> bool:
        """Return whether a list is possible with a rule taken out."""
        # as it was stated, since taking a rule out moves the numbers of those behind it
        kept = [rule for rule in self.beside if rule.field != rule_field]
        return self._restated(rule_field, None) is not None and self._possible(self.stated, kept)

    def moved(self, bound: Bound) -> tuple[Number, bool] | None:
        """Return the nearest value of a bound that makes a list possible, None where none does.

        Returns
        -------
        float or int, bool
            The value, and whether it is known that no nearer one does.
        """
        before, self.settled = self.settled, True
        if bound.rule.kind == "count":
            found = self._count(bound)
        elif self._is_plain_sum(bound.rule):
            found = self._sum(bound)
        else:
            found = self._stepped(bound)
        self.settled &= before
        return found

    def _count(self, bound: Bound) -> tuple[Number, bool] | None:
        try:
            found = nearest_count(self.stated, self.beside, bound.way, self._half())
        except NothingFoundError:
            self.settled = False
            return None
        return found if found is not None and self._restated(bound.field, found[0]) else None

    def _sum(self, bound: Bound) -> tuple[Number, bool] | None:
        try:
            found = nearest_sum(self.stated, bound.rule, self.beside, bound.way, self._half())
        except NothingFoundError:
            self.settled = False
            return None
        if found is None:
            return None
        had, best = found
        steps = max(1, math.ceil(bound.way * (had - bound.value) / bound.step - _HAIR))
        # where the hair was none, the sum is beyond the bound
        steps += bound.way * (had - bound.at(steps)) > ROUNDED * abs(had)
        if steps > bound.last or self._restated(bound.field, bound.at(steps)) is None:
            return None
        short = best - bound.at(steps - 1)
        return bound.at(steps), steps == 1 or bound.way * short > 0

    def _stepped(self, bound: Bound) -> tuple[Number, bool] | None:
        steps = nearest_step(lambda n: self.with_value(bound.field, bound.at(n)), bound.last)
        # as far as it goes is no answer where it is not known that nothing nearer is
        if steps is None or (steps == bound.last > 1 and not self.settled):
            return None
        return bound.at(steps), self.settled

    def _is_plain_sum(self, rule: Rule) -> bool:
        cost = self.stated.scenario.choose.cost
        of_sites = rule.kind == "cost" and cost is not None and not cost.per_beneficiary
        return rule.kind == "total" or of_sites

    def _half(self) -> float:
        """Return when half of the time is up, for the other bound is still to be asked about."""
        now = time.monotonic()
        return now + (self.until - now) / 2

    def _restated(self, changed_field: str, value: Number | None) -> Stated | None:
        try:
            scenario = changed(self.stated.scenario, {changed_field: value})
            return state(self.stated.areas, self.stated.scores, scenario)
        except ScoringError:
            # bounds that contradict each other make nothing possible
            return None

    def _possible(self, stated: Stated, rules: Sequence[Rule]) -> bool:
        try:
            return feasible(stated, rules, self.until)
        except NothingFoundError:
            self.settled = False
            return False
