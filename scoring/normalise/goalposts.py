"""Between two figures that are set beforehand."""

import numpy as np
from numpy.typing import NDArray


def goalposts(
    values: NDArray[np.float64], more_is_need: bool, low: float, high: float
) -> NDArray[np.float64]:
    """Return where figures lie between two goalposts, at an end if beyond.

    The scale does not depend on which areas are compared, so scores can be compared over years.

    Parameters
    ----------
    values
        One indicator, shape (areas,); NaN stays NaN.
    more_is_need
        Whether a greater figure means more need; if not, the scale is turned round.
    low
        Lower goalpost, in the indicator's unit.
    high
        Upper goalpost, in the indicator's unit, above ``low``.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 to 1.

    References
    ----------
    UNDP (2001), Human Development Report 2001, technical note 2 (goalposts, figures beyond them
    capped).
    """
    shares = np.clip((values - low) / (high - low), 0.0, 1.0)
    return shares if more_is_need else 1 - shares
