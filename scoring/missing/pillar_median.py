"""An area's other figures speak for the missing one."""

import numpy as np
from numpy.typing import NDArray


def pillar_median(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values with what is missing set to the median of the area's others in the pillar.

    It takes for granted that the members of a pillar go together; the more of them are missing, the
    more the few that are there decide.

    Parameters
    ----------
    values
        Members of one pillar on the unit scale, shape (areas, members); NaN where missing.

    Returns
    -------
    numpy.ndarray
        Same shape; a row without any value stays NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 55 (implicit modelling).
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators. Journal of
    Open Source Software 7(78), 4567 (``Impute`` by row with ``i_median``, inside a group).
    """
    missing = np.isnan(values)
    rows = np.flatnonzero(missing.any(axis=1) & ~missing.all(axis=1))
    # sorted, a row's values stand before its NaN
    ordered = np.sort(values[rows], axis=1)
    counts = values.shape[1] - missing[rows].sum(axis=1)
    at = np.arange(len(rows))
    medians = (ordered[at, (counts - 1) // 2] + ordered[at, counts // 2]) / 2
    filled = values.copy()
    filled[rows] = np.where(missing[rows], medians[:, np.newaxis], values[rows])
    return filled
