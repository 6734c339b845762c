import pytest

from geo.errors import ScoringError
from scoring.choose import Rule
from scoring.choose.rules import rules
from tests.making import make_areas, make_scenario

AREAS = make_areas({"a": range(4)}, codes=["500101", "100101", "200101", "110101"])


def spelled_out(*limits: dict[str, object]) -> tuple[Rule, ...]:
    return rules(AREAS, make_scenario({"p": {"a": 1}}, count=4, limits=limits))


def test_each_group_with_areas_gets_a_rule_in_the_usual_order() -> None:
    assert spelled_out({"by": "region", "min": 1}, {"by": "province", "max": 2}) == (
        Rule("region", "north", 1, None),
        Rule("region", "central", 1, None),
        Rule("region", "east", 1, None),
        Rule("province", "10", None, 2),
        Rule("province", "11", None, 2),
        Rule("province", "20", None, 2),
        Rule("province", "50", None, 2),
    )


def test_a_limit_for_each_group_does_not_reach_groups_without_areas() -> None:
    limits = [{"by": "region", "min": 1}, {"by": "region", "equals": "south", "max": 1}]
    assert Rule("region", "south", None, 1) in spelled_out(*limits)


def test_the_stricter_of_two_bounds_holds() -> None:
    limits = [
        {"by": "track", "min": 1, "max": 4},
        {"by": "track", "equals": "rural", "min": 2, "max": 3},
    ]
    assert spelled_out(*limits) == (Rule("track", "rural", 2, 3),)


def test_a_province_without_areas_is_refused() -> None:
    with pytest.raises(ScoringError, match="do not have: 57"):
        spelled_out({"by": "province", "equals": "57", "max": 1})
