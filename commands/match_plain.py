"""Comparison areas, for machines."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commands.scored import plain
from scoring.matching import Matching


def matching_plain(
    matching: Matching, balanced: pd.DataFrame, power: pd.DataFrame
) -> dict[str, Any]:
    """Return matches, who lacks some and why, how alike they are, and what they can show."""
    design = matching.design
    return {
        "count": design.count,
        "km": design.km,
        "within": list(design.within),
        "calipers": dict(design.calipers),
        "locked_out": list(matching.locked_out),
        "matched_on": [i.id for i in matching.features.indicators],
        "matched": len(matching.matched),
        "comparisons": len(matching.comparisons),
        "effective_comparisons": matching.effective,
        "matches_in_one_province": matching.in_one_province,
        "total_distance": matching.total,
        "greedy": {"matches": len(matching.greedy), "total_distance": matching.greedy_total},
        "sites": [
            {
                "area_code": site.code,
                "comparisons": [
                    {"area_code": code, "distance": distance}
                    for code, distance in zip(site.comparisons, site.distances, strict=True)
                ],
                "alike": site.alike,
                "far_enough": site.far,
                "within_calipers": site.fit,
                "lacks_because": site.binding(design.count),
            }
            for site in matching.sites
        ],
        "balance": _rows(balanced.reset_index()),
        "smallest_effects": _rows(power),
    }


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            str(name): plain(value) if isinstance(value, float) else value
            for name, value in row.items()
        }
        for row in table.to_dict("records")
    ]
