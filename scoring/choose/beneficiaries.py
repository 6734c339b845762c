"""How many people a site can train, and how a number of them is shared out by need."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

import numpy as np
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.choose.quantities import amounts
from scoring.fields import about
from scoring.scenario import Scenario

_HALVINGS = 80
"""Enough to tell apart any two divisors that numbers of 64 bits can tell apart."""


@dataclass(frozen=True, eq=False)
class Room:
    """How many beneficiaries areas can have as sites.

    Parameters
    ----------
    low, high
        Shape (areas,), least and most; ``high`` is NaN where nobody knows how many people there
        are whom the places are for. Where it is below ``low`` the area cannot be a site.
    need
        Shape (areas,), what the places are shared out by; None where it is the score.
    """

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    need: NDArray[np.float64] | None

    def at(self, rows: NDArray[np.intp]) -> Room:
        """Return the room of some areas."""
        need = None if self.need is None else self.need[rows]
        return Room(self.low[rows], self.high[rows], need)


def room_for(areas: Areas, scenario: Scenario) -> Room | None:
    """Return how many beneficiaries each area can have; None if the scenario says nothing of them.

    No site has more than there are people whom the places are shared out by. Where they are shared
    out by score, an area of unknown population may have as many as any.
    """
    asked = scenario.choose.beneficiaries
    if asked is None:
        return None
    need = None
    with about("choose.beneficiaries"):
        people = amounts(areas, scenario, asked.shared_by or "population")
    if asked.shared_by is not None:
        need = people
    else:
        people = np.where(np.isnan(people), np.inf, people)
    high = np.minimum(np.floor(people), asked.site_max)
    return Room(np.full(len(areas), float(asked.site_min)), high, need)


def shared_out(
    places: int, need: NDArray[np.float64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Share places out in proportion to need, in whole numbers within bounds.

    The method of Webster (Sainte-Laguë) with least and most numbers: each further place goes where
    need per place is greatest, counted at half a place more than there is; among equals to the one
    that stands first (Balinski & Young 1982, *Fair Representation*, appendix B).

    Parameters
    ----------
    places
        How many to share out, from the sum of ``low`` to the sum of ``high``.
    need
        Shape (sites,), not negative. Sites without any get more than the least only when all others
        have their most.
    low, high
        Shape (sites,), least and most of each site.

    Raises
    ------
    ValueError
        If so many places cannot be shared out within the bounds.
    """
    if not low.sum() <= places <= high.sum() or (low > high).any():
        raise ValueError(f"{places} places do not fit into {low.sum()} to {high.sum()}")
    # where nobody is in need all are alike
    need = need if need.any() else np.ones(len(need))
    shares, needy = low.astype(np.int64), need > 0
    rest = places - int(shares.sum())
    room = int((high - low)[needy].sum())
    if rest >= room:
        shares[needy] = high[needy]
        # who needs nothing: the first has its most before the next has any
        before = np.cumsum((high - low)[~needy]) - (high - low)[~needy]
        shares[~needy] += np.clip(rest - room - before, 0, (high - low)[~needy])
    else:
        shares[needy] = _by_divisor(rest, need[needy], shares[needy], high[needy])
    return shares


def _by_divisor(
    rest: int, need: NDArray[np.float64], low: NDArray[np.int64], high: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Share out what goes beyond the least, fewer places than there are, where all have some need.

    A further place is claimed by need per place, and one divisor tells for all sites how many of
    their claims are greater. It is looked for until few places are left, which go one by one.
    """

    def above(divisor: float) -> NDArray[np.int64]:
        with np.errstate(over="ignore"):
            rounded = np.floor(need / divisor + 0.5)
        return np.clip(rounded, low, high).astype(np.int64)

    places = rest + int(low.sum())
    # with the one nobody has more than the least, with the other all have their most
    few, many = 4 * float(need.max()), float((need / (high + 1)).min())
    for _ in range(_HALVINGS):
        if places - int(above(few).sum()) <= len(need):
            break
        # their geometric mean, for they can be apart by orders of magnitude
        middle = float(np.sqrt(few) * np.sqrt(many))
        few, many = (middle, many) if above(middle).sum() <= places else (few, middle)
    # one less: a claim just at the divisor may have been rounded to either side of it
    shares = np.maximum(above(few) - 1, low)
    claims = [(-need[n] / (shares[n] + 0.5), n) for n in np.flatnonzero(shares < high).tolist()]
    heapify(claims)
    for _ in range(places - int(shares.sum())):
        _, n = claims[0]
        shares[n] += 1
        if shares[n] < high[n]:
            heapreplace(claims, (-need[n] / (shares[n] + 0.5), n))
        else:
            heappop(claims)
    return shares
