"""The nearest bound, number of areas and sum with which a list is possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scoring.choose.programme import Programme
from scoring.choose.rules import Rule
from scoring.choose.solve import solve
from scoring.choose.stated import Stated
from scoring.choosing import MOST_AREAS


def nearest_step(works: Callable[[int], bool], last: int) -> int | None:
    """Return the least number of steps that works, None if not even the last one does.

    Doubling, then halving.

    Parameters
    ----------
    works
        Whether a number of steps, 1 to ``last``, does; if one does, all greater ones do.
    """
    if last < 1 or not works(last):
        return None
    beyond = 1
    while beyond < last and not works(beyond):
        beyond = min(beyond * 2, last)
    short = beyond // 2
    while beyond - short > 1:
        middle = (short + beyond) // 2
        short, beyond = (short, middle) if works(middle) else (middle, beyond)
    return beyond


def nearest_count(
    stated: Stated, rules: Iterable[Rule], way: int, until: float
) -> tuple[int, bool] | None:
    """Return the nearest other number of areas with which a list is possible, None if none is.

    With exactly three areas of one group and four of another seven work, and no number near it;
    so it is not searched for in steps, but is the most areas below the count, or the fewest above
    it, that keep the rules.

    Parameters
    ----------
    rules
        Those to keep; that on the number of areas itself is left out.
    way
        -1 for fewer areas than are asked for, +1 for more.
    until
        When to stop, on the clock of `time.monotonic`.

    Returns
    -------
    int, bool
        The number of areas, and whether it is proven that none is nearer; without the proof it is
        the nearest one that was found until then.

    Raises
    ------
    NothingFoundError
        If the time was up before there was any, or a proof that there is none.
    """
    count = stated.scenario.choose.count
    programme = _programme(stated, (rule for rule in rules if rule.kind != "count"))
    least, most = (1, count - 1) if way < 0 else (count + 1, MOST_AREAS)
    ones = np.ones(programme.candidates)
    if least > most:
        return None
    # where all count alike a solver has nothing to go by; the scores' part stays below half of one
    score = stated.score.to_numpy("float64")
    part = 0.4 / max(1.0, float(np.abs(score).sum()))
    counted = ones - way * part * score
    found = _nearest(programme.and_bounded(ones, least, most), counted, way, until)
    if found is None:
        return None
    number, bound = found
    # numbers of areas are whole, so that what is nearer is nearer by 1
    return round(number), abs(number - bound) < 0.5 - programme.equal


def nearest_sum(
    stated: Stated, rule: Rule, rules: Iterable[Rule], way: int, until: float
) -> tuple[float, float] | None:
    """Return the nearest sum over a list that a rule would have to let through, None if none helps.

    Parameters
    ----------
    rule
        A total, or a cost that counts no beneficiaries; its other bound is kept.
    rules
        Those to keep, ``rule`` among them.
    way
        -1 for sums below its minimum, +1 for those above its maximum.
    until
        When to stop, on the clock of `time.monotonic`.

    Returns
    -------
    float, float
        The sum of a list, and the nearest one that any list can have.

    Raises
    ------
    NothingFoundError
        If the time was up before there was any list, or a proof that there is none.
    """
    programme = _programme(stated, rules)
    at = stated.rules.index(rule)
    lower, upper = programme.lower.copy(), programme.upper.copy()
    (lower if way < 0 else upper)[at] = -np.inf if way < 0 else np.inf
    row = programme.rows[[at], : programme.candidates].toarray()[0]
    return _nearest(replace(programme, lower=lower, upper=upper), row, way, until)


def _programme(stated: Stated, rules: Iterable[Rule]) -> Programme:
    # what is to be greatest does not matter, and places to cover would be columns
    return replace(stated, aims=()).programme(frozenset(rules))


def _nearest(
    programme: Programme, row: NDArray[np.float64], way: int, until: float
) -> tuple[float, float] | None:
    """Return the greatest sum of a row, of upward the least, and the bound of all sums."""
    gain = np.zeros(len(programme.gain))
    gain[: len(row)] = -way * row
    found = solve(replace(programme, gain=gain), until=until)
    return None if found is None else (-way * found.value, -way * found.bound)
