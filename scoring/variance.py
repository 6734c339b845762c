"""How much of a score is decided by the group an area lies in."""

import numpy as np
from numpy.typing import NDArray


def between_groups(values: NDArray[np.float64], groups: NDArray[np.intp]) -> float:
    """Return the share of the variance that lies between groups: eta squared.

    1 where all areas of a group have the same value, 0 where all groups have the same mean.

    Parameters
    ----------
    values
        Shape (areas,); areas with NaN are left out.
    groups
        Shape (areas,), each area's group as a number from 0.

    Returns
    -------
    float
        Between 0 and 1; NaN where the values do not vary.

    References
    ----------
    Pearson, K. (1911), On a correction to be made to the correlation ratio. Biometrika 8, 254-256.
    """
    known = ~np.isnan(values)
    values, groups = values[known], groups[known]
    if not len(values):
        return float("nan")
    deviations = values - values.mean()
    overall = float(deviations @ deviations)
    if overall <= 1e-18 * len(values):
        return float("nan")
    sizes = np.bincount(groups)
    sums = np.bincount(groups, weights=deviations)
    filled = sizes > 0
    between = float((sums[filled] ** 2 / sizes[filled]).sum())
    return min(between / overall, 1.0)
