"""Correlations where some figures are missing."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

_NO_VARIATION = 1e-18
"""Mean squared deviation up to which values differ only by how floats are rounded."""
_CANCELLED = 1e-12
"""Share of the mean square below which a variance is what rounding left of a subtraction."""


def pearson(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's correlation of each column of one matrix with each column of another.

    Each pair is correlated over the areas that have both figures, so two correlations of one matrix
    can rest on different areas, and the matrix need not be positive semidefinite.

    Parameters
    ----------
    first
        Shape (areas, members), in any unit; NaN where missing.
    second
        Shape (areas, others), in any unit; NaN where missing.

    Returns
    -------
    numpy.ndarray
        Shape (members, others), -1 to 1; NaN where one of the two does not vary among the areas
        that have both.

    References
    ----------
    Pearson, K. (1895), Note on regression and inheritance in the case of two parents. Proceedings
    of the Royal Society of London 58, 240-242.
    """
    return _correlations(_powers(first), _powers(second))


def pearson_matrix(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Pearson's correlations between the columns of a matrix, pair by pair (`pearson`).

    Parameters
    ----------
    values
        Shape (areas, members), in any unit; NaN where missing.

    Returns
    -------
    numpy.ndarray
        Shape (members, members), symmetric; 1 on the diagonal, or NaN where a column does not vary.
    """
    powers = _powers(values)
    matrix = _correlations(powers, powers)
    # 1 but for rounding
    np.fill_diagonal(matrix, np.where(np.isnan(np.diag(matrix)), np.nan, 1.0))
    return matrix


def spearman(values: NDArray[np.float64], score: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Spearman's rank correlation of each column of a matrix with a score.

    Each column is ranked, and the score with it, over the areas that have both; equal figures share
    the middle of their ranks.

    Parameters
    ----------
    values
        Shape (areas, members), in any unit; NaN where missing.
    score
        Shape (areas,); NaN where missing.

    Returns
    -------
    numpy.ndarray
        Shape (members,), -1 to 1; NaN where one of the two does not vary.

    References
    ----------
    Spearman, C. (1904), The proof and measurement of association between two things. American
    Journal of Psychology 15(1), 72-101.
    """
    scored = ~np.isnan(score)
    ranks_of_score: dict[bytes, NDArray[np.float64]] = {}
    found = np.empty(values.shape[1])
    for member, column in enumerate(values.T):
        both = scored & ~np.isnan(column)
        # columns with the same gaps share the ranks of the score, which are dear
        gaps = both.tobytes()
        if gaps not in ranks_of_score:
            ranks_of_score[gaps] = rankdata(score[both])
        ranks = rankdata(column[both])
        found[member] = pearson(ranks[:, None], ranks_of_score[gaps][:, None])[0, 0]
    return found


def _powers(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return powers 0, 1 and 2 of the deviations from the columns' means, all 0 where missing.

    Shape (3 · members, areas): sums along rows that lie together in memory are several times
    faster than along columns.
    """
    members, areas = values.shape[1], values.shape[0]
    powers = np.empty((3, members, areas))
    known, deviations, squares = powers
    deviations[:] = values.T
    missing = np.isnan(deviations)
    known[:] = ~missing
    deviations[missing] = 0.0
    deviations -= (deviations.sum(axis=1) / np.maximum(known.sum(axis=1), 1))[:, np.newaxis]
    deviations *= known
    np.multiply(deviations, deviations, out=squares)
    return powers.reshape(3 * members, areas)


def _correlations(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    # sums of all products of powers over the areas that have both, for every pair at once
    sums = (one @ two.T).reshape(3, len(one) // 3, 3, len(two) // 3)
    areas = sums[0, :, 0]
    areas[areas == 0] = np.nan
    spread_one = sums[2, :, 0] - sums[1, :, 0] ** 2 / areas
    spread_two = sums[0, :, 2] - sums[0, :, 1] ** 2 / areas
    together = sums[1, :, 1] - sums[1, :, 0] * sums[0, :, 1] / areas
    spread_one[spread_one <= _least(sums[2, :, 0], areas)] = np.nan
    spread_two[spread_two <= _least(sums[0, :, 2], areas)] = np.nan
    correlations: NDArray[np.float64] = together / np.sqrt(spread_one * spread_two)
    return np.clip(correlations, -1, 1)


def _least(squares: NDArray[np.float64], areas: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.maximum(_NO_VARIATION * areas, _CANCELLED * squares)
