"""Principal components of a correlation matrix."""

import numpy as np
from numpy.typing import NDArray

_NOTHING = 1e-12
"""Eigenvalue that is 0 but for rounding; its loadings, a root, would be off by a thousand times."""
_AS_LARGE = 1e-9
"""Difference up to which two loadings are taken for equal, so that rounding turns no sign."""


def components(
    correlations: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eigenvalues, largest first, and each member's loadings on all principal components.

    Components with equal eigenvalues are determined only together.

    Parameters
    ----------
    correlations
        Shape (members, members), symmetric, 1 on the diagonal.

    Returns
    -------
    tuple of numpy.ndarray
        Shapes (members,) and (members, members): a loading is the correlation of the member in the
        row with the component in the column.

    References
    ----------
    Hotelling, H. (1933), Analysis of a complex of statistical variables into principal components.
    Journal of Educational Psychology 24(6), 417-441; OECD/JRC (2008), Handbook on Constructing
    Composite Indicators, pp. 63-69.
    """
    rising, vectors = np.linalg.eigh(correlations)
    # what is exactly repeated leaves an eigenvalue of 0, which may come out just beside it
    eigenvalues = np.where(rising > _NOTHING, rising, 0.0)[::-1]
    return eigenvalues, vectors[:, ::-1] * np.sqrt(eigenvalues)


def turned_up(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return components with the signs at which the largest loading in size of each is above 0.

    Of several as large the first one counts, so that the same data gives the same signs.
    """
    if not loadings.size:
        return loadings
    sizes = np.abs(loadings)
    largest = np.argmax(sizes >= sizes.max(axis=0) - _AS_LARGE, axis=0)
    below = loadings[largest, np.arange(loadings.shape[1])] < 0
    turned: NDArray[np.float64] = loadings * np.where(below, -1.0, 1.0)
    return turned
