"""Reasons by hand, and against every exchange of one area for another."""

from collections.abc import Sequence

import pytest
from hypothesis import assume, given

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.choose import Broken, Rule, Shortlist, check, choose_areas
from scoring.explain import Missed, Reason, reasons, why_not
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.scores import Scores
from tests.making import make_areas, make_scenario
from tests.scoring.lists import cases, scenario_with


def explained(
    areas: Areas, scenario: Scenario
) -> tuple[Shortlist, dict[str, Reason], dict[str, Missed]]:
    """Return the list, why each of its areas is on it, and why each of the others is not."""
    scores = score_areas(areas, scenario)
    shortlist = choose_areas(areas, scores, scenario)
    others = [code for code in areas.codes if code not in shortlist.codes]
    return (
        shortlist,
        reasons(areas, scores, shortlist, scenario),
        {code: why_not(areas, scores, shortlist, code) for code in others},
    )


SIX = ["100101", "100102", "100103", "110101", "200101", "800101"]
# scores 100, 90, 80 in province 10; 60 in 11; 30 in 20, in the east; 0 in 80, in the south
FIGURES = {"a": [10, 9, 8, 6, 3, 0]}
AT_MOST_ONE = {"by": "province", "max": 1}
THE_SOUTH = {"by": "region", "equals": "south", "min": 1}


def test_reasons_by_hand() -> None:
    areas = make_areas(FIGURES, codes=SIX)
    shortlist, found, missed = explained(areas, scenario_with(3, AT_MOST_ONE, THE_SOUTH))
    assert shortlist.codes == tuple(found) == ("100101", "110101", "800101")
    assert {code: (r.kind, r.rank) for code, r in found.items()} == {
        "100101": ("by_score", 1),
        # the two above it are in province 10, which is full
        "110101": ("freed_place", 4),
        # the area in the east has room, but the south needs this one
        "800101": ("by_minimum", 6),
    }
    south = Rule("region", "south", 1, None)
    ten = Rule("province", "10", None, 1)
    assert [r.rules for r in found.values()] == [(), (), (south,)]
    assert missed == {
        "100102": Missed("100102", "full", (ten,), ("100101",), 2),
        "100103": Missed("100103", "full", (ten,), ("100101",), 3),
        "200101": Missed("200101", "reserved", (south,), (), 5),
    }


def test_an_area_whose_group_has_more_than_its_minimum_is_not_in_by_it() -> None:
    # both of the south's are listed and it needs one, so the second is there in its own right:
    # province 10 is full and 20 has nothing better
    areas = make_areas({"a": [10, 9, 8, 7, 0]}, codes=["100101", "100102", "800101", "810101",
                                                        "200101"])  # fmt: skip
    _, found, _ = explained(areas, scenario_with(3, AT_MOST_ONE, THE_SOUTH))
    assert (found["810101"].kind, found["810101"].rules) == ("freed_place", ())


def test_a_full_group_that_holds_both_forbids_no_exchange() -> None:
    # urban is full with 10's and 11's, but they could change places if 11 did not need one
    areas = make_areas({"a": [10, 9, 8, 0]}, codes=["100101", "100102", "110101", "110102"],
                       tracks=["urban", "urban", "urban", "rural"])  # fmt: skip
    eleven = {"by": "province", "equals": "11", "min": 1}
    limits = [{"by": "track", "equals": "urban", "max": 2}, eleven]
    shortlist, found, missed = explained(areas, scenario_with(2, *limits))
    assert shortlist.codes == ("100101", "110101")
    needed = Rule("province", "11", 1, None)
    assert (found["110101"].kind, found["110101"].rules) == ("by_minimum", (needed,))
    assert missed["100102"] == Missed("100102", "reserved", (needed,), (), 2)


