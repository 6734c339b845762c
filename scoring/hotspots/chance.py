"""How often chance alone gives surroundings, or a whole map, as far out as those there are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]

SAME = 1e-9
"""Of Moran's I; two that differ by less are equal: their figures were added in another order."""

_AT_ONCE = 2_000_000
"""Numbers held in memory at a time."""


def surroundings(
    deviations: Numbers, matrix: csr_array, permutations: int, random: np.random.Generator
) -> tuple[Counts, Counts]:
    """Count how often surroundings drawn by chance are as high, and as low, as the real ones.

    Each unit stays where it is, and the neighbours that it has are taken from all the others
    without replacement: conditional permutation. One with few neighbours, as at the coast, is
    compared with draws of as few, which spread more.

    Parameters
    ----------
    deviations
        Shape (units,), in standard deviations from the mean.
    matrix
        Shape (units, units), true where two are neighbours, nobody its own; every row has one.
    permutations
        How many draws. The same serve all units.
    random
        Where they come from.

    Returns
    -------
    at_least, at_most : numpy.ndarray
        Shape (units,): draws whose sum is at least, and at most, that of the neighbours. One that
        is equal counts in both, so that figures which many areas share are not called far out.

    Notes
    -----
    A draw is a row of different numbers below units - 1, of which a unit with k neighbours takes
    the first k; its own number stands for the last unit, so that it never draws itself. Sums of the
    first k are the same for all units but where one's own number is among them. So these are
    counted by sorting once for each k, and the few others are corrected. The counts are exactly
    those of drawing for each unit by itself.

    References
    ----------
    Anselin, L. (1995), Local indicators of spatial association - LISA. Geographical Analysis 27(2),
    93-115: conditional permutation.
    """
    others, counts = len(deviations) - 1, np.diff(matrix.indptr)
    sums, most = matrix.astype(np.float64) @ deviations, int(counts.max())
    same = rounding(deviations, counts)
    low, high = sums - same, sums + same
    at_least = np.zeros(len(deviations), dtype=np.int64)
    at_most = at_least.copy()
    block = max(_AT_ONCE // most, 1)
    for begun in range(0, permutations, block):
        size = min(block, permutations - begun)
        drawn = np.array([random.choice(others, most, replace=False) for _ in range(size)])
        first = deviations[drawn].cumsum(axis=1)
        for k in np.unique(counts):
            units = np.flatnonzero(counts == k)
            ordered = np.sort(first[:, k - 1])
            at_least[units] += size - ordered.searchsorted(low[units], side="left")
            at_most[units] += ordered.searchsorted(high[units], side="right")
        draw, place = (drawn >= 0).nonzero()
        itself = drawn.ravel()
        among = place < counts[itself]
        draw, itself = draw[among], itself[among]
        wrong = first[draw, counts[itself] - 1]
        right = wrong + deviations[-1] - deviations[itself]
        np.add.at(
            at_least, itself, (right >= low[itself]).astype(np.int64) - (wrong >= low[itself])
        )
        np.add.at(
            at_most, itself, (right <= high[itself]).astype(np.int64) - (wrong <= high[itself])
        )
    return at_least, at_most


def rounding(deviations: Numbers, counts: Counts) -> Numbers:
    """Return by how much sums of so many deviations can differ for the order they are added in.

    Each addition rounds to a part in 2^52 of what has been added up so far (Higham 2002, *Accuracy
    and Stability of Numerical Algorithms*, 4.2).
    """
    eps = float(np.finfo(np.float64).eps)
    return np.asarray(2 * eps * counts.astype(np.float64) ** 2 * np.abs(deviations).max())


def maps(
    deviations: Numbers, weights: csr_array, permutations: int, random: np.random.Generator
) -> Numbers:
    """Return Moran's I of maps on which the figures were dealt out anew.

    Parameters
    ----------
    deviations
        Shape (units,), in standard deviations from the mean.
    weights
        Shape (units, units); rows sum to 1.
    permutations
        How many maps.
    random
        Where they come from.

    Returns
    -------
    numpy.ndarray
        Shape (permutations,).
    """
    count = len(deviations)
    found = np.empty(permutations)
    block = max(_AT_ONCE // count, 1)
    for begun in range(0, permutations, block):
        size = min(block, permutations - begun)
        dealt = np.tile(deviations, (size, 1))
        dealt = np.ascontiguousarray(random.permuted(dealt, axis=1, out=dealt).T)
        found[begun : begun + size] = np.einsum("ij,ij->j", dealt, weights @ dealt) / count
    return found


def two_sided(at_least: Counts, at_most: Counts, permutations: int) -> Numbers:
    """Return p-values for being far out to either side.

    The rarer side counts twice, for nobody said before which one it would be. What is there is one
    of the possible draws, so that no p-value is below 2 / (permutations + 1).

    References
    ----------
    Phipson, B. and Smyth, G. K. (2010), Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9(1), 39.
    """
    return np.minimum(2 * (np.minimum(at_least, at_most) + 1) / (permutations + 1), 1.0)
