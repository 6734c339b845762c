"""Places of areas in many draws, counted without keeping the draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

EQUAL = 1e-11
"""Scores on the unit scale that differ by more are never equal."""
_DECIMALS = 9
"""Of points, to which `scoring.index` rounds scores: nearer ones are equal if these are."""
_NOISE = 1e-14
"""By so much the same score can differ from how it was added up."""
_LIKELY = 4
"""So many times the places are looked at first for where the last place lies."""
_AT_ONCE = 256
"""Areas of which quantiles are looked up together."""
_CELLS = 60_000_000
"""Numbers that the table of ranks may hold; beyond it neighbouring ranks share a cell."""


def memberships(scores: Numbers, count: int) -> tuple[NDArray[np.intp], Numbers]:
    """Return whether areas are among the highest scores of each draw.

    Parameters
    ----------
    scores
        Shape (draws, areas), NaN without a score.
    count
        How many places there are, 1 or more.

    Returns
    -------
    tuple of numpy.ndarray
        Positions of the areas that are among the highest in some draw, and maybe of others; and for
        each draw and each of these 1 or 0. Areas of equal score for which there are too few places
        have an equal share of them, so that each draw sums to the count, or to the areas with a
        score where these are fewer.
    """
    missing = np.isnan(scores)
    known = np.where(missing, -np.inf, scores) if missing.any() else scores
    areas = known.shape[1]
    within = np.arange(areas, dtype=np.intp)
    likely = _LIKELY * count
    if likely < areas:
        # who stays below the last place among some good ones in every draw is never in
        good = np.argpartition(known[0], -likely)[-likely:]
        least = _last(known[:, good], count)
        within = np.flatnonzero((known >= least[:, None] - EQUAL).any(axis=0))
    near = known[:, within]
    there = np.isfinite(near)
    last = _last(near, min(count, len(within)))[:, None]
    with np.errstate(invalid="ignore"):
        equal = (np.abs(near - last) <= EQUAL) & there
        row, at = np.nonzero(equal)
        equal[row, at] = _equal(near[row, at], last[row, 0])
        above = (near > last) & ~equal
    # where scores are fewer than places there is one for everybody who has a score
    left = (count - above.sum(axis=1)) / np.maximum(equal.sum(axis=1), 1)
    return within, np.where(there, above + equal * np.minimum(left, 1.0)[:, None], 0.0)


def _equal(some: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Return which scores that are near each other are equal as `scoring.index` rounds them."""
    with np.errstate(invalid="ignore"):
        noise = ~(np.abs(some - others) > _NOISE)
    return noise | (np.round(100 * some, _DECIMALS) == np.round(100 * others, _DECIMALS))


def _last(scores: Numbers, count: int) -> Numbers:
    """Return the score at the last of so many places in each draw."""
    at = scores.shape[1] - count
    found: Numbers = np.partition(scores, at, axis=1)[:, at]
    return found


