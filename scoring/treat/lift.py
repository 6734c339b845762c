"""Figures moved above zero and turned so that their long tail is among the large ones."""

import numpy as np
from numpy.typing import NDArray

from scoring.treat.shape import skewness

_LIFT = 0.01
"""Share of the range; the least figure comes to lie there, where it has a logarithm."""


def lifted(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], bool]:
    """Return x − min + 1 % of the range, or max − x + 1 % where the long tail is at the low end.

    Parameters
    ----------
    values
        One indicator, shape (areas,), at least two different figures; NaN stays NaN.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), above 0, in the indicator's unit.
    bool
        Whether the figures are turned round.
    """
    low, high = np.nanmin(values), np.nanmax(values)
    mirrored = skewness(values) < 0
    distances = high - values if mirrored else values - low
    return distances + _LIFT * (high - low), mirrored
