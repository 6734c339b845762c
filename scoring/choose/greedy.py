"""Choosing from the top down, as one would by hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.choose.programme import Programme


def greedy(programme: Programme, kinds: NDArray[np.intp]) -> NDArray[np.bool_] | None:
    """Return the choice of one pass from the best score down, or None if it ends in a dead end.

    A candidate is taken if its groups have room and if enough places remain for the minimums that
    are still open; without this look ahead no greedy pass would keep the minimums, and the
    comparison would be unfair to it. It never goes back, so it can miss lists and find worse ones.

    Parameters
    ----------
    programme
        What to choose from, and the rules; candidates from the best score down.
    kinds
        Shape (groups,), the kind of each group as a number: groups of one kind share no
        candidate, so their open minimums add up.
    """
    columns = programme.member.tocsc()
    counts = np.zeros(len(kinds), dtype=int)
    chosen = np.zeros(len(programme.score), dtype=bool)
    places = programme.count
    for candidate in range(len(chosen)):
        if places == 0:
            break
        own = columns.indices[columns.indptr[candidate] : columns.indptr[candidate + 1]]
        counts[own] += 1
        still_open = np.maximum(programme.lower - counts, 0)
        still_open[~np.isfinite(still_open)] = 0
        needed = np.bincount(kinds, weights=still_open).max(initial=0)
        if (counts[own] <= programme.upper[own]).all() and needed <= places - 1:
            chosen[candidate] = True
            places -= 1
        else:
            counts[own] -= 1
    return chosen if places == 0 and (counts >= programme.lower).all() else None