def test_of_equal_scores_the_one_left_out_for_its_code_is_outscored() -> None:
    _, found, missed = explained(make_areas({"a": [5, 5, 0]}), scenario_with(1))
    assert found["100101"].kind == "by_score"
    assert missed["100102"] == Missed("100102", "outscored", (), (), 1)


def test_an_area_without_a_score_is_said_to_have_none() -> None:
    _, _, missed = explained(make_areas({"a": [5, 0, None]}), scenario_with(1))
    assert missed["100103"] == Missed("100103", "no_score", (), (), None)


@pytest.mark.parametrize(
    ("code", "told"), [("100101", "is on it"), ("990101", "is not the code of an area")]
)
def test_only_an_area_that_is_not_listed_can_be_asked_why_not(code: str, told: str) -> None:
    areas, scenario = make_areas({"a": [5, 0]}), scenario_with(1)
    scores = score_areas(areas, scenario)
    with pytest.raises(ScoringError, match=told):
        why_not(areas, scores, choose_areas(areas, scores, scenario), code)


def broken_by_exchange(
    areas: Areas, codes: Sequence[str], listed: str, newcomer: str, scenario: Scenario
) -> dict[str, set[tuple[str | None, str | None]]]:
    """Return the groups whose minimum and whose maximum an exchange breaks, by trying it."""
    swapped = [newcomer if code == listed else code for code in codes]
    found: list[Broken] = check(areas, swapped, scenario)
    return {
        kind: {(b.by, b.group) for b in found if b.kind == kind} for kind in ("minimum", "maximum")
    }


def order(scores: Scores, code: str) -> tuple[float, str]:
    return (-float(scores.score[code]), code)


@given(cases(most=14))
def test_reasons_hold_against_every_exchange(case: tuple[Areas, Scenario]) -> None:
    areas, scenario = case
    scores = score_areas(areas, scenario)
    try:
        shortlist, found, _ = explained(areas, scenario)
    except ScoringError:
        assume(False)
    counts = {(o.rule.by, o.rule.group): o.count for o in shortlist.rules}
    outside = [code for code in scores.score.dropna().index if code not in shortlist.codes]
    for listed, reason in found.items():
        broken = [
            broken_by_exchange(areas, shortlist.codes, listed, code, scenario)
            for code in outside
            if order(scores, code) < order(scores, listed)
        ]
        # the list is the best, so each exchange for a better area breaks something
        assert all(b["minimum"] or b["maximum"] for b in broken)
        assert (reason.kind == "by_score") == (listed in shortlist.plain_top)
        if reason.kind == "by_score":
            assert reason.rules == ()
            continue
        needed = [b["minimum"] for b in broken if not b["maximum"]]
        assert broken
        assert (reason.kind == "freed_place") == (not needed)
        assert {(r.by, r.group) for r in reason.rules} == set().union(*needed)
        assert bool(reason.rules) == (reason.kind == "by_minimum")
        for rule in reason.rules:
            assert counts[rule.by, rule.group] == rule.minimum


@given(cases(most=14))
def test_why_areas_are_missing_holds_against_every_exchange(case: tuple[Areas, Scenario]) -> None:
    areas, scenario = case
    scores = score_areas(areas, scenario)
    try:
        shortlist, _, missed = explained(areas, scenario)
    except ScoringError:
        assume(False)
    columns = {"province": "province_code", "region": "region", "track": "track"}
    for code, why in missed.items():
        assert (why.kind == "no_score") == bool(scores.score.isna()[code]) == (why.rank is None)
        if why.kind == "no_score":
            continue
        broken = [
            broken_by_exchange(areas, shortlist.codes, listed, code, scenario)
            for listed in shortlist.codes
            if order(scores, listed) > order(scores, code)
        ]
        assert (why.kind == "outscored") == (not broken)
        shut_out = [b["maximum"] for b in broken if not b["minimum"]]
        said = {(r.by, r.group) for r in why.rules}
        if why.kind == "full":
            # some exchange would break nothing but these maximums
            assert said == set().union(*shut_out) != set()
        elif why.kind == "reserved":
            # each exchange would break a minimum
            assert not shut_out
            assert said == set().union(*(b["minimum"] for b in broken)) != set()
        else:
            assert not said
        assert why.taken_by == tuple(
            listed
            for listed in shortlist.codes
            if why.kind == "full"
            and any(areas.table[columns[by]][listed] == group for by, group in said)
        )


