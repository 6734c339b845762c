"""The best list, and which one where several are equally good."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.choose.dominance import undominated
from scoring.choose.programme import Programme, Solution, relaxation, solve

EQUAL = 1e-6
"""Totals that differ by no more count as equal, in points. It is what HiGHS proves down to."""


def best(programme: Programme) -> Solution | None:
    """Return the best choice; of several with equal totals the one that is first in order.

    First in order means: it holds the earliest candidate that one of them holds and another does
    not. As candidates stand in order of score and code, a higher place in the ranking wins, and
    among equal scores the smaller code. This makes the choice unique, so it depends neither on
    the order of rows nor on the path the solver took.

    Returns
    -------
    Solution or None
        None if no choice keeps the rules.
    """
    candidates = undominated(programme)
    few = programme.among(candidates)
    found = solve(few)
    relaxed = relaxation(few)
    if found is None or relaxed is None:
        return None
    bound, reduced = relaxed
    least = few.total(found.chosen) - EQUAL

    # what the relaxation proves to be in every list that is as good, or in none, is settled
    inside = bound - reduced < least
    free = ~inside & (bound + reduced >= least)
    first = inside.copy()
    first[free] = _first(few.rest(inside, free), found.chosen[free], least - few.total(inside))
    chosen = np.zeros(len(programme.score), dtype=bool)
    chosen[np.flatnonzero(candidates)[first]] = True
    return Solution(chosen, bound=max(min(found.bound, bound), few.total(first)))


def _first(programme: Programme, chosen: NDArray[np.bool_], least: float) -> NDArray[np.bool_]:
    """Return the choice that is first in order among those with a total of at least ``least``.

    Candidate by candidate: it stays in if some such choice holds it beside all that stayed before.
    """
    if programme.count == 0:
        return chosen
    # mostly there is no other, and one question settles that
    other = solve(programme.other_than(chosen))
    if other is None or programme.total(other.chosen) < least:
        return chosen
    inside: list[int] = []
    outside: list[int] = []
    for candidate in range(len(programme.score)):
        if len(inside) == programme.count:
            break
        if not chosen[candidate]:
            other = solve(programme, [*inside, candidate], outside)
            if other is None or programme.total(other.chosen) < least:
                outside.append(candidate)
                continue
            chosen = other.chosen
        inside.append(candidate)
    return chosen
