import pytest

from geo.errors import ScoringError
from scoring.choose import Rule
from scoring.choose.rules import limits
from tests.making import make_areas
from tests.scoring.lists import chosen, scenario_with

AREAS = make_areas(
    {"a": range(4), "zone": [1, 1, 2.5, None]}, codes=["500101", "100101", "200101", "110101"]
)


def spelled_out(*stated: dict[str, object]) -> tuple[Rule, ...]:
    return limits(AREAS, scenario_with(4, *stated))


def each(number: int, by: str, group: str, low: int | None, high: int | None) -> Rule:
    return Rule(f"choose.limit.{number}", "limit", by, (group,), None, low, high, each=True)


def test_each_group_with_areas_gets_a_rule_in_the_usual_order() -> None:
    assert spelled_out({"by": "region", "min": 1}, {"by": "province", "max": 2}) == (
        each(1, "region", "north", 1, None),
        each(1, "region", "central", 1, None),
        each(1, "region", "east", 1, None),
        each(2, "province", "10", None, 2),
        each(2, "province", "11", None, 2),
        each(2, "province", "20", None, 2),
        each(2, "province", "50", None, 2),
    )


def test_a_limit_for_each_group_does_not_reach_groups_without_areas() -> None:
    stated = [{"by": "region", "min": 1}, {"by": "region", "equals": "south", "max": 1}]
    south = Rule("choose.limit.2", "limit", "region", ("south",), None, None, 1)
    assert [rule for rule in spelled_out(*stated) if "south" in rule.groups] == [south]


def test_several_groups_together_are_one_rule() -> None:
    assert spelled_out({"by": "province", "among": ["20", "10"], "max": 1}) == (
        Rule("choose.limit.1", "limit", "province", ("20", "10"), None, None, 1),
    )


def test_an_indicator_can_number_groups_and_who_has_no_figure_is_in_none() -> None:
    assert spelled_out({"by": "zone", "max": 1}) == (
        each(1, "zone", "1", None, 1),
        each(1, "zone", "2.5", None, 1),
    )


def test_a_rule_stays_what_was_written_where_another_is_stricter() -> None:
    stated = [
        {"by": "track", "min": 1, "max": 4},
        {"by": "track", "equals": "rural", "min": 2, "max": 3},
    ]
    assert spelled_out(*stated) == (
        each(1, "track", "rural", 1, 4),
        Rule("choose.limit.2", "limit", "track", ("rural",), None, 2, 3),
    )
    # and both hold
    found = chosen(AREAS, scenario_with(2, *stated))
    assert {outcome.rule for outcome in found.rules} >= set(spelled_out(*stated))


@pytest.mark.parametrize("named", [{"equals": "57"}, {"among": ["10", "57"]}])
def test_a_province_without_areas_is_refused(named: dict[str, object]) -> None:
    with pytest.raises(ScoringError, match="do not have: 57") as caught:
        spelled_out({"by": "track", "max": 4}, {"by": "province", **named, "max": 1})
    assert caught.value.details["field"] == "choose.limit.2"


def test_a_limit_by_what_is_not_there_is_refused() -> None:
    with pytest.raises(ScoringError, match='There is no column "village"'):
        spelled_out({"by": "village", "max": 1})
