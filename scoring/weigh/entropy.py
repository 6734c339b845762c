"""Weights by how unevenly each member's values are spread over the areas."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import entr

_NO_VARIATION = 1e-9
"""Standard deviation on the unit scale up to which values differ only by how floats are rounded."""


def entropy(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights in proportion to 1 less the Shannon entropy of each member's values.

    The values of a member are read as shares of their sum. Their entropy, divided by that of equal
    shares, is 1 where all areas have the same and 0 where one area has everything; a member that
    tells the areas apart more therefore weighs more.

    Parameters
    ----------
    values
        Shape (areas, members), on the unit scale, not negative. Areas that lack a value of any
        member, NaN, are left out.

    Returns
    -------
    numpy.ndarray
        Shape (members,), summing to 1; 0 for a member that does not vary, all NaN where none does.

    References
    ----------
    Shannon, C. E. (1948), A mathematical theory of communication. Bell System Technical Journal
    27(3), 379-423.
    Hwang, C.-L. and Yoon, K. (1981), Multiple Attribute Decision Making. Springer: the entropy
    method.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    weights = np.zeros(values.shape[1])
    varies = complete.std(axis=0) > _NO_VARIATION if len(complete) else np.zeros(0, dtype=bool)
    if not varies.any():
        return np.full_like(weights, np.nan)
    shares = complete[:, varies] / complete[:, varies].sum(axis=0)
    evenness = entr(shares).sum(axis=0) / np.log(len(shares))
    # for almost equal shares rounding may lift the evenness above 1
    weights[varies] = np.maximum(1 - evenness, 0.0)
    total = weights.sum()
    return weights / total if total > 0 else np.full_like(weights, np.nan)
