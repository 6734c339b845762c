"""Weights that follow from the figures: entropy, CRITIC, principal components."""

from collections.abc import Callable

import numpy as np
import pymcdm.weights
import pytest
import skcriteria.preprocessing.weighters
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA

from scoring.components import components
from scoring.weigh.critic import critic
from scoring.weigh.entropy import entropy
from scoring.weigh.principal_components import (
    principal_components,
    weights_from_loadings,
)
from scoring.weigh.varimax import varimax
from tests.scoring.handbook import TAI

NAN = np.nan
Weigh = Callable[[np.ndarray], np.ndarray]


def by_components(values: np.ndarray) -> np.ndarray:
    return principal_components(values).weights


ALL = pytest.mark.parametrize("weigh", [entropy, critic, by_components])


def correlated(seed: int, areas: int = 40, members: int = 5) -> np.ndarray:
    """Return positive values on the unit scale that go together in some members."""
    random = np.random.default_rng(seed)
    values = random.random((areas, members)) + random.random((areas, 2)) @ random.random(
        (2, members)
    )
    return values / values.max()


def min_max(values: np.ndarray) -> np.ndarray:
    return (values - values.min(axis=0)) / np.ptp(values, axis=0)


# entropy


def test_entropy_by_hand() -> None:
    # shares 1/4, 3/4 and 0, 1 of two areas: evenness -(1/4·log2(1/4) + 3/4·log2(3/4)) and 0
    evenness = 2 / 4 + 3 / 4 * np.log2(4 / 3)
    expected = np.array([1 - evenness, 1]) / (2 - evenness)
    np.testing.assert_allclose(entropy(np.array([[0.1, 0], [0.3, 0.7]])), expected)


def test_entropy_elsayed2017evaluating() -> None:
    # Elsayed, E. A., Dawood, A. K. S. and Karthikeyan, R. (2017), Evaluating alternatives through
    # the application of TOPSIS method with entropy weight. International Journal of Engineering
    # Trends and Technology 46(2), 60-66; the numbers as in the tests of pymcdm, which cite it
    values = [
        [7, 312, 1891, 6613, 163],
        [72, 88, 728, 941804, 1078],
        [10, 252, 2594, 3466, 117471],
        [10, 145, 980, 2371, 86329],
        [65, 54, 350, 501, 29897],
        [29, 48, 380, 912, 34051],
        [7, 476, 3300, 78470, 2212],
        [70, 87, 650, 733, 819000],
        [4, 86, 591, 3015, 103],
        [12, 79, 579, 3240, 96098],
        [21, 45, 261, 1253, 453],
        [1, 72, 530, 4333, 0.1048],
    ]
    expected = [0.104991, 0.069124, 0.071373, 0.449937, 0.304575]
    np.testing.assert_allclose(entropy(np.array(values)), expected, atol=5e-7)


@pytest.mark.parametrize("seed", range(5))
def test_entropy_agrees_with_pymcdm_and_scikit_criteria(seed: int) -> None:
    values = correlated(seed)
    found = entropy(values)
    np.testing.assert_allclose(found, pymcdm.weights.entropy_weights(values), atol=1e-9)
    other = skcriteria.preprocessing.weighters.entropy_weights(values)
    np.testing.assert_allclose(found, other, atol=1e-9)


def test_entropy_takes_areas_with_nothing_as_scikit_criteria_does() -> None:
    values = min_max(correlated(1))
    other = skcriteria.preprocessing.weighters.entropy_weights(values)
    np.testing.assert_allclose(entropy(values), other, atol=1e-9)


def test_entropy_of_a_member_does_not_depend_on_its_unit() -> None:
    values = correlated(2)
    np.testing.assert_allclose(entropy(values * [1, 0.1, 0.5, 2, 1]), entropy(values), rtol=1e-9)


# CRITIC


def test_critic_by_hand() -> None:
    # deviations ½, ½ and 1/√8; the first two run against each other, the third agrees with neither
    # in such a way: values 0, 1, 0, 1 / 1, 0, 1, 0 / 0, 0, ½√2, ½√2, so correlations -1, 0, 0
    # conflict 2 + 1, 2 + 1, 1 + 1: products 3/2, 3/2, 2/√8 = 1/√2
    third = np.sqrt(0.5)
    values = np.array([[0.0, 1, 0], [1, 0, 0], [0, 1, third], [1, 0, third]])
    expected = np.array([1.5, 1.5, third]) / (3 + third)
    np.testing.assert_allclose(critic(values), expected)


def test_critic_diakoulaki1995determining() -> None:
    # Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995), Determining objective weights in
    # multiple criteria problems: the CRITIC method. Computers & Operations Research 22(7), 763-770;
    # the numbers as in the tests of scikit-criteria, which cite it
    figures = [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9.0, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4.0, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ]
    expected = [0.20222554, 0.48090173, 0.31687273]
    np.testing.assert_allclose(critic(min_max(np.array(figures))), expected, atol=5e-9)


