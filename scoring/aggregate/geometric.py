"""The weighted geometric mean: great need in one member makes up for little of the others."""

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.counted import counted


def geometric(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each area's weighted geometric mean.

    Parameters
    ----------
    values
        Shape (areas, members), above 0 where the weight is; NaN only where the weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), on the scale of the values; never above the arithmetic mean.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, part II, step 6 (geometric
    aggregation).
    """
    known = counted(values, weights, 1.0)
    subscripts = "am,m->a" if weights.ndim == 1 else "am,am->a"
    means: NDArray[np.float64] = np.exp(np.einsum(subscripts, np.log(known), weights))
    return means
