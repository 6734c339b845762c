"""Areas as points whose distances count correlated indicators once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.covariance import LedoitWolf

from scoring.features import Features

_NO_SPREAD = 1e-9
"""Share of the greatest variance up to which a direction differs only by how floats round."""


def whitened(features: Features) -> NDArray[np.float64]:
    """Return points whose Euclidean distances are the areas' Mahalanobis distances.

    Indicators are first put in standard deviations, so that shrinkage does not hang on their units,
    and their covariance is shrunk, so that two that all but agree do not tear areas apart. Weights
    play no part. The points are those that stay nearest to the standard deviations themselves:
    column n still stands for indicator n.

    Parameters
    ----------
    features
        The areas, and the indicators that count.

    Returns
    -------
    numpy.ndarray
        Shape (rows, indicators), in the order of ``features.rows`` and ``features.indicators``.

    References
    ----------
    Mahalanobis, P. C. (1936), On the generalised distance in statistics. Proceedings of the
    National Institute of Sciences of India 2(1), 49-55. Ledoit, O. and Wolf, M. (2004), A
    well-conditioned estimator for large-dimensional covariance matrices. Journal of Multivariate
    Analysis 88(2), 365-411. Kessy, A., Lewin, A. and Strimmer, K. (2018), Optimal whitening and
    decorrelation. The American Statistician 72(4), 309-314: the symmetric root.
    """
    deviations = features.deviations
    covariance = LedoitWolf(assume_centered=True).fit(deviations).covariance_
    spread, axes = np.linalg.eigh(covariance)
    # where all areas are alike there is no distance, and nothing to divide by
    there = spread > _NO_SPREAD * spread[-1]
    root = np.where(there, 1 / np.sqrt(np.where(there, spread, 1.0)), 0.0)
    points: NDArray[np.float64] = deviations @ ((axes * root) @ axes.T)
    return points
