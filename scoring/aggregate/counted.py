"""What counts of an area's values."""

import numpy as np
from numpy.typing import NDArray


def counted(
    values: NDArray[np.float64], weights: NDArray[np.float64], instead: float
) -> NDArray[np.float64]:
    """Return the values, with another number where their weight is 0 and they may be anything.

    Parameters
    ----------
    values
        Shape (areas, members).
    weights
        Shape (members,) or (areas, members).
    instead
        A number that the aggregation can take.

    Returns
    -------
    numpy.ndarray
        Shape (areas, members); the values themselves where all of them count.
    """
    # where an area has no weights at all, NaN, its result is NaN whatever stands here
    idle = ~(weights > 0)
    return np.where(idle, instead, values) if idle.any() else values
