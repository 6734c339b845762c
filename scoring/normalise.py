"""Bringing indicators of different units to one scale."""

import numpy as np
from numpy.typing import NDArray


def min_max(values: NDArray[np.float64], more_is_need: bool) -> NDArray[np.float64]:
    """Return figures on the scale from 0, the least need seen, to 1, the most.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least two different figures.
    more_is_need
        Whether a greater figure means more need; if not, the scale is turned round.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 85.
    """
    low, high = np.nanmin(values), np.nanmax(values)
    scaled: NDArray[np.float64] = (values - low if more_is_need else high - values) / (high - low)
    return scaled
