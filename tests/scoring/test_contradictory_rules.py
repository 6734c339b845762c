"""Rules that cannot hold together are told from their text alone, and none that can."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.contradictory_rules import contradictory_rules


def limit(by: str, **said: object) -> dict[str, Any]:
    return {"by": by, **said}


def told(choose: dict[str, Any]) -> list[tuple[str, str]]:
    """Return each clash as its place, numbers from 0, and its text."""
    return [(".".join(map(str, place)), text) for place, text in contradictory_rules(choose)]


URBAN, RURAL = {"by": "track", "equals": "urban"}, {"by": "track", "equals": "rural"}


@pytest.mark.parametrize(
    ("limits", "place", "text"),
    [
        (
            [limit("track", min=4)],
            "choose.limit.0.min",
            "min = 4 for each track is above count = 3; lower min or raise count",
        ),
        (
            [limit("track", min=2, max=1)],
            "choose.limit.0.min",
            "min = 2 for each track is above max = 1 for each track; lower min or raise max",
        ),
        (
            [limit("region", min=2), limit("region", equals="south", max=1)],
            "choose.limit.0.min",
            'min = 2 for each region is above max = 1 for region "south"; lower min or raise max',
        ),
        (
            [limit("region", max=1), limit("region", equals="south", min=2)],
            "choose.limit.1.min",
            'min = 2 for region "south" is above max = 1 for each region; lower min or raise max',
        ),
        (
            [limit("track", min=1), limit("track", max=2), limit("track", max=3)],
            "choose.limit.1",
            "a limit for each track stands 3 times",
        ),
        (
            [URBAN | {"min": 1}, RURAL | {"min": 1}, URBAN | {"max": 2}],
            "choose.limit.2",
            'a limit for track "urban" stands 2 times',
        ),
        (
            [limit("province", among=["11", "10"], min=4)],
            "choose.limit.0.min",
            "min = 4 for province 10, 11 together is above count = 3; lower min or raise count",
        ),
        (
            [limit("province", among=["10", "11"], min=1, max=0)],
            "choose.limit.0.min",
            "min = 1 for province 10, 11 together is above max = 0 for province 10, 11 together; "
            "lower min or raise max",
        ),
        # the same groups in another order are the same groups
        (
            [
                limit("province", among=["10", "11"], min=1),
                limit("province", among=["11", "10"], max=2),
            ],
            "choose.limit.1",
            "a limit for province 10, 11 together stands 2 times",
        ),
        # what one of several must have, all of them have
        (
            [
                limit("province", equals="10", min=3),
                limit("province", among=["10", "11"], max=2),
            ],
            "choose.limit.0.min",
            'min = 3 for province "10" is above max = 2 for province 10, 11 together; '
            "lower min or raise max",
        ),
        (
            [
                limit("province", among=["10", "11"], min=3),
                limit("province", among=["12", "11", "10"], max=2),
            ],
            "choose.limit.0.min",
            "min = 3 for province 10, 11 together is above max = 2 for province 10, 11, 12 "
            "together; lower min or raise max",
        ),
    ],
)
def test_limits_that_clash(limits: list[dict], place: str, text: str) -> None:
    assert told({"count": 3, "limit": limits}) == [(place, text)]


@pytest.mark.parametrize(
    "limits",
    [
        [URBAN | {"max": 1}, RURAL | {"min": 2}],
        [URBAN | {"min": 3}],
        [limit("track", min=2, max=2)],
        # another kind of group
        [limit("region", min=2), limit("track", max=1)],
        # a bound for each says nothing of several together
        [limit("province", max=1), limit("province", among=["10", "11"], min=2)],
        [limit("province", min=2), limit("province", among=["10", "11"], max=1)],
        # several may have what one of them may not
        [limit("province", equals="10", max=1), limit("province", among=["10", "11"], min=3)],
        [
            limit("province", among=["10", "11"], min=3),
            limit("province", among=["11", "12"], max=1),
        ],
        [limit("province", max=1), limit("province", equals="10", max=2)],
    ],
)
def test_limits_that_do_not_clash(limits: list[dict]) -> None:
    assert told({"count": 3, "limit": limits}) == []


named = st.lists(st.sampled_from(["10", "11", "12"]), min_size=1, max_size=3, unique=True)
bounds = st.fixed_dictionaries({}, optional={"min": st.integers(0, 4), "max": st.integers(0, 4)})


@given(st.integers(1, 4), st.lists(st.tuples(named, bounds), min_size=1, max_size=3))
def test_no_list_keeps_limits_that_are_told_to_clash(
    count: int, drawn: list[tuple[list[str], dict[str, int]]]
) -> None:
    limits = [
        limit("province", **({"among": g} if len(g) > 1 else {"equals": g[0]}), **b)
        for g, b in drawn
    ]
    clashes = [text for _, text in told({"count": count, "limit": limits}) if "above" in text]
    # all ways to divide the list among three provinces and the rest of the country
    ways = [
        {"10": a, "11": b, "12": c}
        for a in range(count + 1)
        for b in range(count + 1 - a)
        for c in range(count + 1 - a - b)
    ]
    possible = any(
        all(b.get("min", 0) <= sum(way[p] for p in g) <= b.get("max", count) for g, b in drawn)
        for way in ways
    )
    assert not (clashes and possible)
    if len(limits) == 1:
        assert bool(clashes) is not possible


@pytest.mark.parametrize(
    ("rules", "place", "text"),
    [
        (
            {"quantity": [{"id": "poor"}, {"id": "idle"}, {"id": "poor"}]},
            "choose.quantity.2.id",
            'quantity "poor" stands 2 times',
        ),
        (
            {"quantity": [{"id": "poor", "share": "a"}, {"id": "poor_women", "of": "poor"}]},
            "choose.quantity.1.of",
            'quantity "poor_women" has of = "poor", which is a quantity itself; name a '
            "column of the areas or an indicator",
        ),
        (
            {"quantity": [{"id": "poor", "share": "poor"}]},
            "choose.quantity.0.share",
            'quantity "poor" has share = "poor", which is a quantity itself; name a '
            "column of the areas or an indicator",
        ),
        (
            {"total": [{"of": "poor", "min": 1}, {"of": "poor", "max": 2}]},
            "choose.total.1",
            'a total of "poor" stands 2 times; write its min and max under one [[choose.total]]',
        ),
        (
            {"total": [{"of": "poor", "min": 12_000_000, "max": 2.5}]},
            "choose.total.0.min",
            'min = 12,000,000 for the total of "poor" is above max = 2.5; lower min or raise max',
        ),
        (
            {"locked_in": [{"area": "100101"}, {"area": "100102"}, {"area": "100101"}]},
            "choose.locked_in.2",
            "area 100101 is locked 2 times in locked_in; keep one of them",
        ),
        (
            {"locked_in": [{"area": "100101"}], "locked_out": [{"area": "100101"}]},
            "choose.locked_out.0",
            "area 100101 is locked both ways, in locked_in and locked_out; keep one of them",
        ),
        (
            {"locked_in": [{"area": f"10010{n}"} for n in range(1, 5)]},
            "choose.locked_in",
            "4 areas are locked in, above count = 3; raise count or lock in fewer",
        ),
        (
            {"beneficiaries": {"site_min": 30, "site_max": 20}},
            "choose.beneficiaries.site_min",
            "site_min = 30 for beneficiaries is above site_max = 20; lower site_min or raise "
            "site_max",
        ),
        (
            {
                "beneficiaries": {
                    "site_min": 0,
                    "site_max": 5000,
                    "total_min": 1500,
                    "total_max": 1000,
                }
            },
            "choose.beneficiaries.total_min",
            "total_min = 1,500 for beneficiaries is above total_max = 1,000; lower total_min or "
            "raise total_max",
        ),
        (
            {"beneficiaries": {"site_min": 1, "site_max": 500_000, "total_min": 1_500_001}},
            "choose.beneficiaries.total_min",
            "3 sites of site_max = 500,000 train 1,500,000 people, below total_min = 1,500,001; "
            "raise site_max or count, or lower total_min",
        ),
        (
            {"beneficiaries": {"site_min": 10, "site_max": 20, "total_max": 29}},
            "choose.beneficiaries.total_max",
            "3 sites of site_min = 10 train 30 people, above total_max = 29; lower site_min or "
            "count, or raise total_max",
        ),
        (
            {"cost": {"per_site": 1, "min": 9, "max": 8}},
            "choose.cost.min",
            "min = 9 for the cost is above max = 8; lower min or raise max",
        ),
        (
            {"cost": {"per_beneficiary": 1, "max": 8}},
            "choose.cost.per_beneficiary",
            "a cost per_beneficiary needs [choose.beneficiaries], which says how many there are",
        ),
    ],
)
def test_other_rules_that_clash(rules: dict, place: str, text: str) -> None:
    assert told({"count": 3, **rules}) == [(place, text)]


@pytest.mark.parametrize(
    "rules",
    [
        {"quantity": [{"id": "poor", "share": "a"}, {"id": "idle", "share": "a"}]},
        {"total": [{"of": "poor", "min": 2, "max": 2}, {"of": "idle", "max": 1}]},
        {"locked_in": [{"area": f"10010{n}"} for n in (1, 2, 3)]},
        {"locked_in": [{"area": "100101"}], "locked_out": [{"area": "100102"}]},
        {"beneficiaries": {"site_min": 10, "site_max": 20, "total_min": 60}},
        {"beneficiaries": {"site_min": 10, "site_max": 20, "total_max": 30}},
        {
            "beneficiaries": {"site_min": 20, "site_max": 20},
            "cost": {"per_beneficiary": 1, "min": 8, "max": 8},
        },
    ],
)
def test_other_rules_that_just_hold_together(rules: dict) -> None:
    assert told({"count": 3, **rules}) == []


@pytest.mark.parametrize(
    "id", ["population", "households", "area_km2", "lon", "lat", "score", "coverage"]
)
def test_no_quantity_has_the_name_of_a_column_or_of_an_objective(id: str) -> None:
    assert told({"count": 3, "quantity": [{"id": id}]}) == [
        (
            "choose.quantity.0.id",
            f'quantity "{id}" has a name that is taken; give it another id',
        )
    ]


def test_an_area_locked_in_twice_takes_one_place() -> None:
    locks = [{"area": "100101"}, {"area": "100101"}]
    assert [text for _, text in told({"count": 1, "locked_in": locks})] == [
        "area 100101 is locked 2 times in locked_in; keep one of them"
    ]


SCORE, NEAR = {"of": "score"}, {"of": "coverage", "km": 5.0}
UNWEIGHTED = (
    "choose.objective.1.weight is of use only among several objectives with combine = "
    '"weighted"; take it out'
)
INTOLERANT = (
    'choose.objective.{}.tolerance is of use only with combine = "lexicographic", and not on the '
    "last objective, after which nothing comes; take it out"
)


@pytest.mark.parametrize(
    ("objectives", "combine", "place", "text"),
    [
        (
            [SCORE, NEAR],
            None,
            "choose.objective",
            'several objectives need combine = "weighted" or "lexicographic" under [choose]',
        ),
        (
            [SCORE],
            "weighted",
            "choose.combine",
            "combine is about several objectives, and there are not two; take it out",
        ),
        (
            [],
            "lexicographic",
            "choose.combine",
            "combine is about several objectives, and there are not two; take it out",
        ),
        (
            [SCORE | {"weight": 1}, NEAR],
            "weighted",
            "choose.objective.1",
            "choose.objective.2.weight is missing",
        ),
        (
            [SCORE | {"weight": 0}, NEAR | {"weight": 0.0}],
            "weighted",
            "choose.objective.0.weight",
            "the weights of the objectives are all 0; at least one must be above 0",
        ),
        (
            [SCORE | {"weight": 1}, NEAR],
            "lexicographic",
            "choose.objective.0.weight",
            UNWEIGHTED,
        ),
        ([SCORE | {"weight": 1}], None, "choose.objective.0.weight", UNWEIGHTED),
        (
            [SCORE, NEAR | {"tolerance": 0.1}],
            "lexicographic",
            "choose.objective.1.tolerance",
            INTOLERANT.format(2),
        ),
        ([SCORE | {"tolerance": 0.1}], None, "choose.objective.0.tolerance", INTOLERANT.format(1)),
        (
            [SCORE | {"weight": 1, "tolerance": 0.1}, NEAR | {"weight": 1}],
            "weighted",
            "choose.objective.0.tolerance",
            INTOLERANT.format(1),
        ),
        (
            [SCORE, NEAR, SCORE],
            "lexicographic",
            "choose.objective.2",
            'the objective "score" stands 2 times; keep one of them',
        ),
        # 5 is 5.0, and whom to count is the population if not said
        (
            [NEAR, {"of": "coverage", "km": 5, "people": "population"}],
            "lexicographic",
            "choose.objective.1",
            'the objective "coverage" stands 2 times; keep one of them',
        ),
    ],
)
def test_objectives_that_do_not_say_how_they_go_together(
    objectives: list[dict], combine: str | None, place: str, text: str
) -> None:
    asked = {"count": 3, "objective": objectives}
    assert told(asked | ({} if combine is None else {"combine": combine})) == [(place, text)]


@pytest.mark.parametrize(
    ("objectives", "combine"),
    [
        ([], None),
        ([SCORE], None),
        ([SCORE | {"weight": 0}, NEAR | {"weight": 1}], "weighted"),
        ([SCORE | {"tolerance": 0.1}, NEAR], "lexicographic"),
        ([NEAR, NEAR | {"km": 10.0}, NEAR | {"people": "poor"}], "lexicographic"),
    ],
)
def test_objectives_that_go_together(objectives: list[dict], combine: str | None) -> None:
    asked = {"count": 3, "objective": objectives}
    assert told(asked | ({} if combine is None else {"combine": combine})) == []


@pytest.mark.parametrize("combine", ["sum", ["weighted"], True, 1])
@pytest.mark.parametrize(
    "objectives", [[], [SCORE], [SCORE | {"tolerance": 0.1}, NEAR | {"weight": 1}]]
)
def test_a_combine_that_is_none_leaves_open_what_objectives_need(
    objectives: list[dict], combine: object
) -> None:
    assert told({"count": 3, "objective": objectives, "combine": combine}) == []


@pytest.mark.parametrize(
    "odd", [-1, 10**400, -(10**400), float("nan"), float("inf"), True, "9", [9]]
)
@pytest.mark.parametrize(
    "rule",
    [
        lambda odd: {"count": odd, "limit": [limit("track", min=1)]},
        lambda odd: {"limit": [limit("track", min=odd, max=odd)]},
        lambda odd: {"total": [{"of": "poor", "min": odd, "max": 1.5}]},
        lambda odd: {"beneficiaries": dict.fromkeys(
            ("site_min", "site_max", "total_min", "total_max"), odd)},
        lambda odd: {"cost": {"per_site": 1.5, "min": 1, "max": odd}},
        lambda odd: {"objective": [{"of": "coverage", "km": odd}]},
        lambda odd: {"objective": [{"of": "coverage", "km": odd}] * 2, "combine": "lexicographic"},
    ],
)  # fmt: skip
def test_numbers_that_no_bound_can_have_are_passed_by(rule: Any, odd: object) -> None:
    assert told({"count": 3, **rule(odd)}) == []


shapes = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["track", "10"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["by", "equals", "among", "min", "max", "id", "of", "share", "area", "km", "weight"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["count", "limit", "quantity", "total", "locked_in", "locked_out", "beneficiaries",
             "cost", "objective", "combine"]
        ),
        shapes | st.lists(shapes, min_size=1, max_size=3),
    )
)  # fmt: skip
def test_parts_of_a_wrong_type_are_passed_by(choose: dict[str, Any]) -> None:
    for place, text in contradictory_rules(choose):
        assert place[0] == "choose"
        assert text
