"""How much of a score's variance each indicator accounts for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import qr

KNOT_QUANTILES = (0.05, 0.275, 0.5, 0.725, 0.95)
"""Of the distinct figures, where the spline's pieces join (Harrell 2001, Regression Modeling
Strategies, table 2.3, for five knots)."""

_NO_VARIATION = 1e-9
"""Standard deviation on the unit scale up to which values differ only by how floats are rounded."""
_SAME = 1e-9
"""Share of the range up to which figures count as the same."""
_CANCELLED = 1e-12
"""Share of its members' variance that rounding alone may leave in a mean."""

Numbers = NDArray[np.float64]


def correlation_ratio(values: Numbers, score: Numbers) -> float:
    """Return the share of the score's variance that a smooth function of an indicator explains.

    The function is a natural cubic spline with knots at `KNOT_QUANTILES` of the distinct figures,
    fitted by least squares. An indicator with no more distinct figures than knots explains what the
    means of the score by figure do: eta squared. At least the squared correlation, more where
    the relation is bent.

    Parameters
    ----------
    values
        Shape (areas,), on the unit scale.
    score
        Shape (areas,), on the unit scale. Areas where either is NaN are left out.

    Returns
    -------
    float
        0 to 1; NaN where the indicator or the score does not vary.

    References
    ----------
    Pearson, K. (1905), On the general theory of skew correlation and non-linear regression.
    Drapers' Company Research Memoirs, Biometric Series II: the correlation ratio.
    Paruolo, P., Saisana, M. and Saltelli, A. (2013), Ratings and rankings: voodoo or science?
    Journal of the Royal Statistical Society A 176(3), 609-634: as a measure of influence.
    Becker, W., Saisana, M., Paruolo, P. and Vandecasteele, I. (2017), Weights and importance in
    composite indicators: closing the gap. Ecological Indicators 80, 12-22.
    """
    known = ~(np.isnan(values) | np.isnan(score))
    values, score = values[known], score[known]
    if not len(values) or values.std() <= _NO_VARIATION or score.std() <= _NO_VARIATION:
        return float("nan")
    deviations = score - score.mean()
    explained = _basis(values).T @ deviations
    return min(float(explained @ explained / (deviations @ deviations)), 1.0)


@dataclass(frozen=True)
class MeanInfluence:
    """Correlation ratios of the members with their weighted mean, for any weights at once.

    With the values X, centred, and an orthonormal basis Q of the smooth functions of a member, the
    sum of squares that the member explains of the mean X w is |Q'X w|², and all of it is |X w|².
    Both are quadratic in the weights, so the areas are needed only once, by `mean_influence`.
    """

    explained: Numbers
    """Shape (members, members, members): for each member the matrix of the form it explains; 0 for
    one that does not vary."""
    total: Numbers
    """Shape (members, members): the matrix of the total sum of squares."""

    def ratios(self, weights: Numbers) -> Numbers:
        """Return the correlation ratio of each member with the mean under these weights.

        Parameters
        ----------
        weights
            Shape (members,), not negative.

        Returns
        -------
        numpy.ndarray
            Shape (members,), 0 to 1; 0 for a member that does not vary, and for all where the
            members cancel each other out and the mean does not.
        """
        variance = self._variance(weights)
        if not variance:
            return np.zeros(len(weights))
        explained: Numbers = (self.explained @ weights) @ weights
        return explained / variance

    def slopes(self, weights: Numbers) -> Numbers:
        """Return how each ratio changes with each weight.

        Parameters
        ----------
        weights
            Shape (members,), not negative.

        Returns
        -------
        numpy.ndarray
            Shape (members, members): of the ratio in the row by the weight in the column. All 0
            where the mean does not vary.
        """
        variance = self._variance(weights)
        if not variance:
            return np.zeros_like(self.total)
        parts: Numbers = self.explained @ weights
        ratios = parts @ weights / variance
        slopes: Numbers = 2 * (parts - np.outer(ratios, self.total @ weights)) / variance
        return slopes

    def _variance(self, weights: Numbers) -> float:
        """Return the mean's sum of squares, 0 where what is left of it comes from rounding."""
        variance = float(weights @ self.total @ weights)
        without_cancelling = float(weights @ np.sqrt(np.diag(self.total))) ** 2
        return variance if variance > _CANCELLED * without_cancelling else 0.0


def mean_influence(values: Numbers) -> MeanInfluence:
    """Prepare the correlation ratios of members with their weighted arithmetic mean.

    Parameters
    ----------
    values
        Shape (areas, members), on the unit scale, at least one area and no NaN.

    Returns
    -------
    MeanInfluence
        Which gives the ratios under any weights without looking at the areas again.
    """
    centred = values - values.mean(axis=0)
    members = values.shape[1]
    explained = np.zeros((members, members, members))
    for member in np.flatnonzero(values.std(axis=0) > _NO_VARIATION):
        projected = _basis(values[:, member]).T @ centred
        explained[member] = projected.T @ projected
    return MeanInfluence(explained, centred.T @ centred)


def _basis(values: Numbers) -> Numbers:
    """Return an orthonormal basis of the functions of the values, shape (areas, functions).

    What it explains of deviations from a mean is the sum of their squared products with it.
    """
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    starts = np.append(True, np.diff(ordered) > _SAME * (ordered[-1] - ordered[0]))
    distinct = ordered[starts]
    if len(distinct) <= len(KNOT_QUANTILES):
        group = np.empty(len(values), dtype=np.intp)
        group[order] = np.cumsum(starts) - 1
        return np.eye(len(distinct))[group] / np.sqrt(np.bincount(group))
    functions = _natural_spline(values, np.quantile(distinct, KNOT_QUANTILES))
    functions -= functions.mean(axis=1, keepdims=True)
    # functions in rows, turned: the memory order that LAPACK takes without copying
    basis: Numbers = qr(functions.T, mode="economic", overwrite_a=True, check_finite=False)[0]
    return basis


def _natural_spline(values: Numbers, knots: Numbers) -> Numbers:
    """Return the functions that, with a constant, span the natural cubic splines on the knots.

    Hastie, T., Tibshirani, R. and Friedman, J. (2009), The Elements of Statistical Learning,
    equations 5.4 and 5.5; divided by the range of the knots, so that they are of like size.

    Shape (functions, areas).
    """
    scale = knots[-1] - knots[0]
    x, at = (values - knots[0]) / scale, (knots - knots[0]) / scale
    beyond = np.maximum(x - at[:, np.newaxis], 0.0)
    cubes = beyond * beyond * beyond
    bends = (cubes[:-1] - cubes[-1]) / (at[-1] - at[:-1])[:, np.newaxis]
    return np.vstack([x, bends[:-1] - bends[-1]])
