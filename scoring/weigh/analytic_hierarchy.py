"""Weights from comparisons of the members in pairs: the analytic hierarchy process."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RANDOM_INDEX = (
    *(0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41),
    *(1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59),
)
"""Mean consistency index of matrices filled at random, for 1 to 15 members (Saaty 1980). The dip at
12 stands there: each figure is the mean of a sample."""

RECIPROCAL_TOLERANCE = 0.05
"""How far the product of a judgement and its reverse may be from 1. Reciprocals are typed as
decimals: 0.33 for 1/3 makes 0.99, 0.13 for 1/8 makes 1.04. Neighbours on the scale, 1/8 for 1/9,
are 11 % apart, so a wrong judgement never passes for a rounded one."""

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Judged:
    """What the judgements say together, and how well they agree with each other."""

    weights: NDArray[np.float64]
    """Shape (members,), summing to 1."""
    largest_eigenvalue: float
    """The number of members where the judgements are consistent, more otherwise."""
    consistency_index: float
    """How far the largest eigenvalue exceeds the number of members, over that number less 1."""
    consistency_ratio: float
    """The index over that of random judgements: 0 where consistent, acceptable up to 0.1."""
    most_inconsistent: tuple[int, int] | None
    """The pair whose judgement is farthest, by ratio, from what all the others imply; the smaller
    position first. None where all are consistent."""
    consistent_value: float
    """What the weights imply for that pair: the weight of the first over that of the second. NaN
    where there is no such pair."""
    others_imply: float
    """What the other judgements alone imply for it, by way of each third member: the estimate by
    least squares of logarithms without this judgement. Put in its place, it makes three members
    consistent. NaN where there is no such pair."""


def analytic_hierarchy(matrix: NDArray[np.float64]) -> Judged:
    """Return the principal eigenvector of a matrix of judgements in pairs, and its consistency.

    Of a judgement and its reverse the larger is taken, and inverted for the other: on a scale of 1
    to 9 that is the whole number as it was meant, while the smaller is a rounded decimal.

    Parameters
    ----------
    matrix
        Shape (members, members), 1 to 15 members: how many times as important the member in the row
        is as the one in the column. Positive, and without faults by `reciprocal_faults`.

    Returns
    -------
    Judged
        Weights, consistency and the judgement to think about again.

    References
    ----------
    Saaty, T. L. (1980), The Analytic Hierarchy Process. McGraw-Hill: eigenvector, consistency
    index, and the random indices for 1 to 15 members.
    Saaty, T. L. (2003), Decision-making with the AHP: why is the principal eigenvector necessary.
    European Journal of Operational Research 145(1), 85-91: the most inconsistent judgement.
    Crawford, G. and Williams, C. (1985), A note on the analysis of subjective judgment matrices.
    Journal of Mathematical Psychology 29(4), 387-405: least squares of logarithms.
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, pp. 96-98.
    """
    count = len(matrix)
    judgements = np.where(matrix >= matrix.T, matrix, 1 / matrix.T)
    eigenvalues, vectors = np.linalg.eig(judgements)
    # a positive matrix has one eigenvalue of largest modulus, real, with a positive eigenvector
    principal = int(eigenvalues.real.argmax())
    weights = np.abs(vectors[:, principal].real)
    weights /= weights.sum()
    largest = float(eigenvalues[principal].real)
    index = ratio = 0.0
    if count > 2:
        # never below the number of members but by rounding
        index = max(largest - count, 0.0) / (count - 1)
        ratio = index / RANDOM_INDEX[count - 1]
    pair = _most_inconsistent(judgements, weights)
    implied = others = math.nan
    if pair is not None:
        implied = float(weights[pair[0]] / weights[pair[1]])
        others = _by_way_of_others(judgements, *pair)
    return Judged(weights, largest, index, ratio, pair, implied, others)


def reciprocal_faults(matrix: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return where a matrix of judgements in pairs contradicts itself.

    Parameters
    ----------
    matrix
        Shape (members, members); NaN and 0 count as faults.

    Returns
    -------
    list of tuple
        (i, j) with i < j where the judgement times its reverse is not 1 within
        `RECIPROCAL_TOLERANCE`, and (i, i) where a member compared with itself is not 1; in order.
    """
    # what is exactly at the tolerance must not fail by how floats are rounded
    allowed = RECIPROCAL_TOLERANCE + _ROUNDING
    fits = (np.abs(matrix * matrix.T - 1) <= allowed) & (matrix > 0)
    np.fill_diagonal(fits, np.diag(matrix) == 1)
    return [(int(i), int(j)) for i, j in np.argwhere(np.triu(~fits))]


def _by_way_of_others(judgements: NDArray[np.float64], i: int, j: int) -> float:
    third = np.delete(np.arange(len(judgements)), [i, j])
    return float(np.exp(np.mean(np.log(judgements[i, third] * judgements[third, j]))))


def _most_inconsistent(
    judgements: NDArray[np.float64], weights: NDArray[np.float64]
) -> tuple[int, int] | None:
    apart = np.triu(np.abs(np.log(judgements * weights / weights[:, np.newaxis])), k=1)
    # among three members all pairs are equally far: rounded, so that the first of them is taken
    farthest = int(np.round(apart / _ROUNDING).argmax())
    i, j = divmod(farthest, len(judgements))
    return (i, j) if apart[i, j] > _ROUNDING else None
