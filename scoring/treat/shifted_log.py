"""The order of magnitude of the distance from the near end."""

import numpy as np
from numpy.typing import NDArray

from scoring.treat.lift import lifted


def shifted_log(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(x − min + 1 % of the range), which draws in a long tail whatever the unit.

    Where the long tail is among the small figures, the logarithm is of max − x + 1 % of the range,
    with its sign turned, so that the tail is drawn in there and the order is kept.

    Parameters
    ----------
    values
        One indicator, shape (areas,), of any sign, at least two different figures; NaN stays NaN.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), in the order of the figures.

    References
    ----------
    Becker, W. et al. (2022), COINr: An R package for developing composite indicators. Journal of
    Open Source Software 7(78), 4567 (``log_CT``, which has no mirror).
    """
    positive, mirrored = lifted(values)
    logs = np.log(positive)
    return -logs if mirrored else logs