@pytest.mark.parametrize("seed", range(5))
def test_critic_agrees_with_pymcdm_and_scikit_criteria(seed: int) -> None:
    values = min_max(correlated(seed))
    found = critic(values)
    np.testing.assert_allclose(found, pymcdm.weights.critic_weights(values), atol=1e-9)
    other = skcriteria.preprocessing.weighters.critic_weights(values, objectives=[1] * 5)
    np.testing.assert_allclose(found, other, atol=1e-9)


def test_critic_knows_no_weights_where_all_members_say_the_same() -> None:
    one = correlated(3)[:, :1]
    assert np.isnan(critic(np.hstack([one, one / 2, one + 0.1]))).all()


# principal components

# the handbook's table 17, p. 90
LOADINGS = np.array(
    [
        [0.07, 0.97, 0.06, 0.06],
        [0.13, 0.07, -0.07, 0.93],
        [0.79, -0.21, 0.21, 0.42],
        [-0.64, 0.56, -0.04, 0.36],
        [0.37, 0.17, 0.38, 0.68],
        [0.82, -0.04, 0.25, 0.35],
        [0.88, 0.23, -0.09, 0.09],
        [0.08, 0.04, 0.96, 0.04],
    ]
)


def test_components_oecd2008_explained_variance_of_technology() -> None:
    # table 16, p. 90, in percent of the variance; how the table of data rounds, two of its columns
    # to two decimals of a logarithm, moves them by up to 0.3
    eigenvalues, _ = components(np.corrcoef(TAI, rowvar=False))
    expected = [41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9]
    np.testing.assert_allclose(eigenvalues / 8 * 100, expected, atol=0.12)


def test_components_oecd2008_rotated_loadings_of_technology() -> None:
    # the handbook keeps four, of which the last two have eigenvalues of 0.99 and 0.89
    _, unrotated = components(np.corrcoef(TAI, rowvar=False))
    rotated = varimax(unrotated[:, :4])
    rotated *= np.sign(rotated[np.abs(rotated).argmax(axis=0), range(4)])
    # by university, patents, royalties, schooling: the member each stands for
    order = [int(np.abs(rotated[member]).argmax()) for member in (6, 0, 7, 1)]
    np.testing.assert_allclose(rotated[:, order], LOADINGS, atol=0.02)
    explained = (rotated[:, order] ** 2).sum(axis=0)
    np.testing.assert_allclose(explained, [2.64, 1.39, 1.19, 1.76], atol=0.03)


def test_components_oecd2008_weights_of_technology() -> None:
    # table 18, p. 91, column PC
    expected = [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16]
    np.testing.assert_allclose(weights_from_loadings(LOADINGS), expected, atol=5e-3)


def test_components_keep_those_with_an_eigenvalue_above_1() -> None:
    # 3.35 and 1.75 of the handbook's example; its third has 0.985
    found = principal_components(TAI)
    assert found.loadings.shape == (8, 2)
    assert found.explained.sum() == pytest.approx(found.eigenvalues[:2].sum() / 8)


def test_components_of_two_pairs_by_hand() -> None:
    # 1 and 2 correlate by 0.6, 3 and 4 by 0.2, across they do not: the components are the pairs,
    # with eigenvalues 1.6 and 1.2 and loadings √0.8 and √0.6; so weights 0.8, 0.8, 0.6, 0.6 of 2.8
    correlations = np.eye(4)
    correlations[[0, 1], [1, 0]], correlations[[2, 3], [3, 2]] = 0.6, 0.2
    found = principal_components(with_correlations(correlations))
    np.testing.assert_allclose(found.eigenvalues, [1.6, 1.2, 0.8, 0.4])
    a, b = np.sqrt(0.8), np.sqrt(0.6)
    np.testing.assert_allclose(found.loadings, [[a, 0], [a, 0], [0, b], [0, b]], atol=1e-9)
    np.testing.assert_allclose(found.explained, [1.6 / 4, 1.2 / 4])
    np.testing.assert_allclose(found.weights, np.array([0.8, 0.8, 0.6, 0.6]) / 2.8)


def with_correlations(correlations: np.ndarray) -> np.ndarray:
    """Return values of 40 areas that have exactly these correlations."""
    noise = np.random.default_rng(0).normal(size=(40, len(correlations)))
    uncorrelated = np.linalg.qr(noise - noise.mean(axis=0))[0]
    return uncorrelated @ np.linalg.cholesky(correlations).T


@pytest.mark.parametrize("seed", range(3))
def test_eigenvalues_are_those_of_scikit_learn(seed: int) -> None:
    values = correlated(seed)
    other = PCA().fit((values - values.mean(axis=0)) / values.std(axis=0, ddof=1))
    eigenvalues = principal_components(values).eigenvalues
    np.testing.assert_allclose(eigenvalues, other.explained_variance_, atol=1e-9)


