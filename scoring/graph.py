"""Which areas are neighbours of each other, as graphs for spatial statistics and regions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from geo.areas import Areas
from geo.errors import ScoringError

Kind = Literal["queen", "nearest", "within"]
KINDS: tuple[Kind, ...] = ("queen", "nearest", "within")
NEAREST = 6
"""Neighbours of an area where the nearest are asked for: so many it has in the mean by boundary."""
ISLAND_NEIGHBOURS = 3
"""Of an area that has none of its own."""


@dataclass(frozen=True)
class Neighbours:
    """Who counts as a neighbour.

    Parameters
    ----------
    kind
        ``queen``: areas whose boundaries meet in at least a point. ``nearest``: the ``count``
        nearest ones by reference points. ``within``: those whose reference points lie nearer than
        ``km``.
    count
        Of ``nearest``.
    km
        Of ``within``.

    Raises
    ------
    ScoringError
        If the kind is not known, the count below 1, or km missing or not above 0.
    """

    kind: Kind = "queen"
    count: int = NEAREST
    km: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ScoringError(
                'Neighbours cannot be "{kind}". Use one of {known}.',
                kind=self.kind,
                known=", ".join(KINDS),
            )
        if self.count < 1:
            raise ScoringError(
                "An area cannot have its {count} nearest as neighbours. Use 1 or more.",
                count=self.count,
            )
        if self.kind == "within" and not (self.km is not None and 0 < self.km < np.inf):
            raise ScoringError(
                "Neighbours within a distance need it in km, above 0; it is {km}.", km=self.km
            )


@dataclass(frozen=True, eq=False)
class Linked:
    """Areas with their neighbours.

    Parameters
    ----------
    graph
        Of libpysal, binary, on the areas' codes in their order.
    matrix
        The same as a matrix, shape (areas, areas).
    own
        The same without what islands got.
    islands
        Codes of areas that had no neighbour and got their nearest ones.
    """

    graph: Graph
    matrix: csr_array
    own: csr_array
    islands: tuple[str, ...]

    @cached_property
    def parts(self) -> int:
        """How many parts hang together in themselves and not with each other."""
        return int(connected_components(self.matrix, directed=False)[0])


def linked(areas: Areas, rows: NDArray[np.intp], how: Neighbours) -> Linked:
    """Return some areas with their neighbours among each other.

    An area without any, such as an island, and its `ISLAND_NEIGHBOURS` nearest become neighbours of
    each other.

    Parameters
    ----------
    rows
        Positions of at least two areas, sorted.
    how
        Who counts as a neighbour.

    Raises
    ------
    ScoringError
        If there are no more areas than each should have neighbours.
    """
    least = how.count if how.kind == "nearest" else 1
    if len(rows) <= least:
        raise ScoringError(
            "There are {areas} areas, too few for {count} neighbours each. Compare more areas, or "
            "use fewer neighbours.",
            areas=len(rows),
            count=least,
        )
    match how.kind:
        case "queen":
            matrix = areas.neighbours[rows][:, rows]
        case "nearest":
            matrix = _nearest(areas, rows, how.count)
        case "within":
            pairs = areas.nearer_than(float(how.km or 0)).pairs_among(rows)
            matrix = _both_ways(np.searchsorted(rows, pairs), len(rows))
    own, alone = matrix, np.flatnonzero(np.diff(matrix.indptr) == 0)
    if len(alone):
        count = min(ISLAND_NEIGHBOURS, len(rows) - 1)
        found = np.searchsorted(rows, areas.nearest(rows[alone], rows, count))
        bridges = np.column_stack([np.repeat(alone, count), found.ravel()])
        matrix = csr_array(matrix + _both_ways(bridges, len(rows)))
    codes = areas.codes[rows]
    return Linked(
        graph=Graph.from_sparse(csr_array(matrix, dtype=np.float64), ids=list(codes)),
        matrix=matrix,
        own=own,
        islands=tuple(codes[alone]),
    )


def bridged(areas: Areas, rows: NDArray[np.intp], matrix: csr_array) -> csr_array:
    """Return a matrix of neighbours in which all areas hang together.

    Part after part, the smallest first, is joined to the rest where the two come nearest to each
    other by reference points.

    Parameters
    ----------
    rows
        Positions of the areas that the rows of the matrix stand for.
    """
    while True:
        parts, part = connected_components(matrix, directed=False)
        if parts == 1:
            return matrix
        own = part == np.bincount(part).argmin()
        bridge = np.searchsorted(rows, [nearest_pair(areas, rows[own], rows[~own])])
        matrix = csr_array(matrix + _both_ways(bridge, len(rows)))


def nearest_pair(
    areas: Areas, inside: NDArray[np.intp], outside: NDArray[np.intp]
) -> tuple[int, int]:
    """Return the area inside and the one outside whose reference points are nearest to each other.

    Parameters
    ----------
    inside, outside
        Positions of areas.
    """
    across = areas.nearest(inside, outside, 1)[:, 0]
    nearness = areas.nearer_than(1.0)
    km = [nearness.km_between(int(one), np.array([other]))[0]
          for one, other in zip(inside, across, strict=True)]  # fmt: skip
    first = int(np.argmin(km))
    return int(inside[first]), int(across[first])


def _nearest(areas: Areas, rows: NDArray[np.intp], count: int) -> csr_array:
    found = np.searchsorted(rows, areas.nearest(rows, rows, count))
    ends = np.arange(0, len(rows) * count + 1, count)
    there = np.ones(found.size, dtype=bool)
    matrix = csr_array((there, found.ravel(), ends), shape=(len(rows), len(rows)))
    matrix.sort_indices()
    return matrix


def _both_ways(pairs: NDArray[np.intp], count: int) -> csr_array:
    """Return pairs of neighbours as a symmetric matrix."""
    one, other = np.concatenate([pairs, pairs[:, ::-1]]).T
    there = np.ones(len(one), dtype=bool)
    return csr_array(coo_array((there, (one, other)), shape=(count, count)))
