"""Hot and cold spots as a table and its notes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from export.csv import place_columns
from export.figures import rounded
from export.notes import Finding, known
from geo.areas import WORDING, Areas
from scoring.hotspots import Cluster, HotSpots
from scoring.scores import SCORE

_NAMES = {
    "district": ("district_code", "district_th", "district_en",
                 "province_code", "province_th", "province_en", "region"),
    "province": ("province_code", "province_th", "province_en", "region"),
}  # fmt: skip


def hot_spots_table(areas: Areas, found: HotSpots) -> pd.DataFrame:
    """Return one row for each unit, in order of code; of tambons those too that took no part.

    Returns
    -------
    pandas.DataFrame
        The columns that say which unit it is; ``level``, at which the figure is known, the finest
        first where a score rests on several; ``value`` and ``neighbours_mean``, in the figure's
        unit; ``neighbours``, how many; ``island`` (had none of its own); ``moran_i`` and ``gi_z``;
        ``p``, two-sided, and ``q``, adjusted for testing all; ``moran`` and ``gi``, the classes,
        empty where it is nothing that chance would not do; ``cluster``, its number in the notes.
        Unknown is missing.
    """
    spots = found.units
    columns = pd.DataFrame(
        {
            "level": "+".join(found.known_at),
            "value": spots["value"],
            "neighbours_mean": spots["lag"],
            "neighbours": spots["neighbours"].astype("Int64"),
            "island": spots["island"],
            "moran_i": spots["i"],
            "gi_z": spots["z"],
            "p": spots["p"],
            "q": spots["q"],
            "moran": spots["moran"],
            "gi": spots["gi"],
            "cluster": spots["cluster"],
        }
    )
    frame = _places(areas, found).join(columns)
    silent = frame["value"].isna()
    words = {name: frame[name].where(~silent, "") for name in ("level", "moran", "gi")}
    return frame.assign(**words, island=frame["island"].eq(other=True).fillna(value=False))


def hot_spots_finding(areas: Areas, found: HotSpots) -> Finding:
    """Return what was looked at and how, and what it says as a whole."""
    about: dict[str, Any] = {
        "of": found.of,
        "units": len(found.units),
        "level": found.level,
        "figures_known_by": list(found.known_at),
        "ranks_inside_provinces": found.within_provinces,
        "need_is": found.need,
        "neighbours": found.neighbours.kind,
        "permutations": found.permutations,
        "false_discovery_rate": found.rate,
        "seed": found.seed,
        "units_that_must_be_far_out_together": found.least_together,
        "units_without_figure": found.without,
        "islands": list(found.islands),
        "parts_that_do_not_touch": found.parts,
        "moran_i": rounded(found.overall.i),
        "moran_i_by_chance": rounded(found.overall.expected),
        "moran_i_spread_by_chance": rounded(found.overall.spread),
        "moran_p": rounded(found.overall.p),
        "pattern": found.overall.pattern,
        "found": found.counts(),
        "remarks": [str(remark) for remark in found.remarks],
        "cluster": [_about_cluster(one) for one in found.clusters],
    }
    about |= known(
        share_of_variance_between_provinces=found.between_provinces,
        share_of_score_variance_from_province_figures=found.from_province_figures,
    )
    if found.neighbours.kind == "nearest":
        about["nearest"] = found.neighbours.count
    if found.neighbours.kind == "within" and found.neighbours.km is not None:
        about["within_km"] = found.neighbours.km
    if found.of != SCORE:
        indicator = areas.indicator(found.of)
        about["indicator"] = indicator.model_dump(exclude={"decimals", *WORDING})
    rests_on = () if found.of == SCORE else (found.of,)
    return Finding("hot_spots", about, command(found), rests_on)


def command(found: HotSpots) -> str:
    """Return the command that finds it again, after ``phuenthi``, with FILE for the notes."""
    asked = ["hotspots", found.of, "--scenario FILE", f"--neighbours {found.neighbours.kind}"]
    if found.neighbours.kind == "nearest":
        asked.append(f"--count {found.neighbours.count}")
    if found.neighbours.kind == "within":
        asked.append(f"--km {found.neighbours.km!r}")
    asked.append(f"--level {found.level}")
    asked += ["--within-provinces"] * found.within_provinces
    return " ".join([*asked, f"--permutations {found.permutations}", f"--fdr {found.rate!r}"])


def _places(areas: Areas, found: HotSpots) -> pd.DataFrame:
    if found.level == "tambon":
        return place_columns(areas)
    code = f"{found.level}_code"
    names = areas.table.drop_duplicates(code).set_index(code, drop=False)
    names = pd.DataFrame(names.loc[found.units.index, list(_NAMES[found.level])])
    own = found.units.rename(columns={"people": "population"})
    return names.join(own[["areas", "population"]]).rename_axis(None)


def _about_cluster(one: Cluster) -> dict[str, Any]:
    about: dict[str, Any] = {
        "kind": one.kind,
        "units": len(one.codes),
        "areas": one.areas,
        "people": one.people,
        "mean": rounded(one.mean),
        "provinces": dict(one.provinces),
    }
    if one.districts:
        about["districts"] = dict(one.districts)
    return about | {"codes": list(one.codes)}
