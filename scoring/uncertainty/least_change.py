"""The smallest change of one weight that takes an area off the list, or brings it in."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose.best import Best, best
from scoring.choose.clash import impossible
from scoring.choose.programme import EQUAL, Programme
from scoring.choose.shortlist import SECONDS
from scoring.choose.solve import NothingFoundError, solve
from scoring.choose.stated import Stated, state
from scoring.index import rescore
from scoring.levels import ADDITIVE
from scoring.scenario import Scenario
from scoring.uncertainty.draws import Progress
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.opened import opened
from scoring.uncertainty.sources import Drawn, Level, sources

Numbers = NDArray[np.float64]

_MARGIN = 1e-3
"""Least share of its level that a weight is moved to, and least that it leaves to the others: at 0
it would be another question which areas have a score."""
_STEP = 1e-4
"""How closely a change is told."""
_SCANNED = 1 / 64
"""Steps in which weights are moved where scores do not change in proportion to them."""


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
        The nearest share at which it is otherwise, to `_STEP`; the others of the level share the
        rest as they do now. It was solved there, and so is sure.
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
        Whether all weights were looked at in full; else some in steps of 1/64.
    """

    changes: tuple[LeastChange, ...]
    exact: bool


def least_changes(
    evaluator: Evaluator,
    stated: Stated,
    found: Best,
    area: str,
    until: float = np.inf,
    progress: Progress | None = None,
) -> LeastChanges:
    """Return for each weight the nearest value at which an area leaves or joins the best list.

    One weight is moved at a time, up and down; the smallest change comes first. Methods and figures
    stay as stated. Where scores change in proportion to the weight, the best total with the area
    and the best without it are convex in it, which bounds both between two weights that were solved
    for; so all weights in between are accounted for, and not only those that were tried.

    Parameters
    ----------
    evaluator
        Of the scenario.
    stated, found
        The choice and its best list.
    area
        Code of an area.
    until
        When to stop, on the clock of `time.monotonic`.

    Raises
    ------
    NoWeightMattersError
        If the area cannot be chosen whatever the weights are, or if the list is the best by
        something else than total score.
    NothingFoundError
        If the time was up.

    References
    ----------
    Triantaphyllou, E. and Sánchez, A. (1997), A sensitivity analysis approach for some
    deterministic multi-criteria decision-making methods. Decision Sciences 28(1), 151-194: the
    smallest change of a criterion's weight that turns a ranking round.
    """
    at = _position(stated, area)
    if found.programme.low[at] > 0:
        # it is locked in
        return LeastChanges((), exact=True)
    scores = _Scores(evaluator, stated)
    changes = []
    paths = list(_paths(evaluator))
    for number, path in enumerate(paths):
        if progress is not None:
            progress(number, len(paths))
        for end in (_MARGIN, 1 - _MARGIN):
            search = _Search(path, scores, found, at, until)
            turned = search.first(end)
            if turned is not None:
                turned = search.as_told(turned)
                changes.append(
                    LeastChange(path.member, path.pillar, path.stated, turned, search.linear)
                )
    ordered = tuple(sorted(changes, key=lambda one: one.change))
    return LeastChanges(ordered, exact=all(path.linear for path in paths))


