"""How the variance of a score divides, between groups of areas and between what adds up to it."""

import numpy as np
from numpy.typing import NDArray

_NO_VARIATION = 1e-18
"""Mean squared deviation up to which values differ only by how floats are rounded."""


def between_groups(values: NDArray[np.float64], groups: NDArray[np.intp]) -> float:
    """Return the share of the variance that lies between groups: eta squared.

    1 where all areas of a group have the same value, 0 where all groups have the same mean. It says
    nothing about where the differences come from: figures measured area by area can differ between
    groups too.

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
    if overall <= _NO_VARIATION * len(values):
        return float("nan")
    sizes = np.bincount(groups)
    sums = np.bincount(groups, weights=deviations)
    filled = sizes > 0
    between = float((sums[filled] ** 2 / sizes[filled]).sum())
    return min(between / overall, 1.0)


def covariance_shares(
    parts: NDArray[np.float64], total: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each part's share of the variance of the total: cov(part, total) / var(total).

    Where the parts of each row add up to its total, the shares add up to 1. A share is below 0
    where a part runs against the total, and another may then be above 1.

    Parameters
    ----------
    parts
        Shape (areas, parts); NaN adds nothing to its row.
    total
        Shape (areas,); areas with NaN are left out.

    Returns
    -------
    numpy.ndarray
        Shape (parts,); all NaN where the total does not vary.

    References
    ----------
    Shorrocks, A. F. (1982), Inequality decomposition by factor components. Econometrica 50(1),
    193-211: the natural decomposition of the variance.
    """
    known = ~np.isnan(total)
    deviations = total[known] - total[known].mean() if known.any() else total[known]
    overall = float(deviations @ deviations)
    if overall <= _NO_VARIATION * len(deviations):
        return np.full(parts.shape[1], np.nan)
    # deviations sum to zero, so the parts' own means drop out
    shares: NDArray[np.float64] = deviations @ np.nan_to_num(parts[known]) / overall
    return shares
