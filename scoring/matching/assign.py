"""The best way to give each site areas of its own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from scoring.matching.ties import first_of_equals

_WHOLE = 2.0**53
"""Up to here floats hold every whole number."""
_FINEST = 2.0**30
"""Parts into which a distance of 1 is divided at most; what is finer is how floats are rounded."""


def assigned(
    distances: NDArray[np.float64], allowed: NDArray[np.bool_], count: int
) -> NDArray[np.intp]:
    """Give each site up to so many areas, no area twice, in the best way there is.

    The most matches come first. Of ways with as many, the one counts that spreads them most evenly,
    so that a site with none comes before one with a second; of these the one with the least total
    distance; and of equals the one that gives the first site its first area, and so on.

    Parameters
    ----------
    distances
        Shape (sites, areas), 0 or more, finite where allowed. Both are in order of code.
    allowed
        Same shape, whether the two may be matched.
    count
        Areas of a site at most.

    Returns
    -------
    numpy.ndarray
        Shape (sites, count), positions of areas in order, -1 for none.

    Notes
    -----
    Each site is ``count`` rows of an assignment, each area a column, and as many columns again
    stand for no match. In whole numbers, a site's row number t costs t L, and no match ``count``
    times L, where L is more than all distances of a solution together. Whoever is not yet matched
    and can be, can be by a path that adds one match to one site and moves others to other areas:
    that costs less than L for distances and at most (count - 1) L for the row, and saves count L.
    So the best solution has the most matches. With as many, one that is less even costs L more at
    least, and distances make up for none of it. Distances are rounded so that every sum on the way
    is a whole number that floats hold; no weight then hides another.

    References
    ----------
    Rosenbaum, P. R. (1989), Optimal matching for observational studies. Journal of the American
    Statistical Association 84(408), 1024-1032. Crouse, D. F. (2016), On implementing 2D rectangular
    assignment algorithms. IEEE Transactions on Aerospace and Electronic Systems 52(4), 1679-1696.
    """
    sites = len(distances)
    found = np.full((sites, count), -1, dtype=np.intp)
    could = np.flatnonzero(allowed.any(axis=0))
    if not len(could):
        return found
    costs = _costs(distances[:, could], allowed[:, could], count)
    _, columns = linear_sum_assignment(costs)
    columns = first_of_equals(costs, columns.astype(np.intp), len(could))
    real = columns < len(could)
    found.ravel()[real] = could[columns[real]]
    # none last
    last = np.where(found < 0, allowed.shape[1], found)
    return np.take_along_axis(found, np.argsort(last, axis=1, kind="stable"), axis=1)


def _costs(
    distances: NDArray[np.float64], allowed: NDArray[np.bool_], count: int
) -> NDArray[np.float64]:
    """Return what each row of each site costs with each area, and without any."""
    rows = len(distances) * count
    farthest = float(distances[allowed].max())
    # prices that the solver sets on rows and columns are at most as many costs as there are rows
    room = _WHOLE / (4.0 * count * rows**2)
    parts = min(_FINEST, 2.0 ** math.floor(math.log2(room / max(farthest, 1.0))))
    whole = np.where(allowed, np.rint(np.where(allowed, distances, 0.0) * parts), np.inf)
    more = rows * float(np.rint(farthest * parts)) + 1
    number = np.tile(np.arange(count), len(distances))
    real = np.repeat(whole, count, axis=0) + (number * more)[:, None]
    return np.hstack([real, np.full((rows, rows), count * more)])
