"""What counting tells of impossible rules, in words."""

import pytest

from scoring.choose.clash import ImpossibleError
from scoring.choose.presolve import obstacles
from scoring.choose.stated import state
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.lists import chosen, scenario_with

# squares of 0.01° side by side in one row: 1.08 km from one point to the next
AREAS = make_areas(
    {"a": [6, 5, 4, 3, 0]},
    codes=["100101", "100102", "100103", "960101", "960102"],
    regions=["central"] * 3 + ["south_border"] * 2,
)
BOTH = [{"area": code, "because": "pilot"} for code in ("100101", "100102")]


def told(scenario: Scenario) -> list[str]:
    return obstacles(state(AREAS, score_areas(AREAS, scenario), scenario))


def test_two_locked_in_are_called_what_keeps_them_apart() -> None:
    names = "100101 ตำบล100101 and 100102 ตำบล100102 are both locked in, and are"
    # neighbours, but farther from each other than is asked for
    near = told(scenario_with(2, min_distance_km=0.1, neighbours="apart", locked_in=BOTH))
    assert near == [f"{names} neighbours"]
    assert told(scenario_with(2, neighbours="apart", locked_in=BOTH)) == [f"{names} neighbours"]
    assert told(scenario_with(2, min_distance_km=5.0, locked_in=BOTH)) == [f"{names} too near"]
    both = told(scenario_with(2, min_distance_km=5.0, neighbours="apart", locked_in=BOTH))
    assert both == [f"{names} too near and neighbours"]


def test_groups_have_their_names() -> None:
    of_region = {"by": "region", "equals": "south_border", "min": 2}
    assert told(scenario_with(2, {"by": "province", "max": 1}, of_region)) == [
        "the minimums by region need 2 areas that only province จังหวัด96 (96) has, above its "
        "maximum 1",
        "region southern border (south_border) has 1 province × 1 = 1 place, below its minimum 2",
    ]
    assert told(scenario_with(4, {"by": "province", "equals": "10", "min": 4})) == [
        "province จังหวัด10 (10) needs at least 4 and has 3 areas that can be chosen"
    ]
    assert told(
        scenario_with(
            2,
            {"by": "province", "equals": "96", "min": 2},
            {"by": "region", "equals": "south_border", "max": 1},
        )
    ) == [
        "province จังหวัด96 (96) has 1 region × 1 = 1 place, below its minimum 2",
        "the minimums by province need 2 areas that only region southern border (south_border) "
        "has, above its maximum 1",
    ]
    lock = told(scenario_with(3, {"by": "region", "equals": "central", "max": 1}, locked_in=BOTH))
    assert lock == ["the areas locked in come to 2, above at most 1 in region central"]


def test_of_many_obstacles_the_message_names_some_and_counts_the_rest() -> None:
    # eight provinces of one area each, of which two are asked for
    codes = [f"{province}0101" for province in range(10, 18)]
    areas = make_areas({"a": list(range(8))}, codes=codes, regions=["central"] * 8)
    with pytest.raises(ImpossibleError) as caught:
        chosen(areas, scenario_with(8, {"by": "province", "min": 2}))
    more = len(caught.value.obstacles) - 6
    assert more > 0
    assert f"; and {more} more of this kind. " in str(caught.value)
