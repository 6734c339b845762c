"""The rules that count something, as rows of a programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.areas import Areas
from scoring.choose.beneficiaries import Room
from scoring.choose.quantities import amounts, groups
from scoring.choose.rules import Rule, limits
from scoring.fields import about
from scoring.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Counted:
    """A rule on a sum over the list.

    Parameters
    ----------
    rule
        The rule.
    of
        What it counts, in a word.
    amounts
        Shape (areas,), how much of it each area has; NaN where unknown.
    per_beneficiary
        How much of it each beneficiary adds.
    """

    rule: Rule
    of: str
    amounts: NDArray[np.float64]
    per_beneficiary: float = 0.0


def counted_rules(
    areas: Areas, scenario: Scenario, compared: NDArray[np.bool_] | None = None
) -> list[Counted]:
    """Return the rules that count something: how many areas, limits, totals and cost.

    Parameters
    ----------
    compared
        Shape (areas,), as `scoring.choose.rules.limits` takes it.

    Raises
    ------
    ScoringError
        If one of them is about something that these areas do not have.
    """
    asked = scenario.choose
    count = Rule("choose.count", "count", minimum=asked.count, maximum=asked.count)
    found = [Counted(count, "areas", np.ones(len(areas)))]
    spelled = limits(areas, scenario, compared)
    group_of = {by: groups(areas, by).to_numpy(object) for by in {str(r.by) for r in spelled}}
    for rule in spelled:
        inside = np.isin(group_of[str(rule.by)], rule.groups)
        found.append(Counted(rule, "areas", inside.astype(float)))
    for number, total in enumerate(asked.totals or (), start=1):
        rule = Rule(f"choose.total.{number}", "total", of=total.of, minimum=total.minimum,
                    maximum=total.maximum)  # fmt: skip
        with about(f"{rule.field}.of"):
            found.append(Counted(rule, total.of, amounts(areas, scenario, total.of)))
    if asked.cost is not None:
        cost = asked.cost
        rule = Rule("choose.cost", "cost", minimum=cost.minimum, maximum=cost.maximum)
        with about(rule.field):
            own = np.full(len(areas), cost.per_site or 0.0)
            if cost.of is not None:
                own = amounts(areas, scenario, cost.of)
        found.append(Counted(rule, cost.of or "cost", own, cost.per_beneficiary or 0.0))
    return found


def as_rows(
    counted: Sequence[Counted], at: NDArray[np.intp], room: Room | None, scenario: Scenario
) -> tuple[tuple[Rule, ...], csr_array, NDArray[np.float64], NDArray[np.float64]]:
    """Return rules as rows over candidates and, in the last column, the number of beneficiaries.

    Parameters
    ----------
    at
        Shape (candidates,), their rows among the areas.
    room
        How many beneficiaries each candidate can have.

    Returns
    -------
    rules, rows, lower, upper
        One rule a row; the number of beneficiaries has three rows of its own.
    """
    rules = [one.rule for one in counted]
    # who lacks a figure is barred by the rule that asks for it, so that nothing hangs on this 0
    rows = [np.append(np.nan_to_num(one.amounts[at]), one.per_beneficiary) for one in counted]
    lower = [_or(one.rule.minimum, -np.inf) for one in counted]
    upper = [_or(one.rule.maximum, np.inf) for one in counted]
    asked = scenario.choose.beneficiaries
    if room is not None and asked is not None:
        rule = Rule("choose.beneficiaries", "beneficiaries", minimum=asked.total_min,
                    maximum=asked.total_max, a_site=(asked.site_min, asked.site_max))  # fmt: skip
        # whatever number lies between the sum of the least and the sum of the most that the sites
        # can have, can be shared out among them
        rules += [rule] * 3
        rows += [np.append(room.low, -1), np.append(room.high, -1), np.append(0 * room.low, 1)]
        lower += [-np.inf, 0, _or(asked.total_min, -np.inf)]
        upper += [0, np.inf, _or(asked.total_max, np.inf)]
    return tuple(rules), csr_array(np.array(rows)), np.array(lower), np.array(upper)


def _or(bound: float | None, without: float) -> float:
    return without if bound is None else float(bound)
