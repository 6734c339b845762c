import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.normalise import standard_score, z_score

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=2, max_size=20, unique=True)


def test_standard_scores_by_hand() -> None:
    # mean 5, squares 9 + 1 + 1 + 9 = 20 over 4 - 1, so a standard deviation of √(20/3)
    given_figures = np.array([2.0, 4, NAN, 6, 8])
    expected = np.array([-3, -1, NAN, 1, 3]) / np.sqrt(20 / 3)
    np.testing.assert_allclose(standard_score(given_figures, more_is_need=True), expected)
    np.testing.assert_allclose(standard_score(given_figures, more_is_need=False), -expected)


def test_the_mean_is_at_a_half_and_three_deviations_at_an_end() -> None:
    # mean 0 and standard deviation √(2·25/(51 - 1)) = 1, so -5 lies at 0.5 - 5/6
    given_figures = np.array([-5.0, *[0.0] * 49, 5.0])
    expected = [0.5 - 5 / 6, *[0.5] * 49, 0.5 + 5 / 6]
    np.testing.assert_allclose(z_score(given_figures, more_is_need=True), expected)
    np.testing.assert_allclose(z_score(given_figures, more_is_need=False), expected[::-1])
    # and 3 of (3, 0 …, -3) with a standard deviation of √(2·9/18) = 1 at the very end
    ends = z_score(np.array([-3.0, *[0.0] * 17, 3.0]), more_is_need=True)
    np.testing.assert_allclose(ends[[0, -1]], [0, 1], atol=1e-15)


@given(figures)
def test_it_is_what_scipy_gives_for_a_sample(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    expected = stats.zscore(values, ddof=1)
    np.testing.assert_allclose(standard_score(values, True), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("factor", [0.001, 1000.0, -3.0])
@given(numbers=figures, offset=st.integers(-50, 50))
def test_a_change_of_unit_changes_nothing(factor: float, numbers: list[int], offset: int) -> None:
    values = np.array(numbers, dtype=float)
    changed = z_score(factor * (values + offset), more_is_need=factor > 0)
    np.testing.assert_allclose(changed, z_score(values, more_is_need=True), rtol=1e-9, atol=1e-12)
