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
    inside = _in_every(programme, solution)
    few = programme.within(inside, solution.kept)
    known = solution.root.cliques
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
    inside = _in_every(programme, solution)
    few = programme.within(inside, solution.kept)
    if not (few.free & ~inside).any():
        return solution.chosen, True
    gain = np.zeros(len(programme.gain))
    gain[: len(of)] = 100 * of
    as_good = few.and_bounded(programme.gain, lower=solution.value - solution.equal)
    try:
        found = solve(replace(as_good, gain=gain), solution.root.cliques, until)
    except NothingFoundError:
        return solution.chosen, False
    # by a hair of rounding the row may let through no list, not even the best
    return (solution.chosen, True) if found is None else (found.chosen, found.proven)


def _in_every(programme: Programme, solution: Solution) -> NDArray[np.bool_]:
    """Return which candidates the prices prove to be on every list that is as good."""
    n, root = programme.candidates, solution.root
    least = solution.value - solution.equal
    inside = programme.free & (root.bound - np.maximum(root.reduced[:n], 0) < least)
    return inside | (programme.low[:n] > 0)
