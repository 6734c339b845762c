"""Choosing from the top down, as one would by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.choose.stated import Stated


def greedy(stated: Stated) -> NDArray[np.intp]:
    """Return the candidates that one pass from the best score down takes, in that order.

    A candidate is taken if it can be chosen at all, if its groups have room, if it is far enough
    from those taken, and if enough places remain for the minimums that are still open; without this
    look ahead no greedy pass would keep the minimums, and the comparison would be unfair to it. It
    never goes back, so it can end with too few, break a minimum, or find a worse list than there
    is. What is locked in is taken first. Bounds on beneficiaries, and on costs that hang on them,
    it does not look at.
    """
    n = len(stated.score)
    amounts = stated.rows[:, :n].toarray()
    counting = np.asarray(stated.rows[:, n:].toarray()[:, 0] == 0)
    upper = np.where(counting, stated.upper, np.inf)
    kinds = _kinds_of_minimums(stated)
    sums = np.zeros(len(upper))
    taken: list[int] = []
    off = np.asarray(stated.score.index.isin(list(stated.barred)))
    places = stated.scenario.choose.count
    locked = [rule.of for rule in stated.others if rule.kind == "locked_in"]
    first = stated.score.index.get_indexer(pd.Index(locked))
    for candidate in (*first, *np.setdiff1d(np.arange(n), first)):
        if places == len(taken):
            break
        with_it = sums + amounts[:, candidate]
        still_open = np.where(kinds >= 0, np.maximum(stated.lower - with_it, 0), 0)
        needed = np.bincount(kinds[kinds >= 0], still_open[kinds >= 0]).max(initial=0)
        fits = (with_it <= upper).all() and needed <= places - len(taken) - 1
        if candidate in first or (fits and not off[candidate]):
            taken.append(int(candidate))
            sums = with_it
            off[stated.apart.of(int(candidate))] = True
    return np.array(taken, dtype=np.intp)


def _kinds_of_minimums(stated: Stated) -> NDArray[np.intp]:
    """Return which kind of groups the minimum of each row is about, -1 for other rows.

    Groups of one kind share no candidate, so what their minimums leave open adds up.
    """
    names = [
        rule.by if rule.kind == "limit" and rule.minimum is not None and len(rule.groups) == 1
        else None for rule in stated.rules
    ]  # fmt: skip
    kinds = list(dict.fromkeys(name for name in names if name is not None))
    return np.array([-1 if name is None else kinds.index(name) for name in names], dtype=np.intp)
