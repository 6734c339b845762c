"""How ragged regions are: whether areas at their borders belong where they are."""

from __future__ import annotations

import numpy as np
from esda.silhouettes import boundary_silhouette, path_silhouette
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.sparse import csr_array

from scoring.types.methods import Labels

PATCHES = 3
PATCH = 800
"""Areas of a patch, about: paths between all pairs of them are measured."""
MOST = 2_500
"""With more, that takes too long."""


def raggedness(
    points: NDArray[np.float64], labels: Labels, matrix: csr_array, seed: int
) -> tuple[int, float, float]:
    """Return on how many areas it was measured, the mean path silhouette and that of borders.

    Parameters
    ----------
    points
        Shape (areas, dimensions).
    labels
        Shape (areas,), the region of each, numbered from 0.
    matrix
        Which areas are neighbours.
    seed
        Picks the regions round which patches lie.

    Notes
    -----
    A patch is a region and those about it, ring after ring. Only regions all of whose neighbours
    lie in the patch are measured: at its rim areas would seem to have nowhere else to go.

    References
    ----------
    Wolf, L. J., Knaap, E. & Rey, S. (2021), Geosilhouettes: geographical measures of cluster fit.
    Environment and Planning B 48(3), 521-539.
    """
    one, other = (labels[ends] for ends in matrix.nonzero())
    beside = {int(r): np.unique(other[(one == r) & (other != r)]) for r in np.unique(labels)}
    rng = np.random.default_rng(seed)
    measured_before: set[int] = set()
    along: list[NDArray[np.float64]] = []
    across: list[NDArray[np.float64]] = []
    for start in rng.choice(len(beside), min(PATCHES, len(beside)), replace=False):
        patch, inner = _patch(int(start), beside, np.bincount(labels))
        inner -= measured_before
        sample = np.flatnonzero(np.isin(labels, list(patch)))
        if not inner or len(sample) > MOST or not 2 <= len(patch) < len(sample):
            continue
        measured = _silhouettes(points[sample], labels[sample], matrix[sample][:, sample])
        measured_before |= inner
        core = np.isin(labels[sample], list(inner))
        along.append(measured[0][core])
        across.append(measured[1][core & measured[2]])
    if not along:
        return 0, float("nan"), float("nan")
    every, borders = np.concatenate(along), np.concatenate(across)
    at_borders = float(borders.mean()) if len(borders) else float("nan")
    return len(every), float(every.mean()), at_borders


def _patch(
    start: int, beside: dict[int, NDArray[np.intp]], sizes: Labels
) -> tuple[set[int], set[int]]:
    """Return the regions of a patch, and those of them that lie inside."""
    patch, ring = {start}, [start]
    while ring:
        ring = sorted({int(r) for own in ring for r in beside[own]} - patch)
        if len(patch) > 1 and sizes[list(patch)].sum() >= PATCH:
            break
        patch |= set(ring)
    return patch, {own for own in patch if set(map(int, beside[own])) <= patch}


def _silhouettes(
    points: NDArray[np.float64], labels: Labels, matrix: csr_array
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return path and boundary silhouettes, and which areas lie at a border."""
    graph = Graph.from_sparse(csr_array(matrix, dtype=np.float64))
    # esda makes numpy raise on what it divides by, and leaves it so
    with np.errstate():
        along = np.asarray(path_silhouette(points, labels, graph), dtype=np.float64)
        across = np.ravel(boundary_silhouette(points, labels, graph)).astype(np.float64)
    one, other = matrix.nonzero()
    border = np.zeros(len(labels), dtype=bool)
    border[one[labels[one] != labels[other]]] = True
    return along, across, border
