"""Areas that just missed, against every list there is."""

from collections import defaultdict

import pytest
from hypothesis import assume, given, settings

from geo.areas import Areas
from scoring.choose import just_missed as module
from scoring.choose.just_missed import just_missed
from scoring.choose.solve import NothingFoundError
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.choose.exhaustive import EQUAL, aims_of, lists_left_at_last
from tests.scoring.lists import DRAWN, chosen, mixed, possible, scenario_with


def test_they_come_by_what_bringing_them_in_costs() -> None:
    areas = make_areas({"a": [10, 8, 7, 6, 0]})
    first, second = just_missed(chosen(areas, scenario_with(2)), 2)
    assert (first.codes, first.best.cost) == (("100103",), pytest.approx(10))
    assert (first.best.enter, first.best.leave) == (("100103",), ("100102",))
    assert (second.codes, second.best.cost) == (("100104",), pytest.approx(20))


def test_it_is_not_the_rank_that_tells() -> None:
    # the second of province 10 would cost what the first has more than it, and that is a lot
    areas = make_areas({"a": [10, 5, 3, 2, 0]}, codes=["100101", "100102", "110101", "110102",
                                                       "110103"])  # fmt: skip
    found = chosen(areas, scenario_with(2, {"by": "province", "max": 1}))
    assert found.codes == ("100101", "110101")
    assert [miss.codes for miss in just_missed(found, 3)] == [("110102",), ("110103",), ("100102",)]


def test_areas_that_come_in_together_are_named_together() -> None:
    # 100103 comes in with its twin alone: the total of d asks for both, or for none
    areas = make_areas({"a": [10, 9, 8, 7], "d": [1, 1, 0.5, 1.5]})
    near = just_missed(chosen(areas, scenario_with(2, total=[{"of": "d", "min": 2, "max": 2}])), 9)
    (miss,) = near
    assert miss.codes == miss.best.enter == ("100103", "100104")


def test_where_every_area_is_on_the_list_none_missed() -> None:
    assert just_missed(chosen(make_areas({"a": [1, 2]}), scenario_with(2)), 3) == ()


def test_what_no_list_can_hold_did_not_just_miss() -> None:
    areas = make_areas({"a": [3, 2, 1]}, codes=["100101", "100102", "110101"])
    found = chosen(areas, scenario_with(2, {"by": "province", "max": 1}, locked_in=[
        {"area": "100101", "because": "pilot"}]))  # fmt: skip
    assert just_missed(found, 3) == ()


def test_when_the_time_is_up_those_found_so_far_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = chosen(make_areas({"a": [3, 2, 1]}), scenario_with(1))
    answers = iter(
        [module.solve(found.best.programme.within(found.stated.score.index == "100102"))]
    )

    def until_it_is_up(*_: object) -> object:
        for answer in answers:
            return answer
        raise NothingFoundError

    monkeypatch.setattr(module, "solve", until_it_is_up)
    assert [miss.codes for miss in just_missed(found, 3)] == [("100102",)]


@settings(DRAWN, max_examples=100)
@given(mixed())
def test_none_costs_less_than_those_that_are_named(case: tuple[Areas, Scenario]) -> None:
    areas, scenario = case
    found = possible(areas, scenario)
    assume(found is not None)
    assert found is not None
    scores = score_areas(areas, scenario)
    value = aims_of(areas, scores, scenario)[-1]
    costs: dict[str, float] = defaultdict(lambda: float("inf"))
    for codes in lists_left_at_last(areas, scores, scenario):
        for code in set(codes) - set(found.codes):
            costs[code] = min(costs[code], value(found.codes) - value(codes))
    left, least = dict(costs), 0.0
    for miss in just_missed(found, 3):
        cost = min(left.values())
        assert miss.best.cost == pytest.approx(cost, abs=2 * EQUAL)
        assert miss.best.cost >= least - 2 * EQUAL
        assert miss.codes
        for code in miss.codes:
            assert left.pop(code) == pytest.approx(cost, abs=2 * EQUAL)
            assert code in miss.best.enter
        least = miss.best.cost
    if len(just_missed(found, 99)) < 3:
        assert set(costs) == {code for miss in just_missed(found, 99) for code in miss.codes}
