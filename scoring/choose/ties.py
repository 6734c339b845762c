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
    n = programme.candidates
    least, inside, few = _as_good(programme, solution)
    known = solution.root.cliques
    chosen = solution.chosen
    sure = True

    def another(among: Programme) -> NDArray[np.bool_] | None:
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
        if another(few.differing(chosen, 1)) is None:
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
                other = another(few.within(one))
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


def most_of_equals(
    programme: Programme,
    solution: Solution,
    of: NDArray[np.float64],
    until: float = np.inf,
) -> tuple[NDArray[np.bool_], bool]:
    """Return, of the lists that are as good as the best, the one that has most of something else.

    Parameters
    ----------
    solution
        A best one.
    of
        Shape (candidates,), what each has of it, 0 to 1.
    until
        When to stop, on the clock of `time.monotonic`; the list is then one of the best, and not
        surely the one that has most.

    Returns
    -------
    tuple
        Shape (candidates,), whether each is on the list; and if it is sure that none has more.
    """
    least, inside, few = _as_good(programme, solution)
    if not (few.free & ~inside).any():
        return solution.chosen, True
    gain = np.zeros(len(programme.gain))
    gain[: len(of)] = 100 * of
    as_good = few.and_bounded(programme.gain, lower=least)
    try:
        found = solve(replace(as_good, gain=gain), solution.root.cliques, until)
    except NothingFoundError:
        return solution.chosen, False
    # by a hair of rounding the row may let through no list, not even the best
    return (solution.chosen, True) if found is None else (found.chosen, found.proven)


def _as_good(
    programme: Programme, solution: Solution
) -> tuple[float, NDArray[np.bool_], Programme]:
    """Return the least gain of lists that are as good, and among which candidates they differ.

    That is: which ones the prices prove to be on every such list, shape (candidates,), and the
    programme with these in and those out that are on none.
    """
    n, root = programme.candidates, solution.root
    least = solution.value - solution.equal
    inside = programme.free & (root.bound - np.maximum(root.reduced[:n], 0) < least)
    inside |= programme.low[:n] > 0
    return least, inside, programme.within(inside, solution.kept)
