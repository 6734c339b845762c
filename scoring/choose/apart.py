"""Candidates that may not both be chosen: too near each other, or neighbours."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.areas import Areas
from scoring.choose.rules import Kind

Pairs = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Apart:
    """Which candidates keep which others off the list.

    Pairs are looked up when asked for: at 60 km there are 800,000 among 7,436 areas, and the best
    list comes near a few dozen of them.

    Parameters
    ----------
    areas
        All areas; distances are those between their reference points.
    rows
        Shape (candidates,), the row of each candidate among the areas.
    min_distance_km
        Least distance on the ellipsoid; None where none is asked for.
    neighbours
        Whether areas whose boundaries meet may not both be chosen.
    """

    areas: Areas
    rows: NDArray[np.intp]
    min_distance_km: float | None
    neighbours: bool
    _known: dict[int, Pairs] = field(default_factory=dict, init=False, repr=False)
    _parts: dict[frozenset[str], Apart] = field(default_factory=dict, init=False, repr=False)
    _at: Pairs = field(init=False, repr=False)

    def __post_init__(self) -> None:
        at = np.full(len(self.areas), -1, dtype=np.intp)
        at[self.rows] = np.arange(len(self.rows))
        object.__setattr__(self, "_at", at)

    @property
    def asked(self) -> bool:
        """Whether any two candidates have to be apart at all."""
        return self.min_distance_km is not None or self.neighbours

    def only(self, *kinds: Kind) -> Apart:
        """Return the same for some kinds of rules alone, as far as they are asked for."""
        kept = frozenset(kinds)
        if kept not in self._parts:
            km = self.min_distance_km if "distance" in kept else None
            near = self.neighbours and "neighbours" in kept
            self._parts[kept] = Apart(self.areas, self.rows, km, near)
        return self._parts[kept]

    def of(self, candidate: int) -> Pairs:
        """Return the candidates that one keeps off the list, in order."""
        if candidate not in self._known:
            row = int(self.rows[candidate])
            found = [np.empty(0, dtype=np.intp)]
            if self.min_distance_km is not None:
                found.append(self.areas.nearer_than(self.min_distance_km).of(row))
            if self.neighbours:
                touching: csr_array = self.areas.neighbours
                ends = touching.indptr[row : row + 2]
                found.append(touching.indices[ends[0] : ends[1]].astype(np.intp))
            others = self._at[np.unique(np.concatenate(found))]
            self._known[candidate] = np.sort(others[others >= 0])
        return self._known[candidate]

    def among(self, candidates: Pairs) -> NDArray[np.bool_]:
        """Return which of some candidates keep which others off, as a square matrix."""
        rows = self.rows[candidates]
        off = np.zeros((len(rows), len(rows)), dtype=bool)
        if self.min_distance_km is not None:
            order = np.argsort(rows)
            pairs = self.areas.nearer_than(self.min_distance_km).pairs_among(rows)
            one, other = order[np.searchsorted(rows[order], pairs)].T
            off[one, other] = off[other, one] = True
        if self.neighbours:
            off |= self.areas.neighbours[rows][:, rows].toarray()
        return off
