"""Which of several equally good assignments counts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching


def first_of_equals(
    costs: NDArray[np.float64], columns: NDArray[np.intp], real: int
) -> NDArray[np.intp]:
    """Return the first of all assignments that cost as little as one that costs least.

    It gives the first row the first column that any of them gives it, then the second row, and so
    on.

    Parameters
    ----------
    costs
        Shape (rows, columns), no fewer columns than rows; whole numbers so small that sums of as
        many as there are rows are exact, or infinite.
    columns
        Shape (rows,), an assignment of each row to a column of its own that costs least.
    real
        Columns from here on are all alike.

    Notes
    -----
    Prices of rows and columns, none of a column above 0, that sum to no more than any cost, and to
    the cost where the row has the column, prove an assignment best. Each other that costs as little
    is one in which all sums are tight and no column with a price is left out (complementary
    slackness). That there is one that has all rows, and one that has all such columns, is enough
    for one that has both (Mendelsohn and Dulmage 1958).
    """
    prices = _prices(costs, columns)
    rows = np.arange(len(columns))
    of_rows = costs[rows, columns] - prices[columns]
    tight = costs - of_rows[:, None] == prices
    # few columns are of use to anybody
    kept = np.flatnonzero(tight.any(axis=0))
    tight, needed = tight[:, kept], prices[kept] < 0
    real = int(np.searchsorted(kept, real))
    found = columns.copy()
    still = np.ones(len(kept), dtype=bool)
    for row in rows:
        options = np.flatnonzero(tight[row] & still)
        # what is no match is the same whichever column it is
        options = options[: np.searchsorted(options, real) + 1]
        for option in options:
            still[option] = False
            if option == options[-1] or _goes_on(tight[row + 1 :, still], needed[still]):
                found[row] = kept[option]
                break
            still[option] = True
    return found


def _prices(costs: NDArray[np.float64], columns: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return prices of the columns that prove an assignment best; 0 for those that it leaves out.

    They are the highest ones: what a row would pay to change to another's column bounds the
    difference between the two prices (shortest paths, Bellman and Ford).
    """
    own = costs[np.arange(len(columns)), columns]
    change = costs[:, columns] - own[:, None]
    found = np.zeros(len(columns))
    while True:
        lower = np.minimum(found, (found[:, None] + change).min(axis=0))
        if (lower == found).all():
            break
        found = lower
    prices = np.zeros(costs.shape[1])
    prices[columns] = found
    return prices


def _goes_on(tight: NDArray[np.bool_], needed: NDArray[np.bool_]) -> bool:
    """Return whether all rows, and all columns that are needed, can be matched."""
    if not len(tight):
        return not needed.any()
    used = tight.any(axis=0)
    if (needed & ~used).any() or used.sum() < len(tight):
        return False
    graph = csr_array(tight[:, used])
    if (maximum_bipartite_matching(graph, perm_type="column") < 0).any():
        return False
    of_needed = csr_array(tight[:, needed])
    return not needed.any() or not (maximum_bipartite_matching(of_needed, "row") < 0).any()
