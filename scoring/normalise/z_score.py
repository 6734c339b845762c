"""Standard deviations from the mean."""

import numpy as np
from numpy.typing import NDArray

_WIDTH = 6.0
"""Standard deviations that the unit scale spans, three to each side of the mean."""


def z_score(values: NDArray[np.float64], more_is_need: bool) -> NDArray[np.float64]:
    """Return standard scores placed on the unit scale: the mean at 0.5, three deviations at an end.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least two different figures.
    more_is_need
        Whether a greater figure means more need; if not, the scale is turned round.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0.5 + z / 6. Not held within 0 and 1: an area that lies more than three
        standard deviations from the mean lies beyond.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 84.
    """
    return 0.5 + standard_score(values, more_is_need) / _WIDTH


def standard_score(values: NDArray[np.float64], more_is_need: bool) -> NDArray[np.float64]:
    """Return the distance from the mean in standard deviations, above 0 for more need.

    The standard deviation is the sample's, divided by one less than the number of figures, as in
    the handbook's example (table 15) and in COINr.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least two different figures.
    more_is_need
        Whether a greater figure means more need; if not, the sign is turned.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), with mean 0 and standard deviation 1.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 84.
    """
    known = values[~np.isnan(values)]
    distances = values - known.mean() if more_is_need else known.mean() - values
    scores: NDArray[np.float64] = distances / known.std(ddof=1)
    return scores
