"""How many dimensions the members of an index have."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.audit.correlations import pearson_matrix
from scoring.components import components, turned_up


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
    above 0.

    Parameters
    ----------
    values
        Shape (areas, members), in any unit; areas with NaN are left out.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    correlations = pearson_matrix(complete)
    vary = ~np.isnan(np.diag(correlations))
    eigenvalues, found = components(correlations[np.ix_(vary, vary)])
    loadings = np.full((values.shape[1], len(eigenvalues)), np.nan)
    loadings[vary] = turned_up(found)
    return Components(
        eigenvalues=eigenvalues,
        explained=eigenvalues / max(len(eigenvalues), 1),
        loadings=loadings,
        complete=len(complete),
    )
