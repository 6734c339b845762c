import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import spearmanr

from scoring.audit.correlations import pearson, pearson_matrix, spearman
from tests.scoring.handbook import TAI

NAN = np.nan

FIGURES = arrays(float, (9, 4), elements=st.integers(-3, 3).map(float) | st.just(NAN))


def test_correlations_of_the_technology_achievement_index() -> None:
    # OECD/JRC (2008), p. 64, table 6
    upper = [
        [0.13, -0.09, 0.45, 0.28, 0.03, 0.22, 0.08],
        [0.46, 0.25, 0.56, 0.32, 0.30, 0.06],
        [-0.45, 0.56, 0.84, 0.63, 0.27],
        [0.00, -0.36, -0.35, -0.03],
        [0.64, 0.30, 0.33],
        [0.65, 0.26],
        [0.08],
    ]
    found = pearson_matrix(TAI)[np.triu_indices(8, 1)]
    printed = np.concatenate(upper)
    # royalties with telephones is 0.58 from the printed logarithms and 0.56 in the table
    apart = np.flatnonzero(np.abs(found - printed) > 0.0075)
    assert apart.tolist() == [np.flatnonzero(printed == 0.56)[0]]
    np.testing.assert_allclose(found, printed, atol=0.02)


def test_a_correlation_by_hand() -> None:
    # deviations -1, 0, 1 and -2, 1, 1: products 3, squares 2 and 6
    found = pearson(np.array([[1.0], [2], [3]]), np.array([[0.0], [3], [3]]))
    np.testing.assert_allclose(found, [[3 / np.sqrt(12)]])


def test_a_pair_counts_the_areas_that_have_both() -> None:
    # over the areas with both figures, (1, 6), (2, 4) and (3, 2), straight down
    first = np.array([[1.0], [2], [3], [NAN], [50]])
    second = np.array([[6.0], [4], [2], [70], [NAN]])
    np.testing.assert_allclose(pearson(first, second), [[-1]])


@given(FIGURES)
def test_the_matrix_agrees_with_pandas(values: np.ndarray) -> None:
    expected = pd.DataFrame(values).corr().to_numpy()
    np.testing.assert_allclose(pearson_matrix(values), expected, rtol=0, atol=1e-9)


@given(FIGURES)
def test_the_matrix_is_symmetric_to_the_last_digit_and_has_1_on_the_diagonal(
    values: np.ndarray,
) -> None:
    matrix = pearson_matrix(values)
    np.testing.assert_array_equal(matrix, matrix.T)
    assert set(np.diag(matrix)[~np.isnan(np.diag(matrix))]) <= {1.0}


@given(FIGURES)
def test_one_matrix_with_another_is_a_block_of_the_matrix_of_both(values: np.ndarray) -> None:
    block = pearson_matrix(values)[:1, 1:]
    np.testing.assert_allclose(pearson(values[:, :1], values[:, 1:]), block, rtol=0, atol=1e-12)


@given(FIGURES, st.permutations(range(9)))
def test_the_order_of_areas_does_not_matter(values: np.ndarray, order: list[int]) -> None:
    found = pearson_matrix(values[order])
    np.testing.assert_allclose(found, pearson_matrix(values), rtol=0, atol=1e-12)


def test_units_do_not_matter_even_far_from_zero() -> None:
    values = np.random.default_rng(5).random((200, 3))
    shifted = values * [1e-3, 1.0, 1e6] + [1e3, -1e6, 1e9]
    np.testing.assert_allclose(pearson_matrix(shifted), pearson_matrix(values), atol=1e-6)
    np.testing.assert_allclose(pearson_matrix(shifted), np.corrcoef(shifted.T), atol=1e-12)


@pytest.mark.parametrize(
    "column",
    [
        [7.0, 7.0, 7.0],
        [NAN, NAN, NAN],
        [NAN, NAN, 3.0],
        # the same but for how floats are rounded
        [0.1 + 0.2, 0.3, 0.3],
        # varies, but not where the other has a figure
        [7.0, 7.0, 9.0],
    ],
)
def test_what_does_not_vary_has_no_correlation(column: list[float]) -> None:
    other = np.array([[1.0], [2.0], [NAN]])
    assert np.isnan(pearson(np.array(column)[:, None], other)).tolist() == [[True]]
    assert np.isnan(pearson(other, np.array(column)[:, None])).tolist() == [[True]]


def test_what_is_constant_far_from_its_mean_where_both_are_there_has_no_correlation() -> None:
    # deviations of 2/3 from the mean of all three squared and subtracted leave a rounding error
    first = np.array([[0.1], [0.1], [0.1], [0.7], [0.3]])
    second = np.array([[1.0], [2.0], [5.0], [NAN], [NAN]])
    assert np.isnan(pearson(first, second)).tolist() == [[True]]


def test_without_areas_there_is_no_correlation() -> None:
    assert np.isnan(pearson_matrix(np.empty((0, 2)))).all()
    assert pearson_matrix(np.empty((3, 0))).shape == (0, 0)


def test_a_rank_correlation_by_hand() -> None:
    # ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: deviations -1.5, 0, 0, 1.5 and -1.5, 0.5, -0.5, 1.5
    # products 4.5, squares 4.5 and 5
    values = np.array([[1.0], [8], [8], [9], [NAN]])
    found = spearman(values, np.array([10.0, 30, 20, 90, 0]))
    np.testing.assert_allclose(found, [4.5 / np.sqrt(4.5 * 5)])


@given(FIGURES)
def test_rank_correlations_agree_with_scipy(values: np.ndarray) -> None:
    score = values[:, 3]
    for column, found in zip(values.T, spearman(values, score), strict=True):
        both = ~np.isnan(column) & ~np.isnan(score)
        if len(np.unique(column[both])) < 2 or len(np.unique(score[both])) < 2:
            assert np.isnan(found)
        else:
            expected = spearmanr(column[both], score[both]).statistic
            assert found == pytest.approx(expected, abs=1e-9)


def test_no_figure_is_changed() -> None:
    values = np.array([[1.0, NAN], [2.0, 3.0], [5.0, 1.0]])
    before = values.copy()
    pearson_matrix(values)
    pearson(values, values)
    spearman(values, values[:, 0])
    np.testing.assert_array_equal(values, before)
