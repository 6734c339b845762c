"""The first of several equally good assignments."""

import numpy as np

from scoring.matching.ties import first_of_equals

NO = np.inf


def test_an_equal_is_found_at_the_end_of_a_chain_of_exchanges() -> None:
    # 0 + 3 + 3, or all move one column to the left: 3 + 1 + 2
    costs = np.array([[3, 0, NO, NO], [NO, 1, 3, NO], [NO, NO, 2, 3]])
    assert first_of_equals(costs, np.array([1, 2, 3]), real=4).tolist() == [0, 1, 2]


def test_what_is_needed_for_the_least_cost_stays_in_use() -> None:
    # the first column is cheap for the second row alone, so the first row cannot have it
    costs = np.array([[1.0, 1.0, 9.0], [0.0, 2.0, 2.0]])
    assert first_of_equals(costs, np.array([1, 0]), real=3).tolist() == [1, 0]
    # nor can it leave out the one column that is cheap for both
    costs = np.array([[5.0, 1.0, 5.0], [5.0, 1.0, 5.0]])
    assert first_of_equals(costs, np.array([1, 2]), real=3).tolist() == [0, 1]


def test_who_comes_first_gets_what_is_left() -> None:
    # one area for two rows; the last two columns stand for none
    costs = np.array([[0.0, 4.0, 4.0], [0.0, 4.0, 4.0]])
    assert first_of_equals(costs, np.array([2, 0]), real=1).tolist() == [0, 1]
