"""Types, regions and the next wave as tables, and what their notes say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from export.csv import level_column, place_columns
from export.figures import rounded
from export.notes import Finding, known
from geo.areas import Indicator
from scoring.scores import Scores
from scoring.types.find import Types
from scoring.types.kinds import Kind
from scoring.types.next_wave import NextWave
from scoring.types.regions import Regions
from scoring.types.rules import Rule


def types_table(found: Types) -> pd.DataFrame:
    """Return one row for each area that was compared, in order of code.

    Returns
    -------
    pandas.DataFrame
        The columns that say which area it is, then ``type`` (missing where it is of none),
        ``type_th``, ``type_en``, ``sure``, ``silhouette`` (`scoring.types.find.Types`), ``typical``
        (whether it is its type's most typical area), and each figure by which areas were divided,
        as published, with the unit for which it was in ``<id>_level``.
    """
    own = found.areas
    frame = place_columns(found.features.areas).loc[own.index].assign(type=own["type"])
    for language in ("th", "en"):
        frame[f"type_{language}"] = _names(found.kinds, own["type"], language)
    frame = frame.assign(sure=own["sure"], silhouette=own["silhouette"])
    frame["typical"] = own.index.isin([kind.typical for kind in found.kinds])
    return frame.join(_figures(found))


def _figures(found: Types) -> pd.DataFrame:
    figures: dict[str, Any] = {}
    for n, indicator in enumerate(found.features.indicators):
        column = pd.Series(found.features.figures[:, n], found.areas.index)
        figures[indicator.id] = column
        figures[f"{indicator.id}_level"] = level_column(column, indicator)
    return pd.DataFrame(figures)


def _names(kinds: Sequence[Kind], numbers: pd.Series[int], language: str) -> list[str]:
    named = {kind.number: getattr(kind, f"name_{language}") for kind in kinds}
    return ["" if pd.isna(number) else named[int(number)] for number in numbers]


def types_finding(found: Types, asked: int | None) -> Finding:
    """Return what notes say of types.

    Parameters
    ----------
    asked
        How many types were asked for; None where the number was proposed.
    """
    about: dict[str, Any] = {
        "method": found.method,
        "figures_count_by_weight": found.weighed,
        "figures": _measured(found.features.indicators),
        "areas": len(found.features),
        "areas_of_no_type": found.without,
        "seed": found.features.scenario.seed,
        "samples_of_whole": found.sampled_by,
        "types_stand_out": found.stand_out,
        "chance_without_types": rounded(found.chance),
        "share_of_differences_in": {str(id): rounded(share) for id, share in found.shares.items()},
        **known(
            adjusted_rand_index_with_samples=found.stability,
            its_standard_deviation_over_samples=found.stability_spread,
            share_of_differences_between_provinces=found.between_provinces,
        ),
        "provinces_of_one_type": found.of_one_type[0],
        "remarks": [str(remark) for remark in found.remarks],
    }
    if found.curves is not None:
        about["gap_of_one_type"] = rounded(found.curves.gap_of_one)
        about["number"] = [
            {"types": int(str(k)), **known(**{str(n): float(v) for n, v in row.items()})}
            for k, row in found.curves.table.iterrows()
        ]
    about["type"] = [
        _about_kind(kind) | _about_rule(rule)
        for kind, rule in zip(found.kinds, found.rules, strict=True)
    ]
    return Finding("types", about, f"cluster --scenario FILE {_options(found, asked)}")


def _options(found: Types, asked: int | None) -> str:
    options = [f"--method {found.method}"]
    options += [] if asked is None else [f"--types {asked}"]
    options += ["--weighted"] if found.weighed else []
    options += ["--own-figures"] if found.features.own_alone else []
    return " ".join(options)


def _measured(indicators: Sequence[Indicator]) -> dict[str, str]:
    return {i.id: i.level for i in indicators}


def _about_kind(kind: Kind) -> dict[str, Any]:
    return {
        "number": kind.number,
        "name_th": kind.name_th,
        "name_en": kind.name_en,
        "areas": len(kind),
        "people": kind.people,
        "mean_score": rounded(kind.score),
        "most_typical_area": kind.typical,
        "profile": [
            {
                "indicator": str(id),
                "level": row["level"],
                **known(
                    median=row["figure"],
                    median_of_all=row["all"],
                    standard_deviations_from_mean=row["deviation"],
                ),
            }
            for id, row in kind.profile.iterrows()
        ],
    }


def _about_rule(rule: Rule) -> dict[str, Any]:
    return {
        "told_by": [
            f"{one.indicator.id} {'>' if one.above else '<='} {one.bound:g}"
            + (" or unknown" if one.or_unknown else "")
            for one in rule.conditions
        ],
        "share_of_the_type_that_it_tells": rounded(rule.recall),
        "share_of_what_it_tells_that_is_of_the_type": rounded(rule.precision),
    }


def regions_table(found: Regions) -> pd.DataFrame:
    """Return one row for each area: which area, in which region, and what that is like."""
    own = found.region
    frame = place_columns(found.features.areas).loc[own.index].assign(region_number=own)
    for language in ("th", "en"):
        frame[f"region_{language}"] = _names(found.kinds, own, language)
    people = {kind.number: kind.people for kind in found.kinds}
    return frame.assign(region_population=own.map(people))


def regions_finding(found: Regions, *, weighed: bool) -> Finding:
    """Return what notes say of regions."""
    about: dict[str, Any] = {
        "people_at_least": found.floor,
        "regions": len(found.kinds),
        "regions_at_most": found.most,
        "figures_count_by_weight": weighed,
        "figures": _measured(found.features.indicators),
        "links_between_areas_that_do_not_touch": found.bridges,
        "areas_on_which_silhouettes_were_measured": found.sampled,
        "seed": found.features.scenario.seed,
        **known(
            share_of_differences_inside_regions=found.within,
            mean_path_silhouette=found.path,
            mean_boundary_silhouette=found.boundary,
        ),
        "region": [_about_kind(kind) for kind in found.kinds],
    }
    options = ["--weighted"] if weighed else []
    options += ["--own-figures"] if found.features.own_alone else []
    asked = " ".join([f"--regions {found.floor}", *options])
    return Finding("regions", about, f"cluster --scenario FILE {asked}")


def wave_table(scores: Scores, types: Types, wave: NextWave) -> pd.DataFrame:
    """Return one row for each area of the next wave, in order of rank."""
    own = wave.areas
    frame = place_columns(types.features.areas).loc[own.index]
    frame = frame.assign(score=scores.score, rank=scores.rank, type=own["type"])
    for language in ("th", "en"):
        frame[f"type_{language}"] = _names(types.kinds, own["type"], language)
    return frame.assign(like_the_site=own["site"], distance=own["distance"])


def wave_finding(types: Types, asked: int | None, wave: NextWave) -> Finding:
    """Return what notes say of the next wave."""
    of_types = types_finding(types, asked)
    about: dict[str, Any] = {
        "count": len(wave.areas),
        "status": wave.shortlist.status,
        "total_score": rounded(wave.shortlist.total),
        "codes": [str(code) for code in wave.areas.index],
        "provinces_together_with_the_list": wave.provinces[0],
        "most_in_a_province_together": wave.provinces[1],
        "type": [
            {"number": int(str(number)), **{str(n): int(v) for n, v in row.items()}}
            for number, row in wave.by_type.iterrows()
        ],
        "types": dict(of_types.facts),
    }
    return Finding("next_wave", about, f"{of_types.command} --next {len(wave.areas)}")
