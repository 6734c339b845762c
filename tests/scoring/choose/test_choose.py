"""The best list, by hand."""

import math

import numpy as np
import pytest

from geo.errors import ScoringError
from scoring.choose import Broken, check
from scoring.choose.clash import ImpossibleError
from scoring.index import score_areas
from tests.making import make_areas, make_scenario
from tests.scoring.lists import chosen, scenario_with

NINE = ["100101", "100102", "100103", "110101", "110102", "200101", "200102", "800101", "800102"]
FIGURES = {"a": [10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 0.0]}
# scores, in provinces and regions: 10 central 100, 90, 80; 11 central 70, 60; 20 east 50, 40;
# 80 south 30, 0


def test_without_limits_the_list_is_the_plain_top() -> None:
    found = chosen(make_areas(FIGURES, codes=NINE), scenario_with(3))
    assert found.codes == found.plain_top == tuple(NINE[:3])
    assert found.total == pytest.approx(270)
    assert found.gap == 0
    assert found.plain.broken == found.greedy.broken == ()
    (count,) = found.rules
    assert (count.rule.kind, count.found, count.plain) == ("count", 3, 3)


def test_a_maximum_in_each_province_frees_places() -> None:
    found = chosen(make_areas(FIGURES, codes=NINE), scenario_with(3, {"by": "province", "max": 1}))
    # the best of 10, 11 and 20
    assert found.codes == ("100101", "110101", "200101")
    assert found.total == pytest.approx(220)
    assert found.certificate.bound == pytest.approx(220)
    assert found.plain.broken == (Broken("maximum", "choose.limit.1", ("10",), 1, 3),)
    outcome = {o.rule.group: o for o in found.rules if o.rule.kind == "limit"}
    assert (outcome["10"].found, outcome["10"].plain, outcome["10"].binding) == (1, 3, True)
    assert (outcome["80"].found, outcome["80"].plain, outcome["80"].binding) == (0, 0, False)


def test_a_minimum_in_each_region_brings_areas_in() -> None:
    found = chosen(make_areas(FIGURES, codes=NINE), scenario_with(4, {"by": "region", "min": 1}))
    assert found.codes == ("100101", "100102", "200101", "800101")


def test_a_limit_for_one_group_leaves_the_others_free() -> None:
    limit = {"by": "province", "equals": "10", "max": 1}
    found = chosen(make_areas(FIGURES, codes=NINE), scenario_with(3, limit))
    assert found.codes == ("100101", "110101", "110102")
    assert [o.rule.group for o in found.rules if o.rule.kind == "limit"] == ["10"]


def test_where_two_limits_meet_the_stricter_holds() -> None:
    limits = [{"by": "province", "max": 2}, {"by": "province", "equals": "10", "max": 1}]
    found = chosen(make_areas(FIGURES, codes=NINE), scenario_with(3, *limits))
    assert found.codes == ("100101", "110101", "110102")
    # each is told as it was written
    told = [(o.rule.field, o.rule.group, o.found, o.binding) for o in found.rules[1:]]
    assert told == [
        ("choose.limit.1", "10", 1, False),
        ("choose.limit.1", "11", 2, True),
        ("choose.limit.1", "20", 0, False),
        ("choose.limit.1", "80", 0, False),
        ("choose.limit.2", "10", 1, True),
    ]


def test_a_greedy_pass_can_find_a_worse_list_and_is_never_better() -> None:
    # scores 100, 90, 80 and 0; urban are 10's first and 20's; one of each province, one rural.
    # from the top: 100 (urban), then the rural place must come from province 20: 100 + 0;
    # better: 90 (rural, province 10) + 80 (urban, province 20) = 170
    areas = make_areas(
        {"a": [10.0, 9.0, 8.0, 0.0]},
        codes=["100101", "100102", "200101", "200102"],
        tracks=["urban", "rural", "urban", "rural"],
    )
    found = chosen(
        areas,
        scenario_with(
            2, {"by": "province", "max": 1}, {"by": "track", "equals": "rural", "min": 1}
        ),
    )
    assert found.codes == ("100102", "200101")
    assert found.total == pytest.approx(170)
    assert found.greedy.codes == ("100101", "200102")
    assert found.greedy.total == pytest.approx(100)
    assert found.greedy.broken == ()


