"""The arithmetic mean, against numbers by hand and scikit-criteria."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skcriteria.agg.simple import wsm

from scoring.aggregate import arithmetic, arithmetic_parts

NAN = np.nan


def test_the_mean_by_hand() -> None:
    # 0.2 · 0.5 + 0.6 · 0.25 + 1 · 0.25
    values = np.array([[0.2, 0.6, 1.0]])
    np.testing.assert_allclose(arithmetic(values, np.array([0.5, 0.25, 0.25])), [0.5])


def test_each_area_may_have_its_own_weights() -> None:
    # 0.2 · 0.5 + 0.6 · 0.5; 0.2 · 0.25 + 0.8 · 0.75
    values = np.array([[0.2, 0.6, NAN], [0.2, NAN, 0.8]])
    weights = np.array([[0.5, 0.5, 0], [0.25, 0, 0.75]])
    np.testing.assert_allclose(arithmetic(values, weights), [0.4, 0.65])


def test_parts_are_weight_times_value_and_missing_where_the_value_is() -> None:
    values = np.array([[0.2, 0.6, NAN]])
    parts = arithmetic_parts(values, np.array([[0.5, 0.5, 0]]))
    np.testing.assert_allclose(parts, [[0.1, 0.3, NAN]])


@given(
    arrays(float, (5, 3), elements=st.floats(0, 1)),
    arrays(int, 3, elements=st.integers(1, 9)),
)
def test_it_is_the_weighted_sum_model_of_scikit_criteria(
    values: np.ndarray, points: np.ndarray
) -> None:
    weights = points / points.sum()
    means = arithmetic(values, weights)
    np.testing.assert_allclose(means, wsm(values, weights)[1], rtol=0, atol=1e-9)
    np.testing.assert_allclose(means, arithmetic_parts(values, weights).sum(axis=1), atol=1e-12)
