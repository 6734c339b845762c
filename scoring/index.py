"""From areas and a scenario to a score for every area, with every step kept."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring import missing
from scoring.contributions import Weighed, contributions
from scoring.decompose import is_estimated
from scoring.fields import about
from scoring.levels import Level, aggregated, check_values, is_additive
from scoring.prepare import Prepared, counting, prepare
from scoring.rank import ranks, tied_at_the_border
from scoring.scenario import Scenario
from scoring.scores import Decomposition, Scores
from scoring.screen import REASONS
from scoring.steps import Remark, Step
from scoring.variance import between_groups
from scoring.weighing import weights_of

_DECIMALS = 9
"""Of a score in points: what differs by less is equal."""


def score_areas(areas: Areas, scenario: Scenario) -> Scores:
    """Score every area under a scenario: screen, treat, normalise, fill, weigh, aggregate, rank.

    Parameters
    ----------
    areas
        The areas. Those that the scenario's filter leaves out get no score, and play no part in
        scales, means, weights and reference points.
    scenario
        Which steps are done how. Under ``average`` a missing figure counts as the mean of the
        indicator, treated and on its scale, over all areas compared that have it; an area without
        any figure that counts gets no score. Under ``renormalise`` an area without any figure of a
        pillar gets no value for that pillar and no score, because a pillar is never left out: the
        others cannot stand for it. An indicator that no area has is left out, and its pillar's
        others share its weight. Indicators and pillars with weight 0 are computed and shown, but
        nothing depends on whether their figures are there.

    Returns
    -------
    Scores
        The scores with every step.

    Raises
    ------
    ScoringError
        If a step cannot be done (`scoring.prepare.prepare`, `scoring.weighing.weights_of`,
        `scoring.levels.check_values`), or if no area would get a score.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators.
    """
    return rescore(prepare(areas, scenario))


def rescore(prepared: Prepared, scenario: Scenario | None = None) -> Scores:
    """Weigh, aggregate and rank areas that are prepared already.

    Parameters
    ----------
    prepared
        From `scoring.prepare.prepare`.
    scenario
        A scenario that differs from the one they were prepared under in weights, weightings and
        aggregations only; that one itself if not given.

    Raises
    ------
    ScoringError
        If the scenario differs in an earlier step, or as in `score_areas`.
    """
    scenario = prepared.scenario if scenario is None else scenario
    _same_so_far(prepared.scenario, scenario)
    steps = list(prepared.steps)
    levels, means = _pillars(prepared, scenario, steps)
    top = _top(prepared, scenario, means, steps)
    shares = top.weights
    score = 100 * aggregated(top.how, top.values, top.own)

    weights = np.concatenate(
        [share * level.weights for share, level in zip(shares, levels, strict=True)]
    )
    present = np.einsum("ij,j->i", ~prepared.gaps, weights)
    without = np.isnan(means[:, shares > 0]).any(axis=1)
    without |= unscored(prepared, weights > 0)
    if without.all():
        with about("missing"):
            _no_score_at_all(prepared, scenario)
    score[without] = np.nan
    score = score.round(_DECIMALS)
    weighed = Weighed(prepared, scenario, tuple(levels), top, score)
    return _scores(weighed, weights, present, np.einsum("ij,j->i", prepared.filled, weights), steps)


def unscored(prepared: Prepared, counting: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which areas get no score for want of figures, whatever their pillars come to.

    Parameters
    ----------
    counting
        Shape (indicators,), which of them have a weight in the score.

    Returns
    -------
    numpy.ndarray
        Shape (rows,): areas without any figure that counts, as what was filled in says nothing
        about an area by itself; under ``exclude`` all that lack one.
    """
    gaps = prepared.gaps[:, counting]
    every = prepared.scenario.missing != "exclude"
    return np.asarray(gaps.all(axis=1) if every else gaps.any(axis=1))


def _pillars(
    prepared: Prepared, scenario: Scenario, steps: list[Step]
) -> tuple[list[Level], NDArray[np.float64]]:
    """Weigh and aggregate each pillar; return their levels and their values, unit scale."""
    levels, means = [], np.empty((len(prepared.rows), len(scenario.pillars)))
    for n, pillar in enumerate(scenario.pillars):
        ids = [indicator.id for indicator in pillar.indicators]
        values = prepared.values[:, prepared.columns[n]]
        field = f"pillar.{pillar.id}"
        stated = [indicator.weight for indicator in pillar.indicators]
        # weights from the data go by figures that are there, not by what stands in for others
        known = prepared.normalised[:, prepared.columns[n]]
        with about(f"{field}.weighting"):
            weights, step = weights_of(
                pillar.weighting, ids, stated, known, field, f"{field}.weighting", scenario.id
            )
        with about(f"{field}.aggregation"):
            codes = prepared.codes
            check_values(pillar.aggregation, values, weights > 0, ids, codes, field, scenario.id)
        own = weights
        if not prepared.whole[n]:
            own = missing.own_weights(weights, ~np.isnan(values))
        levels.append(Level(pillar.aggregation, values, weights, own))
        means[:, n] = aggregated(pillar.aggregation, values, own)
        steps += [step, Step("aggregate", f"{field}.aggregation", pillar.aggregation.method)]
    return levels, means


