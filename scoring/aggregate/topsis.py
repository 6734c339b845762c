"""TOPSIS: how near an area is to the greatest need seen, and how far from the least."""

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate.arithmetic import arithmetic
from scoring.aggregate.extremes import extremes


def topsis(
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    among: NDArray[np.float64] | None = None,
    among_weights: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return each area's relative closeness to the ideal point.

    The ideal point has the most need seen in each member, the anti-ideal the least. Distances are
    Euclidean between weighted values. Values come normalised already; the vector normalisation that
    the method began with is left to the caller.

    Parameters
    ----------
    values
        Shape (areas, members), any scale that members share, high = more need; NaN only where the
        weight is 0.
    weights
        Shape (members,) or (areas, members), summing to 1; NaN in a row gives NaN.
    among, among_weights
        Shapes (other areas, members) and as ``weights``: the values that set the two points, where
        their weight is above 0, or all that are not NaN if no weights are given. The values
        themselves with their weights if not given. With fixed points the result rises with every
        member between them.

    Returns
    -------
    numpy.ndarray
        Shape (areas,), 0 for the anti-ideal point to 1 for the ideal one; 0.5 where the two are one
        and the area is there.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981), Multiple Attribute Decision Making. Springer, 58-191.
    """
    if among is None:
        among, among_weights = values, weights
    least, most = extremes(among, among_weights)
    squares = weights**2
    to_ideal = np.sqrt(arithmetic((most - values) ** 2, squares))
    to_anti_ideal = np.sqrt(arithmetic((values - least) ** 2, squares))
    both = to_ideal + to_anti_ideal
    closeness = np.full_like(both, 0.5)
    np.divide(to_anti_ideal, both, out=closeness, where=both != 0)
    return closeness
