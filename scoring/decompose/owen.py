"""What each indicator contributed to a score that is no plain sum: the Owen value."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.decompose import coalitions

Evaluate = Callable[[NDArray[np.float64], NDArray[np.intp]], NDArray[np.float64]]
"""Takes rows of values that areas might have, shape (rows, indicators), and for each row the area
that it stands for, shape (rows,); returns the rows' scores, shape (rows,). Each row must get its
score whatever others come with it."""

MOST_COALITIONS = 2**12
"""Looked at one by one up to here; the time is that of scoring all areas so many times."""
_NUMBERS = 2**20
"""Values handed over at once: 8 MB; measured, with more the time goes into fresh memory."""


@dataclass(frozen=True, eq=False)
class OwenValues:
    """What the indicators contributed to the score of every area."""

    contributions: NDArray[np.float64]
    """Shape (areas, indicators), in the unit of the score; NaN where the value is missing or the
    area has no score. With ``base`` a row sums to the area's score."""
    base: NDArray[np.float64]
    """Shape (areas,), the score with every value that the area has at its baseline."""
    sampled: bool
    """Whether the contributions are estimates from random orders; they sum to the score still."""


def is_estimated(sizes: Sequence[int]) -> bool:
    """Return whether pillars of so many indicators are too many for the exact value."""
    return coalitions.count(sizes) > MOST_COALITIONS


def owen_values(
    values: NDArray[np.float64],
    baseline: NDArray[np.float64],
    pillars: Sequence[NDArray[np.intp]],
    evaluate: Evaluate,
    seed: int = 0,
) -> OwenValues:
    """Share the difference between an area's score and that of its baseline among indicators.

    Indicators go one by one from their baseline to the area's own value. What the score changes as
    one does depends on which went before; the Owen value is its mean over all orders in which the
    indicators of a pillar follow each other. What a pillar's indicators contribute sums to the
    Shapley value that the pillar has among pillars, and with one pillar each has its plain Shapley
    value. For a score that is a weighted mean it is weight times value less baseline.

    Exact where at most 4,096 sets of indicators have to be scored, which is so for 3 pillars of 8
    or for one of 12. Beyond, it is estimated from 256 orders, the same ones for the same seed. The
    estimate too sums to the score, but what two alike indicators contribute may differ a little.

    Parameters
    ----------
    values
        Shape (areas, indicators); NaN where missing, and then so in every row that stands for the
        area.
    baseline
        Shape (indicators,), such as the mean of all areas.
    pillars
        Columns of each pillar's indicators, none empty, each column in exactly one.
    evaluate
        The score; see `Evaluate`.
    seed
        From which orders are drawn where the value is estimated.

    References
    ----------
    Owen, G. (1977), Values of games with a priori unions. In: Henn, R. and Moeschlin, O. (eds.),
    Mathematical Economics and Game Theory. Springer, 76-88.
    Shapley, L. S. (1953), A value for n-person games. In: Kuhn, H. W. and Tucker, A. W. (eds.),
    Contributions to the Theory of Games II. Princeton University Press, 307-317.
    """
    estimated = is_estimated([len(pillar) for pillar in pillars])
    found = coalitions.sampled(pillars, seed) if estimated else coalitions.exact(pillars)
    members, coefficients = found
    absent = np.isnan(values)
    away = np.where(absent, np.nan, baseline)
    contributions = np.zeros(values.shape)
    base = np.empty(len(values))
    for areas, some in _blocks(len(values), *members.shape):
        own, count = values[areas], len(members[some])
        rows = np.where(members[some, None, :], own, away[areas]).reshape(-1, values.shape[1])
        scores = evaluate(rows, np.tile(np.arange(len(values))[areas], count))
        scores = scores.reshape(count, len(own))
        contributions[areas] += (coefficients[:, some] @ scores).T
        if some.start == 0:
            # the empty coalition comes first
            base[areas] = scores[0]
    contributions[absent] = np.nan
    return OwenValues(contributions, base, estimated)


def _blocks(areas: int, sets: int, indicators: int) -> Iterator[tuple[slice, slice]]:
    """Cut areas times coalitions into blocks of at most so many rows, coalition by coalition."""
    rows = max(_NUMBERS // indicators, 1)
    for start in range(0, areas, rows):
        some_areas = slice(start, min(start + rows, areas))
        at_once = max(rows // (some_areas.stop - start), 1)
        for first in range(0, sets, at_once):
            yield some_areas, slice(first, min(first + at_once, sets))
