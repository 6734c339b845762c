"""What most people would draw weights with: a loop in pandas, and SALib with scikit-criteria."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import skcriteria
from numpy.typing import NDArray
from SALib.sample import latin
from skcriteria.agg.simple import WeightedSumModel

from benchmarks import scoring
from benchmarks.scoring import INDICATORS
from benchmarks.timing import timed
from scoring.index import score_areas
from scoring.uncertainty.draws import QUANTILES, Places
from scoring.uncertainty.evaluate import Evaluator
from scoring.uncertainty.places import RankTable, competition_ranks, memberships
from scoring.uncertainty.sources import Drawn

Numbers = NDArray[np.float64]


class Told(NamedTuple):
    """What draws say: how often each area is among the highest, and its ranks at `QUANTILES`."""

    top: Numbers
    intervals: Numbers | None


def peers_of(own: Evaluator, numbers: Numbers, ours: Places, spread: float) -> tuple[float, float]:
    """Return both peers' seconds per 1,000 draws; an error where they find something else.

    Parameters
    ----------
    numbers
        What the draws are made of.
    ours
        What we say of them.
    spread
        Of weights, for the peer that takes its own.
    """
    areas, scenario = own.sources.opened.areas, own.sources.opened.scenario
    count, draws, ranks = scenario.choose.count, len(numbers), ours.ranks is not None
    figures = areas.values[INDICATORS] * scoring.DIRECTIONS
    values = (figures - figures.min()) / (figures.max() - figures.min())
    weights = np.empty((draws, len(INDICATORS)))
    for positions, decided in own.batches(numbers):
        weights[positions] = decided.weights * np.repeat(decided.pillar_weights, _sizes(), axis=1)
    theirs, pandas = timed(partial(_pandas, values, weights, count, ranks))
    # from shares of the draws back to whole numbers
    _assert_same(Told(np.round(ours.top * draws, 6), ours.ranks), theirs)
    stated = score_areas(areas, scenario).weights.to_numpy()
    (weights, theirs), salib = timed(
        partial(_scikit_criteria, values, stated, count, draws, spread, ranks)
    )
    _assert_same(_of_given(own, weights, count), theirs)
    return 1_000 * pandas / draws, 1_000 * salib / draws


def _pandas(values: pd.DataFrame, weights: Numbers, count: int, ranks: bool) -> Told:
    top, ranked = pd.Series(0.0, values.index), []
    for of_draw in weights:
        scores = (values * of_draw).sum(axis=1)
        if ranks:
            ranked.append(scores.rank(ascending=False, method="min"))
            top += ranked[-1] <= count
        else:
            # this does not need the ranks of all
            top[scores.nlargest(count).index] += 1
    return Told(top.to_numpy(), _intervals(ranked))


def _scikit_criteria(
    values: pd.DataFrame, stated: Numbers, count: int, draws: int, spread: float, ranks: bool
) -> tuple[Numbers, Told]:
    """Return weights of the same spread from SALib, and what scikit-criteria makes of them."""
    reach = np.sqrt(3) * spread
    bounds = np.column_stack([(1 - reach) * stated, (1 + reach) * stated]).tolist()
    problem = {"num_vars": len(INDICATORS), "names": INDICATORS, "bounds": bounds}
    weights = latin.sample(problem, draws, seed=2569)
    weights /= weights.sum(axis=1, keepdims=True)
    decision = skcriteria.mkdm(values.to_numpy(), [1] * len(INDICATORS), weights=stated)
    model, top, ranked = WeightedSumModel(), np.zeros(len(values)), []
    for of_draw in weights:
        found = model.evaluate(decision.replace(weights=of_draw)).rank_
        top += found <= count
        if ranks:
            ranked.append(found)
    return weights, Told(top, _intervals(ranked))


def _intervals(ranked: list[Any]) -> Numbers | None:
    if not ranked:
        return None
    return np.quantile(np.array(ranked), QUANTILES, axis=0, method="inverted_cdf")


def _of_given(own: Evaluator, weights: Numbers, count: int) -> Told:
    """Return what draws with given weights say, by the steps that our own draws go through."""
    draws, areas = len(weights), len(own.rows)
    of_pillars = np.add.reduceat(weights, np.cumsum([0, *_sizes()[:-1]]), axis=1)
    inside = weights / np.repeat(of_pillars, _sizes(), axis=1)
    as_stated, as_published = np.zeros(draws, dtype=np.intp), np.full(draws, -1)
    scores = own.scores(Drawn(inside, of_pillars, as_stated, as_published))
    within, shares = memberships(scores, count)
    top = np.zeros(areas)
    top[within] = shares.sum(axis=0)
    table = RankTable.empty(areas, draws)
    table.add(*competition_ranks(scores))
    return Told(top, table.quantiles(QUANTILES))


def _sizes() -> list[int]:
    return [len(members) for members in scoring.PILLARS.values()]


def _assert_same(ours: Told, theirs: Told) -> None:
    np.testing.assert_array_equal(ours.top, theirs.top)
    if theirs.intervals is not None:
        np.testing.assert_array_equal(ours.intervals, theirs.intervals)
