"""A good list to begin with, by adding what gains most and exchanging what gains more."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from scoring.choose.programme import Programme

_MOMENT = 1.0
"""Seconds that a first list gets even when the time is up."""
_HAIR = 1e-9
"""Share of a bound, and gain, that does not count."""


def good_list(programme: Programme, until: float = np.inf) -> NDArray[np.bool_] | None:
    """Return a list that keeps the programme and that no single exchange makes better.

    First come those that minimums need, and no others where the number of sites is left open; then
    whoever adds most to what is there (if that leaves too little or too much of a sum for the last
    ones, whoever has about an equal share of it). Then one site after the other is exchanged for
    the area that gains most, until none does (Teitz & Bart 1968; for coverage, Church & ReVelle
    1974). None where that ends in a list that breaks a rule.

    Parameters
    ----------
    until
        When to stop, on the clock of `time.monotonic`. A first list gets a moment even when the
        time is up, for whoever waited so long would rather have one.
    """
    enough = max(until, time.monotonic() + _MOMENT)
    for in_equal_shares in (False, True):
        search = _Search(programme)
        if search.sites is not None and search.sites > programme.free.sum():
            return None
        if search.filled(enough, in_equal_shares=in_equal_shares):
            search.exchanged(until)
            return search.chosen if search.keeps_all() else None
    return None


class _Search:
    """A growing list, with what each candidate would add to it and what stands in its way."""

    def __init__(self, programme: Programme) -> None:
        n = programme.candidates
        self._programme = programme
        rows = csr_array(programme.rows)
        # what hangs on how many are trained, or on places, is asked at the end
        only = np.asarray(abs(rows[:, n:]).sum(axis=1) == 0).ravel()
        self._rows = csr_array(rows[only][:, :n])
        self._columns = csc_array(self._rows)
        self._row_of = np.repeat(np.arange(self._rows.shape[0]), np.diff(self._rows.indptr))
        self._lower, self._upper = (
            bound + sign * _HAIR * np.where(np.isfinite(bound), np.abs(bound), 0)
            for bound, sign in ((programme.lower[only], -1), (programme.upper[only], +1))
        )
        self.sites = self._how_many()
        counts = np.bincount(self._row_of, self._rows.data == 1, minlength=len(self._lower))
        self._of_sums = counts < np.diff(self._rows.indptr)
        self._amounts = self._rows[self._of_sums].toarray()
        self._least, self._most = self._ends()
        self._covers = None if programme.covers is None else csr_array(programme.covers)
        self._by_site = None if self._covers is None else csc_array(self._covers)
        places = 0 if self._covers is None else self._covers.shape[0]
        self._weights = programme.gain[n : n + places]
        self._times = np.zeros(places)
        self._adds = programme.gain[:n].copy()
        if self._covers is not None:
            self._adds += self._covers.T @ self._weights
        self._sums = np.zeros(self._rows.shape[0])
        self._in_the_way = np.zeros(n, dtype=np.intp)
        self.chosen = np.zeros(n, dtype=bool)
        for candidate in np.flatnonzero(programme.low[:n] > 0):
            self._take(int(candidate))

    def filled(self, until: float, *, in_equal_shares: bool) -> bool:
        """Return whether the list could be filled, maybe with areas that have their share."""
        while self._is_short():
            if time.monotonic() > until:
                return False
            free = self._programme.free & ~self.chosen & (self._in_the_way == 0)
            free &= ~self._too_much()
            free &= self._leaves_hope()
            if not free.any():
                return False
            # the first places are for the groups that still lack some
            lacking = np.flatnonzero((self._sums < self._lower) & ~self._of_sums)
            helps = np.minimum(
                self._rows[lacking].toarray(), (self._lower - self._sums)[lacking, None]
            ) / np.maximum(self._lower[lacking, None], _HAIR)
            unfair = self._unfair() if in_equal_shares else np.zeros(len(free))
            order = np.lexsort((-self._adds, unfair, -np.round(helps.sum(axis=0), 9)))
            self._take(int(order[free[order]][0]))
        return True

    def _is_short(self) -> bool:
        if self.sites is None:
            return bool((self._sums < self._lower).any())
        return int(self.chosen.sum()) < self.sites

    def keeps_all(self) -> bool:
        """Return whether the list keeps the programme, areas that have to be apart included.

        What is taken later is never in the way of what is there, but what is locked in may be.
        """
        apart = not self._in_the_way[self.chosen].any()
        return apart and self._programme.keeps(self.chosen)

    def exchanged(self, until: float) -> None:
        """Exchange sites as long as one for one gains."""
        gained = True
        while gained:
            gained = False
            for site in np.flatnonzero(self.chosen):
                if time.monotonic() > until:
                    return
                gained |= self._exchange(int(site))

    def _exchange(self, site: int) -> bool:
        if self._programme.low[site] > 0:
            return False
        self._drop(site)
        free = self._programme.free & ~self.chosen & (self._in_the_way == 0)
        free &= ~self._too_much()
        for row in np.flatnonzero(self._sums < self._lower):
            enough = np.zeros(len(free), dtype=bool)
            ends = slice(*self._rows.indptr[row : row + 2])
            amounts, members = self._rows.data[ends], self._rows.indices[ends]
            enough[members[amounts >= self._lower[row] - self._sums[row]]] = True
            free &= enough
        best = int(np.where(free, self._adds, -np.inf).argmax())
        better = free[best] and self._adds[best] > self._adds[site] + self._programme.equal
        self._take(best if better else site)
        return bool(better)

    def _too_much(self) -> NDArray[np.bool_]:
        """Return with which candidates some sum would be too great."""
        over = self._rows.data > (self._upper - self._sums)[self._row_of]
        return np.bincount(self._rows.indices, over, minlength=len(self.chosen)) > 0

    def _unfair(self) -> NDArray[np.float64]:
        """Return of how many sums each candidate has less or more than an equal share."""
        if self.sites is None:
            return np.zeros(len(self.chosen))
        places = self.sites - int(self.chosen.sum())
        amounts, sums = self._amounts, self._sums[self._of_sums]
        low, high = (
            ((bound[self._of_sums] - sums) / places)[:, None]
            for bound in (self._lower, self._upper)
        )
        return np.asarray(((amounts < low) | (amounts > high)).sum(axis=0), dtype=np.float64)

    def _leaves_hope(self) -> NDArray[np.bool_]:
        """Return with which candidates sums of people or money could still come out right.

        As far as the smallest, or the greatest, of all amounts on the other places would do.
        """
        if self.sites is None:
            fewest, most = 0, self._most.shape[1] - 1
        else:
            fewest = most = self.sites - int(self.chosen.sum()) - 1
        sums = self._sums[self._of_sums, None] + self._amounts
        low, high = self._lower[self._of_sums, None], self._upper[self._of_sums, None]
        hope = (sums + self._least[:, [fewest]] <= high) & (sums + self._most[:, [most]] >= low)
        return np.asarray(hope.all(axis=0))

    def _ends(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and the most that so many candidates sum up to, (sums, 0 … sites)."""
        amounts = np.sort(self._amounts[:, self._programme.free], axis=1)
        many = amounts.shape[1]
        if self.sites is not None:
            many = min(self.sites, many)
        least, most = (np.cumsum(a[:, :many], axis=1) for a in (amounts, amounts[:, ::-1]))
        nothing = np.zeros((len(amounts), 1))
        return np.hstack([nothing, least]), np.hstack([nothing, most])

    def _take(self, candidate: int) -> None:
        self._move(candidate, +1)

    def _drop(self, candidate: int) -> None:
        self._move(candidate, -1)

    def _move(self, candidate: int, way: int) -> None:
        self.chosen[candidate] = way > 0
        ends = slice(*self._columns.indptr[candidate : candidate + 2])
        self._sums[self._columns.indices[ends]] += way * self._columns.data[ends]
        if self._programme.apart.asked:
            self._in_the_way[self._programme.apart.of(candidate)] += way
        if self._covers is None or self._by_site is None:
            return
        ends = slice(*self._by_site.indptr[candidate : candidate + 2])
        own = self._by_site.indices[ends]
        # a place that is covered by now, or no longer, adds nothing any more, or again
        changed = own[self._times[own] == (0 if way > 0 else 1)]
        self._times[own] += way
        self._adds -= way * (self._covers[changed].T @ self._weights[changed])

    def _how_many(self) -> int | None:
        """Return how many sites are asked for; None where that is left open."""
        for row in np.flatnonzero(self._upper - self._lower < 1):
            ends = slice(*self._rows.indptr[row : row + 2])
            amounts = self._rows.data[ends]
            if len(amounts) == self._programme.candidates and (amounts == 1).all():
                return int(self._upper[row])
        return None
