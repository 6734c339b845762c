"""PROMETHEE II: by how much an area wins its duels with all the others."""

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.arithmetic import arithmetic

_ROUNDING = 1e-12
"""Points of the unit scale by which values differ only because of how floats are rounded."""


def net_flows(
    values: NDArray[np.float64],
    indifference: float,
    preference: float,
    among: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return the unicriterion net flow of every value: duels won less duels lost.

    In a duel a difference d in favour of one area counts 0 up to the indifference threshold, 1 from
    the preference threshold on, and in proportion between them (Brans' criterion of type V). With
    both thresholds at 0 every difference counts 1 (type I, the usual criterion); with both equal
    every difference above them does (type II).

    Parameters
    ----------
    values
        Shape (areas, members), unit scale, high = more need. NaN is compared with nobody.
    indifference
        0 or above, on the unit scale.
    preference
        At or above the indifference threshold, on the unit scale.
    among
        Shape (other areas, members): whom to compare with, each area standing for itself where
        ``values`` are what areas might have; the values themselves if not given.

    Returns
    -------
    numpy.ndarray
        Shape (areas, members), the mean over the duels with all others: 1 where the area wins all
        in full, -1 where it loses all; NaN where the value is; 0 where there is nobody else.

    References
    ----------
    Brans, J.-P. and Vincke, P. (1985), A preference ranking organisation method: the PROMETHEE
    method for multiple criteria decision-making. Management Science 31(6), 647-656.
    Calders, T. and Van Assche, D. (2018), PROMETHEE is not quadratic: an O(qn log(n)) algorithm.
    Omega 76, 63-69: sorting instead of comparing every pair.
    """
    flows = np.full(values.shape, np.nan)
    for member in range(values.shape[1]):
        known = np.flatnonzero(~np.isnan(values[:, member]))
        # in ascending order because that makes looking up fast
        known = known[np.argsort(values[known, member])]
        ascending = values[known, member]
        opponents = ascending
        if among is not None:
            there = among[:, member]
            opponents = np.sort(there[~np.isnan(there)])
        won = _won(ascending, opponents, indifference, preference)
        # what is lost is what would be won if less were more
        lost = _won(-ascending[::-1], -opponents[::-1], indifference, preference)[::-1]
        flows[known, member] = (won - lost) / max(len(opponents) - 1, 1)
    return flows


def promethee(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    indifference: float,
    preference: float,
    among: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return each area's net flow: the weighted mean of those of its members.

    Parameters
    ----------
    values, indifference, preference, among
        As for `net_flows`; values are NaN only where the weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), -1 to 1.
    """
    return arithmetic(net_flows(values, indifference, preference, among), weights)


def promethee_need(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    indifference: float,
    preference: float,
    among: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return each area's net flow on the unit scale: 0 where it loses all duels, 1 where it wins.

    Parameters are those of `promethee`.
    """
    return (promethee(values, weights, indifference, preference, among) + 1) / 2


def _won(
    ascending: NDArray[np.float64],
    opponents: NDArray[np.float64],
    indifference: float,
    preference: float,
) -> NDArray[np.float64]:
    """Return the sum of what each wins against all opponents, both in ascending order."""
    if preference == indifference:
        return np.searchsorted(opponents, ascending - indifference - _ROUNDING).astype(np.float64)
    in_full = np.searchsorted(opponents, ascending - preference)
    at_all = np.searchsorted(opponents, ascending - indifference)
    sums = np.concatenate([[0.0], np.cumsum(opponents)])
    beyond = (ascending - indifference) * (at_all - in_full) - (sums[at_all] - sums[in_full])
    return in_full + beyond / (preference - indifference)
