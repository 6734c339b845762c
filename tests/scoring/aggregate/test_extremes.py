"""The least and the most need seen, by hand."""

import numpy as np

from scoring.aggregate.extremes import extremes

NAN = np.nan


def test_only_values_that_are_there_and_count_are_extremes() -> None:
    values = np.array([[0.2, 0.9, NAN], [0.6, NAN, NAN], [0.4, 0.1, NAN]])
    np.testing.assert_array_equal(extremes(values), [[0.2, 0.1, 0], [0.6, 0.9, 0]])
    weights = np.array([[0, 1, 0], [1, 0, 0], [0.5, 0, 0.5]])
    np.testing.assert_array_equal(extremes(values, weights), [[0.4, 0.9, 0], [0.6, 0.9, 0]])
