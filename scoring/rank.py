"""The place of each area, 1 for the highest score."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.steps import Remark


class Ranks(NamedTuple):
    """Places by score; scores are tied only where exactly equal."""

    competition: NDArray[np.float64]
    """Shape (areas,), whole numbers from 1, NaN where the score is. Ties share the better rank and
    the next are left free, "1224": one more than the number of areas with a higher score, so it
    says how many have precedence."""
    dense: NDArray[np.float64]
    """The same, but the next rank follows on a shared one, "1223"."""
    ranked: int
    """Areas with a rank."""
    distinct: int
    """Different scores among them."""


def ranks(scores: NDArray[np.float64]) -> Ranks:
    """Return the ranks of scores of shape (areas,); NaN gets none."""
    known = ~np.isnan(scores)
    _, which, counts = np.unique(scores[known], return_inverse=True, return_counts=True)
    competition, dense = np.full(len(scores), np.nan), np.full(len(scores), np.nan)
    competition[known] = (len(which) - np.cumsum(counts) + 1)[which]
    dense[known] = len(counts) - which
    return Ranks(competition, dense, len(which), len(counts))


def tied_at_the_border(scores: NDArray[np.float64], count: int) -> tuple[Remark, ...]:
    """Return what is to be said if equal scores stand on both sides of a place in the ranking.

    Parameters
    ----------
    scores
        Shape (areas,), NaN without a score.
    count
        The last place that counts, 1 or more.
    """
    known = np.sort(scores[~np.isnan(scores)])[::-1]
    if len(known) <= count or known[count - 1] != known[count]:
        return ()
    last = known[count - 1]
    above = int((known > last).sum())
    return (
        Remark(
            "{tied} areas share the score at place {count}, for {places} places. Which come first "
            "is settled by their codes, and those are no measure of need.",
            {"tied": int((known == last).sum()), "count": count, "places": count - above},
        ),
    )