def test_a_greedy_pass_can_end_in_a_dead_end() -> None:
    # as above, but province 20 has no rural area: after 100 the rural place cannot be filled
    areas = make_areas(
        {"a": [10.0, 9.0, 8.0, 0.0]},
        codes=["100101", "100102", "200101", "200102"],
        tracks=["urban", "rural", "urban", "urban"],
    )
    limits = [{"by": "province", "max": 1}, {"by": "track", "equals": "rural", "min": 1}]
    found = chosen(areas, scenario_with(2, *limits))
    assert found.codes == ("100102", "200101")
    assert found.greedy.codes == ("100101",)
    assert [(b.kind, b.bound, b.found) for b in found.greedy.broken] == [
        ("count", 2, 1),
        ("minimum", 1, 0),
    ]


def test_a_greedy_pass_takes_what_is_locked_in_first_and_never_what_cannot_be_chosen() -> None:
    areas = make_areas({**FIGURES, "b": [1, None, 1, 1, 1, 1, 1, 1, 1]}, codes=NINE)
    found = chosen(
        areas,
        scenario_with(
            3,
            {"by": "province", "max": 2},
            total=[{"of": "b", "min": 1}],
            locked_in=[{"area": "800102", "because": "pilot"}],
            locked_out=[{"area": "100101", "because": "road"}],
        ),
    )
    assert found.greedy.codes == ("800102", "100103", "110101")
    assert found.greedy.broken == ()


def test_of_equal_scores_the_smaller_code_is_taken() -> None:
    codes = ["300101", "200101", "100101", "500101", "800101"]
    areas = make_areas({"a": [1.0, 1.0, 1.0, 1.0, 0.0]}, codes=codes)
    assert chosen(areas, scenario_with(2)).codes == ("100101", "200101")


def test_of_equal_totals_the_list_with_the_higher_place_is_taken() -> None:
    # 100 + 60 = 90 + 70: one of each province and one of each track leave just these two lists
    areas = make_areas(
        {"a": [10.0, 9.0, 7.0, 6.0, 0.0]},
        codes=["100101", "100102", "200101", "200102", "300101"],
        tracks=["urban", "rural", "urban", "rural", "rural"],
    )
    limits = [{"by": "province", "max": 1}, {"by": "track", "min": 1}]
    found = chosen(areas, scenario_with(2, *limits))
    assert found.codes == ("100101", "200102")
    assert found.gap == 0


def test_areas_without_a_score_are_not_chosen() -> None:
    areas = make_areas({"a": [None, 1.0, 2.0, 3.0]})
    assert chosen(areas, scenario_with(3)).codes == ("100104", "100103", "100102")


@pytest.mark.parametrize(
    ("count", "limits", "told"),
    [
        (10, [], "10 areas are to be chosen and only 9 can be"),
        (3, [{"by": "region", "min": 2}], "the minimums by region add up to 6, above 3"),
        (
            4,
            [{"by": "province", "equals": "20", "min": 3}],
            "province จังหวัด20 .20. needs at least 3 and has 2 areas that can be chosen",
        ),
        (5, [{"by": "province", "max": 1}], "the maximums by province leave 4 places, below 5"),
        (
            2,
            [{"by": "region", "equals": "north", "min": 1}],
            "region north needs at least 1 and has 0 areas that can be chosen",
        ),
        (3, [{"by": "province", "equals": "57", "max": 1}], "do not have: 57"),
        (
            4,
            [{"by": "province", "max": 1}, {"by": "region", "equals": "central", "min": 3}],
            "region central has 2 provinces × 1 = 2 places, below its minimum 3",
        ),
        (
            5,
            [
                {"by": "province", "equals": "10", "max": 2},
                {"by": "province", "equals": "11", "max": 1},
                {"by": "track", "equals": "urban", "min": 4},
            ],
            "track urban has 3 places under the maximums by province, below its minimum 4",
        ),
        # the second of the east's two is needed, and that is one more than rural may have
        (
            4,
            [
                {"by": "region", "equals": "south", "min": 2},
                {"by": "region", "equals": "east", "min": 2},
                {"by": "track", "equals": "rural", "max": 3},
            ],
            "the minimums by region need 4 areas that only track rural has, above its maximum 3",
        ),
        # one urban place, and one in each of two rural provinces
        (
            4,
            [{"by": "province", "max": 1}, {"by": "track", "equals": "urban", "max": 1}],
            "the maximums by province and by track together leave 3 places, below 4",
        ),
        # three from the centre and three rural ones, which are elsewhere
        (
            5,
            [
                {"by": "region", "equals": "central", "min": 3},
                {"by": "track", "equals": "rural", "min": 3},
            ],
            "the minimums by region and by track together need 6 areas, above 5",
        ),
    ],
)
def test_impossible_rules_are_told_in_words(
    count: int, limits: list[dict[str, object]], told: str
) -> None:
    # central is urban, the rest rural
    areas = make_areas(FIGURES, codes=NINE, tracks=["urban"] * 5 + ["rural"] * 4)
    with pytest.raises(ScoringError, match=told):
        chosen(areas, scenario_with(count, *limits))


