"""A row's count is shared out, all of it, and each row leads to its own areas."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.layers.links import Outcome, Target, links, shared, whole


def test_a_unit_is_shared_out_by_people() -> None:
    targets = shared({"104702": 700, "104703": 300})
    assert [(t.unit, t.share, t.people) for t in targets] == [
        ("104702", 0.7, 700),
        ("104703", 0.3, 300),
    ]


def test_the_whole_units_people_are_divided_like_today_s() -> None:
    # 97,040 people before, seven tenths of whom would live in the first part
    targets = shared({"104702": 700, "104703": 300}, 97_040)
    assert [t.people for t in targets] == pytest.approx([67_928, 29_112])


@pytest.mark.parametrize("people", [{"a": 700, "b": math.nan}, {"a": 0, "b": 0}])
def test_where_people_are_unknown_the_parts_are_equal_and_weigh_nobody_knows_what(
    people: dict[str, float],
) -> None:
    targets = shared(people)
    assert [t.share for t in targets] == [0.5, 0.5]
    assert all(math.isnan(t.people) for t in targets)


def test_a_part_without_people_has_no_say_unless_it_is_the_only_one() -> None:
    assert [t.unit for t in shared({"a": 5, "b": 0})] == ["a"]
    assert [(t.unit, t.share) for t in shared({"a": 0})] == [("a", 1)]


def test_all_people_of_an_area_stand_beside_those_of_the_unit() -> None:
    (target,) = shared({"a": 40}, of={"a": 100})
    assert (target.people, target.of) == (40, 100)


numbers = st.dictionaries(
    st.integers(0, 20).map(str), st.one_of(st.just(math.nan), st.floats(0, 1e7)), min_size=1
)


@given(people=numbers)
def test_shares_sum_to_one(people: dict[str, float]) -> None:
    assert sum(t.share for t in shared(people)) == pytest.approx(1)


def test_every_row_has_a_line_for_each_of_its_areas() -> None:
    outcomes = [
        Outcome("code", "a", whole("a")),
        Outcome("unmatched"),
        Outcome("successor", "old", (Target("b", 0.7, 70), Target("c", 0.3, 30))),
    ]
    found = links(outcomes, np.array([2, 0, 1, 2]), np.array([4, 5, 6, 9]))
    assert found["row"].tolist() == [4, 4, 5, 9, 9]
    assert found["unit"].tolist() == ["b", "c", "a", "b", "c"]
    assert found["share"].tolist() == [0.7, 0.3, 1, 0.7, 0.3]
    np.testing.assert_array_equal(found["people"], [70, 30, np.nan, 70, 30])
    assert found["of"].isna().all()


def test_no_rows_lead_nowhere() -> None:
    nothing = np.zeros(0, np.intp)
    assert links([], nothing, nothing).empty
    assert links([Outcome("unmatched")], np.array([0]), np.array([3])).empty
