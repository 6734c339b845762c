"""The choice as a mixed-integer programme."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from scoring.choose.apart import Apart

EQUAL = 1e-6
"""Total scores that differ by no more count as equal, in points."""
ROUNDED = 1e-12
"""Share of what a row sums up that rounding may take or add."""


@dataclass(frozen=True, eq=False)
class Programme:
    """Choose candidates with the greatest gain within bounds on sums, and keep some apart.

    Maximise gain · v over v with ``lower <= rows @ v <= upper`` and ``low <= v <= high``. The first
    columns of v are the candidates, 0 or 1, of which no two that `apart` names are both 1. What
    follows depends on them: places that are covered or not, and the number of beneficiaries.

    Parameters
    ----------
    gain
        Shape (columns,); candidates in the order in which equally good lists prefer them.
    rows
        Shape (rows, columns), the amounts that the bounds are about.
    lower, upper
        Shape (rows,), infinite where there is no bound.
    low, high
        Shape (columns,), finite. A candidate that is locked in has 1 and 1, one that is out 0 and
        0.
    whole
        Shape (columns,), which columns take whole numbers only.
    apart
        Which candidates may not both be chosen.
    covers
        Shape (places, candidates), 1 where a candidate covers a place; its places are the columns
        that follow the candidates. None where nothing is covered.
    """

    gain: NDArray[np.float64]
    rows: csr_array
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    whole: NDArray[np.bool_]
    apart: Apart
    covers: csr_array | None = None

    @property
    def candidates(self) -> int:
        """How many of the columns are candidates."""
        return len(self.apart.rows)

    @property
    def free(self) -> NDArray[np.bool_]:
        """Shape (candidates,), whether a candidate may be chosen."""
        return self.high[: self.candidates] > 0

    @property
    def equal(self) -> float:
        """Gains that differ by no more count as equal: a millionth of a point.

        It is what HiGHS proves down to where single gains are scores, up to 100; where they are
        numbers of people, it is as much more as those are greater.
        """
        return EQUAL * max(1.0, float(np.abs(self.gain).max(initial=0)) / 100)

    def used(self, among: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the columns to solve for where only some candidates may be chosen.

        The last column is always one of them, for a solver takes no programme without any.
        """
        dependent = self.high[self.candidates :] > 0
        dependent[-1:] = True
        return np.flatnonzero(np.concatenate([among & self.free, dependent]))

    def value(self, chosen: NDArray[np.bool_]) -> float:
        """Return the gain of a list, rounded once and not at every step."""
        n = self.candidates
        gains = [self.gain[:n][chosen]]
        if self.covers is not None:
            covered = self.covers @ chosen.astype(float) > 0
            gains.append(self.gain[n : n + len(covered)][covered])
        return math.fsum(np.concatenate(gains))

    def columns(self, chosen: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return a list as columns, the number of beneficiaries still 0."""
        n = self.candidates
        columns = np.zeros(len(self.gain))
        columns[:n] = chosen
        if self.covers is not None:
            columns[n : n + self.covers.shape[0]] = self.covers @ columns[:n] > 0
        return columns

    def keeps(self, chosen: NDArray[np.bool_]) -> bool:
        """Return whether a list keeps every row, whatever a solver's tolerances let through.

        Which of its candidates have to be apart is not looked at.
        """
        n = self.candidates
        if (chosen < (self.low[:n] > 0)).any() or (chosen & ~self.free).any():
            return False
        least, most = self.beneficiaries(chosen)
        return least <= most

    def beneficiaries(self, chosen: NDArray[np.bool_]) -> tuple[float, float]:
        """Return the least and the most beneficiaries with which a list keeps every row.

        Whole numbers, the most infinite where nothing bounds it. The least is above the most where
        no number does, as where a row that does not count them is broken.
        """
        columns = self.columns(chosen)
        sums, size = self.rows @ columns, abs(self.rows) @ columns
        hairs = [ROUNDED * np.maximum(size, np.abs(b)) for b in (self.lower, self.upper)]
        low, high = self.lower - sums - hairs[0], self.upper - sums + hairs[1]
        # the number of beneficiaries is the last column, and still 0
        each = self.rows[:, [-1]].toarray().ravel()
        if ((low > 0) | (high < 0))[each == 0].any():
            return np.inf, -np.inf
        ends = np.sort(np.stack([low, high])[:, each != 0] / each[each != 0], axis=0)
        least = max(self.low[-1], ends[0].max(initial=0.0))
        most = min(self.high[-1], ends[1].min(initial=np.inf))
        return float(np.ceil(least - ROUNDED)), float(np.floor(most + ROUNDED))

    def within(self, inside: NDArray[np.bool_], free: NDArray[np.bool_] | None = None) -> Programme:
        """Return the programme with some candidates locked in, and others than ``free`` out."""
        low, high = self.low.copy(), self.high.copy()
        low[: self.candidates][inside] = 1
        if free is not None:
            high[: self.candidates][~free & ~inside] = 0
        return replace(self, low=low, high=high)

    def without(self, candidates: NDArray[np.intp]) -> Programme:
        """Return the programme with some candidates out."""
        low, high = self.low.copy(), self.high.copy()
        low[candidates] = high[candidates] = 0
        return replace(self, low=low, high=high)

    def and_bounded(
        self, row: NDArray[np.float64], lower: float = -np.inf, upper: float = np.inf
    ) -> Programme:
        """Return the programme with one more row over all columns, or over the candidates."""
        whole = np.zeros(len(self.gain))
        whole[: len(row)] = row
        return replace(
            self,
            rows=csr_array(vstack([self.rows, csr_array(whole[None])])),
            lower=np.append(self.lower, lower),
            upper=np.append(self.upper, upper),
        )

    def differing(self, chosen: NDArray[np.bool_], least: int) -> Programme:
        """Return the programme of lists in which so many of these sites are replaced."""
        return self.and_bounded(chosen.astype(float), upper=float(chosen.sum() - least))
