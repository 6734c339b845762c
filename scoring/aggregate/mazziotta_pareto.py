"""The Mazziotta-Pareto index: an arithmetic mean that imbalance between members adds to."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.arithmetic import arithmetic

_LOW, _HIGH = 70.0, 130.0
"""Ends of the authors' scale, on which 100 stands for the reference."""


def mazziotta_pareto_index(
    values: NDArray[np.float64], weights: NDArray[np.float64], sign: Literal[-1, 1]
) -> NDArray[np.float64]:
    """Return each area's weighted Mazziotta-Pareto index, on the scale of its authors.

    M ± S · cv, with M the weighted mean of the area's members, S their weighted standard deviation,
    that of all members there are, and cv = S / M. With equal weights it is the unweighted index.

    Parameters
    ----------
    values
        Shape (areas, members), with a weighted mean above 0, such as 70 to 130 (adjusted index) or
        with mean 100 and standard deviation 10; NaN only where the weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.
    sign
        -1 where high values are good, 1 where they are bad, such as poverty: imbalance always
        counts for the worse.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), on the scale of the values.

    References
    ----------
    Mazziotta, M. and Pareto, A. (2013), Methods for constructing composite indices: one for all or
    all for one? Rivista Italiana di Economia Demografia e Statistica 67(2), 67-80.
    Mazziotta, M. and Pareto, A. (2016), On a generalized non-compensatory composite index for
    measuring socio-economic phenomena. Social Indicators Research 127(3), 983-1003.
    Mazziotta, M. and Pareto, A. (2022), Weighting in composite indices construction: the case of
    the Mazziotta-Pareto index. Rivista Italiana di Economia Demografia e Statistica 76(4), 17-26.
    """
    means = arithmetic(values, weights)
    variances = arithmetic((values - means[:, None]) ** 2, weights)
    return means + sign * variances / means


def mazziotta_pareto(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return each area's weighted Mazziotta-Pareto index with the plus sign, on the unit scale.

    0 and 1 become 70 and 130, the index is taken there, and 70 and 130 become 0 and 1. The sign is
    plus because need is bad: of two areas with the same mean, the one whose need is concentrated in
    few members has more.

    It rises with every member as long as values stay between 0 and 1: S² + M² is then at most
    200 M - 9100 (70 times 130), so that every derivative, w (1 + 2 (x - M) / M - cv²), is above 0.
    Under normalisations that leave 0 to 1 it need not: of two members at -1 and 1 (10 and 130),
    raising the first lowers the index, because the imbalance falls faster than the mean rises.
    With the minus sign it need not even between 0 and 1.

    Parameters
    ----------
    values
        Shape (areas, members), unit scale, with a weighted mean above -7/6; NaN only where the
        weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), unit scale; never below the arithmetic mean.
    """
    width = _HIGH - _LOW
    return (mazziotta_pareto_index(_LOW + width * values, weights, 1) - _LOW) / width
