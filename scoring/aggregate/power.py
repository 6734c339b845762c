"""The weighted power mean, of which the arithmetic, quadratic and harmonic are special cases."""

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.counted import counted


def power_mean(
    values: NDArray[np.float64], weights: NDArray[np.float64], exponent: float
) -> NDArray[np.float64]:
    """Return each area's weighted power mean, also called generalised mean.

    It rises with the exponent: towards the least need with an exponent far below 0, towards the
    greatest with one far above. 1 is the arithmetic mean, -1 the harmonic one, 0 would be the
    geometric one (`scoring.aggregate.geometric`).

    Parameters
    ----------
    values
        Shape (areas, members), 0 or above, and above 0 under a negative exponent, where the weight
        is above 0; NaN only where the weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.
    exponent
        Not 0.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), on the scale of the values.

    References
    ----------
    Hardy, G. H., Littlewood, J. E. and Pólya, G. (1934), Inequalities. Cambridge University Press,
    chapter II.
    """
    positive = exponent > 0
    known = counted(values, weights, 0.0 if positive else np.inf)
    # as a share of the one that decides most, because 0.001 to the power of 200 is no float
    decisive = known.max(axis=1) if positive else known.min(axis=1)
    decisive[(decisive == 0) | (decisive == np.inf)] = 1.0
    powers = (known / decisive[:, None]) ** exponent
    subscripts = "am,m->a" if weights.ndim == 1 else "am,am->a"
    means: NDArray[np.float64] = decisive * np.einsum(subscripts, powers, weights) ** (1 / exponent)
    return means
