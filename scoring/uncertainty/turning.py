"""Moving one weight until an area changes sides: from the best list, or onto it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from scoring.choose.best import Best
from scoring.choose.programme import EQUAL, Programme
from scoring.choose.solve import NothingFoundError, solve
from scoring.choose.stated import Stated
from scoring.levels import ADDITIVE
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.sources import Drawn, Level

Numbers = NDArray[np.float64]

_MARGIN = 1e-3
"""Least share of its level that a weight is moved to, and least that it leaves to the others: at 0
it would be another question which areas have a score."""
_STEP = 1e-4
"""How closely a change is told."""
_SCANNED = 1 / 64
"""Steps in which weights are moved where scores do not change in proportion to them."""
ENDS = (_MARGIN, 1 - _MARGIN)
"""Between which a weight is moved."""


@dataclass(frozen=True, eq=False)
class Path:
    """A weight that is moved, and the weights of all levels at each of its values."""

    member: str
    pillar: str | None
    stated: float
    linear: bool
    weights: Callable[[float], tuple[Numbers, Numbers]]


def paths(evaluator: Evaluator) -> tuple[list[Path], tuple[str, ...]]:
    """Return the weights that can be moved, and the ids of those that cannot.

    What hardly counts, or is nearly all of a level of several, is not moved.
    """
    own = evaluator.sources
    scenario = own.opened.scenario
    prepared = own.opened.combinations[0].prepared
    top, *inner = own.levels
    inside = np.concatenate([level.centre for level in inner])
    linear = scenario.aggregation.method == "arithmetic"
    found, still = [], []
    for n, pillar in enumerate(scenario.pillars):
        if not _movable(top, n):
            still += [pillar.id] * (len(scenario.pillars) > 1)
            continue
        shared = partial(_moved, top.centre, n)
        at_the_top = partial(_at_the_top, inside, shared)
        found.append(Path(pillar.id, None, float(top.centre[n]), linear, at_the_top))
    for n, (pillar, level) in enumerate(zip(scenario.pillars, inner, strict=True)):
        # missing figures share weights out anew, area by area
        alike = prepared.whole[n] and pillar.aggregation.method in ADDITIVE
        columns = prepared.columns[n]
        for m, indicator in enumerate(pillar.indicators):
            if top.centre[n] <= 0 or not _movable(level, m):
                still += [indicator.id] * (len(pillar.indicators) > 1)
                continue
            shared = partial(_moved, level.centre, m)
            in_it = partial(_in_a_pillar, inside, columns, top.centre, shared)
            share = float(level.centre[m])
            found.append(Path(indicator.id, pillar.id, share, linear and alike, in_it))
    return found, tuple(still)


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


class CandidateScores:
    """Scores of the candidates under any weights, in points."""

    def __init__(self, evaluator: Evaluator, stated: Stated) -> None:
        self._evaluator = evaluator
        prepared = evaluator.sources.opened.combinations[0].prepared
        self._at = prepared.codes.get_indexer(stated.score.index)

    def under(self, weights: Numbers, pillar_weights: Numbers) -> Numbers:
        """Return them, shape (candidates,).

        Parameters
        ----------
        weights
            Shape (indicators,), of each in its pillar.
        pillar_weights
            Shape (pillars,).
        """
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


class Search:
    """Looks for the first value of a weight at which the area changes sides."""

    def __init__(
        self, path: Path, scores: CandidateScores, found: Best, at: int, until: float
    ) -> None:
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