def changes_of(
    areas: Areas,
    scenario: Scenario,
    area: str,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> LeastChanges:
    """Return the least changes of a scenario's weights that turn an area; see `least_changes`.

    Parameters
    ----------
    seconds
        How long to look for them.

    Raises
    ------
    NoWeightMattersError
        As `least_changes`.
    ScoringError
        If the scenario cannot be scored or chosen under, or if the time was up.
    """
    what = opened(areas, scenario)
    # those that only other methods give a score are no candidates here
    stated = state(areas, rescore(what.combinations[0].prepared), scenario)
    _position(stated, area)
    until = time.monotonic() + seconds
    try:
        found = best(stated, until)
        if found is None:
            raise impossible(stated, seconds)
        evaluator = Evaluator(sources(what), scenario.seed)
        return least_changes(evaluator, stated, found, area, until, progress)
    except NothingFoundError as cause:
        raise ScoringError(
            "What change of weights turns {area} was not found out in {seconds} seconds. Give it "
            "more time.",
            area=area,
            seconds=f"{seconds:g}",
        ) from cause


@dataclass(frozen=True, eq=False)
class _Path:
    """A weight that is moved, and the weights of all levels at each of its values."""

    member: str
    pillar: str | None
    stated: float
    linear: bool
    weights: Callable[[float], tuple[Numbers, Numbers]]


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


def _paths(evaluator: Evaluator) -> Iterator[_Path]:
    own = evaluator.sources
    scenario = own.opened.scenario
    prepared = own.opened.combinations[0].prepared
    top, *inner = own.levels
    inside = np.concatenate([level.centre for level in inner])
    linear = scenario.aggregation.method == "arithmetic"
    for n, pillar in enumerate(scenario.pillars):
        if _movable(top, n):
            shared = partial(_moved, top.centre, n)
            yield _Path(
                pillar.id, None, float(top.centre[n]), linear, partial(_at_the_top, inside, shared)
            )
    for n, (pillar, level) in enumerate(zip(scenario.pillars, inner, strict=True)):
        # missing figures share weights out anew, area by area
        alike = prepared.whole[n] and pillar.aggregation.method in ADDITIVE
        columns = prepared.columns[n]
        for m, indicator in enumerate(pillar.indicators):
            if top.centre[n] > 0 and _movable(level, m):
                shared = partial(_moved, level.centre, m)
                yield _Path(
                    indicator.id,
                    pillar.id,
                    float(level.centre[m]),
                    linear and alike,
                    partial(_in_a_pillar, inside, columns, top.centre, shared),
                )


def _at_the_top(
    inside: Numbers, shared: Callable[[float], Numbers], share: float
) -> tuple[Numbers, Numbers]:
    return inside, shared(share)


def _in_a_pillar(
    inside: Numbers,
    columns: NDArray[np.intp],
    top: Numbers,
    shared: Callable[[float], Numbers],
    share: float,
) -> tuple[Numbers, Numbers]:
    moved = inside.copy()
    moved[columns] = shared(share)
    return moved, top


def _movable(level: Level, member: int) -> bool:
    share = level.centre[member]
    return bool(_MARGIN < share < 1 - _MARGIN)


def _moved(centre: Numbers, member: int, share: float) -> Numbers:
    """Return weights with one of them set, and the others sharing the rest as they do."""
    others = 1 - centre[member]
    moved = centre * (1 - share) / others
    moved[member] = share
    return moved


class _Scores:
    """Scores of the candidates under any weights, in points."""

    def __init__(self, evaluator: Evaluator, stated: Stated) -> None:
        self._evaluator = evaluator
        codes = evaluator.sources.opened.areas.codes[evaluator.rows]
        self._at = codes.get_indexer(stated.score.index)

    def under(self, weights: Numbers, pillar_weights: Numbers) -> Numbers:
        drawn = Drawn(
            weights[None], pillar_weights[None], np.zeros(1, np.intp), np.full(1, -1, np.int64)
        )
        scores: Numbers = 100 * self._evaluator.scores(drawn)[0, self._at]
        return scores


@dataclass(frozen=True, eq=False)
class _Point:
    """The best totals with the area on its present side and on the other, at one weight."""

    share: float
    holder: float
    challenger: float
    chosen: NDArray[np.bool_] | None
    scores: Numbers


class _Search:
    """Looks for the first value of a weight at which the area changes sides."""

    def __init__(self, path: _Path, scores: _Scores, found: Best, at: int, until: float) -> None:
        self.linear = path.linear
        self._path, self._scores, self._until = path, scores, until
        programme, self._known = found.programme, found.stages[0].solution.root.cliques
        area = np.zeros(programme.candidates, dtype=bool)
        area[at] = True
        inside, outside = programme.within(area), programme.without(np.flatnonzero(area))
        listed = bool(found.solution.chosen[at])
        self._holder, self._challenger = (inside, outside) if listed else (outside, inside)
        self._points: dict[float, _Point] = {}

    def first(self, end: float) -> float | None:
        """Return the value nearest to the stated one, towards an end, at which sides change."""
        if self._at(self._path.stated).challenger == -np.inf:
            # the rules leave the area no other side
            return None
        return self._between(self._path.stated, end)

    def as_told(self, share: float) -> float:
        """Return a share that turns the area in as few digits as it is told by.

        Beyond it, seen from the stated one; the share itself if that does not turn it.
        """
        away = math.ceil if share > self._path.stated else math.floor
        told = round(
            away(share / _STEP - math.copysign(1e-9, share - self._path.stated)) * _STEP, 6
        )
        return told if 0 < told < 1 and self._turned(told) else share

    def _between(self, near: float, far: float) -> float | None:
        turned = self._turned(far)
        if not turned and not self._may_turn(near, far):
            return None
        if abs(far - near) <= _STEP:
            return far if turned else None
        middle = (near + far) / 2
        nearer = self._between(near, middle)
        return nearer if nearer is not None else self._between(middle, far)

    def _turned(self, share: float) -> bool:
        point = self._at(share)
        return point.challenger > point.holder + EQUAL

    def _may_turn(self, near: float, far: float) -> bool:
        """Return whether sides could change between two values at neither of which they do."""
        if not self.linear:
            return abs(far - near) > _SCANNED
        one, other = self._at(near), self._at(far)
        if one.chosen is None or other.chosen is None:
            return False
        # the totals of the holder's two lists, at both ends each
        own = one.holder, float(other.scores[one.chosen].sum())
        its = float(one.scores[other.chosen].sum()), other.holder
        slopes = own[1] - own[0], its[1] - its[0]
        turn = 0.5
        if slopes[0] != slopes[1]:
            turn = min(max((own[0] - its[0]) / (slopes[1] - slopes[0]), 0.0), 1.0)
        for part in (0.0, turn, 1.0):
            least = max(own[0] + part * slopes[0], its[0] + part * slopes[1])
            most = one.challenger + part * (other.challenger - one.challenger)
            if most > least + EQUAL:
                return True
        return False

    def _at(self, share: float) -> _Point:
        if share not in self._points:
            scores = self._scores.under(*self._path.weights(share))
            holder, chosen = self._best(self._holder, scores)
            challenger, _ = self._best(self._challenger, scores)
            self._points[share] = _Point(share, holder, challenger, chosen, scores)
        return self._points[share]

    def _best(
        self, programme: Programme, scores: Numbers
    ) -> tuple[float, NDArray[np.bool_] | None]:
        gain = np.zeros(len(programme.gain))
        gain[: len(scores)] = scores
        found = solve(replace(programme, gain=gain), self._known, self._until)
        if found is None:
            return -np.inf, None
        if not found.proven:
            raise NothingFoundError
        return found.value, found.chosen
