"""The least and the most need seen in each member, by which TOPSIS and VIKOR measure."""

import numpy as np
from numpy.typing import NDArray


def extremes(
    values: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least and the greatest value of each member.

    Parameters
    ----------
    values
        Shape (areas, members); NaN does not count.
    weights
        Shape (members,) or (areas, members); if given, only values with a weight above 0 count.

    Returns
    -------
    tuple of numpy.ndarray
        Twice shape (members,); both 0 for a member without values that count.
    """
    counted = values if weights is None else np.where(weights > 0, values, np.nan)
    least = np.fmin.reduce(counted, axis=0, initial=np.inf)
    most = np.fmax.reduce(counted, axis=0, initial=-np.inf)
    seen = least <= most
    return np.where(seen, least, 0.0), np.where(seen, most, 0.0)
