"""How many people a site can train, and how a number of them is shared out by need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.choose.quantities import amounts
from scoring.fields import about
from scoring.scenario import Scenario


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
    shares = low.astype(np.int64)
    for _ in range(places - int(shares.sum())):
        claims = np.where(shares < high, need / (shares + 0.5), -1.0)
        shares[claims.argmax()] += 1
    return shares