def test_where_counting_finds_no_cause_the_limits_are_named_as_they_were_written() -> None:
    # one of each region and of each track is a pair of one province, and that may hold but one;
    # any two kinds of groups leave room
    areas = make_areas(
        {"a": [4.0, 3.0, 2.0, 1.0]},
        codes=["100101", "100102", "110101", "110102"],
        regions=["central", "east", "central", "east"],
        tracks=["urban", "rural", "rural", "urban"],
    )
    limits = [
        {"by": "track", "min": 1, "max": 1},
        {"by": "region", "equals": "central", "max": 1},
        {"by": "region", "equals": "east", "max": 1},
        {"by": "province", "max": 1},
    ]
    with pytest.raises(ImpossibleError) as caught:
        chosen(areas, scenario_with(2, *limits))
    assert caught.value.obstacles == ()
    (_clash,) = caught.value.clashes
    assert str(caught.value) == (
        'No list of 2 areas keeps all rules of the scenario "made-up". These cannot be kept '
        "together: at least 1 and at most 1 in each track, here urban, rural; "
        "at most 1 in region central; at most 1 in region east; "
        "at most 1 in each province, here จังหวัด10 (10), จังหวัด11 (11). A list becomes possible with "
        "at least 1 and at most 1 in each track taken out; "
        "or at most 2 in region central (now 1); or at most 2 in region east (now 1); "
        "or at most 2 in each province (now 1)."
    )


def test_many_areas_keep_every_rule_and_beat_the_greedy_pass() -> None:
    # 600 areas in 20 provinces of 5 regions; seed fixed, so always the same
    rng = np.random.default_rng(7)
    codes = [
        f"{region}{province}01{n:02d}"
        for region in "12358"
        for province in range(4)
        for n in range(1, 31)
    ]
    tracks = np.where(rng.random(600) < 0.3, "urban", "rural").tolist()
    areas = make_areas({"a": rng.lognormal(size=600)}, codes=codes, tracks=tracks)
    scenario = scenario_with(
        30,
        {"by": "province", "max": 2},
        {"by": "region", "min": 4},
        {"by": "track", "equals": "urban", "min": 14},
        {"by": "track", "equals": "rural", "min": 14},
    )
    found = chosen(areas, scenario)
    assert check(areas, found.codes, scenario) == []
    assert len(found.codes) == len(set(found.codes)) == 30
    assert found.greedy.broken == ()
    assert found.total > found.greedy.total
    score = score_areas(areas, scenario).score
    assert found.total == pytest.approx(math.fsum(score[list(found.codes)]))
    assert found.status == "optimal"
    assert chosen(areas, scenario).codes == found.codes


def test_for_each_group_means_each_group_that_is_compared() -> None:
    areas = make_areas(
        {"a": [0, 1, 2, 3, 4]},
        codes=["100101", "100102", "100103", "500101", "800101"],
        tracks=["urban", "urban", "urban", "rural", "rural"],
    )
    scenario = make_scenario(
        {"p": {"a": 1}},
        count=2,
        limits=[{"by": "region", "min": 1}],
        fields={"eligible": {"tracks": ["urban"]}},
    )
    # the north and the south have no town, so none is asked of them
    found = chosen(areas, scenario)
    assert found.codes == ("100103", "100102")
    assert [o.rule.group for o in found.rules if o.rule.kind == "limit"] == ["central"]
    assert found.plain.broken == ()


def test_where_all_scores_are_equal_there_is_nothing_to_choose_by() -> None:
    areas = make_areas({"a": [0, 1], "b": [1, 0]})
    scenario = make_scenario({"p": {"a": 1, "b": 1}}, count=1)
    with pytest.raises(ScoringError, match="all 2 areas have the same score, 50"):
        chosen(areas, scenario)
