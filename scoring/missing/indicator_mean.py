"""The mean of all areas speaks for the missing figure."""

import numpy as np
from numpy.typing import NDArray


def indicator_mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values with what is missing set to the mean of the areas that have it.

    It speaks neither for nor against the area, and makes areas look more alike than they are.

    Parameters
    ----------
    values
        On the unit scale, shape (areas, members); NaN where missing.

    Returns
    -------
    numpy.ndarray
        Same shape; a column without any value stays NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 56 (unconditional mean
    imputation).
    """
    missing = np.isnan(values)
    sums = np.where(missing, 0.0, values).sum(axis=0)
    with np.errstate(invalid="ignore"):
        means = sums / (~missing).sum(axis=0)
    return np.where(missing, means, values)
