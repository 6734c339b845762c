"""The power that brings figures nearest to a normal distribution."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from scoring.treat.lift import lifted

_LARGEST = 5.0
"""Exponents beyond it, of either sign, are not looked at."""


def box_cox(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return the Box-Cox transform of the figures, and its maximum-likelihood exponent.

    The figures are taken as x − min + 1 % of the range, over the largest of these, for a power
    needs them above 0 and the result should not hang on the unit. Where the long tail is among the
    small figures they are turned round before and after, as in `shifted_log`, so that the order is
    kept.

    Parameters
    ----------
    values
        One indicator, shape (areas,), of any sign, at least two different figures; NaN stays NaN.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), (y^exponent − 1) / exponent, or log(y) where the exponent is 0.
    float
        The exponent, -5 to 5; 1 leaves the shape as it is, 0 takes logarithms.

    References
    ----------
    Box, G. E. P. and Cox, D. R. (1964), An analysis of transformations. Journal of the Royal
    Statistical Society B 26(2), 211-252.
    """
    positive, mirrored = lifted(values)
    positive /= np.nanmax(positive)
    exponent = likeliest_exponent(positive[~np.isnan(positive)])
    powers = _power(np.log(positive), exponent)
    return -powers if mirrored else powers, exponent


def likeliest_exponent(positive: NDArray[np.float64]) -> float:
    """Return the exponent under which the powers are most likely a normal sample.

    Parameters
    ----------
    positive
        Shape (figures,), above 0, at least two different; the largest at most 1e60 times the least.

    Returns
    -------
    float
        -5 to 5, to about six decimals.

    References
    ----------
    Box, G. E. P. and Cox, D. R. (1964), An analysis of transformations. Journal of the Royal
    Statistical Society B 26(2), 211-252, section 3.
    """
    # over their geometric mean the Jacobian is 1, and only the variance of the powers is left
    logs = np.log(positive)
    logs -= logs.mean()
    found = minimize_scalar(
        lambda exponent: math.log(_power(logs, exponent).var()),
        bounds=(-_LARGEST, _LARGEST),
        method="bounded",
        options={"xatol": 1e-7},
    )
    return float(found.x)


def _power(logs: NDArray[np.float64], exponent: float) -> NDArray[np.float64]:
    return np.expm1(exponent * logs) / exponent if exponent else logs
