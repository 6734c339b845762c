import pytest

from scoring.choose import Broken, check
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario

CODES = ["100101", "100102", "110101", "200101", "800101", "800102"]
AREAS = make_areas(
    {"a": range(6)}, codes=CODES, tracks=["urban", "urban", "rural", "rural", "rural", "urban"]
)


def scenario_with(*limits: dict[str, object]) -> Scenario:
    return make_scenario({"p": {"a": 1}}, count=3, limits=limits)


def test_a_list_that_keeps_every_rule_breaks_none() -> None:
    scenario = scenario_with(
        {"by": "province", "max": 1}, {"by": "region", "min": 1}, {"by": "track", "min": 1}
    )
    assert check(AREAS, ["100101", "200101", "800101"], scenario) == []


@pytest.mark.parametrize(
    ("codes", "limit", "broken"),
    [
        (["100101", "200101"], None, Broken("count", None, None, 3, 2)),
        (CODES[:4], None, Broken("count", None, None, 3, 4)),
        (["100101", "200101", "990101"], None, Broken("unknown", None, "990101", 1, 0)),
        (["100101", "100101", "200101"], None, Broken("twice", None, "100101", 1, 2)),
        (
            ["100101", "100102", "200101"],
            {"by": "province", "max": 1},
            Broken("maximum", "province", "10", 1, 2),
        ),
        (
            ["100101", "110101", "200101"],
            {"by": "region", "min": 1},
            Broken("minimum", "region", "south", 1, 0),
        ),
        (
            ["110101", "200101", "800101"],
            {"by": "track", "equals": "urban", "min": 2},
            Broken("minimum", "track", "urban", 2, 0),
        ),
        (
            ["100101", "100102", "800102"],
            {"by": "track", "equals": "urban", "max": 2},
            Broken("maximum", "track", "urban", 2, 3),
        ),
        # a group without areas still needs its minimum
        (
            ["100101", "200101", "800101"],
            {"by": "region", "equals": "north", "min": 1},
            Broken("minimum", "region", "north", 1, 0),
        ),
    ],
)
def test_a_broken_rule_is_found(
    codes: list[str], limit: dict[str, object] | None, broken: Broken
) -> None:
    assert check(AREAS, codes, scenario_with(*([limit] if limit else []))) == [broken]


def test_every_broken_rule_is_found() -> None:
    scenario = scenario_with(
        {"by": "province", "max": 1}, {"by": "region", "min": 1}, {"by": "track", "min": 1}
    )
    found = check(AREAS, ["100101", "100102"], scenario)
    assert {(b.kind, b.group) for b in found} == {
        ("count", None),
        ("maximum", "10"),
        ("minimum", "east"),
        ("minimum", "south"),
        ("minimum", "rural"),
    }
