"""Areas that just missed the list: those that cost least to bring in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.choose.shortlist import Shortlist
from scoring.choose.sites import Swap, swap
from scoring.choose.solve import NothingFoundError, solve


@dataclass(frozen=True)
class NearMiss:
    """An area off the list, and the best list with it.

    Parameters
    ----------
    code
        The area.
    best
        The best list with it, set against the list itself.
    """

    code: str
    best: Swap


def just_missed(shortlist: Shortlist, most: int, until: float = np.inf) -> tuple[NearMiss, ...]:
    """Return the areas off a list that cost least to bring in, those of the least cost first.

    The best list with any area from outside holds the first of them; the best with any of the
    others holds the next. Where one list brings in several at once, each is named, by rank. What
    earlier objectives came to is kept.

    Parameters
    ----------
    most
        How many at most.
    until
        When to stop, on the clock of `time.monotonic`.
    """
    programme, cliques = shortlist.best.programme, shortlist.best.solution.root.cliques
    others = programme.free & ~shortlist.chosen
    codes = shortlist.stated.score.index
    found: list[NearMiss] = []
    while len(found) < most and others.any():
        try:
            best = solve(programme.and_bounded(others.astype(float), lower=1.0), cliques, until)
        except NothingFoundError:
            break
        if best is None:
            break
        brought = swap(shortlist, best.chosen, proven=best.proven)
        found += [NearMiss(str(code), brought) for code in codes[best.chosen & others]]
        others &= ~best.chosen
    return tuple(found[:most])
