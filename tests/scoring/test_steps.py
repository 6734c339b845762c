"""The pure functions, each against numbers by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring import aggregate, treat
from scoring.normalise import min_max
from scoring.variance import between_groups, covariance_shares

NAN = np.nan


def test_log_takes_the_logarithm_of_one_more() -> None:
    # log(1 + 0) = 0, log(1 + (e - 1)) = 1
    np.testing.assert_allclose(treat.log(np.array([0, np.e - 1, NAN])), [0, 1, NAN])


def test_winsorise_draws_what_lies_beyond_the_percentiles_in_to_them() -> None:
    # of 0 … 40 the 2.5th percentile is 1 and the 97.5th 39
    given = np.array([*range(40, -1, -1), NAN], dtype=float)
    expected = [39, *range(39, 0, -1), 1, NAN]
    np.testing.assert_allclose(treat.winsorise(given), expected)


def test_winsorise_interpolates_between_two_figures() -> None:
    # of 0, 10, 100 the percentiles lie 5 % of the way from an end to the middle
    np.testing.assert_allclose(treat.winsorise(np.array([0.0, 10, 100])), [0.5, 10, 95.5])


def test_min_max_puts_the_ends_at_0_and_1() -> None:
    # (x - 10) / (30 - 10)
    given = np.array([10.0, 15.0, 30.0, NAN])
    np.testing.assert_allclose(min_max(given, more_is_need=True), [0, 0.25, 1, NAN])


def test_min_max_turns_round_where_less_is_need() -> None:
    # (30 - x) / (30 - 10)
    given = np.array([10.0, 15.0, 30.0, NAN])
    np.testing.assert_allclose(min_max(given, more_is_need=False), [1, 0.75, 0, NAN])


def test_weights_of_missing_figures_go_to_the_others_pro_rata() -> None:
    present = np.array([[True, True, True], [True, False, True], [False, False, False]])
    # without the second: 1/(1 + 2) and 2/(1 + 2)
    expected = [[0.2, 0.4, 0.4], [1 / 3, 0, 2 / 3], [NAN, NAN, NAN]]
    np.testing.assert_allclose(aggregate.renormalised(np.array([1.0, 2.0, 2.0]), present), expected)


def test_a_total_counts_what_is_there_and_is_unknown_where_nothing_is() -> None:
    parts = np.array([[0.25, NAN, 0.5], [NAN, NAN, NAN], [0.0, 0.0, 0.0]])
    np.testing.assert_allclose(aggregate.total(parts), [0.75, NAN, 0])


def test_eta_squared_by_hand() -> None:
    # groups {1, 3} and {5, 7}: means 2 and 6, overall 4
    # between: 2·(2 - 4)² + 2·(6 - 4)² = 16; total: 9 + 1 + 1 + 9 = 20
    values, groups = np.array([1.0, 5.0, 3.0, 7.0, NAN]), np.array([0, 2, 0, 2, 1])
    assert between_groups(values, groups) == pytest.approx(16 / 20)


def test_eta_squared_is_1_where_groups_are_uniform_and_0_where_their_means_agree() -> None:
    assert between_groups(np.array([1.0, 1.0, 4.0]), np.array([0, 0, 1])) == pytest.approx(1)
    same_means = between_groups(np.array([1.0, 3.0, 0.0, 4.0]), np.array([0, 0, 1, 1]))
    assert same_means == pytest.approx(0)


@pytest.mark.parametrize("values", [[], [NAN], [2.0, 2.0], [0.1 + 0.2, 0.3]])
def test_eta_squared_is_unknown_where_nothing_varies(values: list[float]) -> None:
    assert np.isnan(between_groups(np.array(values), np.zeros(len(values), dtype=int)))


def test_eta_squared_is_never_above_1_however_floats_are_rounded() -> None:
    # by plain arithmetic 1.0000000000000002
    assert between_groups(np.repeat([0.8, 0.6], 3), np.repeat([0, 1], 3)) == 1


def test_covariance_shares_by_hand() -> None:
    # totals 1, 4, 7, so deviations -3, 0, 3 with squares 18; (-3·1 + 3·3)/18, (-3·0 + 3·4)/18
    parts = np.array([[1.0, 0], [2, 2], [3, 4], [9, 9]])
    shares = covariance_shares(parts, np.array([1.0, 4, 7, NAN]))
    np.testing.assert_allclose(shares, [1 / 3, 2 / 3])


def test_a_part_that_is_missing_adds_nothing_and_one_that_runs_against_the_total_takes_away() -> (
    None
):
    # totals 0, 3, 6: deviations -3, 0, 3 with squares 18; (3·9)/18, (-3·0 + 3·-3)/18
    parts = np.array([[NAN, 0.0], [4, -1], [9, -3]])
    np.testing.assert_allclose(covariance_shares(parts, np.array([0.0, 3, 6])), [1.5, -0.5])


@pytest.mark.parametrize("total", [[], [NAN, NAN], [0.1 + 0.2, 0.3]])
def test_covariance_shares_are_unknown_where_nothing_varies(total: list[float]) -> None:
    shares = covariance_shares(np.ones((len(total), 2)), np.array(total))
    assert np.isnan(shares).tolist() == [True, True]


@given(
    arrays(float, 12, elements=st.floats(-100, 100)),
    arrays(int, 12, elements=st.integers(0, 3)),
)
def test_eta_squared_lies_between_0_and_1(values: np.ndarray, groups: np.ndarray) -> None:
    share = between_groups(values, groups)
    assert np.isnan(share) or 0 <= share <= 1