class TestStandingOut:
    def test_it_is_the_indicator_that_adds_most_beyond_its_mean(self) -> None:
        # contributions 50 a/10: 50 50 50 0 0, mean 30; 50 (100 - b)/100: 50 10 10 0 0, mean 14
        areas = make_areas(
            {"a": [10, 10, 10, 0, 0], "b": [0, 80, 80, 100, 100]}, less_is_need=["b"]
        )
        found = self.standing(areas, {"a": 1}, {"b": 1}, count=2)
        # first: 50 - 30 against 50 - 14; its figure is the published one; four of five need less
        assert found["100101"] == ("b", 0, pytest.approx(80))
        # second: 50 - 30 against 10 - 14; two of five need less, so a leads but is no rarity
        assert found["100102"] == (None, None, None)

    def test_weights_decide_between_two(self) -> None:
        figures = {"a": [10, 5, 0], "b": [10, 0, 0]}
        # weights 1/2: 50 - 25 against 50 - 16.7; 3/4 and 1/4: 75 - 37.5 against 25 - 8.3
        assert self.standing(make_areas(figures), {"a": 1}, {"b": 1})["100101"][0] == "b"
        assert self.standing(make_areas(figures), {"a": 3, "b": 1})["100101"][0] == "a"

    def test_a_pillar_never_stands_for_its_indicators(self) -> None:
        # the pillar of a and b is the higher one, but c is the highest single figure
        figures = {"a": [8, 0, 10, 0], "b": [8, 0, 10, 0], "c": [10, 0, 0, 0]}
        assert self.standing(make_areas(figures), {"a": 1, "b": 1}, {"c": 1})["100101"][0] == "c"

    def test_equal_figures_are_not_lower(self) -> None:
        # half of the areas are at the top: two of four need less
        found = self.standing(make_areas({"a": [10, 10, 0, 0]}), {"a": 1})
        assert found["100101"] == ("a", 10, pytest.approx(50))

    def test_it_is_compared_with_scored_areas_that_have_the_figure(self) -> None:
        # the fourth has no a and the fifth no b, so neither has a score
        figures = {"a": [10, 5, 0, None, 9], "b": [3, 2, 0, 1, None]}
        areas = make_areas(figures)
        found = self.standing(areas, {"a": 1}, {"b": 1}, missing="exclude")
        # a is 10, 5 and 0 there
        assert found["100101"] == ("a", 10, pytest.approx(200 / 3))

    def test_a_missing_figure_stands_out_by_nothing_whatever_it_is_counted_as(self) -> None:
        figures = {"a": [None, 10, 10, 0], "b": [10, 0, 0, 9]}
        found = self.standing(make_areas(figures), {"a": 1}, {"b": 1}, count=1, missing="average")
        assert found["100101"][0] == "b"

    def test_an_indicator_without_weight_makes_nobody_stand_out(self) -> None:
        found = self.standing(make_areas({"a": [9, 0, 0], "b": [5, 5, 0]}), {"a": 0, "b": 1})
        assert found["100101"] == (None, None, None)

    def standing(
        self, areas: Areas, *pillars: dict[str, float], count: int = 1, missing: str = "renormalise"
    ) -> dict[str, tuple[str | None, float | None, float | None]]:
        scenario = make_scenario(
            {f"p{n}": indicators for n, indicators in enumerate(pillars)},
            count=count,
            missing=missing,
        )
        found = explained(areas, scenario)[1]
        return {code: (r.indicator, r.figure, r.percentile) for code, r in found.items()}
