"""The smallest change of one weight that turns an area, against trying many."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.change import changed
from scoring.choose.best import best
from scoring.choose.stated import state
from scoring.index import score_areas
from scoring.scenario import Scenario
from scoring.uncertainty.least_change import LeastChange, least_changes
from tests.making import make_areas, make_scenario
from tests.scoring.lists import DRAWN

CODES = [f"{province}01{n:02d}" for province in (10, 20, 80) for n in range(1, 5)]
LIMIT = {"by": "province", "max": 2}


def _areas(seed: int) -> Areas:
    random = np.random.default_rng(seed)
    figures = {id: list(random.normal(10, 3, len(CODES))) for id in "abc"}
    return make_areas(figures, codes=CODES)


def _scenario(**fields: object) -> Scenario:
    return make_scenario(
        {"one": {"a": 2, "b": 1}, "two": {"c": 1}},
        missing="average",
        count=4,
        limits=[LIMIT],
        fields={**fields},
        of_pillars={"one": {"aggregation": fields.pop("inner", "arithmetic")}},
    )


def _list(areas: Areas, scenario: Scenario) -> set[str]:
    found = best(state(areas, score_areas(areas, scenario), scenario))
    assert found is not None
    return set(
        state(areas, score_areas(areas, scenario), scenario).score.index[found.solution.chosen]
    )


def _with(scenario: Scenario, member: str, pillar: str | None, share: float) -> Scenario:
    if pillar is None:
        other = "two" if member == "one" else "one"
        return changed(
            scenario, {f"pillar.{member}.weight": share, f"pillar.{other}.weight": 1 - share}
        )
    other = "b" if member == "a" else "a"
    place = f"pillar.{pillar}.indicator"
    return changed(
        scenario, {f"{place}.{member}.weight": share, f"{place}.{other}.weight": 1 - share}
    )


def _found(areas: Areas, scenario: Scenario, area: str) -> tuple[LeastChange, ...]:
    return least_changes(areas, scenario, area).changes


def _tried(
    areas: Areas,
    scenario: Scenario,
    area: str,
    member: str,
    pillar: str | None,
    shares: Sequence[float],
) -> float | None:
    on = area in _list(areas, scenario)
    for share in shares:
        if (area in _list(areas, _with(scenario, member, pillar, share))) != on:
            return share
    return None


@given(st.integers(0, 10_000), st.sampled_from(CODES), st.sampled_from(["arithmetic", "geometric"]))
@settings(DRAWN, max_examples=6)
def test_no_nearer_weight_turns_the_area(seed: int, area: str, aggregation: str) -> None:
    areas = _areas(seed)
    scenario = _scenario(aggregation=aggregation, normalisation={"method": "min_max", "from": 1.0})
    changes = _found(areas, scenario, area)
    assert [c.change for c in changes] == sorted(c.change for c in changes)
    by_path = {(c.member, c.pillar, c.at > c.stated): c for c in changes}
    for member, pillar, stated in (
        ("one", None, 0.5), ("two", None, 0.5), ("a", "one", 2 / 3), ("b", "one", 1 / 3),
    ):  # fmt: skip
        for up in (True, False):
            end = 0.999 if up else 0.001
            steps = np.linspace(stated, end, 25)[1:]
            tried = _tried(areas, scenario, area, member, pillar, steps.tolist())
            told = by_path.get((member, pillar, up))
            if told is not None:
                on = area in _list(areas, scenario)
                assert (area in _list(areas, _with(scenario, member, pillar, told.at))) != on
                assert told.exact == (aggregation == "arithmetic")
            if tried is not None:
                assert told is not None
                assert told.change <= abs(tried - stated) + 1e-4


def test_two_areas_that_change_places_where_lines_cross() -> None:
    # with w for the first pillar: 0.9 w + 0.2 (1 - w) against 0.5; both others are ends of scales
    areas = make_areas({"a": [0.9, 0.5, 0, 1], "b": [0.2, 0.5, 0, 1]})
    scenario = make_scenario({"one": {"a": 1}, "two": {"b": 1}}, count=2)
    # at 1/2 the first has 0.55 and is on the list beside the last; they cross at 3/7
    changes = _found(areas, scenario, "100101")
    down = next(c for c in changes if c.member == "one")
    assert down.at == pytest.approx(3 / 7, abs=2e-4)
    assert down.at < 3 / 7
    assert down.exact
    # the area that would take its place comes in at the same weight
    up = next(c for c in _found(areas, scenario, "100102") if c.member == "two")
    assert up.at == pytest.approx(4 / 7, abs=2e-4)


def test_an_area_that_is_ahead_in_everything_is_on_the_list_whatever_weights_are() -> None:
    areas = make_areas({"a": [9, 5, 0, 4], "b": [9, 5, 0, 7]})
    scenario = make_scenario({"one": {"a": 1}, "two": {"b": 1}}, count=1)
    assert _found(areas, scenario, "100101") == ()
    assert _found(areas, scenario, "100103") == ()


def test_what_is_locked_is_not_moved_by_weights() -> None:
    areas = _areas(1)
    scenario = changed(
        _scenario(), {"choose.locked_in": [{"area": "100101", "because": "a promise"}]}
    )
    assert _found(areas, scenario, "100101") == ()


@pytest.mark.parametrize("area", ["999999", "100102"])
def test_areas_that_cannot_be_chosen_are_refused(area: str) -> None:
    scenario = changed(
        _scenario(), {"choose.locked_out": [{"area": "100102", "because": "closed"}]}
    )
    with pytest.raises(ScoringError, match="cannot be on the list whatever"):
        _found(_areas(1), scenario, area)


def test_where_people_are_the_objective_weights_are_no_answer() -> None:
    scenario = changed(_scenario(), {"choose.objective": [{"of": "population"}]})
    with pytest.raises(ScoringError, match="only told where the total score is the objective"):
        _found(_areas(1), scenario, "100101")


def test_areas_that_only_other_rules_give_a_score_are_no_candidates() -> None:
    areas = make_areas({"a": [1, 2, 3, None, 4], "b": [3, 1, 2, 9, 4]})
    scenario = make_scenario(
        {"one": {"a": 1, "b": 1}}, missing="exclude", count=1,
        fields={"uncertainty": {"missing": ["average"]}},
    )  # fmt: skip
    # 100105 has the list; by b alone 100101 would, which no weight in the margins gives
    assert _list(areas, scenario) == {"100105"}
    assert least_changes(areas, scenario, "100101").changes == ()
    with pytest.raises(ScoringError, match="100104 cannot be on the list"):
        least_changes(areas, scenario, "100104")


def test_weights_that_share_out_are_looked_at_in_steps_and_that_is_told() -> None:
    areas = make_areas({"a": [1, 2, 3, None, 4], "b": [3, 1, 2, 9, 4], "c": [1, 5, 2, 3, 4]})
    scenario = make_scenario({"one": {"a": 1, "b": 1}, "two": {"c": 1}}, count=1)
    assert not least_changes(areas, scenario, "100101").exact
    assert least_changes(areas, changed(scenario, {"missing": "average"}), "100101").exact


def test_without_time_it_is_told_that_nothing_was_found_out() -> None:
    with pytest.raises(ScoringError, match=r"was not found out in 0 seconds"):
        least_changes(_areas(1), _scenario(), "100101", seconds=0)


def test_weights_that_hardly_count_are_named_and_not_moved() -> None:
    scenario = changed(_scenario(), {"pillar.one.indicator.b.weight": 0.0})
    found = least_changes(_areas(1), scenario, "100101")
    assert found.not_moved == ("a", "b")
    assert {change.member for change in found.changes} <= {"one", "two"}
    assert least_changes(_areas(1), _scenario(), "100101").not_moved == ()
