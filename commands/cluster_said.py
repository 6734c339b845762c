"""Types, regions and the next wave, printed for people."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.table import Table

from commands.printed import figure, say, show, whole
from commands.scored import Scored, print_places
from commands.terminal import escaped
from geo.areas import Indicator
from scoring.choose.words import area_name, counted
from scoring.features import Features
from scoring.types.curves import NEARLY
from scoring.types.find import Types
from scoring.types.kinds import MARKED, Kind
from scoring.types.next_wave import NextWave
from scoring.types.regions import Regions
from scoring.types.resampling import RESAMPLES, SHARE
from scoring.types.rules import Rule

_MANY = 0.5
"""Share of differences between provinces, from which on types are said to be theirs."""
_REGIONS_SHOWN = 15
_MARKED = "▲▼"


def print_types(found: Types, asked: int | None) -> None:
    """Print what to know, how many types there are and why, and what they are like."""
    say_types(found)
    if not found.kinds:
        return
    if found.curves is not None:
        _print_curves(found, asked)
    _print_types(found)
    _print_profile(found)
    _print_rules(found)


def say_types(found: Types) -> None:
    """Say how areas were divided, and what to know before trusting it."""
    among = found.features
    weighed = ", counting by weight" if found.weighed else ", whatever they weigh in the score"
    kinds = counted(len(found.kinds), "type") if found.kinds else "No types"
    without = f" {counted(found.without, 'area')} of no type." if found.without else ""
    say(
        f"{kinds} of {len(among):,} areas by {found.method}, from "
        f"{_figures(among.indicators)}{weighed}.{without if found.kinds else ''}"
    )
    for remark in found.remarks:
        say(str(remark))
    if found.kinds:
        _say_provinces(found)


def _figures(indicators: tuple[Indicator, ...]) -> str:
    """Return how many figures there are, and how many are not an area's own."""
    said = counted(len(indicators), "figure")
    coarse = sum(i.level == "province" for i in indicators)
    return said + (f" ({coarse} of them a province's)" if coarse else "")


def _print_curves(found: Types, asked: int | None) -> None:
    curves = found.curves
    if curves is None:
        return
    table = Table("types", "stability", "silhouette", "gap above one type", "",
                  title="How many types", title_justify="left", pad_edge=False)  # fmt: skip
    for k, row in curves.table.iterrows():
        marks = [
            "proposed" if k == curves.proposed else "as good" if k in curves.good else "",
            "asked for" if k == asked else "",
        ]
        table.add_row(
            f"{k}",
            "–" if pd.isna(row["stability"])
            else f"{row['stability']:.2f} ±{row['stability_spread']:.2f}",
            f"{row['silhouette']:.3f}",
            f"{row['gap'] - curves.gap_of_one:+.3f} ±{row['gap_error']:.3f}",
            ", ".join(filter(None, marks)),
        )  # fmt: skip
    show(table)
    units = f"{found.sampled_by}s" if found.sampled_by != "tambon" else "areas"
    stability = (
        f"Stability: how alike the types of {RESAMPLES} samples of {SHARE:.0%} of the {units} are "
        "(1 the same, 0 chance; ± how that differs from sample to sample)."
    )
    if curves.table["stability"].isna().all():
        stability = f"Stability is not known: there are too few {units} to sample."
    say(
        f"{stability} Silhouette: how much nearer areas are to their own type than to the next (1 "
        "far apart, 0 at the border). Gap: how much tighter types are than in a cloud without "
        "any. Proposed is the least number "
        f"nearly as stable and as well apart as any (at most {NEARLY:g} less)."
    )


def _say_provinces(found: Types) -> None:
    if found.between_provinces < _MANY or not found.features.by_province.any():
        return
    whole_provinces, provinces = found.of_one_type
    own = ""
    if any(indicator.level == "tambon" for indicator in found.features.indicators):
        own = " --own-figures divides areas by what is measured in each of them."
    say(
        f"{found.between_provinces:.0%} of how areas differ here lies between provinces, and in "
        f"{whole_provinces} of {provinces} provinces nine in ten areas are of one type: these are "
        f"types of provinces more than of tambons.{own}"
    )


def _print_types(found: Types) -> None:
    table = Table("type", "areas", "people", "score", "sure", "what it is like",
                  "most typical area", title="Types, the highest mean score first",
                  title_justify="left", pad_edge=False)  # fmt: skip
    for kind in found.kinds:
        sure = found.areas["sure"][list(kind.codes)].mean()
        table.add_row(
            f"{kind.number}",
            f"{len(kind):,}",
            f"{kind.people:,}",
            f"{kind.score:.1f}",
            "–" if pd.isna(sure) else f"{sure:.0%}",
            escaped(f"{kind.name_en}\n{kind.name_th}"),
            escaped(area_name(kind.typical, found.features.areas)),
        )
    show(table, wide=True)
    if not pd.isna(found.stability):
        say(
            "Sure: in how many of the samples an area is of the same type, on average. Stability "
            f"is {found.stability:.2f}."
        )


def _print_profile(found: Types) -> None:
    """Print each type's median figures, and by which it stands out."""
    numbers = [f"type {kind.number}" for kind in found.kinds]
    table = Table(whole("figure"), "measured by", "decides", "all", *numbers,
                  title="Median figures", title_justify="left", pad_edge=False)  # fmt: skip
    for indicator in found.features.indicators:
        rows = [kind.profile.loc[indicator.id] for kind in found.kinds]
        table.add_row(
            escaped(f"{indicator.title_en} ({indicator.unit_en})"),
            indicator.level,
            f"{found.shares[indicator.id]:.0%}",
            figure(rows[0]["all"], indicator),
            *(figure(row["figure"], indicator) + _mark(row["deviation"]) for row in rows),
        )
    show(table, wide=True)
    say(
        f"{_MARKED[0]} and {_MARKED[1]}: half a standard deviation or more above or below the mean "
        "of all areas, by the treated figure; doubled from one and a half on. Decides: its share "
        "in how far areas are apart."
    )


