"""How many dimensions the members of an index have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.audit.correlations import pearson_matrix

_NOTHING = 1e-12
"""Eigenvalue that is 0 but for rounding; its loadings, a root, would be off by a thousand times."""
_AS_LARGE = 1e-9
"""Difference up to which two loadings are taken for equal, so that rounding turns no sign."""


@dataclass(frozen=True, eq=False)
class Components:
    """The principal components, the one that explains most first.

    Parameters
    ----------
    eigenvalues
        Shape (components,): variance of each component, where each member has 1. They sum to their
        number.
    explained
        Shape (components,): the share of the variance, 0 to 1. They sum to one.
    loadings
        Shape (members, components): correlation of each member with each component; NaN for a
        member that does not vary.
    complete
        How many areas have all members, and so went in.
    """

    eigenvalues: NDArray[np.float64]
    explained: NDArray[np.float64]
    loadings: NDArray[np.float64]
    complete: int


def principal_components(values: NDArray[np.float64]) -> Components:
    """Return the principal components of the correlation matrix.

    There are as many as members that vary among the areas that have all; none without such areas.
    Each component is turned so that its largest loading in size, the first of several as large, is
    above 0. Components with equal eigenvalues are determined only together.

    Parameters
    ----------
    values
        Shape (areas, members), in any unit; areas with NaN are left out.

    References
    ----------
    Hotelling, H. (1933), Analysis of a complex of statistical variables into principal components.
    Journal of Educational Psychology 24(6), 417-441; OECD/JRC (2008), Handbook on Constructing
    Composite Indicators, pp. 63-69.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    correlations = pearson_matrix(complete)
    vary = ~np.isnan(np.diag(correlations))
    rising, vectors = np.linalg.eigh(correlations[np.ix_(vary, vary)])
    eigenvalues = np.where(rising > _NOTHING, rising, 0.0)[::-1]
    found = vectors[:, ::-1] * np.sqrt(eigenvalues)
    loadings = np.full((values.shape[1], len(eigenvalues)), np.nan)
    loadings[vary] = found * _signs(found)
    return Components(
        eigenvalues=eigenvalues,
        explained=eigenvalues / max(len(eigenvalues), 1),
        loadings=loadings,
        complete=len(complete),
    )


def _signs(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    if not loadings.size:
        return np.ones(loadings.shape[1])
    sizes = np.abs(loadings)
    largest = np.argmax(sizes >= sizes.max(axis=0) - _AS_LARGE, axis=0)
    return np.where(loadings[largest, np.arange(loadings.shape[1])] < 0, -1.0, 1.0)
