"""Each rule of a choice says what it needs, and no more."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from scoring.choosing import (
    Beneficiaries,
    Choose,
    Cost,
    Limit,
    Lock,
    Objective,
    Quantity,
    Total,
)


def problem(part: type[BaseModel], said: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        part.model_validate(said)
    (error,) = caught.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}".removeprefix(": Value error, ")


@pytest.mark.parametrize(
    ("part", "said", "told"),
    [
        (Limit, {"by": "region"}, "a limit needs min, max or both"),
        (
            Limit,
            {"by": "region", "equals": "north", "among": ["north", "south"], "max": 1},
            "a limit names its group by equals or its groups by among, not both",
        ),
        (
            Limit,
            {"by": "region", "among": ["north", "south", "north"], "max": 1},
            "among names a group twice",
        ),
        (
            Limit,
            {"by": "region", "equals": "mars", "max": 1},
            'equals is "mars", allowed are north, northeast, central, east, south, south_border',
        ),
        (
            Limit,
            {"by": "track", "among": ["urban", "suburban"], "max": 1},
            'among is "suburban", allowed are urban, rural',
        ),
        (
            Limit,
            {"by": "province", "equals": "Tak", "max": 1},
            'equals is "Tak", allowed are two-digit province codes',
        ),
        (
            Limit,
            {"by": "province", "equals": "๑๐", "max": 1},
            'equals is "๑๐", allowed are two-digit province codes',
        ),
        (
            Limit,
            {"by": "district", "among": ["1001", "10"], "max": 1},
            'among is "10", allowed are four-digit district codes',
        ),
        (Total, {"of": "poor"}, "a total needs min, max or both"),
        (Cost, {"per_site": 1}, "a cost needs min, max or both"),
        (Cost, {"max": 1}, "a cost needs per_site, of or per_beneficiary"),
        (
            Cost,
            {"per_site": 1, "of": "a", "max": 1},
            "a cost is one per_site for all or one of each area, not both",
        ),
        (Objective, {"of": "coverage"}, '"coverage" needs km'),
        (
            Objective,
            {"of": "score", "km": 5},
            'km and people go with "coverage", not with "score"',
        ),
        (
            Objective,
            {"of": "poor", "people": "poor"},
            'km and people go with "coverage", not with "poor"',
        ),
    ],
)
def test_a_rule_that_says_too_little_or_too_much_is_refused(
    part: type[BaseModel], said: dict, told: str
) -> None:
    assert problem(part, said) == told


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (Limit, {"by": "region", "equals": "south_border", "min": 0}),
        (Limit, {"by": "province", "among": ["10", "11"], "max": 10_000}),
        (Limit, {"by": "district", "equals": "1001", "max": 1}),
        # columns and indicators are looked up in the areas
        (Limit, {"by": "poverty_group", "equals": "3", "min": 1, "max": 1}),
        (Total, {"of": "poor", "min": 0.0}),
        (Cost, {"per_site": 1, "per_beneficiary": 1, "max": 1}),
        (Cost, {"of": "own_cost", "min": 1}),
        (Cost, {"per_beneficiary": 0.5, "max": 1}),
        (Objective, {"of": "coverage", "km": 2000, "people": "poor"}),
        (Objective, {"of": "poor", "weight": 0, "tolerance": 1}),
        (Quantity, {"id": "poor", "title_th": "จน", "title_en": "Poor"}),
        (Lock, {"area": "100101", "because": "asked for"}),
        (Beneficiaries, {"site_min": 0, "site_max": 100_000_000}),
    ],
)
def test_a_rule_that_says_enough_is_taken_and_given_back(
    part: type[BaseModel], said: dict[str, Any]
) -> None:
    assert part.model_validate(said).model_dump(mode="json", by_alias=True, exclude_unset=True) == {
        key: value for key, value in said.items() if value is not None
    }


@pytest.mark.parametrize(
    ("part", "said", "key", "bad"),
    [
        (part, said, key, bad)
        for part, said, key, bads in [
            (Choose, {}, "count", [0, -1, 10_001, 2.5, True, "3"]),
            (Choose, {"count": 1}, "min_distance_km",
             [0, -5, 2000.1, float("nan"), float("inf"), "5", True]),
            (Choose, {"count": 1}, "neighbours", [True, "touch", ""]),
            (Choose, {"count": 1}, "combine", ["sum", 1]),
            (Limit, {"by": "track", "max": 1}, "min", [-1, 10_001, 0.5, True, "1"]),
            (Limit, {"max": 1}, "by", ["Province", "", 5]),
            (Limit, {"by": "province", "max": 1}, "among", [["10"], [], "10"]),
            (Total, {"of": "poor", "min": 1}, "max", [-1, 1.1e15, float("nan"), "1", True]),
            (Lock, {"because": "so"}, "area",
             ["10", "000101", "1001010", "๑๐๐๑๐๑", 100101, "10010a"]),
            (Lock, {"area": "100101"}, "because", ["", "x" * 501, 5]),
            (Beneficiaries, {"site_max": 5}, "site_min", [-1, 1.5, True, 100_000_001]),
            (Cost, {"max": 5}, "per_site", [-1, float("inf"), "5 baht"]),
            (Objective, {"of": "coverage"}, "km", [0, -1, 2001, float("nan")]),
            (Objective, {"of": "score"}, "tolerance", [-0.1, 1.1, float("nan")]),
            (Objective, {"of": "score"}, "weight", [-1, 1.1e6, float("inf")]),
            (Quantity, {"title_th": "จน", "title_en": "Poor"}, "id", ["Poor", "1", "", "จน"]),
        ]
        for bad in bads
    ],
)  # fmt: skip
def test_a_value_that_a_key_cannot_have_is_refused_under_that_key(
    part: type[BaseModel], said: dict, key: str, bad: object
) -> None:
    with pytest.raises(ValidationError) as caught:
        part.model_validate({**said, key: bad})
    assert {error["loc"][0] for error in caught.value.errors()} == {key}


@pytest.mark.parametrize("key", ["quantity", "total", "locked_in", "locked_out", "objective"])
def test_an_empty_list_says_what_none_says(key: str) -> None:
    assert Choose.model_validate({"count": 1, key: []}) == Choose(count=1)


def test_a_limit_names_its_groups() -> None:
    said: list[dict[str, Any]] = [{}, {"equals": "10"}, {"among": ["10", "11"]}]
    limits = [Limit.model_validate({"by": "province", "max": 1, **one}) for one in said]
    assert [one.named for one in limits] == [(), ("10",), ("10", "11")]
