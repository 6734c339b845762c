"""The count of burdens: the weighted share of members that reach a threshold."""

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.arithmetic import arithmetic

_ROUNDING = 1e-12
"""Points of the unit scale below the threshold that come from how floats are rounded."""


def reached(values: NDArray[np.float64], threshold: float) -> NDArray[np.float64]:
    """Return 1 where a value is at or above the threshold, 0 where below, NaN where it is NaN.

    Parameters
    ----------
    values
        Any shape, unit scale.
    threshold
        On the unit scale.
    """
    burdens = (values >= threshold - _ROUNDING).astype(np.float64)
    burdens[np.isnan(values)] = np.nan
    return burdens


def threshold_count(
    values: NDArray[np.float64], weights: NDArray[np.float64], threshold: float
) -> NDArray[np.float64]:
    """Return the weighted share of each area's members that are at or above the threshold.

    Parameters
    ----------
    values
        Shape (areas, members), unit scale; NaN only where the weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.
    threshold
        On the unit scale.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 to 1.

    References
    ----------
    Alkire, S. and Foster, J. (2011), Counting and multidimensional poverty measurement. Journal of
    Public Economics 95(7-8), 476-487: the deprivation score.
    Council on Environmental Quality (2022), Climate and Economic Justice Screening Tool, technical
    support document: burdens at or above the 90th percentile.
    """
    return arithmetic(reached(values, threshold), weights)
