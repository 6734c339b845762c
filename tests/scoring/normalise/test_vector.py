import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymcdm.normalizations import vector_normalization
from skcriteria.agg.topsis import topsis
from skcriteria.preprocessing.scalers import scale_by_vector

from scoring.normalise import vector

NAN = np.nan

figures = st.lists(st.integers(1, 1000), min_size=2, max_size=20, unique=True)


def test_vector_by_hand() -> None:
    # √(3² + 4²) = 5
    given_figures = np.array([3.0, NAN, 4.0])
    np.testing.assert_allclose(vector(given_figures, more_is_need=True), [0.6, NAN, 0.8])
    np.testing.assert_allclose(vector(given_figures, more_is_need=False), [0.4, NAN, 0.2])


@pytest.mark.parametrize("more_is_need", [True, False])
@given(numbers=figures)
def test_it_is_what_pymcdm_and_scikit_criteria_give(more_is_need: bool, numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    scaled = vector(values, more_is_need)
    np.testing.assert_allclose(scaled, vector_normalization(values, not more_is_need), atol=1e-12)
    theirs = scale_by_vector(values)
    np.testing.assert_allclose(scaled, theirs if more_is_need else 1 - theirs, atol=1e-12)


@given(figures)
def test_a_change_of_unit_that_leaves_zero_changes_nothing(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    changed = vector(1000 * values, False)
    np.testing.assert_allclose(changed, vector(values, False), rtol=0, atol=1e-14)


def closeness(scaled: np.ndarray, weights: np.ndarray) -> np.ndarray:
    weighted = scaled * weights
    to_best = np.linalg.norm(weighted - weighted.max(axis=0), axis=1)
    to_worst = np.linalg.norm(weighted - weighted.min(axis=0), axis=1)
    return to_worst / (to_best + to_worst)


def test_it_leads_to_the_textbook_example_of_topsis() -> None:
    # Tzeng & Huang (2011), as quoted in scikit-criteria, test_TOPSIS_tzeng2011multiple
    table = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])
    scaled = np.column_stack([vector(column, more_is_need=True) for column in table.T])
    given_closeness = closeness(scaled, np.array([0.3, 0.4, 0.3]))
    np.testing.assert_allclose(given_closeness, [0.5037, 0.6581, 0.7482, 0.3340], atol=1e-4)


def test_turned_round_it_leaves_topsis_as_the_books_define_it() -> None:
    # the books divide alike and look for the ideal at the other end; here the scale is turned
    table = np.array([[5.0, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]])
    directions, weights = np.array([1, -1, 1]), np.array([0.3, 0.5, 0.2])
    scaled = [vector(table[:, n], more_is_need=directions[n] > 0) for n in range(3)]
    _, _, _, theirs = topsis(scale_by_vector(table, axis=0), directions, weights)
    np.testing.assert_allclose(closeness(np.column_stack(scaled), weights), theirs, rtol=1e-9)
