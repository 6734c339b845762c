import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ecdf, percentileofscore

from scoring.normalise import percentile

NAN = np.nan

figures = st.lists(st.integers(-9, 9), min_size=1, max_size=20)


def test_the_share_that_needs_no_more_by_hand() -> None:
    # 1 of 4, 3 of 4 and all; turned round all, 3 of 4 and 1 of 4
    given_figures = np.array([1.0, 5.0, NAN, 90.0, 5.0])
    np.testing.assert_array_equal(percentile(given_figures, True), [0.25, 0.75, NAN, 1, 0.75])
    np.testing.assert_array_equal(percentile(given_figures, False), [1, 0.75, NAN, 0.25, 0.75])


@pytest.mark.parametrize("more_is_need", [True, False])
@given(numbers=figures)
def test_it_is_the_empirical_distribution_function_of_scipy(
    more_is_need: bool, numbers: list[int]
) -> None:
    values = np.array(numbers, dtype=float)
    need = values if more_is_need else -values
    given_shares = percentile(values, more_is_need)
    np.testing.assert_allclose(given_shares, ecdf(need).cdf.evaluate(need), rtol=1e-12)
    weak = [percentileofscore(need, one, kind="weak") / 100 for one in need]
    np.testing.assert_allclose(given_shares, weak, rtol=1e-12)


@given(figures)
def test_only_the_order_matters(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    np.testing.assert_array_equal(percentile(np.exp(values), True), percentile(values, True))
    np.testing.assert_array_equal(percentile(-(values**3), False), percentile(values, True))
