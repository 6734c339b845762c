import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.treat import is_outlying, skewness, winsorise_points

NAN = np.nan

ONE_TO_TEN = [float(n) for n in range(1, 11)]


def test_the_far_figure_is_set_to_the_next_and_nothing_else_changes() -> None:
    # COINr, tests/testthat/test-treat.R: 100 becomes 10, and then the figures pass
    treated, points = winsorise_points(np.array([100.0, NAN, *ONE_TO_TEN]))
    np.testing.assert_array_equal(treated, [10, NAN, *ONE_TO_TEN])
    assert points == 1


def test_it_works_on_the_side_of_the_long_tail() -> None:
    treated, points = winsorise_points(np.array([*ONE_TO_TEN, -100.0]))
    np.testing.assert_array_equal(treated, [*ONE_TO_TEN, 1])
    assert points == 1


def test_it_stops_as_soon_as_the_figures_pass() -> None:
    # 1 … 10, 30, 100: after 100 became 30 they pass, so 30 stays
    figures = np.array([*ONE_TO_TEN, 30, 100])
    assert is_outlying(figures)
    treated, points = winsorise_points(figures)
    np.testing.assert_array_equal(treated, [*ONE_TO_TEN, 30, 30])
    assert points == 1


def test_figures_tied_with_those_treated_before_move_along() -> None:
    # 100 000 becomes 10 000, both become 1 000, and so on: each step moves one more
    figures = np.array([*ONE_TO_TEN * 20, 1e3, 1e4, 1e5])
    treated, points = winsorise_points(figures, most=2)
    np.testing.assert_array_equal(treated, [*ONE_TO_TEN * 20, 1e3, 1e3, 1e3])
    assert points == 2


def test_no_more_than_five_are_treated_unless_tied() -> None:
    far = [10.0**n for n in range(2, 12)]
    treated, points = winsorise_points(np.array([*ONE_TO_TEN * 100, *far]))
    assert points == 5
    np.testing.assert_array_equal(treated[1000:], [*far[:4], *[far[4]] * 6])
    _, tied = winsorise_points(np.array([*ONE_TO_TEN * 100, *[1e3] * 8]))
    assert tied == 8


def test_far_figures_leave_no_trace_in_the_moments() -> None:
    # a sum of fourth powers with 1e60 in it has no digits left for the others
    treated, points = winsorise_points(np.array([*ONE_TO_TEN, 1e15]))
    np.testing.assert_array_equal(treated, [*ONE_TO_TEN, 10])
    assert points == 1


def test_a_difference_always_remains() -> None:
    # with 1 set to 0 all would be the same
    presence = np.repeat([0.0, 1.0], [997, 3])
    treated, points = winsorise_points(presence)
    np.testing.assert_array_equal(treated, presence)
    assert points == 0


def test_the_given_figures_stay_as_they_are() -> None:
    given_figures = np.array([*ONE_TO_TEN, 100.0])
    winsorise_points(given_figures)
    np.testing.assert_array_equal(given_figures, [*ONE_TO_TEN, 100])


def by_definition(values: np.ndarray, most: int) -> tuple[np.ndarray, int]:
    """One step after the other, as COINr's help on ``winsorise`` words it."""
    x = values.copy()
    upper: set[int] = set()
    lower: set[int] = set()
    while is_outlying(x) and len(upper) + len(lower) < most:
        top = skewness(x) >= 0
        extreme = x.max() if top else x.min()
        others = x[x != extreme]
        if len(set(others.tolist())) < 2:
            break
        at = np.flatnonzero(x == extreme)
        x[at] = others.max() if top else others.min()
        if top:
            upper = set(at.tolist())
        else:
            lower = set(at.tolist())
    return x, len(upper) + len(lower)


@given(
    st.lists(st.integers(0, 9), min_size=12, max_size=40),
    st.lists(st.sampled_from([-5000, -400, -60, 60, 70, 400, 5000]), max_size=9),
    st.integers(0, 6),
)
def test_it_does_step_by_step_what_the_definition_says(
    near: list[int], far: list[int], most: int
) -> None:
    values = np.array(near + far, dtype=float)
    expected, count = by_definition(values, most)
    treated, points = winsorise_points(values, most)
    np.testing.assert_array_equal(treated, expected)
    assert points == count
    # nobody overtakes anybody
    order = np.argsort(values, kind="stable")
    assert (np.diff(treated[order]) >= 0).all()


@pytest.mark.parametrize("factor", [1e-6, 3.0, -1e6])
def test_a_change_of_unit_changes_no_more_than_the_unit(factor: float) -> None:
    figures = np.array([*ONE_TO_TEN * 5, 500.0, 900.0, 900.0, 2000.0])
    treated, points = winsorise_points(figures)
    assert points > 0
    changed, as_many = winsorise_points(factor * figures)
    np.testing.assert_allclose(changed, factor * treated, rtol=1e-12)
    assert as_many == points
