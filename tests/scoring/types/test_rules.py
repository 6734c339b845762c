"""Types told in two conditions, counted on the figures as they are shown."""

import numpy as np
import pytest

from scoring.features import Features, features
from scoring.types.rules import rule
from tests.making import make_areas, make_scenario

POOR = [1.04, 2, 3, 4, 5, 6.06, 7, 8, 9, 10]


def found(**figures: list[float | None]) -> Features:
    areas = make_areas(figures)
    weights = dict.fromkeys(figures, 1)
    return features(areas, make_scenario({"a": weights}, missing="average"))


def test_one_condition_is_enough_where_one_tells_all() -> None:
    told = rule(found(poor=POOR), np.arange(10) >= 5)
    assert [(c.indicator.id, c.above, c.bound) for c in told.conditions] == [("poor", True, 5.5)]
    assert (told.recall, told.precision) == (1, 1)


def test_two_conditions_where_the_type_lies_between() -> None:
    own = np.isin(np.arange(10), [3, 4, 5])
    told = rule(found(poor=POOR), own)
    assert {(c.above, c.bound) for c in told.conditions} == {(True, 3.5), (False, 6.5)}
    assert (told.recall, told.precision) == (1, 1)


def test_bounds_are_rounded_before_they_are_counted() -> None:
    # halfway between 2.01 and 2.04 is 2.025, which is shown as 2.0, so that 2.01 is above it
    told = rule(found(x=[1.0, 2.01, 2.04, 3.0]), np.array([False, False, True, True]))
    assert [c.bound for c in told.conditions] == [2.0]
    assert (told.recall, told.precision) == (1, pytest.approx(2 / 3))


def test_a_looser_bound_of_the_same_kind_is_not_said() -> None:
    rng = np.random.default_rng(0)
    x = np.sort(rng.uniform(0, 100, 60))
    own = (x > 40) & (x < 45)
    told = rule(found(x=x.tolist()), own)
    assert len({(c.indicator.id, c.above) for c in told.conditions}) == len(told.conditions)


def test_a_type_of_areas_without_figures_has_no_infinite_bound() -> None:
    x: list[float | None] = [1.0, 5, 2, 8, 3, 9, None, None, None, None]
    told = rule(found(x=x, other=[float(n % 2) for n in range(10)]), np.arange(10) >= 6)
    assert all(np.isfinite(one.bound) for one in told.conditions)


def test_areas_without_a_figure_keep_a_condition_only_if_it_says_so() -> None:
    poor: list[float | None] = [1, 2, 3, 4, 5, 6, 7, 8, None, None]
    own = np.array([False] * 4 + [True] * 6)
    told = rule(found(poor=poor, other=[float(n % 3) for n in range(10)]), own)
    (one,) = told.conditions
    assert (one.above, one.bound, one.or_unknown) == (True, 4.5, True)
    assert (told.recall, told.precision) == (1, 1)
    assert one.kept(np.array([4.5, 4.6, np.nan])).tolist() == [False, True, True]
