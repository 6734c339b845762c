"""From normalised indicators to pillars, and from pillars to one score."""

import numpy as np
from numpy.typing import NDArray


def renormalised(weights: NDArray[np.float64], present: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return each area's own weights: those of its missing indicators go to the others, pro rata.

    Parameters
    ----------
    weights
        Shape (indicators,), 0 or above.
    present
        Shape (areas, indicators), whether the area has the figure.

    Returns
    -------
    numpy.ndarray
        Shape (areas, indicators). Rows sum to 1, with 0 where the figure is missing; a row is NaN
        where nothing with a weight is present.
    """
    own = np.where(present, weights, 0.0)
    total = own.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        shares: NDArray[np.float64] = own / total
    return shares


def weighted_parts(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what each value adds to its row's weighted arithmetic mean.

    Parameters
    ----------
    values
        Shape (areas, indicators), NaN where missing.
    weights
        Same shape, each row summing to 1, 0 where the value is missing.

    Returns
    -------
    numpy.ndarray
        Same shape, NaN where the value is missing; what is there sums to the row's mean.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 103 (linear aggregation).
    """
    return values * weights


def total(parts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sum of each row's parts, shape (areas,); NaN where a row has none."""
    there = ~np.isnan(parts)
    return np.where(there.any(axis=1), np.where(there, parts, 0.0).sum(axis=1), np.nan)
