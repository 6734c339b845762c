import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.normalise import distance_to_target

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=2, max_size=20, unique=True)


def test_need_ends_at_the_target_and_is_1_at_the_worst_by_hand() -> None:
    # (x - 15) / (30 - 15), and turned round (15 - x) / (15 - 10)
    given_figures = np.array([10.0, 14.0, 15.0, 21.0, 30.0, NAN])
    more = distance_to_target(given_figures, True, 15.0)
    np.testing.assert_allclose(more, [0, 0, 0, 0.4, 1, NAN])
    less = distance_to_target(given_figures, False, 15.0)
    np.testing.assert_allclose(less, [1, 0.2, 0, 0, 0, NAN])


def test_need_is_what_is_left_of_coinrs_achievement() -> None:
    # COINr, tests/testthat/test-normalise.R, with scores held at the target: 0, 5 and 11 with the
    # target 10 score 0, 0.5 and 1; -1, 1 and 10, where less is better, with the target 0 score 1,
    # 0.9 and 0
    need = distance_to_target(np.array([0.0, 5, 11]), False, 10.0)
    np.testing.assert_allclose(need, [1, 0.5, 0])
    need = distance_to_target(np.array([-1.0, 1, 10]), True, 0.0)
    np.testing.assert_allclose(need, [0, 0.1, 1])


@pytest.mark.parametrize("target", [30.0, 31.0])
def test_where_all_meet_the_target_there_is_no_need(target: float) -> None:
    given_figures = np.array([10.0, 30.0, NAN])
    np.testing.assert_array_equal(distance_to_target(given_figures, True, target), [0, 0, NAN])


@given(figures, st.integers(-50, 50), st.sampled_from([0.001, 1000.0, -3.0]))
def test_a_change_of_unit_changes_nothing(numbers: list[int], offset: int, factor: float) -> None:
    values = np.array(numbers, dtype=float)
    target = float(np.median(values))
    changed = distance_to_target(factor * (values + offset), factor > 0, factor * (target + offset))
    expected = distance_to_target(values, True, target)
    np.testing.assert_allclose(changed, expected, rtol=1e-9, atol=1e-9)


@given(figures, st.integers(-900, 900))
def test_more_need_never_counts_less(numbers: list[int], target: int) -> None:
    values = np.sort(np.array(numbers, dtype=float))
    need = distance_to_target(values, True, target)
    assert (np.diff(need) >= 0).all()
    assert need.min() >= 0
    assert need.max() == (1 if values.max() > target else 0)
