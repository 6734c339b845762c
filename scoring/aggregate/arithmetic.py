"""The weighted arithmetic mean: little need in one member makes up for much in another."""

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.counted import counted


def arithmetic(values: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each area's weighted arithmetic mean.

    Parameters
    ----------
    values
        Shape (areas, members), any scale; NaN only where the weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), on the scale of the values.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 103 (linear aggregation).
    """
    known = counted(values, weights, 0.0)
    subscripts = "am,m->a" if weights.ndim == 1 else "am,am->a"
    means: NDArray[np.float64] = np.einsum(subscripts, known, weights)
    return means


def arithmetic_parts(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what each member adds to its area's weighted arithmetic mean.

    Parameters
    ----------
    values, weights
        As for `arithmetic`.

    Returns
    -------
    numpy.ndarray
        Shape (areas, members), NaN where the value is; what is there sums to the area's mean.
    """
    return values * weights
