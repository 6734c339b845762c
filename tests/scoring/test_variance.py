"""How a variance divides, against numbers by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.variance import between_groups, covariance_shares

NAN = np.nan


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
