"""From the least need seen to the most."""

import numpy as np
from numpy.typing import NDArray


def min_max(values: NDArray[np.float64], more_is_need: bool) -> NDArray[np.float64]:
    """Return figures on the scale from the least need seen to the most.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least two different figures.
    more_is_need
        Whether a greater figure means more need; if not, the scale is turned round.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 to 1, both exactly reached.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 85.
    """
    least, greatest = np.nanmin(values), np.nanmax(values)
    distances = values - least if more_is_need else greatest - values
    shares: NDArray[np.float64] = distances / (greatest - least)
    return shares
