"""The count of burdens, against numbers by hand."""

import numpy as np

from scoring.aggregate import reached, threshold_count

NAN = np.nan


def test_a_value_at_the_threshold_reaches_it() -> None:
    values = np.array([[0.89, 0.9, 0.91, NAN]])
    np.testing.assert_array_equal(reached(values, 0.9), [[0, 1, 1, NAN]])


def test_how_floats_are_rounded_decides_nothing() -> None:
    # 0.1 + 0.2 is 0.30000000000000004
    assert reached(np.array([0.3]), 0.1 + 0.2).tolist() == [1]


def test_the_count_is_the_weighted_share_of_burdens() -> None:
    # 0.2 + 0.5; none; 0.25 of the two that are there; all
    values = np.array([[1, 0.9, 0.1], [0.8, 0.8, 0.8], [0.2, NAN, 0.95], [0.9, 0.9, 1.0]])
    weights = np.array([[0.2, 0.5, 0.3], [0.2, 0.5, 0.3], [0.75, 0, 0.25], [0.2, 0.5, 0.3]])
    np.testing.assert_allclose(threshold_count(values, weights, 0.9), [0.7, 0, 0.25, 1])