def _mark(deviation: float) -> str:
    if abs(deviation) < MARKED:
        return ""
    mark = _MARKED[0] if deviation > 0 else _MARKED[1]
    return f" {mark if abs(deviation) < 3 * MARKED else 2 * mark}"


def _print_rules(found: Types) -> None:
    say("Each type in two conditions at most (a decision tree), and how far they tell it:")
    for kind, rule in zip(found.kinds, found.rules, strict=True):
        say(
            f"Type {kind.number}: {_conditions(rule)}. It holds for {rule.recall:.0%} of its "
            f"areas; {rule.precision:.0%} of the areas for which it holds are of this type.",
            indent="  ",
        )


def _conditions(rule: Rule) -> str:
    bounds: dict[str, list[str]] = {}
    for one in rule.conditions:
        words = f"{'above' if one.above else 'at most'} {figure(one.bound, one.indicator)}"
        bounds.setdefault(one.indicator.id, []).append(
            words + (" or unknown" if one.or_unknown else "")
        )
    indicators = {one.indicator.id: one.indicator for one in rule.conditions}
    said = [
        f"{indicators[id].title_en}{_of_whom(indicators[id])} {' and '.join(words)} "
        f"({indicators[id].unit_en})"
        for id, words in bounds.items()
    ]
    return " and ".join(said) or "every area"


def _of_whom(indicator: Indicator) -> str:
    return "" if indicator.level == "tambon" else f" of the {indicator.level}"


def print_regions(found: Regions) -> None:
    """Print how many regions there are, how ragged they are, and what the first are like."""
    say(
        f"{counted(len(found.kinds), 'connected region')} of at least {found.floor:,} people, from "
        f"{_figures(found.features.indicators)}; by the people alone there could be "
        f"{found.most:,} at most. {found.within:.0%} of how areas differ lies inside regions."
    )
    _say_ragged(found)
    if found.bridges:
        said = counted(found.bridges, "link")
        say(f"{said} between areas that do not touch, as over water, joined all into one map.")
    table = Table("region", "areas", "people", "score", "mostly in", "what it is like",
                  title="Regions, the highest mean score first", title_justify="left",
                  pad_edge=False)  # fmt: skip
    for kind in found.kinds[:_REGIONS_SHOWN]:
        table.add_row(f"{kind.number}", f"{len(kind):,}", f"{kind.people:,}", f"{kind.score:.1f}",
                      escaped(_mostly(kind, found.features)), escaped(kind.name_en))  # fmt: skip
    show(table, wide=True)
    if len(found.kinds) > _REGIONS_SHOWN:
        say(f"The first {_REGIONS_SHOWN} of {len(found.kinds):,}; --out writes all of them.")


def _say_ragged(found: Regions) -> None:
    if pd.isna(found.path):
        say("How ragged they are was not measured: with such regions there is too little between.")
        return
    said = (
        f"How ragged they are, on {found.sampled:,} areas: mean path silhouette {found.path:.2f} "
        "(-1 to 1; along ways from neighbour to neighbour, how much less differs to areas of the "
        "own region than to those of the next)"
    )
    if not pd.isna(found.boundary):
        better = "more" if found.boundary > 0 else "less"
        said += (
            f"; boundary silhouette {found.boundary:.2f}: at borders areas are on average {better} "
            "like their own region than like the one beyond"
        )
    say(f"{said}.")


def _mostly(kind: Kind, found: Features) -> str:
    own = found.table.loc[list(kind.codes)]
    counts = own["province_th"].value_counts()
    rest = len(counts) - 1
    return f"{counts.index[0]}" + (f" and {rest} more" if rest else "")


def print_wave(found: Scored, types: Types, wave: NextWave) -> None:
    """Print the areas to go on to, and how types share them."""
    say_types(types)
    like = {str(code): _as(row) for code, row in wave.areas.iterrows()}
    title = f"The next {len(wave.areas)} areas"
    print_places(found, list(like), title, numbered=True, more=("as", like))
    if types.kinds:
        table = Table("type", "what it is like", "areas", "on the list", "next",
                      title="By type", title_justify="left", pad_edge=False)  # fmt: skip
        for kind in types.kinds:
            row = wave.by_type.loc[kind.number]
            table.add_row(f"{kind.number}", escaped(kind.name_en),
                          *(f"{row[name]:,}" for name in ("areas", "chosen", "next")))  # fmt: skip
        show(table, wide=True)
    among = "of areas of the types that the list has tried" if types.kinds else "of all other areas"
    provinces, most = wave.provinces
    say(
        f"The best list under the same rules, {among}; the rules hold for it by itself. Together "
        f"with the list it is in {provinces} provinces, with up to {most} areas in one. “Like” "
        "names the site of the list that is most like the area (Mahalanobis distance, in standard "
        "deviations). Comparison areas of an evaluation (phuenthi match) can be among them."
    )
    if wave.shortlist.status != "optimal":
        say("The time was up before this list was proven best.")


def _as(row: pd.Series[Any]) -> str:
    said = [] if pd.isna(row["type"]) else [f"type {row['type']}"]
    if row["site"]:
        said.append(f"like {row['site']} ({row['distance']:.2f})")
    return ", ".join(said)
