"""Weights by how much each member varies and how little the others say the same."""

import numpy as np
from numpy.typing import NDArray

_NO_VARIATION = 1e-9
"""Standard deviation on the unit scale up to which values differ only by how floats are rounded."""
_NO_CONFLICT = 1e-9
"""Sum of 1 less the correlations that rounding alone may leave among members that say the same."""


def critic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights in proportion to standard deviation times conflict with the other members.

    The conflict of a member is the sum over the others of 1 less its correlation with them. The
    values are taken as they are: the paper's division by the range is the normalisation to the unit
    scale.

    Parameters
    ----------
    values
        Shape (areas, members), on the unit scale. Areas that lack a value of any member, NaN, are
        left out.

    Returns
    -------
    numpy.ndarray
        Shape (members,), summing to 1; 0 for a member that does not vary, and everything for the
        only one that does. All NaN where none varies, or where several do and all of them say
        exactly the same, since there is then no conflict to go by.

    References
    ----------
    Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995), Determining objective weights in
    multiple criteria problems: the CRITIC method. Computers & Operations Research 22(7), 763-770.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    weights = np.zeros(values.shape[1])
    if not len(complete):
        return np.full_like(weights, np.nan)
    deviations = complete.std(axis=0)
    varies = deviations > _NO_VARIATION
    if varies.sum() == 1:
        weights[varies] = 1.0
        return weights
    if not varies.any():
        return np.full_like(weights, np.nan)
    conflict = (1 - np.corrcoef(complete[:, varies], rowvar=False)).sum(axis=0)
    if conflict.max() <= _NO_CONFLICT:
        return np.full_like(weights, np.nan)
    # a member equal to all others may come out just below 0
    weights[varies] = deviations[varies] * np.maximum(conflict, 0.0)
    return weights / weights.sum()
