"""What exchanging one site for one other area would change, and which rules it would break."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.choose.best import Best, weights_of_aims
from scoring.choose.objectives import Aim
from scoring.choose.rules import Rule
from scoring.choose.stated import Stated

_HAIR = 1e-9
"""Share of a bound that sums may be off by rounding."""


@dataclass(frozen=True, eq=False)
class Exchange:
    """One area in place of each of the sites in turn.

    Parameters
    ----------
    gain
        Shape (sites,), what the list would gain by what it is the best of.
    too_much, too_little
        Shape (rules, sites), whether a rule's maximum, or its minimum, would be broken. Areas that
        have to be apart count as too much.
    """

    gain: NDArray[np.float64]
    too_much: NDArray[np.bool_]
    too_little: NDArray[np.bool_]

    @property
    def allowed(self) -> NDArray[np.bool_]:
        """Shape (sites,), whether the list would keep all rules."""
        return np.asarray(~(self.too_much | self.too_little).any(axis=0))


class Exchanges:
    """All exchanges of one site of a list for one area off it."""

    def __init__(self, stated: Stated, found: Best) -> None:
        self.stated, self.sites = stated, np.flatnonzero(found.solution.chosen)
        self.rules: tuple[Rule, ...] = (*stated.every_rule, *found.kept)
        n = len(stated.score)
        self._place = {rule: at for at, rule in enumerate(self.rules)}
        self._of_row = np.array([self._place[rule] for rule in stated.rules])
        self._amounts = stated.rows[:, :n].toarray()
        self._trained = stated.rows[:, n:].toarray()[:, 0]
        gone = self._amounts[:, self.sites]
        self._left = gone.sum(axis=1)[:, None] - gone
        hair = _HAIR * np.maximum(np.abs(self._left).max(axis=1, initial=0), 1)[:, None]
        self._least, self._most = stated.lower[:, None] - hair, stated.upper[:, None] + hair
        self._fixed = self._trained == 0
        codes = list(stated.score.index[self.sites])
        self._locked = [
            (rule, codes.index(rule.of)) for rule in stated.others if rule.kind == "locked_in"
        ]
        self._aims = [_Exchanged(aim, found.solution.chosen, self.sites) for aim in stated.aims]
        self._weights = weights_of_aims(stated)

    def of(self, candidate: int) -> Exchange:
        """Return what one candidate would change in place of each site."""
        shape = (len(self.rules), len(self.sites))
        much, little = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        moved = self._left + self._amounts[:, [candidate]]
        # a rule that counts no beneficiaries is one row
        fixed = self._of_row[self._fixed]
        much[fixed] = (moved > self._most)[self._fixed]
        little[fixed] = (moved < self._least)[self._fixed]
        self._beneficiaries(moved, much, little)
        self._apart(candidate, much)
        changes = [aim.of(candidate) for aim in self._aims]
        for rule, aim, change in zip(self._kept(), self._aims, changes, strict=False):
            little[self._place[rule]] |= aim.value + change < (rule.minimum or 0)
        for rule, site in self._locked:
            little[self._place[rule], site] = True
        gain = np.sum([w * c for w, c in zip(self._weights, changes, strict=True)], axis=0)
        return Exchange(gain, much, little)

    def _kept(self) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind == "objective")

    def _apart(self, candidate: int, much: NDArray[np.bool_]) -> None:
        """Mark the exchanges after which the candidate would be too near another site."""
        for rule in self.stated.others:
            if rule.kind not in ("distance", "neighbours"):
                continue
            off = np.isin(self.sites, self.stated.apart.only(rule.kind).of(candidate))
            # the one site in the way may be the one that goes
            much[self._place[rule]] |= off.sum() - off > 0

    def _beneficiaries(
        self, moved: NDArray[np.float64], much: NDArray[np.bool_], little: NDArray[np.bool_]
    ) -> None:
        """Mark the exchanges after which no number of beneficiaries keeps its bounds and the cost.

        Each row that counts them bounds their number from below and above.
        """
        least = np.zeros(moved.shape[1])
        most = np.full(moved.shape[1], np.inf)
        rows = np.flatnonzero(~self._fixed)
        # costs last, so that they are named where it is they that do not fit
        for row in sorted(rows, key=lambda r: self.stated.rules[r].kind == "cost"):
            each = self._trained[row]
            ends = np.stack(
                [(b[row] - moved[row]) / each for b in (self.stated.lower, self.stated.upper)]
            )
            low, high = np.ceil(ends.min(axis=0) - _HAIR), np.floor(ends.max(axis=0) + _HAIR)
            # once there is no number that fits, no further rule is to blame
            fitted = least <= most
            below = fitted & (low > most)
            little[self._of_row[row]] |= below
            much[self._of_row[row]] |= fitted & ~below & (high < np.maximum(least, low))
            least, most = np.maximum(least, low), np.minimum(most, high)


class _Exchanged:
    """How much of one objective a list would have after an exchange."""

    def __init__(self, aim: Aim, chosen: NDArray[np.bool_], sites: NDArray[np.intp]) -> None:
        self.value = aim.value(chosen)
        self._aim, self._sites = aim, sites
        if aim.covers is not None:
            self._columns = aim.covers.tocsc()
            self._times = aim.covers @ chosen.astype(float)
            once = np.where(self._times == 1, aim.of_places, 0.0)
            self._once = once
            self._alone = np.asarray(once @ self._columns[:, sites]).ravel()

    def of(self, candidate: int) -> NDArray[np.float64]:
        """Return the change for each site that the candidate would replace; shape (sites,)."""
        aim = self._aim
        if aim.covers is None:
            change: NDArray[np.float64] = aim.of_sites[candidate] - aim.of_sites[self._sites]
            return change
        ends = self._columns.indptr[candidate : candidate + 2]
        own = self._columns.indices[ends[0] : ends[1]]
        gained = aim.of_places[own][self._times[own] == 0].sum()
        # what only the leaving site covers and the candidate covers too is not lost
        shared = np.zeros(len(self._times))
        shared[own] = self._once[own]
        both = np.asarray(shared @ self._columns[:, self._sites]).ravel()
        kept: NDArray[np.float64] = gained - (self._alone - both)
        return kept
