"""The linear relaxation over the columns that matter, the others taken in where prices ask."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

from scoring.choose.cliques import Clique, as_rows, left_over
from scoring.choose.highs import Answer, Model
from scoring.choose.programme import Programme

_FIRST = 400
"""Candidates to begin with, by what they gain."""
_FIRST_OF_ROW = 5
"""Candidates to begin with of each row, so that its minimum can be kept."""
_MOST_A_ROUND = 400
_TINY = 1e-9
"""A reduced gain that is no more than this is none."""


class Restricted:
    """A linear relaxation that is solved over few columns and is optimal over all.

    Most candidates are in no relaxed list anywhere near the best. So it begins with those that
    gain most, and takes in others only while the prices say that they would gain (sifting, a
    column generation whose columns are all at hand).

    References
    ----------
    Bixby, R. E. et al. (1992), Very large-scale linear programming: a case study in combining
    interior point and simplex methods. Operations Research 40(5), 885-897.
    """

    def __init__(self, programme: Programme) -> None:
        self._programme = programme
        self._matrix = csc_array(programme.rows)
        self._cliques: list[Clique] = []
        self._outside = np.zeros(len(programme.gain), dtype=bool)
        self._outside[programme.used(programme.free)] = True
        self.columns: NDArray[np.intp] = self._first()
        self._outside[self.columns] = False
        self._model = Model(
            programme.gain[self.columns],
            csr_array(self._matrix[:, self.columns]),
            programme.lower,
            programme.upper,
            programme.low[self.columns],
            programme.high[self.columns],
        )

    def add(self, cliques: Sequence[Clique]) -> None:
        """Allow only one of each of these sets."""
        if cliques:
            rows = as_rows(cliques, len(self._programme.gain)).tocsc()
            self._model.add(
                csr_array(rows[:, self.columns]),
                np.full(len(cliques), -np.inf),
                np.ones(len(cliques)),
            )
            self._cliques += cliques

    def solved(self, until: float = np.inf) -> Answer:
        """Return the best solution over all columns; its values are those of `columns`.

        Parameters
        ----------
        until
            When to stop, on the clock of `time.monotonic`; the answer says if it did.
        """
        while True:
            answer = self._model.solved(until - time.monotonic())
            if answer.status == "stopped":
                return answer
            if answer.status == "infeasible":
                helps = self._helps()
            else:
                helps = self._left(self._programme.gain, answer.prices)
            helps = np.where(self._outside, helps, 0.0)
            entering = np.flatnonzero(helps > _TINY)
            if not len(entering):
                return answer
            best = np.argsort(-helps[entering], kind="stable")[:_MOST_A_ROUND]
            self._take_in(np.sort(entering[best]))

    def _helps(self) -> NDArray[np.float64]:
        """Return how much each column adds to what the bounds lack.

        Sums of rows that cannot be had from the columns there are prove that there is no solution
        (Farkas 1902); it is one for all columns if none of the others adds to them.
        """
        everything = np.ones(len(self._programme.gain))
        ray = self._model.ray()
        if ray is None:
            return everything
        ray = np.where(np.abs(ray) > _TINY * np.abs(ray).max(initial=0), ray, 0.0)
        adds = -self._left(np.zeros(len(everything)), ray)
        cliques = len(self._cliques)
        lower = np.append(self._programme.lower, np.full(cliques, -np.inf))
        upper = np.append(self._programme.upper, np.ones(cliques))
        asked = np.where(ray > 0, lower, upper)[ray != 0] @ ray[ray != 0]
        low, high = self._programme.low[self.columns], self._programme.high[self.columns]
        own = adds[self.columns]
        had = np.maximum(own * low, own * high).sum()
        if not had < asked - _TINY * (1 + abs(asked)):
            return everything
        return adds

    def _first(self) -> NDArray[np.intp]:
        """Return the columns to begin with: all that are no candidates, and some that are."""
        programme = self._programme
        n = programme.candidates
        candidates = np.flatnonzero(self._outside[:n])
        candidates = candidates[np.argsort(-programme.gain[candidates], kind="stable")]
        first = np.zeros(len(programme.gain), dtype=bool)
        first[n:] = self._outside[n:]
        first[candidates[:_FIRST]] = True
        first[:n] |= programme.low[:n] > 0
        place = np.full(len(programme.gain), len(candidates))
        place[candidates] = np.arange(len(candidates))
        rows = programme.rows
        for start, end in zip(rows.indptr[:-1], rows.indptr[1:], strict=True):
            members = rows.indices[start:end]
            members = members[place[members] < len(candidates)]
            first[members[np.argsort(place[members])[:_FIRST_OF_ROW]]] = True
        return np.flatnonzero(first)

    def _left(self, gain: NDArray[np.float64], prices: NDArray[np.float64]) -> NDArray[np.float64]:
        rows = len(self._programme.lower)
        return left_over(gain, self._matrix, prices[:rows], self._cliques, prices[rows:])

    def _take_in(self, entering: NDArray[np.intp]) -> None:
        programme = self._programme
        cliques = as_rows(self._cliques, len(programme.gain)).tocsc()[:, entering]
        self._model.add_columns(
            programme.gain[entering],
            csc_array(vstack([self._matrix[:, entering], cliques])),
            programme.low[entering],
            programme.high[entering],
        )
        self.columns = np.concatenate([self.columns, entering])
        self._outside[entering] = False
