"""Hot and cold spots, for machines."""

from __future__ import annotations

from typing import Any

import pandas as pd

from commands.scored import plain
from scoring.hotspots import Cluster, HotSpots


def hot_spots_plain(found: HotSpots) -> dict[str, Any]:
    """Return everything but the units that are in no class; those are in the file."""
    units = found.units[(found.units["gi"] != "") | (found.units["moran"] != "")]
    return {
        "of": found.of,
        "level": found.level,
        "known_at": list(found.known_at),
        "within_provinces": found.within_provinces,
        "need": found.need,
        "neighbours": {
            "kind": found.neighbours.kind,
            "count": found.neighbours.count if found.neighbours.kind == "nearest" else None,
            "km": found.neighbours.km if found.neighbours.kind == "within" else None,
        },
        "permutations": found.permutations,
        "false_discovery_rate": found.rate,
        "seed": found.seed,
        "least_together": found.least_together,
        "units": len(found.units),
        "without_figure": found.without,
        "islands": list(found.islands),
        "parts": found.parts,
        "between_provinces": plain(found.between_provinces),
        "from_province_figures": plain(found.from_province_figures),
        "moran": {
            "i": found.overall.i,
            "by_chance": found.overall.expected,
            "spread_by_chance": found.overall.spread,
            "p": found.overall.p,
            "pattern": found.overall.pattern,
        },
        "found": found.counts(),
        "remarks": [str(remark) for remark in found.remarks],
        "clusters": [_cluster(one) for one in found.clusters],
        "spots": [_unit(str(code), row) for code, row in units.iterrows()],
    }


def _cluster(one: Cluster) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "areas": one.areas,
        "people": one.people,
        "mean": one.mean,
        "provinces": dict(one.provinces),
        "districts": dict(one.districts),
        "codes": list(one.codes),
    }


def _unit(code: str, row: pd.Series[Any]) -> dict[str, Any]:
    return {
        "code": code,
        **{name: plain(float(row[name])) for name in ("value", "lag", "i", "z", "p", "q")},
        "moran": row["moran"] or None,
        "gi": row["gi"] or None,
        "cluster": None if pd.isna(row["cluster"]) else int(row["cluster"]),
        "neighbours": int(row["neighbours"]),
        "island": bool(row["island"]),
    }
