"""The words for what the data calls by a short name."""

from __future__ import annotations

from collections.abc import Callable

from geo.areas import Areas
from scoring.scenario import Pillar
from ui.engine import Result
from ui.language import Language


def _(message: str) -> str:
    """Mark a text for translation; `Language.text` translates it when the language is known."""
    return message


REGION = {
    "north": _("North"),
    "northeast": _("Northeast"),
    "central": _("Central"),
    "east": _("East"),
    "south": _("South"),
    "south_border": _("Southern border"),
}
TRACK = {"urban": _("Urban"), "rural": _("Rural")}
LEVEL = {
    "tambon": _("measured by tambon"),
    "district": _("measured by district, repeated over its tambons"),
    "province": _("measured by province, repeated over its tambons"),
}
CONDITION = {
    "population": _("number of people"),
    "track": _("track"),
    "region": _("region"),
    "coverage": _("figures known"),
}
# under "reason" stand these words and those of columns
REASON = {"coverage": CONDITION["coverage"], "no_figures": _("too few figures")}
STANDS_IN = {
    "average": _("no figure, which counts as the average"),
    "province_mean": _("no figure, which counts as the average of its province"),
    "region_mean": _("no figure, which counts as the average of its region"),
    "pillar_median": _("no figure, which counts as the median of the pillar's others"),
}
UNIT = {"tambon": _("Tambon"), "district": _("District"), "province": _("Province")}
COLUMN = {
    "area_code": _("Area code"),
    "area_th": _("Area (Thai)"),
    "area_en": _("Area (English)"),
    "district_th": _("District (Thai)"),
    "district_en": _("District (English)"),
    "province_code": _("Province code"),
    "province_th": _("Province (Thai)"),
    "province_en": _("Province (English)"),
    "region": _("Region"),
    "track": _("Track"),
    "population": _("People"),
    "beneficiaries": _("People trained"),
    "score": _("Score"),
    "rank": _("Rank"),
    "dense_rank": _("Rank without gaps"),
    "imputed": _("Share of the weight on filled-in figures"),
    "base_score": _("Score of an average area"),
    "reason": _("Why there is no score"),
}


def group_name(by: str, group: str, areas: Areas, language: Language) -> str:
    """Return what people call a province, district, region or track; other groups as they are."""
    if by == "region":
        return language.text(REGION[group])
    if by == "track":
        return language.text(TRACK[group])
    if by not in ("province", "district"):
        return group
    rows = areas.table[areas.table[f"{by}_code"] == group]
    return language.pick(rows.iloc[0], by)


def csv_names(result: Result, language: Language) -> Callable[[str], str]:
    """Return what turns a machine column name into a header in this language."""
    names = {name: language.text(title) for name, title in COLUMN.items()}
    for pillar in result.scenario.pillars:
        names[f"pillar_{pillar.id}"] = points(pillar, language)
    for indicator in result.areas.indicators:
        title = language.pick(indicator, "title")
        unit = language.pick(indicator, "unit")
        names[indicator.id] = f"{title} ({unit}, {language.period(indicator.period)})"
        names[f"{indicator.id}_level"] = language.text("{title}: level measured", title=title)
        names[f"contribution_{indicator.id}"] = language.text(
            "{title}: points of the score", title=title
        )
    words = {word: language.text(text) for word, text in (REGION | TRACK | UNIT | REASON).items()}
    return (names | words).__getitem__


def points(pillar: Pillar, language: Language) -> str:
    """Return what to call a pillar's 0–100 points, lest they be taken for the statistic itself."""
    return language.text("{pillar}, 0–100", pillar=language.pick(pillar, "title"))
