"""Whether the members of a pillar measure one thing."""

import numpy as np
from numpy.typing import NDArray

_NO_VARIATION = 1e-18
"""Variance up to which values differ only by how floats are rounded."""


def cronbach_alpha(values: NDArray[np.float64]) -> float:
    """Return Cronbach's alpha of the members: the raw one, not standardised.

    Members count with the variance that they have on their scale, as they do in a score; to get the
    standardised alpha, give them standardised. It is 1 where all members go together entirely, 0
    where they are uncorrelated, and below 0 where they run against each other. It grows with the
    number of members and is no test that they have one dimension.

    Parameters
    ----------
    values
        Shape (areas, members), high = more need; areas with NaN are left out.

    Returns
    -------
    float
        At most 1; NaN with fewer than two members, or where their sum does not vary.

    References
    ----------
    Cronbach, L. J. (1951), Coefficient alpha and the internal structure of tests. Psychometrika
    16(3), 297-334; OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 72, eq. 18.
    """
    members = values.shape[1]
    complete = values[~np.isnan(values).any(axis=1)]
    if members < 2 or len(complete) < 2:
        return float("nan")
    total = float(complete.sum(axis=1).var())
    if total <= _NO_VARIATION:
        return float("nan")
    # variances by number or by number less one: their ratio is the same
    return members / (members - 1) * (1 - float(complete.var(axis=0).sum()) / total)
