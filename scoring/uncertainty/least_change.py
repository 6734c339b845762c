"""The smallest change of one weight that takes an area off the list, or brings it in."""

from __future__ import annotations

import time
from dataclasses import dataclass

import pandas as pd

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.best import Best, best
from scoring.choose.clash import impossible
from scoring.choose.shortlist import SECONDS
from scoring.choose.solve import NothingFoundError
from scoring.choose.stated import Stated, state
from scoring.scenario import Scenario
from scoring.uncertainty.draws import Progress
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.opened import opened
from scoring.uncertainty.sources import sources
from scoring.uncertainty.turning import ENDS, CandidateScores, Search, paths


class NoWeightMattersError(ScoringError):
    """An area whose place on the list no weight decides."""


@dataclass(frozen=True)
class LeastChange:
    """One weight, and where it changes whether an area is on the list.

    Parameters
    ----------
    member
        Id of the pillar or indicator.
    pillar
        Id of the pillar inside which an indicator's weight is moved; None for a pillar's weight.
    stated
        Its share of its level as stated, 0–1.
    at
        The nearest share at which it is otherwise, to 0.02 percentage points; the others of the
        level share the rest as they do now. It was solved there, and so is sure.
    exact
        Whether no smaller change of this weight in this direction does it; else nearer ones were
        looked for in steps.
    """

    member: str
    pillar: str | None
    stated: float
    at: float
    exact: bool

    @property
    def change(self) -> float:
        """How far the share moves, 0–1."""
        return abs(self.at - self.stated)


@dataclass(frozen=True)
class LeastChanges:
    """What single weights can do about an area.

    Parameters
    ----------
    changes
        The smallest first; none where no weight by itself turns the area.
    exact
        Whether all weights that were moved were looked at in full; else some in steps of 1/64.
    not_moved
        Pillars and indicators that hardly count, or stand nearly for all of their level, so that
        moving their weights would be another question: which areas have a score at all.
    """

    changes: tuple[LeastChange, ...]
    exact: bool
    not_moved: tuple[str, ...] = ()


def least_changes(
    areas: Areas,
    scenario: Scenario,
    area: str,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> LeastChanges:
    """Return for each weight the nearest value at which an area leaves or joins the best list.

    One weight is moved at a time, up and down. Methods and figures stay as stated. Where scores
    change in proportion to the weight, the best total with the area and the best without it are
    convex in it, which bounds both between two weights that were solved for; so all weights in
    between are accounted for, and not only those that were tried.

    Parameters
    ----------
    area
        Code of an area.
    seconds
        How long to look for them.

    Raises
    ------
    NoWeightMattersError
        If the area cannot be chosen whatever the weights are, or if the list is the best by
        something else than total score.
    ScoringError
        If the scenario cannot be scored or chosen under, or if the time was up.

    References
    ----------
    Triantaphyllou, E. and Sánchez, A. (1997), A sensitivity analysis approach for some
    deterministic multi-criteria decision-making methods. Decision Sciences 28(1), 151-194: the
    smallest change of a criterion's weight that turns a ranking round.
    """
    what = opened(areas, scenario)
    # those that only other methods give a score are no candidates here
    stated = state(areas, what.combinations[0].scores, scenario)
    at = _position(stated, area)
    until = time.monotonic() + seconds
    try:
        found = best(stated, until)
        if found is None:
            raise impossible(stated, seconds)
        evaluator = Evaluator(sources(what), scenario.seed)
        return _turning(evaluator, stated, found, at, until, progress)
    except NothingFoundError as cause:
        raise ScoringError(
            "What change of weights turns {area} was not found out in {seconds} seconds. Give it "
            "more time.",
            area=area,
            seconds=f"{seconds:g}",
        ) from cause


def _turning(
    evaluator: Evaluator,
    stated: Stated,
    found: Best,
    at: int,
    until: float,
    progress: Progress | None,
) -> LeastChanges:
    if found.programme.low[at] > 0:
        # it is locked in
        return LeastChanges((), exact=True)
    scores = CandidateScores(evaluator, stated)
    changes = []
    ways, not_moved = paths(evaluator)
    for number, path in enumerate(ways):
        if progress is not None:
            progress(number, len(ways))
        for end in ENDS:
            search = Search(path, scores, found, at, until)
            turned = search.first(end)
            if turned is not None:
                turned = search.as_told(turned)
                changes.append(
                    LeastChange(path.member, path.pillar, path.stated, turned, search.linear)
                )
    ordered = tuple(sorted(changes, key=lambda one: one.change))
    return LeastChanges(ordered, all(path.linear for path in ways), not_moved)


def _position(stated: Stated, area: str) -> int:
    if any(aim.objective.of != "score" for aim in stated.aims) or len(stated.aims) > 1:
        raise NoWeightMattersError(
            "What change of weights would do is only told where the total score is the objective; "
            'the scenario "{scenario}" has others.',
            scenario=stated.scenario.id,
        )
    if area not in stated.score.index or area in stated.barred:
        raise NoWeightMattersError(
            '{area} cannot be on the list whatever the weights are. "phuenthi explain {area}" says '
            "why.",
            area=area,
        )
    return int(stated.score.index.get_indexer(pd.Index([area]))[0])
