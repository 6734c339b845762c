"""Reasons by hand, and against every exchange of one area for another."""

import pytest
from hypothesis import assume, given, settings

from geo.areas import Areas
from scoring.choose import Rule
from scoring.explain import Reason, reasons
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas, make_scenario
from tests.scoring.choose.exhaustive import ranked
from tests.scoring.lists import (
    DRAWN,
    broken_by,
    cases,
    chosen,
    exchanged,
    mixed,
    possible,
    scenario_with,
)


def explained(areas: Areas, scenario: Scenario) -> dict[str, Reason]:
    """Return why each area of the list is on it."""
    return reasons(areas, score_areas(areas, scenario), chosen(areas, scenario), scenario)


SIX = ["100101", "100102", "100103", "110101", "200101", "800101"]
# scores 100, 90, 80 in province 10; 60 in 11; 30 in 20, in the east; 0 in 80, in the south
FIGURES = {"a": [10, 9, 8, 6, 3, 0]}
AT_MOST_ONE = {"by": "province", "max": 1}
THE_SOUTH = {"by": "region", "equals": "south", "min": 1}


def test_reasons_by_hand() -> None:
    found = explained(make_areas(FIGURES, codes=SIX), scenario_with(3, AT_MOST_ONE, THE_SOUTH))
    assert {code: (r.kind, r.rank) for code, r in found.items()} == {
        "100101": ("by_score", 1),
        # the two above it are in province 10, which is full
        "110101": ("freed_place", 4),
        # the area in the east has room, but the south needs this one
        "800101": ("by_minimum", 6),
    }
    south = Rule("choose.limit.2", "limit", "region", ("south",), None, 1, None)
    assert [r.rules for r in found.values()] == [(), (), (south,)]


def test_an_area_whose_group_has_more_than_its_minimum_is_not_in_by_it() -> None:
    # both of the south's are listed and it needs one, so the second is there in its own right:
    # province 10 is full and 20 has nothing better
    areas = make_areas({"a": [10, 9, 8, 7, 0]}, codes=["100101", "100102", "800101", "810101",
                                                        "200101"])  # fmt: skip
    found = explained(areas, scenario_with(3, AT_MOST_ONE, THE_SOUTH))
    assert (found["810101"].kind, found["810101"].rules) == ("freed_place", ())


def test_where_those_above_have_no_room_it_does_not_matter_that_a_minimum_forbids_them_too() -> (
    None
):
    # the only one above the south's is in province 10, which is full
    areas = make_areas({"a": [10, 9, 0]}, codes=["100101", "100102", "800101"])
    found = explained(areas, scenario_with(2, AT_MOST_ONE, THE_SOUTH))
    assert (found["800101"].kind, found["800101"].rules) == ("freed_place", ())


def test_what_is_locked_in_is_said_to_be_so_though_its_score_would_do() -> None:
    locked = [{"area": code, "because": "pilot"} for code in ("100101", "800101")]
    found = explained(make_areas(FIGURES, codes=SIX), scenario_with(3, locked_in=locked))
    assert {code: r.kind for code, r in found.items()} == {
        "100101": "locked_in",
        "100102": "by_score",
        "800101": "locked_in",
    }


def test_who_is_listed_for_something_else_than_score_is_said_to_be_so() -> None:
    areas = make_areas({**FIGURES, "d": [9, 1, 1, 1, 1, 8]}, codes=SIX)
    found = explained(areas, scenario_with(2, objective=[{"of": "d"}]))
    assert {code: r.kind for code, r in found.items()} == {
        "100101": "by_score",
        "800101": "by_objective",
    }


def test_a_site_too_near_another_leaves_its_place_to_the_next() -> None:
    # squares of 0.01° in a row: the second is 1.08 km from the first
    found = explained(make_areas(FIGURES, codes=SIX), scenario_with(2, min_distance_km=2))
    assert {code: r.kind for code, r in found.items()} == {
        "100101": "by_score",
        "100103": "freed_place",
    }


@settings(DRAWN, max_examples=30)
@given(cases("limits") | cases("limits", "totals") | mixed())
def test_reasons_hold_against_every_exchange(case: tuple[Areas, Scenario]) -> None:
    areas, scenario = case
    shortlist = possible(areas, scenario)
    assume(shortlist is not None and len(shortlist.best.kept) == 0)
    assert shortlist is not None
    scores = shortlist.stated.scores
    order = ranked(scores)
    off = [c for c in order if c not in shortlist.codes and c not in shortlist.stated.barred]
    locked = {lock.area for lock in scenario.choose.locked_in or ()}
    found = reasons(areas, scores, shortlist, scenario)
    assert tuple(found) == shortlist.codes
    for listed, reason in found.items():
        broken = [
            broken_by(shortlist, exchanged(shortlist, listed, code))
            for code in off
            if order.index(code) < order.index(listed)
        ]
        needed = [little for much, little in broken if not much]
        assert (reason.kind == "locked_in") == (listed in locked)
        if listed in locked:
            continue
        assert (reason.kind == "by_score") == (listed in order[: scenario.choose.count])
        if shortlist.by_score_alone:
            # the list is the best, so each exchange for a better area breaks something
            assert all(much or little for much, little in broken)
            if reason.kind != "by_score":
                assert reason.kind == ("by_minimum" if needed else "freed_place")
        elif reason.kind != "by_score":
            assert reason.kind == "by_objective"
        assert set(reason.rules) == (set().union(*needed) if reason.kind == "by_minimum" else set())


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
        found = explained(areas, scenario)
        return {code: (r.indicator, r.figure, r.percentile) for code, r in found.items()}
