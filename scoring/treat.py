"""What is done to figures before they are brought to one scale."""

import numpy as np
from numpy.typing import NDArray


def log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(1 + x): the order of magnitude of figures from 0 upwards, with 0 kept at 0.

    A density runs from a fraction to thousands; on its own scale a few city centres would take
    nearly all of the range, and all other areas would look alike.

    Parameters
    ----------
    values
        Any shape, 0 or above; NaN stays NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 84 (skewed indicators).
    """
    return np.log1p(values)


def winsorise(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return figures with the extreme ones drawn in to the 2.5th and the 97.5th percentile.

    On a scale from the least figure to the greatest a few extreme areas take most of the room, and
    all others look alike. Drawn in, the extreme ones keep their place at the ends but not their
    distance. Percentiles between two figures are interpolated linearly.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN and does not count.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5, on extreme values; the
    two percentiles are those of the Environmental Sustainability Index 2005.
    """
    low, high = np.nanquantile(values, [0.025, 0.975])
    return np.clip(values, low, high)
