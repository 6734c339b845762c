"""Rules in words: with codes alone, and with the names that people know."""

import pytest

from geo.areas import Areas
from scoring.choose.rules import Rule
from scoring.choose.words import group_name, said, said_together
from tests.making import make_areas

EACH = Rule("choose.limit.1", "limit", by="province", groups=("58",), maximum=2, each=True)
OTHER = Rule("choose.limit.1", "limit", by="province", groups=("63",), maximum=2, each=True)


@pytest.fixture
def areas() -> Areas:
    return make_areas({"poor": [1, 2]}, codes=["580101", "580102"], names=["จองคำ", "ห้วยโป่ง"])


@pytest.mark.parametrize(
    ("rule", "by_code", "by_name"),
    [
        (
            EACH,
            "at most 2 in each province (province 58)",
            "at most 2 in each province, here จังหวัด58 (58)",
        ),
        (
            Rule("choose.limit.2", "limit", by="district", groups=("5801",), minimum=1),
            "at least 1 in district 5801",
            "at least 1 in district อำเภอ5801 (5801)",
        ),
        (
            Rule("choose.limit.3", "limit", by="region", groups=("south_border", "south"),
                 minimum=6),
            "at least 6 in region south_border, south together",
            "at least 6 in region southern border (south_border), south together",
        ),
        (
            Rule("choose.locked_in.1", "locked_in", of="580102"),
            "580102 locked in",
            "580102 ห้วยโป่ง locked in",
        ),
        (
            Rule("choose.locked_out.1", "locked_out", of="580102", because="the road is cut"),
            "580102 locked out (the road is cut)",
            "580102 ห้วยโป่ง locked out (the road is cut)",
        ),
        (
            Rule("choose.beneficiaries", "beneficiaries", maximum=10_000),
            "at most 10,000 beneficiaries",
            "at most 10,000 beneficiaries",
        ),
        (
            Rule("choose.beneficiaries", "beneficiaries", maximum=10_000, a_site=(100, 200)),
            "at most 10,000 beneficiaries, 100 to 200 of them in each site",
            "at most 10,000 beneficiaries, 100 to 200 of them in each site",
        ),
        (
            Rule("choose.beneficiaries", "beneficiaries", a_site=(1_000, 1_000)),
            "1,000 beneficiaries in each site",
            "1,000 beneficiaries in each site",
        ),
        (
            Rule("choose.cost", "cost", maximum=80_000_000),
            "a cost of at most 80,000,000",
            "a cost of at most 80,000,000",
        ),
    ],
)  # fmt: skip
def test_areas_give_codes_their_names(rule: Rule, by_code: str, by_name: str, areas: Areas) -> None:
    assert said(rule) == by_code
    assert said(rule, areas) == by_name


def test_a_rule_for_each_group_can_be_said_without_one(areas: Areas) -> None:
    assert said(EACH, areas, with_groups=False) == "at most 2 in each province"


def test_groups_of_one_field_are_named_in_one_phrase(areas: Areas) -> None:
    # no area is in province 63, which so has no name
    assert said_together([EACH, OTHER], areas) == [
        "at most 2 in each province, here จังหวัด58 (58), 63"
    ]
    assert said_together([EACH, OTHER]) == ["at most 2 in each province (province 58, 63)"]


def test_a_group_that_is_its_own_name_stays_as_it_is(areas: Areas) -> None:
    assert group_name("track", "urban", areas) == "urban"
    assert group_name("region", "north", areas) == "north"
