"""Equal weights."""

import numpy as np
from numpy.typing import NDArray


def equal(count: int) -> NDArray[np.float64]:
    """Return the same weight for every member.

    Parameters
    ----------
    count
        How many members there are, at least 1.

    Returns
    -------
    numpy.ndarray
        Shape (members,), summing to 1.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 31: equal weighting.
    """
    return np.full(count, 1 / count)
