"""Choosing the best list again and again, under the scores of many draws."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scoring.choose.best import Best, one_of_the_best
from scoring.choose.cliques import Clique
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import Stated, state
from scoring.choose.ties import most_of_equals
from scoring.uncertainty.opened import Opened

Numbers = NDArray[np.float64]

SECONDS = 20.0
"""How long one list is looked for."""


@dataclass(frozen=True, eq=False)
class DrawnList:
    """What choosing under one draw came to.

    Parameters
    ----------
    chosen
        Shape (candidates,), which are on the best list; None where there is no list.
    proven
        Whether that is proven: that no list is better, and of equally good ones none comes before
        it, or that there is none. Else the time was up.
    """

    chosen: NDArray[np.bool_] | None
    proven: bool


class Chooser:
    """A scenario's choice, stated once over all areas that have a score in some draw.

    Parameters
    ----------
    opened
        What is open under the scenario.

    Attributes
    ----------
    stated
        The choice; its candidates stand in the order of their stated score.

    Raises
    ------
    ScoringError
        As `scoring.choose.stated.state`.
    """

    def __init__(self, opened: Opened) -> None:
        base, *others = opened.combinations
        scores, filled = base.scores, base.scores.score
        for combination in others:
            filled = filled.fillna(combination.scores.score)
        self.stated: Stated = state(opened.areas, replace(scores, score=filled), opened.scenario)
        self._programme = self.stated.programme()
        self._known = self._cliques()
        self._at = base.prepared.codes.get_indexer(self.stated.score.index)

    def points(self, scores: Numbers) -> Numbers:
        """Return the candidates' points, shape (draws, candidates), from scores of draws.

        Parameters
        ----------
        scores
            Shape (draws, rows), unit scale, as `scoring.uncertainty.evaluate.Evaluator.scores`
            gives them.
        """
        return 100 * scores[:, self._at]

    def best(self, points: Numbers, order: Numbers, until: float) -> DrawnList | None:
        """Return the best list under some scores, or None if the time was up before it began.

        It is the best as `scoring.choose` proves it: the relaxation's prices set most areas aside,
        and the solver settles the few that are left. Of lists that are equally good it is the one
        that has most of an order, which is to be random: so all of them come up, and areas that
        nothing tells apart equally often.

        Parameters
        ----------
        points
            Shape (candidates,), NaN without a score.
        order
            Shape (candidates,), 0 to 1.
        until
            When to stop, on the clock of `time.monotonic`.
        """
        begun = time.monotonic()
        if begun > until:
            return None
        lacking = np.flatnonzero(np.isnan(points))
        if (self._programme.low[lacking] > 0).any():
            # what is locked in has no score, and so cannot be a site
            return DrawnList(None, True)
        own = self._programme.without(lacking) if len(lacking) else self._programme
        under = self.stated.under(points)
        if under.scenario.choose.combine == "weighted" and min(a.most for a in under.aims) <= 0:
            # of nothing there is no share, and a scenario with such scores is refused
            return DrawnList(None, True)
        end = min(begun + SECONDS, until)
        try:
            found = one_of_the_best(under, own, end, self._known)
        except NothingFoundError:
            # if it was the end of all, it was given too little time to say anything
            return None if time.monotonic() > until else DrawnList(None, False)
        if found is None:
            return DrawnList(None, True)
        if not found.proven and time.monotonic() > until:
            return None
        chosen, sure = most_of_equals(found.programme, found.solution, order, end)
        return DrawnList(chosen, found.proven and sure)

    def _cliques(self) -> Sequence[Clique]:
        """Return the cliques that the stated list needed; others need mostly the same."""
        found: Best | None
        try:
            found = one_of_the_best(self.stated, self._programme, time.monotonic() + SECONDS)
        except NothingFoundError:
            return ()
        return () if found is None else found.stages[0].solution.root.cliques
