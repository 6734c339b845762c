"""The share of the length of all figures taken as one vector."""

import numpy as np
from numpy.typing import NDArray


def vector(values: NDArray[np.float64], more_is_need: bool) -> NDArray[np.float64]:
    """Return x / √Σx², or 1 less that where less is need.

    It is the scale that TOPSIS is defined with. Books divide criteria of both directions alike and
    look for the ideal at the least figure where less is better; taken from 1, the distances between
    areas are the same, and so is what TOPSIS gives. Zero keeps its place, so the scale depends on
    it: degrees Celsius and Fahrenheit come out differently.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least one figure other than 0.
    more_is_need
        Whether a greater figure means more need; if not, the scale is turned round.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 to 1 where no figure is below 0. How much of the scale is used depends on
        how far the figures lie from 0.

    References
    ----------
    Hwang, C. L. and Yoon, K. (1981), Multiple Attribute Decision Making. Springer, chapter III
    (TOPSIS, step 1).
    Tzeng, G.-H. and Huang, J.-J. (2011), Multiple Attribute Decision Making. CRC Press, chapter 5.
    """
    shares: NDArray[np.float64] = values / np.sqrt(np.nansum(values * values))
    return shares if more_is_need else 1 - shares
