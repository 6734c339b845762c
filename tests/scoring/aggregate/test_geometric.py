"""The geometric mean, against numbers by hand and scikit-criteria."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skcriteria.agg.simple import wpm

from scoring.aggregate import arithmetic, geometric


def test_the_mean_by_hand() -> None:
    # √(0.2 · 0.8); 0.25^¾ · 1^¼ = 8^(-½)
    means = geometric(np.array([[0.2, 0.8]]), np.array([0.5, 0.5]))
    np.testing.assert_allclose(means, [0.4])
    means = geometric(np.array([[0.25, 1.0]]), np.array([0.75, 0.25]))
    np.testing.assert_allclose(means, [8**-0.5])


def test_little_need_in_one_member_weighs_more_than_in_the_arithmetic_mean() -> None:
    # both have the arithmetic mean 0.5; √(0.1 · 0.9) = 0.3
    values = np.array([[0.1, 0.9], [0.5, 0.5]])
    np.testing.assert_allclose(geometric(values, np.array([0.5, 0.5])), [0.3, 0.5])


def test_a_value_of_0_does_not_matter_where_its_weight_is_0() -> None:
    means = geometric(np.array([[0.3, 0.0]]), np.array([1.0, 0.0]))
    np.testing.assert_allclose(means, [0.3])


@given(
    arrays(float, (5, 3), elements=st.floats(0.001, 1)),
    arrays(int, 3, elements=st.integers(1, 9)),
)
def test_its_logarithm_is_the_weighted_product_model_of_scikit_criteria(
    values: np.ndarray, points: np.ndarray
) -> None:
    weights = points / points.sum()
    means = geometric(values, weights)
    np.testing.assert_allclose(np.log10(means), wpm(values, weights)[1], rtol=0, atol=1e-9)
    assert (means <= arithmetic(values, weights) + 1e-12).all()
