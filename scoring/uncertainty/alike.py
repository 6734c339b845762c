"""Candidates that nothing in a choice tells apart but their scores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from scoring.choose.programme import Programme
from scoring.choose.stated import Stated

Numbers = NDArray[np.float64]

_EQUAL = 1e-9
"""Points: scores that differ by no more are equal."""


class Alike:
    """Which candidates the rules count alike, so that equal scores make them exchangeable.

    Where a distance, neighbours or coverage make it matter where an area lies, none is like
    another.

    Parameters
    ----------
    stated, programme
        The choice and its programme.
    """

    def __init__(self, stated: Stated, programme: Programme) -> None:
        n = programme.candidates
        self._groups: list[NDArray[np.intp]] = []
        self._group = np.full(n, -1, dtype=np.intp)
        if programme.apart.asked or programme.covers is not None:
            return
        columns = csc_array(programme.rows)
        others = [aim.of_sites for aim in stated.aims if aim.objective.of != "score"]
        ends = np.column_stack([programme.low[:n], programme.high[:n], *others])
        members: dict[bytes, list[int]] = {}
        for candidate in range(n):
            own = slice(*columns.indptr[candidate : candidate + 2])
            counted = (columns.indices[own].tobytes(), columns.data[own].tobytes())
            key = b"|".join((*counted, ends[candidate].tobytes()))
            members.setdefault(key, []).append(candidate)
        for group in members.values():
            self._group[group] = len(self._groups)
            self._groups.append(np.array(group, dtype=np.intp))

    def shared(self, chosen: NDArray[np.bool_], scores: Numbers) -> Numbers:
        """Return each candidate's share of the places of a list.

        Parameters
        ----------
        chosen
            Shape (candidates,), a list.
        scores
            Shape (candidates,), in points.

        Returns
        -------
        numpy.ndarray
            Shape (candidates,), 1 or 0; exchangeable ones of which some are chosen have an equal
            share of their places. Sums to the list.
        """
        places = chosen.astype(np.float64)
        for group in np.unique(self._group[chosen]):
            if group < 0:
                continue
            own = self._groups[group]
            for score in np.unique(scores[own[chosen[own]]]):
                equal = own[np.abs(scores[own] - score) <= _EQUAL]
                places[equal] = chosen[equal].mean()
        return places
