"""How far need lies from that of a reference."""

import numpy as np
from numpy.typing import NDArray


def distance_to_reference(
    values: NDArray[np.float64], more_is_need: bool, reference: float
) -> NDArray[np.float64]:
    """Return 1 at the reference, more where need is greater, by the share of the range in between.

    In terms of need it is 1 − (x_ref − x) / (x_max − x_min). The steps are those of min-max, only
    where they are counted from differs, so the reference may be any figure, the least one too.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN. At least two different figures.
    more_is_need
        Whether a greater figure means more need; if not, the distance is turned round.
    reference
        A figure in the indicator's unit: an area's, the mean, the median, or one from outside.

    Returns
    -------
    numpy.ndarray
        Shape (areas,). 0 to 2 where the reference lies within the figures.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 85, which divides by the
    reference instead of the range.
    Becker, W., COINr before version 1.0 (``dist2ref``). Later versions divide by x_ref − x_min,
    which is 0 where the reference has the least need.
    """
    distances = values - reference if more_is_need else reference - values
    scaled: NDArray[np.float64] = 1 + distances / (np.nanmax(values) - np.nanmin(values))
    return scaled
