"""The figures that are there take over the weight of the missing ones."""

import numpy as np
from numpy.typing import NDArray


def own_weights(weights: NDArray[np.float64], present: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return each area's own weights: those of its missing members go to the others, pro rata.

    Parameters
    ----------
    weights
        Shape (members,), 0 or above, of any sum.
    present
        Shape (areas, members), whether the area has the value.

    Returns
    -------
    numpy.ndarray
        Shape (areas, members). Rows sum to 1, with 0 where the value is missing; a row is NaN where
        nothing with a weight is present.
    """
    own = np.where(present, weights, 0.0)
    total = own.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        shares: NDArray[np.float64] = own / total
    return shares
