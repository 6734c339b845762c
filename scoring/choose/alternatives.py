"""Lists that are nearly as good as the best and differ from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.choose.programme import Programme
from scoring.choose.shortlist import Shortlist
from scoring.choose.sites import Swap, swap
from scoring.choose.solve import NothingFoundError, solve


@dataclass(frozen=True)
class Alternatives:
    """Lists that keep the rules and are nearly as good.

    Parameters
    ----------
    lists
        The best of those that differ enough from the list and from each other, one after the
        other; each as what it changes and what that costs.
    shared
        Sites that the list and all alternatives hold, in order of rank.
    complete
        Whether there are no more of them within the loss allowed; else the number asked for was
        reached, or the time was up.
    """

    lists: tuple[Swap, ...]
    shared: tuple[str, ...]
    complete: bool


def alternatives(
    shortlist: Shortlist, most: int, within: float, differing: int, until: float = np.inf
) -> Alternatives:
    """Return nearly optimal lists.

    Parameters
    ----------
    most
        How many at most.
    within
        Share of the list's value that an alternative may lose, 0 to 1.
    differing
        In at least so many sites an alternative differs from the list and from each other.
    until
        When to stop, on the clock of `time.monotonic`.

    References
    ----------
    Chang, S.-Y., Brill, E. D., Hopkins, L. D. (1982), Use of mathematical models to generate
    alternative solutions to water resources planning problems. Water Resources Research 18(1),
    58-64, for modelling to generate alternatives.
    """
    programme: Programme = shortlist.best.programme.differing(shortlist.chosen, differing)
    value = shortlist.certificate.value
    # a loss at the edge of what is allowed is allowed, however its digits were rounded
    least = value - within * abs(value) - programme.equal
    found: list[Swap] = []
    shared = shortlist.chosen.copy()
    complete = False
    while len(found) < most and not complete:
        try:
            other = solve(programme, shortlist.best.solution.root.cliques, until)
        except NothingFoundError:
            break
        complete = other is None or (other.proven and other.value < least)
        if other is None or other.value < least:
            break
        found.append(swap(shortlist, other.chosen, proven=other.proven))
        shared &= other.chosen
        programme = programme.differing(other.chosen, differing)
    codes = shortlist.stated.score.index
    return Alternatives(tuple(found), tuple(map(str, codes[shared])), complete)
