"""The mean of the areas around speaks for the missing figure."""

import numpy as np
from numpy.typing import NDArray


def group_mean(
    values: NDArray[np.float64],
    groups: NDArray[np.intp],
    wider: NDArray[np.intp] | None = None,
) -> NDArray[np.float64]:
    """Return values with what is missing set to the mean of the area's group.

    Where no area of the group has the figure, the mean of the wider group stands in, and where none
    of that has it either, the mean of all.

    Parameters
    ----------
    values
        On the unit scale, shape (areas, members); NaN where missing.
    groups
        Shape (areas,), each area's group as a number from 0, such as its province.
    wider
        Shape (areas,), each area's wider group as a number from 0, such as its region; None where
        there is none.

    Returns
    -------
    numpy.ndarray
        Same shape; a column without any value stays NaN.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, p. 155, note 10 (imputing means
    within adjustment cells).
    Little, R. J. A. and Rubin, D. B. (2002), Statistical Analysis with Missing Data, 2nd ed. Wiley,
    section 4.2.2.
    """
    everywhere = np.zeros(len(values), dtype=np.intp)
    filled = values.copy()
    for member in np.flatnonzero(np.isnan(values).any(axis=0)):
        given = values[:, member]
        column = filled[:, member]
        for cells in (groups, wider, everywhere):
            missing = np.isnan(column)
            if cells is not None and missing.any():
                column[missing] = _means(given, cells)[cells[missing]]
    return filled


def _means(given: NDArray[np.float64], cells: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return each cell's mean, NaN where no area in it has the figure."""
    known = ~np.isnan(given)
    count = int(cells.max()) + 1
    sums = np.bincount(cells[known], weights=given[known], minlength=count)
    with np.errstate(invalid="ignore"):
        means: NDArray[np.float64] = sums / np.bincount(cells[known], minlength=count)
    return means
