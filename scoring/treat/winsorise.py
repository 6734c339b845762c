"""Extreme figures drawn in to a percentile."""

import numpy as np
from numpy.typing import NDArray


def winsorise(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return figures with the extreme ones drawn in to the 2.5th and the 97.5th percentile.

    On a scale from the least figure to the greatest a few extreme areas take most of the room, and
    all others look alike. Drawn in, the extreme ones keep their place at the ends but not their
    distance. Percentiles between two figures are interpolated linearly.

    Parameters
    ----------
    values
        One indicator, shape (areas,), at least one figure; NaN stays NaN and does not count.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), in the indicator's unit.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 84, on outliers; the two
    percentiles are those of the Environmental Sustainability Index.
    """
    low, high = np.nanquantile(values, [0.025, 0.975])
    return np.clip(values, low, high)
