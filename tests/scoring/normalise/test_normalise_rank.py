import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from scoring.normalise import rank

NAN = np.nan

figures = st.lists(st.integers(-9, 9), min_size=2, max_size=20).filter(lambda n: len(set(n)) > 1)


def test_equal_figures_share_the_middle_of_their_ranks() -> None:
    # ranks 1, 2.5, 2.5, 4, less 1 and over 3
    given_figures = np.array([1.0, 5.0, NAN, 90.0, 5.0])
    np.testing.assert_allclose(rank(given_figures, more_is_need=True), [0, 0.5, NAN, 1, 0.5])
    np.testing.assert_allclose(rank(given_figures, more_is_need=False), [1, 0.5, NAN, 0, 0.5])


def test_an_end_is_shared_by_none() -> None:
    # ranks 1.5, 1.5, 3, less 1 and over 2
    np.testing.assert_allclose(rank(np.array([0.0, 0.0, 7.0]), True), [0.25, 0.25, 1])


@pytest.mark.parametrize("more_is_need", [True, False])
@given(numbers=figures)
def test_it_is_the_average_rank_of_scipy(more_is_need: bool, numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    ranks = rankdata(values if more_is_need else -values)
    expected = (ranks - 1) / (len(values) - 1)
    np.testing.assert_allclose(rank(values, more_is_need), expected, rtol=1e-12, atol=1e-15)


@given(figures)
def test_only_the_order_matters(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    np.testing.assert_array_equal(rank(np.exp(values), True), rank(values, True))
    np.testing.assert_array_equal(rank(-(values**3), False), rank(values, True))


@given(figures)
def test_the_mean_is_a_half_whatever_the_ties(numbers: list[int]) -> None:
    assert rank(np.array(numbers, dtype=float), True).mean() == pytest.approx(0.5)
