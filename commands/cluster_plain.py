"""Types, regions and the next wave, for machines."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commands.scored import plain
from scoring.types.find import Types
from scoring.types.kinds import Kind
from scoring.types.next_wave import NextWave
from scoring.types.regions import Regions
from scoring.types.rules import Rule


def types_plain(found: Types) -> dict[str, Any]:
    """Return types, what speaks for their number, and the type of each area."""
    curves = found.curves
    return {
        "method": found.method,
        "weighted": found.weighed,
        "indicators": {i.id: i.level for i in found.features.indicators},
        "areas": len(found.features),
        "of_no_type": found.without,
        "stand_out": found.stand_out,
        "chance": found.chance,
        "proposed": None if curves is None else curves.proposed,
        "as_good": [] if curves is None else list(curves.good),
        "gap_of_one": None if curves is None else curves.gap_of_one,
        "curves": []
        if curves is None
        else [
            {"k": k, **{str(name): plain(value) for name, value in row.items()}}
            for k, row in curves.table.iterrows()
        ],
        "stability": plain(found.stability),
        "stability_spread": plain(found.stability_spread),
        "sampled_by": found.sampled_by,
        "decides": {str(id): share for id, share in found.shares.items()},
        "between_provinces": plain(found.between_provinces),
        "provinces_of_one_type": found.of_one_type[0],
        "provinces": found.of_one_type[1],
        "remarks": [str(remark) for remark in found.remarks],
        "types": [
            kind_plain(kind)
            | {"rule": _rule(rule), "sure": plain(found.areas["sure"][list(kind.codes)].mean())}
            for kind, rule in zip(found.kinds, found.rules, strict=True)
        ],
        "type_of": {
            str(code): {
                "type": None if pd.isna(row["type"]) else int(row["type"]),
                "sure": plain(row["sure"]),
                "silhouette": plain(row["silhouette"]),
            }
            for code, row in found.areas.iterrows()
        },
    }


def kind_plain(kind: Kind) -> dict[str, Any]:
    """Return what a type, or a region, is like."""
    return {
        "number": kind.number,
        "name_th": kind.name_th,
        "name_en": kind.name_en,
        "areas": len(kind),
        "people": kind.people,
        "score": kind.score,
        "typical": kind.typical,
        "traits": [
            {
                "indicator": trait.indicator.id,
                "deviation": trait.deviation,
                "level": trait.indicator.level,
            }
            for trait in kind.traits
        ],
        "profile": {
            str(id): {
                "figure": plain(row["figure"]),
                "all": plain(row["all"]),
                "deviation": plain(row["deviation"]),
                "level": row["level"],
            }
            for id, row in kind.profile.iterrows()
        },
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "conditions": [
            {
                "indicator": one.indicator.id,
                "is": "above" if one.above else "at_most",
                "bound": one.bound,
                "or_unknown": one.or_unknown,
            }
            for one in rule.conditions
        ],
        "recall": rule.recall,
        "precision": rule.precision,
    }


def regions_plain(found: Regions) -> dict[str, Any]:
    """Return regions, and the region of each area."""
    return {
        "people_at_least": found.floor,
        "at_most_regions": found.most,
        "share_of_differences_inside": found.within,
        "bridges": found.bridges,
        "areas_sampled": found.sampled,
        "path_silhouette": plain(found.path),
        "boundary_silhouette": plain(found.boundary),
        "regions": [kind_plain(kind) for kind in found.kinds],
        "region_of": {str(code): int(number) for code, number in found.region.items()},
    }


def wave_plain(types: Types, wave: NextWave) -> dict[str, Any]:
    """Return the areas to go on to, and how types share them."""
    return {
        "method": types.method,
        "stand_out": types.stand_out,
        "chance": types.chance,
        "stability": plain(types.stability),
        "remarks": [str(remark) for remark in types.remarks],
        "between_provinces": plain(types.between_provinces),
        "provinces_together": wave.provinces[0],
        "most_in_a_province_together": wave.provinces[1],
        "types": [
            {"number": kind.number, "name_th": kind.name_th, "name_en": kind.name_en}
            | {str(name): int(n) for name, n in wave.by_type.loc[kind.number].items()}
            for kind in types.kinds
        ],
        "status": wave.shortlist.status,
        "total_score": wave.shortlist.total,
        "next": [
            {
                "area_code": str(code),
                "type": None if pd.isna(row["type"]) else int(row["type"]),
                "like_the_site": row["site"] or None,
                "distance": plain(row["distance"]),
            }
            for code, row in wave.areas.iterrows()
        ],
    }
