"""How alike sites and comparison areas are, before matching and after."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Areas, Level
from scoring.matching.match import Matching
from scoring.scores import SCORE

WELL, FAR = 0.1, 0.25
"""Standard deviations up to which a covariate is well balanced, and from which it is too far."""
POPULATION = "population"
_ROUNDING = 1e-9
"""Share of the largest figure up to which others differ by how floats are rounded."""
LEAST_RATIO, MOST_RATIO = 0.5, 2.0
"""Variance ratios between which a covariate is well balanced."""
Verdict = Literal["well", "fair", "far", "unknown"]


def balance(matching: Matching) -> pd.DataFrame:
    """Return for each covariate how far sites are from comparison areas, before and after.

    Covariates are the score, the population, and every indicator with a figure, whether areas were
    matched on it or not. Before matching all sites stand against all areas that are not chosen.
    After it, each site that has a match counts once, and shares its weight among its matches; a
    match in which one of the two lacks the figure is left out. The denominator is the standard
    deviation of all sites, before and after, so that only the matching makes a difference, and
    areas that nobody would compare with a site do not widen it; that of all others where the sites
    have one figure.

    Parameters
    ----------
    matching
        Sites without a match count before only.

    Returns
    -------
    pandas.DataFrame
        Indexed by covariate, the greatest difference before matching first, as in a Love plot.
        ``sites``, ``before``, ``matched``, ``after``: means of the sites, of all areas that are not
        chosen, of the sites that have a match, and of their comparison areas, as published.
        ``difference_before``, ``difference_after``: sites less others, in standard deviations.
        ``ratio_before``, ``ratio_after``: variance of the sites over that of the others.
        ``known_sites``, ``known_before``, ``known_matched``, ``known_after``: how many have the
        figure, of matches those in which both do. ``matched_on``: whether areas were matched on it.
        ``level``: of the figures; empty for the score. ``verdict``: see `verdict`. NaN where there
        is nothing to compare, or no variance.

    References
    ----------
    Rubin, D. B. (2001), Using propensity scores to help design observational studies. Health
    Services and Outcomes Research Methodology 2, 169-188: differences and variance ratios. Austin,
    P. C. (2009), Balance diagnostics for comparing the distribution of baseline covariates between
    treatment groups in propensity-score matched samples. Statistics in Medicine 28, 3083-3107:
    weighted variances. Stuart, E. A. (2010), Matching methods for causal inference: a review and a
    look forward. Statistical Science 25(1), 1-21: the denominator.
    """
    features = matching.features
    figures = _covariates(matching)
    codes = features.codes
    matched = codes.get_indexer(pd.Index([site.code for site in matching.matched]))
    chosen = codes.get_indexer(pd.Index([site.code for site in matching.sites]))
    others = np.setdiff1d(np.arange(len(codes)), chosen)
    after = codes.get_indexer(pd.Index([c for s in matching.matched for c in s.comparisons]))
    of_site = np.repeat(matched, [len(s.comparisons) for s in matching.matched])
    on = {i.id for i in features.indicators}
    rows = []
    for name in map(str, figures):
        column = figures[name].to_numpy(dtype=np.float64, na_value=np.nan)
        own = _compared(column, chosen, others, after, of_site)
        rows.append({**own, "matched_on": name in on, "level": _level(name, features.areas)})
    table = pd.DataFrame(rows, index=pd.Index(figures.columns, name="covariate"))
    table["verdict"] = [
        verdict(difference, ratio)
        for difference, ratio in zip(table["difference_after"], table["ratio_after"], strict=True)
    ]
    order = table["difference_before"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order]


def verdict(difference: float, ratio: float) -> Verdict:
    """Return what a difference in standard deviations, and a variance ratio, after matching mean.

    ``well``: a difference up to `WELL`, to the two decimals with which it is shown, and a ratio
    between `LEAST_RATIO` and `MOST_RATIO` where there is one. ``far``: a difference above `FAR`,
    where what is found out hangs on how it is adjusted for. ``fair`` between the two.
    """
    if math.isnan(difference):
        return "unknown"
    size = abs(round(difference, 2))
    even = math.isnan(ratio) or LEAST_RATIO <= ratio <= MOST_RATIO
    if size <= WELL and even:
        return "well"
    return "fair" if size <= FAR else "far"


def _covariates(matching: Matching) -> pd.DataFrame:
    """Return score, population and indicators of the areas that have a place, by their ids.

    A user's own layers are among them only where the scenario, or a caliper, names them.
    """
    features = matching.features
    areas = features.areas.limited_to(features.scenario.names | set(matching.design.calipers))
    values = areas.values.loc[features.codes].dropna(axis="columns", how="all")
    return pd.DataFrame(
        {SCORE: features.scores.score[features.codes], POPULATION: features.table[POPULATION]}
    ).join(values)


def _level(name: str, areas: Areas) -> Level | Literal[""]:
    if name == SCORE:
        return ""
    if name == POPULATION:
        # a province's people, shared out among its areas, say nothing of an area
        shared_out = (areas.table["population_basis"] == "apportioned").any()
        return "province" if shared_out else "tambon"
    return areas.indicator(name).level


def _compared(
    column: NDArray[np.float64],
    chosen: NDArray[np.intp],
    others: NDArray[np.intp],
    after: NDArray[np.intp],
    of_site: NDArray[np.intp],
) -> dict[str, float]:
    """Return one row of the table but for what names it.

    Parameters
    ----------
    column
        Shape (areas,), figures, NaN where missing.
    chosen, others
        Positions of the sites, and of all that are not.
    after, of_site
        Of each match, the positions of the comparison area and of its site.
    """
    known = ~np.isnan(column)
    both = known[after] & known[of_site]
    after, of_site = after[both], of_site[both]
    matched, match_of = np.unique(of_site, return_inverse=True)
    weights = 1.0 / np.bincount(match_of, minlength=len(matched))[match_of]
    sites, before = column[chosen][known[chosen]], column[others][known[others]]
    mean_sites, variance = _moments(sites, np.ones(len(sites)))
    mean_before, variance_before = _moments(before, np.ones(len(before)))
    mean_matched, variance_matched = _moments(column[matched], np.ones(len(matched)))
    mean_after, variance_after = _moments(column[after], weights)
    deviation = math.sqrt(variance) if variance == variance else math.nan
    if deviation == 0:
        # all sites have one figure: what tells areas apart is how all of them differ
        deviation = math.sqrt(variance_before) if variance_before == variance_before else math.nan
    return {
        "sites": mean_sites,
        "before": mean_before,
        "matched": mean_matched,
        "after": mean_after,
        "difference_before": _apart(mean_sites - mean_before, deviation),
        "difference_after": _apart(mean_matched - mean_after, deviation),
        "ratio_before": _ratio(variance, variance_before),
        "ratio_after": _ratio(variance_matched, variance_after),
        "known_sites": len(sites),
        "known_before": len(before),
        "known_matched": len(matched),
        "known_after": len(after),
    }


def _moments(values: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Return mean and variance, by n - 1 where weights are equal; NaN where there is none."""
    total = float(weights.sum())
    if total == 0:
        return math.nan, math.nan
    mean = float(weights @ values) / total
    if np.ptp(values) <= _ROUNDING * float(np.abs(values).max()):
        return mean, 0.0 if len(values) > 1 else math.nan
    freedom = total - float(weights @ weights) / total
    return mean, float(weights @ (values - mean) ** 2) / freedom


def _apart(difference: float, deviation: float) -> float:
    return difference / deviation if deviation > 0 else math.nan


def _ratio(one: float, other: float) -> float:
    if other > 0:
        return one / other
    # without any variance there is nothing to compare by, or no comparison
    return math.inf if one > 0 else math.nan
