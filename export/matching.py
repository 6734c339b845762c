"""Sites and their comparison areas, as a table and its notes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from export.csv import place_columns
from export.figures import rounded
from export.notes import Finding, known
from scoring.matching import Matching
from scoring.matching.design import STRATA
from scoring.scores import SCORE

_MEANS = ("sites", "before", "matched", "after")
_NUMBERS = (*_MEANS, "difference_before", "difference_after", "ratio_before", "ratio_after")


def matching_table(matching: Matching) -> pd.DataFrame:
    """Return one row for each match, in order of the sites' codes, the nearest match first.

    Returns
    -------
    pandas.DataFrame
        The columns that say which area it is, as in a list, twice: after ``site_`` and after
        ``comparison_``. Then ``distance`` (Mahalanobis), ``km_to_site`` and
        ``km_to_nearest_site``, ``site_score``, ``comparison_score``, ``site_rank``,
        ``comparison_rank``, and for each indicator that counts, or that a caliper is on,
        ``site_<id>`` and ``comparison_<id>`` as published and ``<id>_level``.
    """
    features = matching.features
    areas, scores = features.areas, features.scores
    own = [site.code for site in matching.sites for _ in site.comparisons]
    other = [code for site in matching.sites for code in site.comparisons]
    places, table = place_columns(areas), pd.DataFrame(index=range(len(own)))
    for side, codes in (("site", own), ("comparison", other)):
        for name in map(str, places):
            table[f"{side}_{name}"] = places[name][codes].array
    table["distance"] = [d for site in matching.sites for d in site.distances]
    table["km_to_site"], table["km_to_nearest_site"] = _km(matching, own, other)
    for name, column in (("score", scores.score), ("rank", scores.rank)):
        table[f"site_{name}"] = column[own].array
        table[f"comparison_{name}"] = column[other].array
    counting = [i.id for i in features.indicators]
    ids = [i.id for i in areas.indicators if i.id in {*counting, *matching.design.calipers}]
    for id in ids:
        table[f"site_{id}"] = areas.values.loc[own, id].array
        table[f"comparison_{id}"] = areas.values.loc[other, id].array
        table[f"{id}_level"] = areas.indicator(id).level
    return table


def matching_finding(
    matching: Matching, balanced: pd.DataFrame, power: pd.DataFrame, *, proven: bool
) -> Finding:
    """Return how matches were made, how alike they are, and what they can show.

    Parameters
    ----------
    balanced, power
        As `scoring.matching.balance` and `scoring.matching.effects` return them.
    proven
        Whether the list of sites is proven best.
    """
    design = matching.design
    about: dict[str, Any] = {
        "list_is_proven": proven,
        "sites": len(matching.sites),
        "sites_with_comparison_areas": len(matching.matched),
        "comparison_areas": len(matching.comparisons),
        "comparison_areas_that_tell_as_much": rounded(matching.effective),
        "comparison_areas_of_a_site": design.count,
        "km_from_every_site": rounded(design.km),
        "in_common": list(design.within),
        "caliper": {name: rounded(most) for name, most in design.calipers.items()},
        "locked_out_and_not_compared": list(matching.locked_out),
        "matched_on": [i.id for i in matching.features.indicators],
        "share_of_figures_filled_in": rounded(matching.features.filled),
        "matches_in_one_province": matching.in_one_province,
        "total_distance": rounded(matching.total),
        "matches_of_the_greedy_pass": len(matching.greedy),
        "total_distance_of_the_greedy_pass": rounded(matching.greedy_total),
        "lacking": [
            {
                "area_code": site.code,
                "comparison_areas": len(site.comparisons),
                "why": site.binding(design.count),
                "with_these_in_common": site.alike,
                "far_enough": site.far,
                "within_calipers": site.fit,
            }
            for site in matching.sites
            if site.binding(design.count)
        ],
        "balance": [
            {
                "covariate": str(name),
                "matched_on": bool(row["matched_on"]),
                "verdict": row["verdict"],
                **({"level": row["level"]} if row["level"] else {}),
                **known(**{number: float(row[number]) for number in _NUMBERS}),
                **{f"known_{of}": int(row[f"known_{of}"]) for of in _MEANS},
            }
            for name, row in balanced.iterrows()
        ],
        "smallest_effect": [
            known(**{str(name): float(value) for name, value in row.items()})
            for _, row in power.iterrows()
        ],
    }
    asked = f"match --scenario FILE {_asked(matching, power)}"
    return Finding("matching", about, asked, tuple(i for i in design.calipers if i != SCORE))


def _asked(matching: Matching, power: pd.DataFrame) -> str:
    """Return the options that lead to the same table and notes."""
    design = matching.design
    options = [f"--count {design.count}", f"--km {_exact(design.km)}"]
    options += [f"--across {name}" for name in STRATA if name not in design.within]
    options += [f"--caliper {name}={_exact(most)}" for name, most in design.calipers.items()]
    options += [f"--people {_exact(many)}" for many in power["people"].unique()]
    options += [f"--icc {_exact(one)}" for one in power["correlation"].unique()]
    return " ".join([*options, f"--explained {_exact(power['explained'].iloc[0])}"])


def _exact(number: float) -> str:
    """Return the number in so many digits that it is read back as it is."""
    return repr(float(number)).removesuffix(".0")


def _km(matching: Matching, own: list[str], other: list[str]) -> tuple[list[float], list[float]]:
    """Return for each match the km to its site, and to the nearest site of all."""
    areas = matching.features.areas
    nearness = areas.nearer_than(1.0)
    listed = [site.code for site in matching.sites]
    sites = areas.codes.get_indexer(pd.Index(listed))
    rows = areas.codes.get_indexer(pd.Index(other))
    km = [nearness.km_between(int(row), sites) for row in rows]
    to_own = [float(one[listed.index(site)]) for one, site in zip(km, own, strict=True)]
    return to_own, [float(one.min()) for one in km]