def test_loadings_are_correlations_with_components_that_add_up_to_what_is_explained() -> None:
    values = correlated(4)
    found = principal_components(values)
    correlations = np.corrcoef(values, rowvar=False)
    kept = found.loadings.shape[1]
    vectors = np.linalg.eigh(correlations)[1][:, ::-1][:, :kept]
    expected = vectors * found.eigenvalues[:kept] @ vectors.T
    np.testing.assert_allclose(found.loadings @ found.loadings.T, expected, atol=1e-9)
    np.testing.assert_allclose((found.loadings**2).sum(axis=0) / 5, found.explained)


def test_components_do_not_depend_on_units() -> None:
    values = correlated(5)
    found = by_components(values * [1, 100, 3, 0.1, 2] + [0, 5, 1, 1, -3])
    np.testing.assert_allclose(found, by_components(values), rtol=1e-9)


def test_components_knows_no_weights_where_members_do_not_correlate() -> None:
    found = principal_components(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]))
    assert np.isnan(found.weights).all()
    assert found.loadings.shape == (2, 0)
    np.testing.assert_allclose(found.eigenvalues, [1, 1])


# varimax


def test_varimax_finds_the_simple_structure_that_was_turned_away() -> None:
    simple = np.array(
        [[0.9, 0, 0], [0.8, 0, 0], [0, 0.7, 0], [0, 0.6, 0], [0, 0, 0.5], [0, 0, 0.4]]
    )
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    found = np.abs(varimax(simple @ turn))
    # up to the order and the signs of the components
    np.testing.assert_allclose(found[:, found[[0, 2, 4]].argmax(axis=1)], simple, atol=1e-9)


@given(st.integers(0, 1000), st.integers(1, 4))
def test_varimax_is_a_rotation_that_no_turn_of_two_components_improves(
    seed: int, count: int
) -> None:
    loadings = np.random.default_rng(seed).normal(size=(7, count))
    found = varimax(loadings)
    np.testing.assert_allclose(found @ found.T, loadings @ loadings.T, atol=1e-9)
    best = _simplicity(found)
    for one in range(count):
        for other in range(one + 1, count):
            for angle in np.linspace(0, np.pi, 9)[1:-1]:
                turned = found.copy()
                turn = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
                turned[:, [one, other]] = turned[:, [one, other]] @ turn
                assert _simplicity(turned) <= best + 1e-9


def _simplicity(loadings: np.ndarray) -> float:
    """Return Kaiser's criterion: variance of the squares, members brought to the same length."""
    squares = loadings**2 / (loadings**2).sum(axis=1, keepdims=True)
    return float(squares.var(axis=0).sum())


def test_varimax_leaves_a_member_that_loads_on_nothing() -> None:
    found = varimax(np.array([[0.6, 0.6], [0.5, -0.5], [0, 0]]))
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found[2], [0, 0])


# what holds for all of them


@ALL
def test_areas_that_lack_a_member_are_left_out(weigh: Weigh) -> None:
    values = correlated(6)
    gaps = values.copy()
    gaps[3, 1] = gaps[17, 0] = NAN
    expected = weigh(np.delete(values, [3, 17], axis=0))
    np.testing.assert_allclose(weigh(gaps), expected, rtol=1e-12)


@ALL
def test_a_member_that_does_not_vary_weighs_nothing_and_changes_nothing(weigh: Weigh) -> None:
    values = correlated(7)
    constant = np.full((len(values), 1), 0.1 + 0.2)
    found = weigh(np.hstack([values[:, :2], constant, values[:, 2:]]))
    np.testing.assert_allclose(np.delete(found, 2), weigh(values), rtol=1e-9)
    assert found[2] == 0


@ALL
def test_a_member_that_alone_varies_takes_everything(weigh: Weigh) -> None:
    values = np.array([[0.5, 0.1], [0.5, 0.7], [0.5, 0.2]])
    np.testing.assert_allclose(weigh(values), [0, 1])
    np.testing.assert_allclose(weigh(values[:, 1:]), [1])


@ALL
@pytest.mark.parametrize(
    "values", [np.full((4, 2), 0.3), np.full((4, 2), NAN), np.empty((0, 2)), np.array([[0.1, 0.2]])]
)
def test_there_are_no_weights_where_nothing_varies(weigh: Weigh, values: np.ndarray) -> None:
    assert np.isnan(weigh(values)).tolist() == [True, True]


@ALL
@given(seed=st.integers(0, 1000), members=st.integers(2, 6))
def test_weights_are_not_negative_sum_to_1_and_follow_the_members(
    weigh: Weigh, seed: int, members: int
) -> None:
    values = correlated(seed, areas=12, members=members)
    found = weigh(values)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    random = np.random.default_rng(seed)
    rows, columns = random.permutation(12), random.permutation(members)
    np.testing.assert_allclose(weigh(values[rows][:, columns]), found[columns], atol=1e-6)


@ALL
def test_values_are_left_as_they_were(weigh: Weigh) -> None:
    values = correlated(8)
    before = values.copy()
    weigh(values)
    np.testing.assert_array_equal(values, before)
