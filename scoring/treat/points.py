"""The few most extreme figures drawn in, one after the other, as long as it is needed."""

import numpy as np
from numpy.typing import NDArray

from scoring.treat.shape import is_outlying, skewness


def winsorise_points(values: NDArray[np.float64], most: int = 5) -> tuple[NDArray[np.float64], int]:
    """Return figures with the most extreme ones set to the next less extreme, and how many were.

    While the figures are outlying (`is_outlying`) and fewer than ``most`` were treated, the most
    extreme on the side of the long tail is set to the next. What is equal stays equal: figures
    tied with the extreme one move along, those treated before among them, so that the last step
    can exceed ``most``. A step that would leave no difference between the figures is not taken.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN and does not count.
    most
        0 or above.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), in the indicator's unit, in the same order with more ties.
    int
        How many figures differ from what they were.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators. Journal of
    Open Source Software 7(78), 4567 (``winsorise``).
    """
    known = ~np.isnan(values)
    given = values[known]
    figures = given.copy()
    points = 0
    # moments are computed anew: to take a far figure out of a sum of powers loses all digits
    while points < most and is_outlying(figures):
        low, high = figures.min(), figures.max()
        within = figures[(figures > low) & (figures < high)]
        if not len(within):
            break
        if skewness(figures) > 0:
            figures = np.minimum(figures, within.max())
        else:
            figures = np.maximum(figures, within.min())
        points = int(np.count_nonzero(figures != given))
    treated = values.copy()
    treated[known] = figures
    return treated, points
