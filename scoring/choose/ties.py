"""Which list, where several are equally good."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scoring.choose.programme import Programme
from scoring.choose.solve import NothingFoundError, Solution, solve


def first_of_equals(
    programme: Programme, solution: Solution, until: float = np.inf
) -> tuple[Solution, bool]:
    """Return the first in order of the lists that are as good as the best, and if that is sure.

    First in order means: it holds the earliest candidate that one of them holds and another does
    not. As candidates stand in order of score and code, a higher place in the ranking wins, and
    among equal scores the smaller code. This makes the choice unique, so it depends neither on
    the order of rows nor on the path the solver took.

    Candidate by candidate: it stays in if some such list holds it beside all that stayed before.
    What the prices prove to be in every list that is as good, or in none, is settled before.

    Parameters
    ----------
    solution
        A proven best one.
    until
        When to stop, on the clock of `time.monotonic`; the list is then one of the best, and not
        surely the first.
    """
    least = solution.value - solution.equal
    n = programme.candidates
    root = solution.root
    inside = programme.free & (root.bound - np.maximum(root.reduced[:n], 0) < least)
    inside |= programme.low[:n] > 0
    few = programme.within(inside, solution.kept)
    known = root.cliques
    chosen = solution.chosen
    sure = True

    def as_good(among: Programme) -> NDArray[np.bool_] | None:
        nonlocal sure
        other = solve(among, known, until)
        if other is None or other.bound < least:
            return None
        if other.value >= least:
            return other.chosen
        # the time was up before it was clear
        sure = False
        return None

    try:
        # mostly there is no other, and one question settles that
        if as_good(few.differing(chosen, 1)) is None:
            return solution, sure
        for candidate in np.flatnonzero(few.free):
            if inside[candidate]:
                continue
            if time.monotonic() > until:
                sure = False
                break
            if not chosen[candidate]:
                one = np.zeros(n, dtype=bool)
                one[candidate] = True
                other = as_good(few.within(one))
                if other is None:
                    few = few.without(np.array([candidate]))
                    continue
                chosen = other
            inside[candidate] = True
            few = few.within(inside)
    except NothingFoundError:
        sure = False
    value = programme.value(chosen)
    found = replace(solution, chosen=chosen, value=value, bound=max(solution.bound, value))
    return found, sure
