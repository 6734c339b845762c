"""Ways to divide areas into types: one function each from points to a division for any k."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import ward
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import HDBSCAN, KMeans, ward_tree
from sklearn.mixture import GaussianMixture

Method = Literal["k_means", "gaussian_mixture", "ward", "ward_contiguous", "hdbscan"]
METHODS: tuple[Method, ...] = (
    "k_means", "gaussian_mixture", "ward", "ward_contiguous", "hdbscan",
)  # fmt: skip

NO_TYPE = -1
"""Label of what HDBSCAN puts into no type."""

STARTS = 10
"""Of k-means, of which the best counts."""
_RIDGE = 0.01
"""Share of the mean variance that is added to each dimension of a Gaussian: a province's figure is
the same in all its areas, and a Gaussian around one province would be infinitely narrow there."""
_LEAST_SHARE = 0.01
_LEAST = 5

Labels = NDArray[np.intp]
Division = Callable[[int], Labels]
"""From how many types to each point's, numbered from 0."""


def division(
    method: Method,
    points: NDArray[np.float64],
    seed: int,
    matrix: csr_array | None = None,
    starts: int = STARTS,
) -> Division:
    """Return how a method divides points, for any number of types.

    What is the same for all numbers, such as a tree, is worked out once.

    Parameters
    ----------
    method
        ``k_means``: Lloyd's algorithm from the best of some starts by k-means++ (Arthur &
        Vassilvitskii 2007). ``gaussian_mixture``: the likeliest component of a mixture of Gaussians
        with any covariance. ``ward``: the tree that joins what raises the sum of squared distances
        least (Ward 1963). ``ward_contiguous``: the same, joining neighbours only, so that each type
        is one connected area. ``hdbscan``: what is dense (Campello, Moulavi & Sander 2013); it
        finds the number of types itself, whatever it is asked for, and leaves out what is sparse.
    points
        Shape (areas, dimensions), finite.
    seed
        Where random starts begin.
    matrix
        Of ``ward_contiguous``: which points are neighbours; they must hang together.
    starts
        Of ``k_means``.
    """
    match method:
        case "k_means":
            return lambda k: _as_labels(
                KMeans(k, n_init=starts, random_state=seed).fit(points).labels_
            )
        case "gaussian_mixture":
            ridge = _RIDGE * float(points.var(axis=0).mean())
            return lambda k: _as_labels(
                GaussianMixture(k, reg_covar=ridge, random_state=seed).fit_predict(points)
            )
        case "ward":
            merges = ward(points)[:, :2].astype(np.intp)
        case "ward_contiguous":
            merges = np.asarray(ward_tree(points, connectivity=matrix)[0], dtype=np.intp)
        case "hdbscan":
            least = min(least_size(len(points)), len(points))
            found = HDBSCAN(min_cluster_size=max(least, 2), copy=True).fit(points)
            labels = _as_labels(found.labels_)
            return lambda _: labels
    return lambda k: cut(merges, k)


def least_size(areas: int) -> int:
    """Return of how many areas a type of HDBSCAN has to be at least: one in a hundred of all."""
    return max(_LEAST, round(_LEAST_SHARE * areas))


def cut(merges: Labels, k: int) -> Labels:
    """Return the groups before the last k - 1 merges of a tree.

    Parameters
    ----------
    merges
        Shape (points - 1, 2), in the order in which they were done; n + i is what merge i made.
    k
        How many groups, 1 to the number of points.
    """
    count = len(merges) + 1
    done = merges[: count - k]
    made = np.repeat(np.arange(count, count + len(done)), 2)
    there = np.ones(len(made), dtype=bool)
    size = count + len(done)
    tree = coo_array((there, (made, done.ravel())), shape=(size, size))
    return _as_labels(connected_components(tree, directed=False)[1][:count])


def _as_labels(labels: NDArray[np.integer]) -> Labels:
    return np.asarray(labels, dtype=np.intp)
