"""A list to begin with: it keeps the rules, and no exchange of one area for another is better."""

from dataclasses import replace
from itertools import product
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geo.areas import Areas
from scoring.choose import check, choose_areas, start
from scoring.choose.clash import ImpossibleError
from scoring.choose.programme import Programme
from scoring.choose.start import good_list
from scoring.choose.stated import Stated
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.choose.exhaustive import every_list
from tests.scoring.lists import DRAWN, cases, mixed, scenario_of, scenario_with, stated_if_it_can_be

SLOW = settings(DRAWN, max_examples=60)


def first_stage(areas: Areas, scenario: Scenario) -> tuple[Stated, Programme]:
    stated = stated_if_it_can_be(areas, scenario)
    programme = stated.programme()
    return stated, replace(programme, gain=stated.gain(stated.aims[0]))


@SLOW
@given(
    cases("limits")
    | cases("limits", "distance", "locks")
    | cases("distance", "neighbours", "locks", counts=[2, 3])
    | cases("totals")
    | mixed()
)
def test_it_is_one_of_the_lists_and_no_better_than_the_best(case: tuple[Areas, Scenario]) -> None:
    areas, scenario = case
    stated, programme = first_stage(areas, scenario)
    found = good_list(programme)
    assume(found is not None)
    codes = [str(code) for code in stated.score.index[found]]
    assert check(areas, codes, scenario, stated.scores.compared.to_numpy()) == []
    lists = every_list(areas, stated.scores, scenario)
    assert set(codes) in [set(each) for each in lists]


@pytest.mark.parametrize("apart", [{"neighbours": "apart"}, {"min_distance_km": 2}])
def test_what_is_locked_in_and_too_near_each_other_makes_no_list(apart: dict[str, object]) -> None:
    areas = make_areas({"a": [3, 2, 1]}, points=[(100, 14), (100.008, 14), (101, 14)])
    locks = [{"area": code, "because": "pilot"} for code in ("100101", "100102")]
    coverage = [{"of": "coverage", "km": 5}]
    scenario = scenario_with(2, locked_in=locks, objective=coverage, **apart)
    _, programme = first_stage(areas, scenario)
    assert good_list(programme) is None
    with pytest.raises(ImpossibleError):
        choose_areas(areas, score_areas(areas, scenario), scenario)


@SLOW
@given(st.integers(0, 10_000), st.sampled_from([0.8, 1.6]))
def test_no_exchange_covers_more(seed: int, km: float) -> None:
    rng = np.random.default_rng(seed)
    areas = make_areas(
        {"a": rng.integers(0, 9, 14).tolist()},
        points=[(100 + x / 100, 14 + y / 100) for x, y in rng.integers(0, 9, (14, 2))],
        population=rng.integers(1, 99, 14).tolist(),
    )
    assume(areas.values["a"].nunique() > 1)
    _, programme = first_stage(areas, scenario_with(3, objective=[{"of": "coverage", "km": km}]))
    found = good_list(programme)
    assert found is not None
    assert found.sum() == 3
    for out, in_ in product(np.flatnonzero(found), np.flatnonzero(~found)):
        other = found.copy()
        other[[out, in_]] = other[[in_, out]]
        assert programme.value(other) <= programme.value(found) + programme.equal


def test_sums_are_shared_out_where_the_best_would_leave_too_little_for_the_last() -> None:
    # 100 people at most in three sites: the first two alone have 96, and nobody has less than 20
    areas = make_areas({"a": [9, 8, 3, 2, 1]}, population=[50, 46, 30, 28, 20])
    _, programme = first_stage(areas, scenario_with(3, total=[{"of": "population", "max": 100}]))
    found = good_list(programme)
    assert found is not None
    # 50 + 30 + 20 people; 50 + 28 + 20 has less score
    assert np.flatnonzero(found).tolist() == [0, 2, 4]


@pytest.mark.parametrize(
    ("rules", "sites"),
    [
        ({}, []),
        ({"limit": [{"by": "province", "equals": "80", "min": 2}]}, [2, 3]),
        ({"total": [{"of": "d", "min": 9}]}, [0, 1]),
        ({"total": [{"of": "d", "max": 3}],
          "limit": [{"by": "province", "equals": "80", "min": 1}]}, [3]),
        ({"limit": [{"by": "province", "max": 1}], "total": [{"of": "d", "min": 14}]}, None),
    ],
)  # fmt: skip
def test_where_nobody_says_how_many_it_has_as_many_as_the_minimums_need(
    rules: dict[str, object], sites: list[int] | None
) -> None:
    # from the best down: two of province 10, two of province 80
    areas = make_areas({"a": [4, 3, 2, 1], "d": [6, 5, 4, 3]}, codes=["100101", "100102", "800101",
                                                                    "800102"])  # fmt: skip
    stated, programme = first_stage(areas, scenario_of({"count": 2, **rules}))
    asked = frozenset(rule for rule in stated.every_rule if rule.kind != "count")
    found = good_list(replace(stated.programme(asked), gain=programme.gain))
    assert (None if found is None else np.flatnonzero(found).tolist()) == sites


def test_a_list_is_not_filled_beyond_the_time() -> None:
    areas = make_areas({"a": list(range(40))})
    _, programme = first_stage(areas, scenario_with(20))
    assert good_list(programme, until=0.0) is not None
    with patch.object(start, "_MOMENT", -1.0):
        assert good_list(programme, until=0.0) is None


@pytest.mark.parametrize("km", [3.0, 30.0])
def test_a_list_that_the_time_left_unproven_is_no_worse(km: float) -> None:
    rng = np.random.default_rng(7)
    areas = make_areas(
        {"a": rng.normal(size=400).tolist()},
        points=[(lon, lat) for lon, lat in rng.uniform((100, 13), (101, 14), (400, 2))],
        population=rng.integers(1, 9999, 400).tolist(),
    )
    scenario = scenario_with(12, objective=[{"of": "coverage", "km": km}])
    _, programme = first_stage(areas, scenario)
    # filled, with no time for exchanges
    begun = good_list(programme, until=0.0)
    assert begun is not None
    found = choose_areas(areas, score_areas(areas, scenario), scenario, seconds=0.01)
    assert found.certificate.value >= programme.value(begun) - programme.equal
    assert found.certificate.bound >= found.certificate.value
