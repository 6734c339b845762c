"""How lopsided and how heavy-tailed figures are, and whether that calls for treatment."""

import math

import numpy as np
from numpy.typing import NDArray

SKEWNESS_LIMIT = 2.0
KURTOSIS_LIMIT = 3.5

_NO_VARIATION = 1e-12
"""Share of the largest figure; a smaller range comes from how floats are rounded."""


def skewness(values: NDArray[np.float64]) -> float:
    """Return the skewness, corrected for the number of figures: G1, as in Excel's SKEW.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN does not count.

    Returns
    -------
    float
        Above 0 where the long tail is among the large figures; NaN with fewer than three figures
        or where they do not vary.

    References
    ----------
    Joanes, D. N. and Gill, C. A. (1998), Comparing measures of sample skewness and kurtosis.
    Journal of the Royal Statistical Society D 47(1), 183-189.
    """
    deviations = _deviations(values)
    n = len(deviations)
    if n < 3:
        return math.nan
    squares = deviations * deviations
    g1 = math.sqrt(n) * float(squares @ deviations) / float(squares.sum()) ** 1.5
    return g1 * math.sqrt(n * (n - 1)) / (n - 2)


def kurtosis(values: NDArray[np.float64]) -> float:
    """Return the excess kurtosis, corrected for the number of figures: G2, as in Excel's KURT.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN does not count.

    Returns
    -------
    float
        0 for a normal distribution, above 0 for heavier tails; NaN with fewer than four figures or
        where they do not vary.

    References
    ----------
    Joanes, D. N. and Gill, C. A. (1998), Comparing measures of sample skewness and kurtosis.
    Journal of the Royal Statistical Society D 47(1), 183-189.
    """
    deviations = _deviations(values)
    n = len(deviations)
    if n < 4:
        return math.nan
    squares = deviations * deviations
    g2 = n * float(squares @ squares) / float(squares.sum()) ** 2 - 3
    return ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))


def is_outlying(values: NDArray[np.float64]) -> bool:
    """Return whether the figures hold outliers: absolute skewness above 2 and kurtosis above 3.5.

    It is the rule of the audits that the Joint Research Centre makes of composite indicators. Both
    must be exceeded: an even distribution may have heavy tails, and a lopsided one no outliers.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN does not count.

    Returns
    -------
    bool
        False where either is not defined.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators. Journal of
    Open Source Software 7(78), 4567 (``check_SkewKurt``).
    """
    return is_outlying_shape(skewness(values), kurtosis(values))


def is_outlying_shape(skewness: float, kurtosis: float) -> bool:
    """Return the same for figures of which skewness and kurtosis are known; False with NaN."""
    return abs(skewness) > SKEWNESS_LIMIT and kurtosis > KURTOSIS_LIMIT


def _deviations(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the figures' distances from their mean in ranges; empty where they do not vary."""
    figures = values[~np.isnan(values)]
    if not len(figures):
        return figures
    low, high = figures.min(), figures.max()
    if high - low <= _NO_VARIATION * max(abs(low), abs(high)):
        return figures[:0]
    # in ranges rather than in the unit, so that no power of a large figure overflows
    figures = (figures - low) / (high - low)
    return figures - figures.mean()
