"""Which areas a scenario compares, and that the others play no part."""

import numpy as np
import pytest

from geo.errors import ScoringError
from scoring.index import score_areas
from scoring.scores import Scores
from tests.making import make_areas, make_scenario

FIGURES = {"a": [0.0, 1.0, 2.0, 10.0, 2.0], "b": [1.0, None, 3.0, None, 2.0]}
PILLARS = {"p": {"a": 1, "b": 1}}
NAN = np.nan


def scored(eligible: dict, b: list | None = None, **areas: object) -> Scores:
    scenario = make_scenario(PILLARS, missing="average", fields={"eligible": eligible})
    figures = FIGURES if b is None else {**FIGURES, "b": b}
    return score_areas(make_areas(figures, **areas), scenario)


def test_without_a_filter_every_area_is_compared() -> None:
    scores = scored({})
    assert scores.score.notna().all()
    assert scores.reason.tolist() == [""] * 5


def test_areas_outside_get_no_score_and_a_reason() -> None:
    # made-up areas have 1,000 people, 1,001 …
    scores = scored({"population_min": 1001, "population_max": 1002}, b=[1.0, 2, 3, 4, 5])
    assert scores.reason.tolist() == ["population", "", "", "population", "population"]
    assert scores.score.isna().tolist() == [True, False, False, True, True]
    assert scores.rank.isna().tolist() == [True, False, False, True, True]
    assert scores.contributions.iloc[0].isna().all()


def test_the_scale_is_that_of_the_areas_compared() -> None:
    # a of the rural ones is 0, 1, 2, 2; over all it would go up to 10
    scores = scored({"tracks": ["rural"]}, tracks=["rural", "rural", "rural", "urban", "rural"])
    assert scores.normalised["a"].tolist() == pytest.approx([0, 0.5, 1, NAN, 1], nan_ok=True)
    assert scores.reason.tolist() == ["", "", "", "track", ""]


def test_regions_and_coverage_are_asked_for() -> None:
    regions = ["north", "south", "south", "north", "north"]
    scores = scored({"regions": ["north", "east"], "coverage": 1}, regions=regions)
    assert scores.reason.tolist() == ["", "region", "region", "coverage", ""]


def test_an_area_outside_of_several_bounds_is_counted_under_the_first() -> None:
    regions = ["north", "south", "south", "north", "north"]
    eligible = {"regions": ["north"], "population_min": 1002}
    scores = scored(eligible, b=[1.0, 2.0, 3.0, 4.0, 5.0], regions=regions)
    assert scores.reason.tolist() == ["population", "population", "region", "", ""]


def test_coverage_counts_whole_indicators_that_some_area_has() -> None:
    figures = {"a": [0.0, 1.0, 2.0], "b": [1.0, None, 3.0], "c": [None, None, None]}
    # without c, the second area has one of two
    for coverage, expected in ((0.5, ["", "", ""]), (0.51, ["", "coverage", ""])):
        scenario = make_scenario(
            {"p": {"a": 1, "b": 1, "c": 1}},
            missing="average",
            fields={"eligible": {"coverage": coverage}},
        )
        assert score_areas(make_areas(figures), scenario).reason.tolist() == expected


def test_coverage_is_about_indicators_that_some_area_compared_has() -> None:
    # no rural area has b, so it is left out for them and asked of nobody
    scores = scored(
        {"tracks": ["rural"], "coverage": 1},
        b=[None, None, None, 1.0, 2.0],
        tracks=["rural", "rural", "rural", "urban", "urban"],
    )
    assert scores.reason.tolist() == ["", "", "", "track", "track"]
    assert scores.absent == ("b",)


def test_what_weighs_nothing_does_not_count_for_coverage() -> None:
    scenario = make_scenario(
        {"p": {"a": 1, "b": 0}}, missing="average", fields={"eligible": {"coverage": 1}}
    )
    assert score_areas(make_areas(FIGURES), scenario).reason.tolist() == [""] * 5


def test_a_filter_that_leaves_too_few_areas_names_what_each_condition_leaves() -> None:
    with pytest.raises(ScoringError) as caught:
        score_areas(
            make_areas(FIGURES, tracks=["urban", "urban", "rural", "rural", "rural"]),
            make_scenario(
                PILLARS,
                missing="average",
                count=2,
                fields={"eligible": {"population_min": 1001, "tracks": ["urban"]}},
            ),
        )
    said = str(caught.value)
    assert 'The filter "eligible" of the scenario "made-up" leaves 1 of 5 areas' in said
    assert "2 are to be chosen" in said
    assert "One condition after the other leaves: population 4, track 1." in said


def test_the_log_says_how_many_stay_and_why_others_do_not() -> None:
    step = scored({"population_min": 1001}).steps[0]
    assert (step.name, step.field, step.method) == ("screen", "eligible", "population")
    assert step.results == {"areas": 5, "left": 4, "out by population": 1}
