"""What each indicator adds to each score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate import arithmetic_parts
from scoring.decompose import owen_values
from scoring.levels import Level, is_additive, judged
from scoring.prepare import Prepared
from scoring.scenario import Scenario
from scoring.scores import Decomposition

_ROUNDED = 1e-8
"""Points that rounding a score can take from the sum of its parts, with room to spare."""


@dataclass(frozen=True, eq=False)
class Weighed:
    """The levels of a score, weighed, and the score that came of them.

    Parameters
    ----------
    prepared, scenario
        What it was made from.
    levels
        One a pillar.
    top
        The pillars' level.
    score
        Shape (areas compared,), points, NaN where there is none.
    """

    prepared: Prepared
    scenario: Scenario
    levels: tuple[Level, ...]
    top: Level
    score: NDArray[np.float64]

    @property
    def additive(self) -> bool:
        """Whether the score is the plain sum of what indicators add to it."""
        return is_additive(self.top.how.method, (level.how.method for level in self.levels))


def contributions(weighed: Weighed) -> Decomposition:
    """Return what each indicator adds to each score, in points.

    With the base a row sums to its score to the last digits of a float, which is where rounding
    the score put it: what that took or gave goes to the row's greatest contribution.
    """
    without = np.isnan(weighed.score)
    if weighed.additive:
        parts, base, sampled = _added_up(weighed), np.zeros(len(without)), False
    else:
        parts, base, sampled = _owen(weighed)
    parts[without], base[without] = np.nan, np.nan
    rows = np.flatnonzero(~without)
    off = weighed.score[rows] - base[rows] - np.nansum(parts[rows], axis=1)
    if np.abs(off).max(initial=0) > _ROUNDED:
        raise ArithmeticError("contributions do not sum to the score they are to explain")
    parts[rows, np.nanargmax(np.abs(parts[rows]), axis=1)] += off
    return Decomposition(parts, base, sampled)


def _added_up(weighed: Weighed) -> NDArray[np.float64]:
    """Return weight times value in points, shape (areas, indicators)."""
    parts = np.empty(weighed.prepared.values.shape)
    for n, (level, columns) in enumerate(
        zip(weighed.levels, weighed.prepared.columns, strict=True)
    ):
        of_pillar = arithmetic_parts(judged(level.how, level.values), level.own)
        parts[:, columns] = 100 * weighed.top.weights[n] * of_pillar
    return parts


def _owen(weighed: Weighed) -> tuple[NDArray[np.float64], NDArray[np.float64], bool]:
    """Return Owen values, shape (areas, indicators), their base, shape (areas,), both in points.

    And whether they are estimates.
    """
    prepared = weighed.prepared
    values = prepared.values
    scored = ~np.isnan(weighed.score)
    rows = np.flatnonzero(scored)
    baseline = np.full(values.shape[1], np.nan)
    there = ~np.isnan(values[rows]).all(axis=0)
    baseline[there] = np.nanmean(values[rows][:, there], axis=0)
    # what hangs on one figure at a time is judged once and not for every set of indicators
    levels = [level.averaging() for level in weighed.levels]
    averages = [
        judged(level.how, baseline[None, columns], level.values)[0]
        for level, columns in zip(weighed.levels, prepared.columns, strict=True)
    ]
    every = [*levels, weighed.top]
    made = np.hstack([level.values for level in levels])[rows]

    def evaluate(given: NDArray[np.float64], areas: NDArray[np.intp]) -> NDArray[np.float64]:
        whose = rows[areas] if any(level.own.ndim == 2 for level in every) else areas
        means = np.column_stack(
            [
                level.of(given[:, columns], whose)
                for level, columns in zip(levels, prepared.columns, strict=True)
            ]
        )
        return 100 * weighed.top.of(means, whose)

    # a mean of areas can have a 0 that no area has
    with np.errstate(divide="ignore"):
        found = owen_values(
            made, np.concatenate(averages), prepared.columns, evaluate, weighed.scenario.seed
        )
    parts, base = np.full(values.shape, np.nan), np.full(len(values), np.nan)
    parts[rows], base[rows] = found.contributions, found.base
    return parts, base, found.sampled
