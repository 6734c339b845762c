"""What the pages show, from made-up areas."""

import dataclasses
from collections.abc import Sequence

from scoring.choose import choose_areas
from scoring.explain import reasons
from scoring.fingerprint import fingerprint
from scoring.index import score_areas
from tests.making import make_areas, make_scenario
from ui.engine import Result

LIMITS = (
    {"by": "province", "max": 2},
    {"by": "province", "equals": "57", "min": 1},
    {"by": "region", "equals": "south_border", "min": 1},
    {"by": "track", "min": 1},
)
ONE_A_PROVINCE = ({"by": "province", "max": 1},)


def make_result(
    names: Sequence[str] | None = None,
    title: str = "Poverty",
    province: str = "Province",
    limits: Sequence[dict[str, object]] = LIMITS,
) -> Result:
    """Return a list of three of six areas in three provinces, as the engine would.

    The rules bring in each kind of reason: area 570101 by score, 960101 by its region's minimum.
    """
    areas = make_areas(
        {"poor": [9, 8, 7, 3, 2, 1], "far": [5, None, 5, 1, 2, 3]},
        codes=["570101", "570102", "570103", "570104", "960101", "100101"],
        regions=["north", "north", "north", "north", "south_border", "central"],
        tracks=["rural", "rural", "urban", "rural", "rural", "urban"],
        names=names,
    )
    in_province = areas.table.assign(province_th=province, province_en=province)
    areas = dataclasses.replace(areas, table=in_province)
    scenario = make_scenario(
        {"need": {"poor": 1, "far": 1}},
        count=3,
        limits=list(limits),
        title=title,
    )
    pillar = scenario.pillars[0].model_copy(update={"title_th": title, "title_en": title})
    scenario = scenario.model_copy(update={"pillars": (pillar,)})
    scores = score_areas(areas, scenario)
    shortlist = choose_areas(areas, scores, scenario)
    return Result(
        areas=areas,
        map_folder="app/static/map/none",
        scenario=scenario,
        scores=scores,
        shortlist=shortlist,
        reasons=reasons(areas, scores, shortlist, scenario),
        fingerprint=fingerprint(areas, scenario),
    )
