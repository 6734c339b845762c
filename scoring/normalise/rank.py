"""The place in the order of need."""

import numpy as np
from numpy.typing import NDArray


def rank(values: NDArray[np.float64], more_is_need: bool) -> NDArray[np.float64]:
    """Return (r − 1) / (n − 1) for rank r among n figures, from 0 for the least need to 1.

    Equal figures share the middle of their ranks, so that the mean is 0.5 whatever the ties. An end
    is reached only by an area that is alone there.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least two different figures.
    more_is_need
        Whether a greater figure means more need; if not, the order is turned round.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 to 1.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 30 (table 3, ranking).
    Kendall, M. G. (1945), The treatment of ties in ranking problems. Biometrika 33(3), 239-251.
    """
    known = ~np.isnan(values)
    _, which, counts = np.unique(values[known], return_inverse=True, return_counts=True)
    # r - 1: as many as come before, and half of the others that are equal
    places = np.cumsum(counts) - counts + (counts - 1) / 2
    last = len(which) - 1
    ranks = np.full(len(values), np.nan)
    ranks[known] = ((places if more_is_need else last - places) / last)[which]
    return ranks
