"""From the least need seen to the most."""

import numpy as np
from numpy.typing import NDArray


def min_max(
    values: NDArray[np.float64], more_is_need: bool, low: float = 0.0, high: float = 1.0
) -> NDArray[np.float64]:
    """Return figures on the scale from the least need seen to the most.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least two different figures.
    more_is_need
        Whether a greater figure means more need; if not, the scale is turned round.
    low
        What the area with the least need gets. Above 0 for a geometric mean, which one 0 makes 0.
    high
        What the area with the most need gets, above ``low``.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), ``low`` to ``high``, both exactly reached.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 85.
    """
    least, greatest = np.nanmin(values), np.nanmax(values)
    distances = values - least if more_is_need else greatest - values
    shares = distances / (greatest - least)
    # as low + (high - low) * share the upper end could come out a last digit off
    scaled: NDArray[np.float64] = low * (1 - shares) + high * shares
    return scaled