def _top(
    prepared: Prepared, scenario: Scenario, means: NDArray[np.float64], steps: list[Step]
) -> Level:
    """Weigh the pillars; return their level."""
    ids = [pillar.id for pillar in scenario.pillars]
    stated = [pillar.weight for pillar in scenario.pillars]
    with about("weighting"):
        shares, step = weights_of(
            scenario.weighting, ids, stated, means, "pillar", "weighting", scenario.id
        )
    heavy: NDArray[np.bool_] = np.greater(shares, 0)
    with about("aggregation"):
        codes = prepared.codes
        check_values(scenario.aggregation, means, heavy, ids, codes, "pillar", scenario.id)
    steps += [
        step,
        Step("aggregate", "aggregation", scenario.aggregation.method, remarks=_sampled(scenario)),
    ]
    # a pillar that counts must be there; one with weight 0 need not
    lacking = np.isnan(means[:, heavy]).sum(axis=1, keepdims=True) > 0
    own = np.where(lacking, np.nan, shares) if lacking.any() else shares
    return Level(scenario.aggregation, means, shares, own)


def _sampled(scenario: Scenario) -> tuple[Remark, ...]:
    methods = [pillar.aggregation.method for pillar in scenario.pillars]
    if is_additive(scenario.aggregation.method, methods):
        return ()
    if not is_estimated([len(pillar.indicators) for pillar in scenario.pillars]):
        return ()
    return (
        Remark(
            'So many indicators share a pillar of the scenario "{scenario}" that contributions '
            "are estimated from random orders. They sum to the score, but two alike indicators may "
            "differ a little.",
            {"scenario": scenario.id},
        ),
    )


def _scores(
    weighed: Weighed,
    weights: NDArray[np.float64],
    present: NDArray[np.float64],
    imputed: NDArray[np.float64],
    steps: list[Step],
) -> Scores:
    prepared, score, everywhere = weighed.prepared, weighed.score, weighed.prepared.everywhere
    codes, ids = prepared.areas.codes, prepared.shown.columns
    pillars = pd.Index([pillar.id for pillar in weighed.scenario.pillars])
    reason = prepared.reason.copy()
    reason[prepared.rows[np.isnan(score)]] = REASONS.index("no_figures")
    places = ranks(score)
    counts = {"areas ranked": places.ranked, "different scores": places.distinct}
    tied = tied_at_the_border(score, weighed.scenario.choose.count)

    def decompose() -> Decomposition:
        found = contributions(weighed)
        return Decomposition(everywhere(found.contributions), everywhere(found.base), found.sampled)

    return Scores(
        score=pd.Series(everywhere(score), codes, name="score"),
        rank=_whole(everywhere(places.competition), codes, "rank"),
        dense_rank=_whole(everywhere(places.dense), codes, "dense_rank"),
        pillars=pd.DataFrame(everywhere(100 * weighed.top.values), codes, pillars),
        normalised=prepared.shown,
        weights=pd.Series(weights, ids, name="weight"),
        pillar_weights=pd.Series(weighed.top.weights, pillars, name="weight"),
        present=pd.Series(everywhere(present), codes, name="present"),
        imputed=pd.Series(everywhere(imputed), codes, name="imputed"),
        reasons=reason,
        absent=prepared.absent,
        additive=weighed.additive,
        between_provinces=between_groups(score, prepared.provinces),
        by_province=pd.Series(prepared.by_province, ids, name="by_province"),
        steps=(*steps, Step("rank", "", "competition", counts, tied)),
        decompose=decompose,
    )


def _whole(ranks: NDArray[np.float64], codes: pd.Index, name: str) -> pd.Series[int]:
    unknown = np.isnan(ranks)
    numbers = np.where(unknown, 0, ranks).astype(np.int64)
    return pd.Series(pd.arrays.IntegerArray(numbers, unknown), codes, name=name)


def _same_so_far(one: Scenario, other: Scenario) -> None:
    if one is other:
        return
    differ = [
        field
        for field in ("missing", "normalisation", "eligible")
        if getattr(one, field) != getattr(other, field)
    ]
    if [p.id for p in one.pillars] != [p.id for p in other.pillars]:
        differ.append("pillar")
    elif [len(p.indicators) for p in one.pillars] != [len(p.indicators) for p in other.pillars]:
        differ.append("pillar.indicator")
    for mine, theirs in zip(one.indicators, other.indicators, strict=False):
        differ += [
            f"{mine.id}.{field}"
            for field in ("id", "direction", "treatment", "normalisation")
            if getattr(mine, field) != getattr(theirs, field)
        ]
    by_counting = one.missing in ("pillar_median", "refuse") or one.eligible.coverage is not None
    if not differ and by_counting and not np.array_equal(counting(one), counting(other)):
        differ.append("which weights are 0")
    if differ:
        raise ScoringError(
            'The areas are prepared under the scenario "{first}", and "{second}" differs from it '
            "in more than weights and aggregations: {fields}. Prepare them again.",
            first=one.id,
            second=other.id,
            fields=", ".join(differ),
        )


def _no_score_at_all(prepared: Prepared, scenario: Scenario) -> None:
    needed = {
        "renormalise": "a figure in every pillar",
        "pillar_median": "a figure in every pillar",
        "exclude": "every figure",
        "refuse": "every figure",
    }
    filled = "some figure of its own, and every pillar an indicator that some areas have"
    counts = dict(
        zip(scenario.indicator_ids, (~np.isnan(prepared.normalised)).sum(axis=0), strict=True)
    )
    raise ScoringError(
        'No area gets a score under the scenario "{scenario}": with missing = "{missing}" it '
        "needs {needed}, and of {areas} areas so many have figures: {counts}. Take out what is "
        'rarely there, or build fuller data with "phuenthi data build".',
        scenario=scenario.id,
        missing=scenario.missing,
        needed=needed.get(scenario.missing, filled),
        areas=len(prepared.rows),
        counts="; ".join(
            f"{pillar.id}: " + ", ".join(f"{i.id} {counts[i.id]}" for i in pillar.indicators)
            for pillar in scenario.pillars
        ),
    )
