"""Which areas share a boundary."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array


def neighbours(shapes: NDArray[np.object_]) -> csr_array:
    """Return which areas meet in at least a point (queen contiguity).

    Boundaries that overlap a little, as simplified ones do, meet too.

    Parameters
    ----------
    shapes
        Shape (areas,), polygons.

    Returns
    -------
    scipy.sparse.csr_array
        Shape (areas, areas), True where two areas meet; symmetric, without the areas themselves,
        and not to be written to.
    """
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="intersects")
    apart = one != other
    there = np.ones(apart.sum(), dtype=bool)
    found = csr_array((there, (one[apart], other[apart])), shape=(len(shapes), len(shapes)))
    found.sort_indices()
    # the sessions of a server share them
    for array in (found.data, found.indices, found.indptr):
        array.flags.writeable = False
    return found
