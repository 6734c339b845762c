"""Lists that are nearly as good, against every list there is."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.areas import Areas
from scoring.choose.alternatives import alternatives
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.choose.exhaustive import EQUAL, aims_of, lists_left_at_last
from tests.scoring.lists import DRAWN, chosen, mixed, possible, scenario_with

# scores 100, 80, 60, 40, 0
FIVE = {"a": [5.0, 4, 3, 2, 0]}


def test_they_come_one_after_the_other_and_differ_in_as_many_sites_as_asked() -> None:
    found = alternatives(chosen(make_areas(FIVE), scenario_with(2)), 9, 0.5, 1)
    # 180; 160, 140 twice, 120 and 100 twice are within the half
    assert [round(one.cost or 0) for one in found.lists] == [20, 40, 40, 60, 80, 80]
    assert found.complete
    assert found.shared == ()
    (other,) = alternatives(chosen(make_areas(FIVE), scenario_with(2)), 9, 0.5, 2).lists
    assert (other.enter, other.leave) == (("100103", "100104"), ("100101", "100102"))


def test_the_sites_that_all_of_them_hold_are_told() -> None:
    locked = [{"area": "100104", "because": "pilot"}]
    found = alternatives(chosen(make_areas(FIVE), scenario_with(2, locked_in=locked)), 2, 1, 1)
    assert found.shared == ("100104",)
    assert not found.complete


def test_a_loss_at_the_edge_of_what_is_allowed_is_allowed() -> None:
    # thirds have no end: 200/3 less a third of it
    found = chosen(make_areas({"a": [3.0, 2, 4 / 3, 0]}), scenario_with(1, locked_out=[
        {"area": "100101", "because": "road"}]))  # fmt: skip
    (other,) = alternatives(found, 9, 1 / 3, 1).lists
    assert (other.enter, other.cost) == (("100103",), pytest.approx(200 / 9))


@settings(DRAWN, max_examples=80)
@given(mixed(), st.sampled_from([0.0, 0.1, 0.5]), st.integers(1, 2))
def test_no_better_list_that_differs_enough_is_passed_over(
    case: tuple[Areas, Scenario], within: float, differing: int
) -> None:
    areas, scenario = case
    listed = possible(areas, scenario)
    assume(listed is not None)
    assert listed is not None
    scores = score_areas(areas, scenario)
    value = aims_of(areas, scores, scenario)[-1]
    left = [set(codes) for codes in lists_left_at_last(areas, scores, scenario)]
    worth = {frozenset(codes): value(tuple(codes)) for codes in left}
    least = value(listed.codes) - within * abs(value(listed.codes))
    found = alternatives(listed, 3, within, differing)
    before = [set(listed.codes)]

    def best() -> float:
        return max(
            (worth[frozenset(own)] for own in left
             if all(len(one - own) >= differing for one in before)),
            default=float("-inf"),
        )  # fmt: skip

    for other in found.lists:
        own = set(listed.codes) - set(other.leave) | set(other.enter)
        assert own in left
        assert all(len(one - own) >= differing for one in before)
        assert worth[frozenset(own)] == pytest.approx(best(), abs=2 * EQUAL)
        assert worth[frozenset(own)] >= least - 2 * EQUAL
        before.append(own)
    if found.complete:
        assert best() <= least + 2 * EQUAL
    else:
        assert len(found.lists) == 3
    assert set(found.shared) == set.intersection(*before)
