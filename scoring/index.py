"""From areas and a scenario to a score for every area, with every step kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from geo.errors import ScoringError
from scoring import aggregate, treat
from scoring.normalise import min_max
from scoring.scenario import Pillar, Scenario, WeightedIndicator
from scoring.variance import between_groups, covariance_shares


@dataclass(frozen=True, eq=False)
class Scores:
    """The score of every area and the steps that led to it, all on the areas' index.

    Parameters
    ----------
    score
        0–100, high = more need; NaN where the area gets none. Rounded to 9 decimals, so that
        what is equal is equal.
    rank
        ``Int64``, 1 = most need; areas with equal scores share the better rank and the next
        ranks are left free (competition ranking, "1224"); missing where there is no score.
    pillars
        areas × pillars, 0–100, NaN where the pillar has no value (see ``missing``).
    normalised
        areas × the scenario's indicators, 0–1, high = more need, NaN where missing.
    weights
        Stated weight of each of the scenario's indicators in the score; they sum to one.
    present
        Share of the stated weight for which the area has figures, 0–1.
    contributions
        areas × the scenario's indicators, points of the score; a row sums to its score (1e-9).
        NaN where the area has no score, and where the figure is missing unless it counts as the
        average.
    absent
        Indicators of the scenario without a figure in any of these areas.
    between_provinces
        Share of the variance of the score that lies between provinces, 0–1; NaN where scores do
        not vary. Figures measured by tambon differ between provinces too, so this is no share of
        what province figures decide.
    variance_shares
        Share of the variance of the score that comes from each of the scenario's indicators:
        cov(contribution, score) / var(score). They sum to one; below 0 where an indicator runs
        against the score, NaN where scores do not vary.
    from_province_figures
        Sum of these shares over the indicators that are only known by province.
    """

    score: pd.Series[float]
    rank: pd.Series[int]
    pillars: pd.DataFrame
    normalised: pd.DataFrame
    weights: pd.Series[float]
    present: pd.Series[float]
    contributions: pd.DataFrame
    absent: tuple[str, ...]
    between_provinces: float
    variance_shares: pd.Series[float]
    from_province_figures: float


def score_areas(areas: Areas, scenario: Scenario) -> Scores:
    """Score every area under a scenario: treat, normalise, weigh, aggregate.

    Parameters
    ----------
    areas
        The areas; min-max takes its ends from all of them.
    scenario
        Pillars, weights, treatments and what to do where a figure is missing. Under ``average``
        it counts as the mean of the indicator, treated and on its scale, over all areas that have
        it; an area without any figure that counts gets no score. Under ``renormalise`` an area
        without any figure of a pillar gets no value for that pillar and no score, because a
        pillar is never left out: the others cannot stand for it. An indicator that no area has is
        left out under both, and its pillar's others share its weight. Indicators and pillars with
        weight 0 are computed and shown, but nothing depends on whether their figures are there.

    Returns
    -------
    Scores
        The scores with every step.

    Raises
    ------
    ScoringError
        If the scenario names an indicator that the areas do not have, if figures are infinite,
        below 0 under ``log`` or all the same, if figures are missing under ``refuse``, or if no
        area would get a score.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators.
    """
    ids = [indicator.id for indicator in scenario.indicators]
    _all_known(areas, ids, scenario)
    figures = areas.values[ids]
    absent = tuple(id for id in ids if figures[id].isna().all())
    weights = pd.Series(scenario.weights, name="weight", dtype="float64")
    counting = weights.to_numpy() > 0
    missing = figures.isna().to_numpy()
    if scenario.missing == "refuse":
        _nothing_missing(figures.loc[:, counting], scenario)

    normalised = pd.DataFrame(
        {i.id: _normalised(areas, i, scenario) for i in scenario.indicators}, index=areas.codes
    )
    counted = normalised
    if scenario.missing == "average":
        counted = normalised.fillna(normalised.mean())
    columns, means = [], {}
    everything = sum(pillar.weight for pillar in scenario.pillars)
    for pillar in scenario.pillars:
        parts = _pillar_parts(counted, pillar)
        means[pillar.id] = 100 * aggregate.total(parts)
        columns.append(100 * parts * (pillar.weight / everything))
    pillars = pd.DataFrame(means, index=areas.codes)
    contributions = np.hstack(columns)

    # a pillar that counts must be there; one with weight 0 need not
    needed = [pillar.id for pillar in scenario.pillars if pillar.weight > 0]
    without = pillars[needed].isna().any(axis=1).to_numpy()
    if scenario.missing == "exclude":
        without = without | (missing & counting).any(axis=1)
    present = np.where(missing, 0.0, weights.to_numpy()).sum(axis=1)
    # averages alone say nothing about an area
    without = without | (present == 0)
    if without.all():
        _no_score_at_all(figures, scenario)
    contributions[without] = np.nan
    score = pd.Series(aggregate.total(contributions).round(9), index=areas.codes, name="score")
    spread = np.asarray(score, dtype=np.float64)
    shares = pd.Series(covariance_shares(contributions, spread), ids, name="variance_share")
    by_province = np.array([areas.indicator(id).level == "province" for id in ids])
    provinces = np.unique(areas.table["province_code"].to_numpy(), return_inverse=True)[1]
    return Scores(
        score=score,
        rank=score.rank(method="min", ascending=False).astype("Int64").rename("rank"),
        pillars=pillars,
        normalised=normalised,
        weights=weights,
        present=pd.Series(present, areas.codes, name="present"),
        contributions=pd.DataFrame(contributions, index=areas.codes, columns=ids),
        absent=absent,
        between_provinces=between_groups(spread, provinces),
        variance_shares=shares,
        from_province_figures=float(shares.to_numpy() @ by_province),
    )


def _pillar_parts(normalised: pd.DataFrame, pillar: Pillar) -> NDArray[np.float64]:
    values = normalised[[i.id for i in pillar.indicators]].to_numpy()
    weights = np.array([i.weight for i in pillar.indicators])
    own = aggregate.renormalised(weights, ~np.isnan(values))
    return aggregate.weighted_parts(values, own)


def _normalised(
    areas: Areas, indicator: WeightedIndicator, scenario: Scenario
) -> NDArray[np.float64]:
    figures = areas.values[indicator.id].to_numpy()
    if np.isnan(figures).all():
        return figures
    if np.isinf(figures).any():
        raise ScoringError(
            'The indicator "{indicator}" holds an infinite figure for {codes}. '
            "Mend the data or leave the figure empty.",
            indicator=indicator.id,
            codes=_first(areas.codes[np.isinf(figures)]),
        )
    if indicator.treatment == "log":
        if (figures < 0).any():
            raise ScoringError(
                'The scenario "{scenario}" gives "{indicator}" the treatment "log", which needs '
                'figures of 0 or above, but it holds {value} for {codes}. Use treatment = "none".',
                scenario=scenario.id,
                indicator=indicator.id,
                value=np.nanmin(figures),
                codes=_first(areas.codes[figures < 0]),
            )
        figures = treat.log(figures)
    if not _vary(figures):
        raise ScoringError(
            'The indicator "{indicator}" is {value} in all {count} areas that have it, so it '
            'tells none of them apart. Take it out of the scenario "{scenario}".',
            indicator=indicator.id,
            value=np.nanmin(areas.values[indicator.id]),
            count=int((~np.isnan(figures)).sum()),
            scenario=scenario.id,
        )
    if indicator.treatment == "winsorise":
        figures = treat.winsorise(figures)
        if not _vary(figures):
            raise ScoringError(
                'The scenario "{scenario}" gives "{indicator}" the treatment "winsorise", but '
                "nearly all areas have the figure {value}, and drawing the others in to it leaves "
                'no difference. Use treatment = "none".',
                scenario=scenario.id,
                indicator=indicator.id,
                value=np.nanmedian(areas.values[indicator.id]),
            )
    return min_max(figures, areas.indicator(indicator.id).direction == "more_is_need")


def _vary(figures: NDArray[np.float64]) -> bool:
    low, high = np.nanmin(figures), np.nanmax(figures)
    # a difference in the last digits of a float is none
    return bool(high - low > 1e-12 * max(abs(low), abs(high)))


def _all_known(areas: Areas, ids: list[str], scenario: Scenario) -> None:
    known = [indicator.id for indicator in areas.indicators]
    unknown = [id for id in ids if id not in known]
    if unknown:
        raise ScoringError(
            'The scenario "{scenario}" weighs indicators that these areas do not have: {unknown}. '
            "Known: {known}.",
            scenario=scenario.id,
            unknown=", ".join(unknown),
            known=", ".join(known),
        )


def _nothing_missing(figures: pd.DataFrame, scenario: Scenario) -> None:
    gaps = figures.isna()
    if gaps.to_numpy().any():
        raise ScoringError(
            'Figures are missing and the scenario "{scenario}" says missing = "refuse": {gaps}. '
            'Fill them, or use "average", "renormalise" or "exclude".',
            scenario=scenario.id,
            gaps="; ".join(
                f"{id} in {n} areas ({_first(figures.index[gaps[id]])})"
                for id, n in gaps.sum().items()
                if n
            ),
        )


def _no_score_at_all(figures: pd.DataFrame, scenario: Scenario) -> None:
    needed = {
        "average": "some figure of its own, and every pillar an indicator that some areas have",
        "renormalise": "a figure in every pillar",
        "exclude": "every figure",
        "refuse": "every figure",
    }
    raise ScoringError(
        'No area gets a score under the scenario "{scenario}": with missing = "{missing}" it '
        "needs {needed}, and of {areas} areas so many have figures: {counts}. Take out what is "
        'rarely there, or build fuller data with "phuenthi data build".',
        scenario=scenario.id,
        missing=scenario.missing,
        needed=needed[scenario.missing],
        areas=len(figures),
        counts="; ".join(
            f"{pillar.id}: "
            + ", ".join(f"{i.id} {figures[i.id].count()}" for i in pillar.indicators)
            for pillar in scenario.pillars
        ),
    )


def _first(codes: pd.Index) -> str:
    return ", ".join(codes[:5]) + (" …" if len(codes) > 5 else "")
