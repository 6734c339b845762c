"""Ranking and list without one of the indicators."""

import numpy as np
import pytest

from scoring.change import changed
from scoring.choose import choose_areas
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.uncertainty.leave_out import LeftOut, leave_out
from tests.making import make_areas, make_scenario
from tests.scoring.uncertainty.open_cases import made_areas, made_scenario

AREAS = made_areas(2)


def _found(scenario: Scenario) -> dict[str, LeftOut]:
    scores = score_areas(AREAS, scenario)
    codes = choose_areas(AREAS, scores, scenario).codes
    return {one.indicator: one for one in leave_out(AREAS, scores, scenario, codes)}


def test_the_others_of_its_pillar_share_its_weight() -> None:
    scenario = made_scenario()
    found = _found(scenario)
    assert set(found) == {"a", "b", "c", "d"}
    # by hand: a out, so that b has all of the pillar
    other = changed(scenario, {"pillar.one.indicator.a": None})
    before, after = (score_areas(AREAS, s) for s in (scenario, other))
    listed, now = (
        set(choose_areas(AREAS, scores, s).codes)
        for scores, s in ((before, scenario), (after, other))
    )
    assert found["a"].weight == pytest.approx(1 / 6)
    assert found["a"].shift == pytest.approx((after.rank - before.rank).abs().mean())
    assert set(found["a"].entered or ()) == now - listed
    assert set(found["a"].left or ()) == listed - now


def test_alone_in_its_pillar_it_takes_the_pillar_with_it() -> None:
    scenario = make_scenario(
        {"one": {"a": 1}, "two": {"c": 1}, "three": {"d": 1}},
        weights={"one": 2, "two": 1, "three": 3}, missing="average", count=6,
    )  # fmt: skip
    found = _found(scenario)
    other = changed(scenario, {"pillar.one": None})
    before, after = (score_areas(AREAS, s) for s in (scenario, other))
    assert found["a"].shift == pytest.approx((after.rank - before.rank).abs().mean())


def test_weights_from_elsewhere_stay_those_that_the_others_have() -> None:
    scenario = make_scenario(
        {"one": {"a": None, "b": None}, "two": {"c": None, "d": None}},
        weights={"one": None, "two": None}, missing="average", count=6,
        fields={"weighting": "entropy"},
        of_pillars={"one": {"weighting": "critic"}, "two": {"weighting": "equal"}},
    )  # fmt: skip
    stated = score_areas(AREAS, scenario)
    by_hand = changed(
        scenario,
        {
            "weighting": "hand",
            **{f"pillar.{p}.weight": float(w) for p, w in stated.pillar_weights.items()},
            "pillar.one.indicator.a": None,
            "pillar.one.weighting": "equal",
        },
    )
    shift = (score_areas(AREAS, by_hand).rank - stated.rank).abs().mean()
    found = _found(scenario)
    assert found["a"].shift == pytest.approx(shift)
    assert found["a"].weight == pytest.approx(stated.weights["a"])


def test_the_indicator_that_moves_the_list_most_comes_first() -> None:
    scores = score_areas(AREAS, made_scenario())
    codes = choose_areas(AREAS, scores, made_scenario()).codes
    found = leave_out(AREAS, scores, made_scenario(), codes)
    moved = [len(one.left or ()) for one in found]
    assert moved == sorted(moved, reverse=True)


def test_what_alone_tells_areas_apart_cannot_be_left_out() -> None:
    areas = make_areas({"a": [1, 2, 3], "b": [None, 4, 5]})
    scenario = make_scenario({"one": {"a": 1}, "two": {"b": 1}}, missing="average", count=1)
    scenario = changed(scenario, {"pillar.two.weight": 0.0})
    scores = score_areas(areas, scenario)
    assert leave_out(areas, scores, scenario, ("100103",)) == ()


def test_without_a_list_nothing_is_said_of_it() -> None:
    # without a all areas have the same score
    areas = make_areas({"a": [1, 2, 3], "b": [1, 2, 3], "c": [3, 2, 1]})
    scenario = make_scenario({"one": {"a": 1}, "two": {"b": 1, "c": 1}}, missing="average", count=1)
    scores = score_areas(areas, scenario)
    found = {one.indicator: one for one in leave_out(areas, scores, scenario, ("100103",))}
    assert found["a"].left is None
    assert found["c"].left is not None
    assert np.isfinite(found["c"].shift)


def test_what_no_area_has_a_figure_of_neither_counts_nor_stands_in() -> None:
    areas = make_areas({"a": [1, 2, 3], "b": [None] * 3, "c": [3, 1, 4]})
    scenario = make_scenario({"one": {"a": 1, "b": 1}, "two": {"c": 1}}, missing="average", count=1)
    scores = score_areas(areas, scenario)
    found = {one.indicator: one for one in leave_out(areas, scores, scenario, ("100103",))}
    assert set(found) == {"a", "c"}
    # without a its pillar is empty, and c alone ranks
    alone = score_areas(areas, changed(scenario, {"pillar.one": None})).rank
    assert found["a"].shift == pytest.approx((alone - scores.rank).abs().mean())


def test_when_the_time_is_up_ranks_are_still_told_and_no_list_is_called_proven() -> None:
    scores = score_areas(AREAS, made_scenario())
    codes = choose_areas(AREAS, scores, made_scenario()).codes
    for one in leave_out(AREAS, scores, made_scenario(), codes, seconds=-1.0):
        assert np.isfinite(one.shift)
        assert not one.proven
    assert all(one.proven for one in leave_out(AREAS, scores, made_scenario(), codes))
