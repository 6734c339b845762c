"""The audit of a score: whether its parts say what their weights promise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas
from scoring.audit.components import principal_components
from scoring.audit.correlations import pearson, pearson_matrix, spearman
from scoring.audit.findings import (
    Contrary,
    Pair,
    contrary_indicators,
    redundant_pairs,
    silent_indicators,
)
from scoring.audit.reliability import cronbach_alpha
from scoring.influence import correlation_ratio
from scoring.scenario import Scenario
from scoring.scores import Scores
from scoring.variance import between_groups


@dataclass(frozen=True, eq=False)
class Audit:
    """How the parts of a score hang together among the areas that have one.

    Indicators stand in the order of the pillars. What is absent or does not vary has NaN
    throughout. The correlations are Pearson's, each over the areas that have both figures, unless
    said otherwise. An indicator or pillar without weight has its correlations like the others, but
    counts for nothing: alpha, components, influence and findings are those of the others alone.

    Parameters
    ----------
    pillars
        From each pillar to its indicators.
    areas
        How many have a score.
    absent
        Indicators without a figure in any of them.
    constant
        Indicators with the same figure wherever there is one.
    correlations
        Indicators × indicators.
    with_pillars
        Indicators × pillars. An indicator is part of its own pillar.
    between_pillars
        Pillars × pillars.
    with_score
        Indicators × ``pearson`` and ``spearman``.
    pillars_with_score
        Pillars × ``pearson`` and ``spearman``.
    alpha
        Cronbach's alpha of each pillar, not standardised, over its indicators that vary and have a
        weight and the areas that have all of these; NaN with fewer than two such indicators.
    alpha_of_pillars
        The same of the pillars as parts of the score.
    complete
        How many areas have every indicator that varies and has a weight, and so went into the
        components.
    eigenvalues
        Of the correlation matrix, by component from 1.
    explained
        Share of the variance that each component explains, 0 to 1, by component.
    loadings
        Indicators × components: the correlation of the one with the other; NaN without a weight.
    redundant
        Pairs of indicators that say the same, inside a pillar and across.
    contrary
        Indicators that run against their pillar or the score.
    silent
        Indicators that hardly show in the score.
    influence
        Indicators × ``stated``, what the scenario asks for, and ``weight``, what was weighed with:
        they differ where weights are sought that give the influence stated; ``correlation_ratio``,
        the share of the score's variance that goes with the indicator; ``influence``, this as a
        share among those with a weight, which sums to one; ``ratio``, influence over stated: 1
        where an indicator counts for what it was meant to. NaN in the last two without a weight.
    pillar_influence
        The same of the pillars.
    between_provinces
        Share of the variance of the score that lies between provinces, 0 to 1; NaN where scores do
        not vary.
    between_by_chance
        The share that would lie between so many provinces if scores fell to areas at random: with
        few areas a province it is large by itself.
    """

    pillars: Mapping[str, tuple[str, ...]]
    areas: int
    absent: tuple[str, ...]
    constant: tuple[str, ...]
    correlations: pd.DataFrame
    with_pillars: pd.DataFrame
    between_pillars: pd.DataFrame
    with_score: pd.DataFrame
    pillars_with_score: pd.DataFrame
    alpha: pd.Series[float]
    alpha_of_pillars: float
    complete: int
    eigenvalues: pd.Series[float]
    explained: pd.Series[float]
    loadings: pd.DataFrame
    redundant: tuple[Pair, ...]
    contrary: tuple[Contrary, ...]
    silent: tuple[str, ...]
    influence: pd.DataFrame
    pillar_influence: pd.DataFrame
    between_provinces: float
    between_by_chance: float


def audit(areas: Areas, scores: Scores, scenario: Scenario) -> Audit:
    """Return the audit of the scores of these areas under this scenario."""
    provinces = np.unique(areas.table["province_code"].to_numpy(), return_inverse=True)[1]
    return examine(
        scores.normalised,
        {pillar.id: [i.id for i in pillar.indicators] for pillar in scenario.pillars},
        scores.pillars,
        scores.score,
        scores.weights,
        provinces,
        _stated(scores, scenario),
    )


def _stated(scores: Scores, scenario: Scenario) -> pd.Series[float]:
    """Return the share of the score that each indicator should decide, as the scenario has it."""
    weighed = dict(zip(scores.pillar_weights.index, scores.pillar_weights, strict=True))
    if scenario.weighting.method == "balanced":
        weighed = _shares({pillar.id: pillar.weight for pillar in scenario.pillars})
    stated: dict[str, float] = {}
    for pillar in scenario.pillars:
        within = {i.id: float(scores.weights[i.id]) for i in pillar.indicators}
        if pillar.weighting.method == "balanced":
            within = {i.id: i.weight or 0.0 for i in pillar.indicators}
        stated |= {id: weighed[pillar.id] * w for id, w in _shares(within).items()}
    return pd.Series(stated, name="stated", dtype="float64")


def _shares(weights: Mapping[str, float | None]) -> dict[str, float]:
    total = sum(weight or 0.0 for weight in weights.values())
    return {id: (weight or 0.0) / total if total else 0.0 for id, weight in weights.items()}


def examine(
    normalised: pd.DataFrame,
    pillars: Mapping[str, Sequence[str]],
    pillar_values: pd.DataFrame,
    score: pd.Series[float],
    weights: pd.Series[float],
    provinces: NDArray[np.intp],
    stated: pd.Series[float] | None = None,
) -> Audit:
    """Return the audit of an index.

    Parameters
    ----------
    normalised
        Areas × indicators, high = more need, NaN where missing.
    pillars
        From each pillar to its indicators; each indicator in one pillar.
    pillar_values
        The same areas × the pillars, NaN where a pillar has no value.
    score
        The same areas, NaN without a score; these areas are left out.
    weights
        Weight of each indicator in the score; they sum to one.
    provinces
        Shape (areas,), each area's province as a number from 0.
    stated
        Share that each indicator should have, where that is not its weight.

    References
    ----------
    OECD/JRC (2008), Handbook on Constructing Composite Indicators, pp. 63-73; Becker, W., Saisana,
    M., Paruolo, P. and Vandecasteele, I. (2017), Weights and importance in composite indicators:
    closing the gap. Ecological Indicators 80, 12-22.
    """
    scored = score.notna().to_numpy()
    ids = [id for members in pillars.values() for id in members]
    scores = np.asarray(score, dtype=np.float64)[scored]
    figures = np.asarray(normalised[ids], dtype=np.float64)[scored]
    values = np.asarray(pillar_values[list(pillars)], dtype=np.float64)[scored]

    matrix = pearson_matrix(figures)
    absent = np.asarray(np.isnan(figures).all(axis=0))
    vary = ~np.isnan(np.diag(matrix))
    between = pearson_matrix(values)
    correlations = pd.DataFrame(matrix, ids, ids)
    with_pillars = pd.DataFrame(pearson(figures, values), ids, list(pillars))
    with_score = _with_score(figures, scores, ids)

    weighed = np.asarray(weights[ids], dtype=np.float64)
    asked = weighed if stated is None else np.asarray(stated[ids], dtype=np.float64)
    counting = _where(ids, weighed > 0)
    pillar_of = {id: pillar for pillar, members in pillars.items() for id in members}
    own = np.array([pillar_of[id] for id in ids], dtype=object)
    of_pillars = [[given[own == pillar].sum() for pillar in pillars] for given in (weighed, asked)]
    weighed_pillars, asked_pillars = np.array(of_pillars)

    # what does not vary or count is no member, and its gaps must not leave areas out
    members = vary & (weighed > 0)
    components = principal_components(figures[:, members])
    numbers = pd.RangeIndex(1, len(components.eigenvalues) + 1, name="component")
    loadings = np.full((len(ids), len(numbers)), np.nan)
    loadings[members] = components.loadings
    pillar_members = ~np.isnan(np.diag(between)) & (weighed_pillars > 0)
    return Audit(
        pillars={pillar: tuple(inside) for pillar, inside in pillars.items()},
        areas=len(scores),
        absent=_where(ids, absent),
        constant=_where(ids, ~absent & ~vary),
        correlations=correlations,
        with_pillars=with_pillars,
        between_pillars=pd.DataFrame(between, list(pillars), list(pillars)),
        with_score=with_score,
        pillars_with_score=_with_score(values, scores, list(pillars)),
        alpha=pd.Series(
            {pillar: cronbach_alpha(figures[:, members & (own == pillar)]) for pillar in pillars},
            name="alpha",
            dtype="float64",
        ),
        alpha_of_pillars=cronbach_alpha(values[:, pillar_members]),
        complete=components.complete,
        eigenvalues=pd.Series(components.eigenvalues, numbers, name="eigenvalue"),
        explained=pd.Series(components.explained, numbers, name="explained"),
        loadings=pd.DataFrame(loadings, ids, numbers),
        redundant=redundant_pairs(correlations.loc[list(counting), list(counting)]),
        contrary=contrary_indicators(
            correlations,
            with_pillars,
            with_score["pearson"],
            {p: [id for id in inside if id in counting] for p, inside in pillars.items()},
        ),
        silent=silent_indicators(with_score.loc[list(counting), "pearson"]),
        influence=_influence(figures, scores, ids, weighed, asked),
        pillar_influence=_influence(values, scores, list(pillars), weighed_pillars, asked_pillars),
        between_provinces=between_groups(scores, provinces[scored]),
        between_by_chance=(len(np.unique(provinces[scored])) - 1) / max(len(scores) - 1, 1),
    )


def _where(ids: Sequence[str], which: NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(id for id, holds in zip(ids, which, strict=True) if holds)


def _with_score(
    values: NDArray[np.float64], score: NDArray[np.float64], ids: Sequence[str]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "pearson": pearson(values, score[:, None])[:, 0],
            "spearman": spearman(values, score),
        },
        index=list(ids),
    )


def _influence(
    values: NDArray[np.float64],
    score: NDArray[np.float64],
    ids: Sequence[str],
    weighed: NDArray[np.float64],
    stated: NDArray[np.float64],
) -> pd.DataFrame:
    ratios = np.array([correlation_ratio(column, score) for column in values.T])
    # without a weight it can still go with the score, but it takes no part in deciding it
    counted = np.where(weighed > 0, ratios, np.nan)
    everything = np.nansum(counted)
    influence = counted / everything if everything > 0 else np.full(len(counted), np.nan)
    return pd.DataFrame(
        {
            "stated": stated,
            "weight": weighed,
            "correlation_ratio": ratios,
            "influence": influence,
            "ratio": influence / np.where(stated > 0, stated, np.nan),
        },
        index=list(ids),
    )
