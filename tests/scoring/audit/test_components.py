import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.decomposition import PCA

from scoring.audit.components import principal_components
from scoring.audit.correlations import pearson_matrix
from tests.scoring.handbook import TAI

NAN = np.nan


def test_components_of_the_technology_achievement_index() -> None:
    # OECD/JRC (2008), p. 65, table 7; the first eigenvalue, 3.354 here, stands there as 3.3
    found = principal_components(TAI)
    eigenvalues = [3.3, 1.7, 1.0, 0.9, 0.5, 0.3, 0.2, 0.1]
    np.testing.assert_allclose(found.eigenvalues, eigenvalues, atol=0.06)
    explained = [41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9]
    np.testing.assert_allclose(100 * found.explained, explained, atol=0.12)
    assert found.complete == 23


def test_loadings_of_the_technology_achievement_index() -> None:
    # OECD/JRC (2008), p. 69, table 8, where the sign of a component is whatever came
    printed = np.array(
        [
            [-0.11, -0.75, 0.13, 0.60, -0.10, -0.12, -0.17, 0.05],
            [-0.56, -0.48, 0.22, -0.54, 0.27, -0.17, -0.04, 0.10],
            [-0.92, 0.21, 0.02, -0.10, 0.04, 0.11, -0.27, -0.13],
            [0.35, -0.85, 0.01, -0.13, 0.11, 0.35, 0.06, -0.08],
            [-0.76, -0.39, -0.16, -0.16, -0.41, -0.16, 0.16, -0.09],
            [-0.91, 0.13, 0.01, 0.07, -0.19, 0.30, 0.04, 0.16],
            [-0.74, 0.11, 0.37, 0.39, 0.33, -0.02, 0.20, -0.07],
            [-0.36, -0.12, -0.87, 0.15, 0.26, -0.03, 0.02, 0.02],
        ]
    )
    loadings = principal_components(TAI).loadings
    # turned as here: the largest in size above 0
    largest = np.abs(printed).argmax(axis=0)
    turned = printed * np.sign(printed[largest, np.arange(8)])
    np.testing.assert_allclose(loadings, turned, atol=0.015)


def test_two_members_by_hand() -> None:
    # correlation 1/2: eigenvalues 1 + 1/2 and 1 - 1/2, loadings √(1.5/2) and ±√(0.5/2)
    values = np.array([[0.0, 0]] * 3 + [[1, 1]] * 3 + [[0, 1], [1, 0]])
    found = principal_components(values)
    np.testing.assert_allclose(found.eigenvalues, [1.5, 0.5])
    np.testing.assert_allclose(found.explained, [0.75, 0.25])
    # both of the second are as large, so the first of them is above 0
    np.testing.assert_allclose(
        found.loadings, [[np.sqrt(0.75), np.sqrt(0.25)], [np.sqrt(0.75), -np.sqrt(0.25)]]
    )


@pytest.mark.parametrize("seed", range(8))
def test_of_two_loadings_as_large_the_first_is_above_0(seed: int) -> None:
    # the first two trade places in half of the areas, so one component is their difference alone,
    # on which both load as much but for rounding
    half = np.random.default_rng(seed).random((20, 3))
    loadings = principal_components(np.vstack([half, half[:, [1, 0, 2]]])).loadings
    difference = np.flatnonzero(np.abs(loadings[2]) < 1e-9)
    assert len(difference) == 1
    first, second = loadings[:2, difference[0]]
    assert first == pytest.approx(-second)
    assert first > 0


def test_components_agree_with_scikit_learn() -> None:
    values = np.random.default_rng(7).random((60, 5)) @ np.random.default_rng(8).random((5, 5))
    standardised = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    expected = PCA().fit(standardised)
    found = principal_components(values)
    np.testing.assert_allclose(found.eigenvalues, expected.explained_variance_, atol=1e-9)
    np.testing.assert_allclose(found.explained, expected.explained_variance_ratio_, atol=1e-9)
    loadings = expected.components_.T * np.sqrt(expected.explained_variance_)
    np.testing.assert_allclose(np.abs(found.loadings), np.abs(loadings), atol=1e-9)


FIGURES = arrays(float, (10, 4), elements=st.integers(0, 9).map(float) | st.just(NAN))


@given(FIGURES)
def test_loadings_make_up_the_correlations_of_the_complete_areas(values: np.ndarray) -> None:
    found = principal_components(values)
    complete = values[~np.isnan(values).any(axis=1)]
    matrix = pearson_matrix(complete)
    vary = ~np.isnan(np.diag(matrix))
    assert found.complete == len(complete)
    loadings = found.loadings[vary]
    np.testing.assert_allclose(loadings @ loadings.T, matrix[np.ix_(vary, vary)], atol=1e-9)
    assert np.isnan(found.loadings[~vary]).all()
    assert found.eigenvalues.sum() == pytest.approx(vary.sum())
    assert (np.diff(found.eigenvalues) <= 1e-12).all()
    assert (found.eigenvalues >= 0).all()


def test_a_member_that_repeats_others_leaves_a_component_without_loadings() -> None:
    # the third is the sum of the others, the fourth the first turned round
    values = np.array([[0.0, 1, 1, 9], [1, 5, 6, 8], [2, 3, 5, 7], [4, 1, 5, 5]])
    found = principal_components(values)
    assert found.eigenvalues[2:].tolist() == [0, 0]
    assert (found.loadings[:, 2:] == 0).all()


@given(FIGURES)
def test_the_largest_loading_is_above_0(values: np.ndarray) -> None:
    for loadings in principal_components(values).loadings.T:
        known = loadings[~np.isnan(loadings)]
        assert known.max() >= np.abs(known).max() - 1e-9


def test_a_member_that_does_not_vary_has_no_loading_and_takes_no_component() -> None:
    values = np.array([[0.0, 4, 1], [1, 4, 0], [2, 4, 5]])
    found = principal_components(values)
    without = principal_components(values[:, [0, 2]])
    assert found.eigenvalues.shape == (2,)
    assert np.isnan(found.loadings[1]).all()
    np.testing.assert_array_equal(found.loadings[[0, 2]], without.loadings)


@pytest.mark.parametrize("values", [np.empty((0, 2)), np.empty((3, 0)), np.full((3, 2), NAN)])
def test_without_complete_areas_that_vary_there_are_no_components(values: np.ndarray) -> None:
    found = principal_components(values)
    assert found.eigenvalues.shape == found.explained.shape == (0,)
    assert found.loadings.shape == (values.shape[1], 0)
