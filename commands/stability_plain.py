"""How sure ranks and list are, for machines."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commands.scored import plain
from scoring.uncertainty import Stability
from scoring.uncertainty.least_change import LeastChange

_NUMBERS = ("rank", "rank_low", "rank_median", "rank_high", "p_top", "p_chosen")


def stability_plain(sure: Stability) -> dict[str, Any]:
    """Return everything but the areas that are hardly ever on a list; those are in the file."""
    named = sure.areas.index[sure.areas["chosen"] | (sure.probability > 0)]
    ordered = sure.areas.loc[named].sort_values(["rank", "area_code"]).index
    return {
        "count": sure.count,
        "draws": sure.draws,
        "error_of_p_top": sure.error,
        "list_proven": sure.list_proven,
        "lists": sure.lists,
        "draws_without_list": sure.lists_without,
        "lists_not_proven": sure.lists_unproven,
        "cut_short": list(sure.cut_short),
        "error_of_p_chosen": plain(sure.lists_error),
        "seed": sure.seed,
        "open": dict(sure.opened),
        "said_by_the_scenario": sure.stated_open,
        "without_standard_error": list(sure.without_errors),
        "sites": sure.standing_of_chosen(),
        "possible": sure.possible,
        "on_any_list": sure.ever,
        "expected_overlap": plain(sure.expected_overlap),
        "core": list(sure.core),
        "consensus": list(sure.consensus),
        "mean_shift": plain(sure.shift),
        "top_overlap": plain(sure.top_overlap),
        "sites_that_stay_if_it_alone_is_open": dict(sure.alone),
        "sites_that_stay_if_nothing_is_open": plain(sure.with_nothing_open),
        "moves_most": list(sure.moves_most),
        "indices": {
            of: {
                str(source): {str(name): plain(value) for name, value in row.items()}
                for source, row in frame.iterrows()
            }
            for of, frame in sure.indices.items()
        },
        "left_out": [
            {
                "indicator": one.indicator,
                "weight": one.weight,
                "mean_shift": plain(one.shift),
                "entered": None if one.entered is None else list(one.entered),
                "left": None if one.left is None else list(one.left),
                "proven": one.proven,
            }
            for one in sure.left_out
        ],
        "rank_between_provinces": plain(sure.rank_between_provinces),
        "from_province_figures": plain(sure.from_province_figures),
        "remarks": [str(remark) for remark in sure.remarks],
        "areas": [area_plain(sure, str(code)) for code in ordered],
    }


def area_plain(sure: Stability, code: str) -> dict[str, Any]:
    """Return how sure one area's rank and place are."""
    row = sure.areas.loc[code]
    numbers = {n: None if pd.isna(row[n]) else plain(float(row[n])) for n in _NUMBERS}
    return {
        "area_code": code,
        **numbers,
        "chosen": bool(row["chosen"]),
        "standing": row["standing"] or None,
    }


def least_change_plain(one: LeastChange) -> dict[str, Any]:
    """Return a weight and where it turns an area."""
    return {
        "weight_of": one.member,
        "in_pillar": one.pillar,
        "stated_share": one.stated,
        "share": one.at,
        "exact": one.exact,
    }
