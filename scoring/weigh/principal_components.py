"""Weights by what the principal components of the members explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.components import components, turned_up
from scoring.weigh.varimax import varimax

_NO_VARIATION = 1e-9
"""Standard deviation on the unit scale up to which values differ only by how floats are rounded."""
_ROUNDING = 1e-9
"""Eigenvalues and loadings closer than this are the same but for how floats are rounded."""


@dataclass(frozen=True)
class Extracted:
    """The components that were kept, and the weights that follow from them."""

    weights: NDArray[np.float64]
    """Shape (members,), summing to 1; 0 for a member that does not vary."""
    eigenvalues: NDArray[np.float64]
    """Of the correlation matrix of the members that vary, largest first; they sum to the number of
    these members."""
    loadings: NDArray[np.float64]
    """Shape (members, components kept): correlation of each member with each rotated component. The
    components stand by what they explain, largest first, each turned so that its largest loading is
    positive. A row of NaN for a member that does not vary."""
    explained: NDArray[np.float64]
    """Shape (components kept,): share of the variance of all members that vary which each rotated
    component explains, 0 to 1."""


def principal_components(values: NDArray[np.float64]) -> Extracted:
    """Return weights from the rotated principal components of the members' correlations.

    Components with an eigenvalue above 1 are kept and rotated by varimax. Within a component its
    squared loadings are scaled to a sum of 1; a member takes its weight from the component it loads
    on most, times that component's share of the variance that all the kept ones explain. The
    weights are then scaled to a sum of 1.

    Such weights correct for members that repeat each other. They say nothing about importance.

    Parameters
    ----------
    values
        Shape (areas, members), in any unit. Areas that lack a value of any member, NaN, are left
        out.

    Returns
    -------
    Extracted
        Weights, eigenvalues, rotated loadings and explained shares. A member that alone varies
        takes everything. Where none varies, or several do and no two correlate, the weights are all
        NaN and no component is kept: there is nothing to go by.

    References
    ----------
    Nicoletti, G., Scarpetta, S. and Boylaud, O. (2000), Summary indicators of product market
    regulation with an extension to employment protection legislation. OECD Economics Department
    Working Papers 226.
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, pp. 89-91.
    """
    complete = values[~np.isnan(values).any(axis=1)]
    members = values.shape[1]
    varies = complete.std(axis=0) > _NO_VARIATION if len(complete) else np.zeros(members, bool)
    if not varies.any():
        return _none_kept(members, np.empty(0))
    correlations = np.atleast_2d(np.corrcoef(complete[:, varies], rowvar=False))
    eigenvalues, unrotated = components(correlations)
    # rounding must not decide which of several eigenvalues of 1 are above it
    kept = int((eigenvalues > 1 + _ROUNDING).sum()) if varies.sum() > 1 else 1
    if not kept:
        return _none_kept(members, eigenvalues)
    rotated = _in_order(varimax(unrotated[:, :kept]))
    weights, loadings = np.zeros(members), np.full((members, kept), np.nan)
    weights[varies], loadings[varies] = weights_from_loadings(rotated), rotated
    return Extracted(weights, eigenvalues, loadings, (rotated**2).sum(axis=0) / varies.sum())


def weights_from_loadings(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights that rotated loadings give.

    Parameters
    ----------
    loadings
        Shape (members, components), each component with some loading other than 0.

    Returns
    -------
    numpy.ndarray
        Shape (members,), summing to 1.
    """
    squared = loadings**2
    explained = squared.sum(axis=0)
    scaled = squared / explained
    highest = squared.argmax(axis=1)
    weights = scaled[np.arange(len(squared)), highest] * (explained / explained.sum())[highest]
    return weights / weights.sum()


def _none_kept(members: int, eigenvalues: NDArray[np.float64]) -> Extracted:
    return Extracted(np.full(members, np.nan), eigenvalues, np.empty((members, 0)), np.empty(0))


def _in_order(loadings: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the components by what they explain, each with its largest loading positive."""
    # rounded, so that of equal ones the first is taken whatever the last digits say
    explained = np.round((loadings**2).sum(axis=0) / _ROUNDING)
    ordered = loadings[:, np.argsort(-explained, kind="stable")]
    return turned_up(ordered)
