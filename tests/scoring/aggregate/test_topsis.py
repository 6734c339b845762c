"""TOPSIS, against a textbook, numbers by hand, scikit-criteria and pymcdm."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pymcdm.methods import TOPSIS
from skcriteria.agg.topsis import topsis as topsis_of_scikit_criteria

from scoring.aggregate import topsis

NAN = np.nan
HALVES = np.array([0.5, 0.5])


def test_topsis_of_tzeng_and_huang() -> None:
    # Tzeng and Huang (2011), Multiple Attribute Decision Making, as tested by scikit-criteria
    # (tests/agg/test_topsis.py, test_TOPSIS_tzeng2011multiple); to four decimals
    figures = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])
    values = figures / np.sqrt((figures**2).sum(axis=0))
    closeness = topsis(values, np.array([0.3, 0.4, 0.3]))
    np.testing.assert_allclose(closeness, [0.5037, 0.6581, 0.7482, 0.3340], rtol=0, atol=5e-5)


def test_closeness_by_hand() -> None:
    # ideal (1, 1), anti-ideal (0, 0); of (0.6, 0.2) the weighted distances are
    # 0.5 · √(0.16 + 0.64) and 0.5 · √(0.36 + 0.04), in the ratio of √2 to 1
    values = np.array([[1, 1], [0, 0], [0.6, 0.2]])
    np.testing.assert_allclose(topsis(values, HALVES), [1, 0, 1 / (1 + 2**0.5)])


def test_weights_count_squared_within_the_distance() -> None:
    # (1, 0): 0.8² against 0.2² within the roots, so 0.8 to the anti-ideal and 0.2 to the ideal
    values = np.array([[1.0, 0], [0, 1]])
    np.testing.assert_allclose(topsis(values, np.array([0.8, 0.2])), [0.8, 0.2])


def test_a_value_without_weight_sets_no_ideal() -> None:
    # the 9 has the weight 0, so the second member's ideal is 1
    values = np.array([[0.0, 0], [1, 1], [0.5, 9], [0.5, NAN]])
    weights = np.array([[0.5, 0.5], [0.5, 0.5], [1, 0], [1, 0]])
    np.testing.assert_allclose(topsis(values, weights), [0, 1, 0.5, 0.5])


def test_other_areas_may_set_the_ideals() -> None:
    # between (0, 0) and (2, 2): 0.5 away from one, 1.5 from the other
    among = np.array([[0, NAN], [2, 0], [NAN, 2]])
    np.testing.assert_allclose(topsis(np.array([[0.5, 0.5]]), HALVES, among), [0.25])


def test_where_ideal_and_anti_ideal_are_one_an_area_is_between_them() -> None:
    np.testing.assert_array_equal(topsis(np.full((2, 2), 0.3), HALVES), [0.5, 0.5])


@given(
    arrays(float, (5, 3), elements=st.integers(0, 64).map(lambda n: n / 64)),
    arrays(int, 3, elements=st.integers(1, 9)),
)
def test_it_is_that_of_scikit_criteria_and_pymcdm(values: np.ndarray, points: np.ndarray) -> None:
    assume((np.ptp(values, axis=0) > 0).any())
    weights = points / points.sum()
    closeness = topsis(values, weights)
    theirs = topsis_of_scikit_criteria(values, np.ones(3), weights, metric="euclidean")[3]
    np.testing.assert_allclose(closeness, theirs, rtol=0, atol=1e-9)
    as_they_are = TOPSIS(normalization_function=lambda column, cost: column)
    theirs = as_they_are(values, weights, np.ones(3), validation=False)
    np.testing.assert_allclose(closeness, theirs, rtol=0, atol=1e-9)
