"""Weights from points that people distribute over the members."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Allocated:
    """What the people allocate together, and how far they differ."""

    weights: NDArray[np.float64]
    """Shape (members,), summing to 1."""
    disagreement: NDArray[np.float64]
    """Shape (members,): standard deviation over the people of the share each gives to a member,
    divided by their number less 1, as they stand for more people than were asked. NaN for one
    person."""


def budget_allocation(points: NDArray[np.float64]) -> Allocated:
    """Return the mean over the people of the share of the points that each gives to a member.

    Parameters
    ----------
    points
        Shape (people, members), at least one of each, not negative and without NaN; the points of
        each person have the same positive sum, such as 100.

    Returns
    -------
    Allocated
        The weights and the disagreement about each.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 96: budget allocation.
    """
    shares = points / points.sum(axis=1, keepdims=True)
    people, members = shares.shape
    disagreement = shares.std(axis=0, ddof=1) if people > 1 else np.full(members, np.nan)
    return Allocated(shares.mean(axis=0), disagreement)
