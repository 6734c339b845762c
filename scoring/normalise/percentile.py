"""The share of the areas that need no more."""

import numpy as np
from numpy.typing import NDArray


def percentile(values: NDArray[np.float64], more_is_need: bool) -> NDArray[np.float64]:
    """Return the share of the areas whose need is at or below the area's own.

    It is the empirical distribution function. Among ties it counts all of them, where the
    handbook's table 15 counts one.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN and does not count.
    more_is_need
        Whether a greater figure means more need; if not, the order is turned round.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), above 0 to 1; 1 for the most need.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 87 (table 15, percentile).
    """
    known = ~np.isnan(values)
    _, which, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    at_or_below = np.cumsum(counts)
    # turned round, those at or above, which are all but the ones below
    needing_no_more = at_or_below if more_is_need else len(which) - at_or_below + counts
    shares = np.full(len(values), np.nan)
    shares[known] = (needing_no_more / len(which))[which]
    return shares
