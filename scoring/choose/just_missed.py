"""Areas that just missed the list: those that cost least to bring in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.choose.shortlist import Shortlist
from scoring.choose.sites import Swap, swap
from scoring.choose.solve import NothingFoundError, solve


@dataclass(frozen=True)
class NearMiss:
    """Areas off the list, and the best list with them.

    Parameters
    ----------
    codes
        The area, or several that come in together; in order of rank. Those that came in before at
        less cost are not among them.
    best
        The best list with any of them, set against the list itself.
    """

    codes: tuple[str, ...]
    best: Swap


def just_missed(shortlist: Shortlist, most: int, until: float = np.inf) -> tuple[NearMiss, ...]:
    """Return the areas off a list that cost least to bring in, those of the least cost first.

    The best list with any area from outside holds the first of them; the best with any of the
    others holds the next. What earlier objectives came to is kept.

    Parameters
    ----------
    most
        How many such lists at most.
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
        found.append(NearMiss(tuple(map(str, codes[best.chosen & others])), brought))
        others &= ~best.chosen
    return tuple(found)
