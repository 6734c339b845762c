"""The order of magnitude instead of the figure."""

import numpy as np
from numpy.typing import NDArray


def log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(1 + x): the order of magnitude of figures from 0 upwards, with 0 kept at 0.

    A density runs from a fraction to thousands; on its own scale a few city centres would take
    nearly all of the range, and all other areas would look alike.

    Parameters
    ----------
    values
        Any shape, 0 or above; NaN stays NaN.

    Returns
    -------
    numpy.ndarray
        Same shape, 0 or above.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 84 (skewed indicators).
    """
    return np.log1p(values)