def competition_ranks(scores: Numbers) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Return the order of the areas in each draw, and the ranks in that order.

    Parameters
    ----------
    scores
        Shape (draws, areas), NaN without a score.

    Returns
    -------
    tuple of numpy.ndarray
        Shape (draws, areas): the positions of the areas from the highest score down, and their
        ranks from 1; equal scores share the better one. Areas without a score come after all
        others, with one rank.
    """
    missing = np.isnan(scores)
    falling = -scores
    if missing.any():
        falling[missing] = np.inf
    order = _nearly_ordered(falling)
    ordered = np.take_along_axis(falling, order, axis=1)
    with np.errstate(invalid="ignore"):
        # infinity less infinity is no number, and so no difference
        steps = np.diff(ordered, axis=1)
    wrong = np.flatnonzero((steps < 0).any(axis=1))
    if len(wrong):
        order[wrong] = np.argsort(falling[wrong], axis=1)
        ordered[wrong] = np.take_along_axis(falling[wrong], order[wrong], axis=1)
        with np.errstate(invalid="ignore"):
            steps[wrong] = np.diff(ordered[wrong], axis=1)
    ranks = np.broadcast_to(np.arange(1, scores.shape[1] + 1, dtype=np.int32), scores.shape)
    new = steps > EQUAL
    if not new.all():
        row, at = np.nonzero(~new)
        new[row, at] = ~_equal(ordered[row, at], ordered[row, at + 1])
        ranks = ranks.copy()
        ranks[:, 1:][~new] = 0
        ranks = np.maximum.accumulate(ranks, axis=1)
    return order, ranks


def _nearly_ordered(numbers: Numbers) -> NDArray[np.intp]:
    """Return the ascending order of each row, but for numbers that differ by 2⁻³² of the range.

    numpy sorts small whole numbers by radix, ten times as fast as it orders floats: twice 16 bits,
    the lower ones first.
    """
    there = np.isfinite(numbers)
    whole = bool(there.all())
    known = numbers if whole else np.where(there, numbers, np.nan)
    least, greatest = (np.min, np.max) if whole else (np.fmin.reduce, np.fmax.reduce)
    low = least(known, axis=1, keepdims=True)
    width = greatest(known, axis=1, keepdims=True) - low
    steps = np.divide(2**32 - 2, width, out=np.zeros_like(width), where=width > 0)
    keys = known - low
    keys *= steps
    if not whole:
        keys[~there] = 2**32 - 1
    keys = keys.astype(np.uint32)
    first = np.argsort(keys.astype(np.uint16), axis=1, kind="stable")
    upper = np.take_along_axis((keys >> 16).astype(np.uint16), first, axis=1)
    return np.take_along_axis(first, np.argsort(upper, axis=1, kind="stable"), axis=1)


@dataclass(frozen=True, eq=False)
class RankTable:
    """How often each area had each rank.

    Parameters
    ----------
    counts
        Shape (areas, cells).
    width
        Ranks that share a cell; 1 unless there are very many areas.
    """

    counts: NDArray[np.unsignedinteger]
    width: int

    @classmethod
    def empty(cls, areas: int, draws: int) -> RankTable:
        """Return a table without any draw, of a size that hangs on the areas alone.

        Parameters
        ----------
        draws
            How many there will be at most, for the kind of numbers.
        """
        width = -(-areas // max(1, _CELLS // max(areas, 1)))
        kind = np.uint16 if draws < 2**16 else np.uint32
        return cls(np.zeros((areas, -(-areas // width)), dtype=kind), width)

    def add(self, order: NDArray[np.intp], ranks: NDArray[np.int32]) -> None:
        """Count the ranks of more draws, as `competition_ranks` gives them."""
        cells = self.counts.shape[1]
        flat = self.counts.reshape(-1)
        within = ranks - 1 if self.width == 1 else (ranks - 1) // self.width
        for own, ranked in zip(order, within, strict=True):
            # in a draw an area has one rank, so that no cell is met twice
            flat[own * cells + ranked] += 1

    def quantiles(self, shares: tuple[float, ...]) -> NDArray[np.float64]:
        """Return the least rank at or below which so large a share of an area's draws lies.

        It is the inverse of the empirical distribution function (Hyndman & Fan 1996, definition 1).

        Parameters
        ----------
        shares
            Between 0 and 1.

        Returns
        -------
        numpy.ndarray
            Shape (shares, areas); where ranks share a cell the middle of it.
        """
        found = np.empty((len(shares), len(self.counts)))
        for begin in range(0, len(self.counts), _AT_ONCE):
            some = slice(begin, begin + _AT_ONCE)
            below = np.cumsum(self.counts[some], axis=1, dtype=np.uint32)
            for n, share in enumerate(shares):
                # a hair less, as 0.05 of 100 is five draws and not six
                needed = np.ceil(share * below[:, [-1]] - 1e-9)
                cell = (below >= np.maximum(needed, 1)).argmax(axis=1)
                found[n, some] = cell * self.width + (self.width + 1) / 2
        return found

    def joined(self, other: RankTable) -> RankTable:
        """Return the table of the draws of both."""
        return RankTable(self.counts + other.counts, self.width)
