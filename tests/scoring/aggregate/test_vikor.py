"""VIKOR, against its authors' examples, numbers by hand, scikit-criteria and pymcdm."""

import numpy as np
import pytest
import skcriteria
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pymcdm.methods import VIKOR
from skcriteria.agg.vikor import VIKOR as VIKOR_OF_SCIKIT_CRITERIA

from scoring.aggregate import vikor, vikor_measures

NAN = np.nan
HALVES = np.array([0.5, 0.5])


def test_vikor_of_opricovic_and_tzeng_2004() -> None:
    # Opricovic and Tzeng (2004), EJOR 156(2), 445-455, the mountain climber, as tested by
    # scikit-criteria (tests/agg/test_vikor.py); risk is to be low, so it is turned round
    risk, altitude = np.array([1.0, 2, 5]), np.array([3000.0, 3750, 4500])
    found = vikor_measures(np.column_stack([-risk, altitude]), HALVES)
    np.testing.assert_allclose(found.group_utility, [0.5, 0.375, 0.5])
    np.testing.assert_allclose(found.individual_regret, [0.5, 0.25, 0.5])
    np.testing.assert_allclose(found.compromise, [1, 0, 1])


@pytest.mark.parametrize(
    ("points", "utility", "regret", "compromise"),
    [
        (
            [1, 1, 1, 1, 1, 1, 1, 1],
            [0.692, 0.700, 0.290, 0.423, 0.280, 0.346],
            [0.125, 0.125, 0.121, 0.125, 0.067, 0.125],
            [0.991, 1.000, 0.473, 0.670, 0.000, 0.578],
        ),
        (
            [2, 2, 2, 2, 1, 1, 1, 1],
            [0.701, 0.600, 0.386, 0.365, 0.317, 0.459],
            [0.167, 0.114, 0.161, 0.167, 0.089, 0.167],
            [1.000, 0.533, 0.552, 0.563, 0.000, 0.686],
        ),
        (
            [1, 1, 1, 1, 2, 2, 2, 2],
            [0.683, 0.800, 0.193, 0.480, 0.243, 0.232],
            [0.113, 0.167, 0.080, 0.122, 0.044, 0.083],
            [0.684, 1.000, 0.147, 0.554, 0.041, 0.191],
        ),
    ],
)
def test_vikor_of_opricovic_and_tzeng_2007(
    points: list[float], utility: list[float], regret: list[float], compromise: list[float]
) -> None:
    # Opricovic and Tzeng (2007), EJOR 178(2), 514-529, hydropower on the Drina, as tested by
    # scikit-criteria (tests/agg/test_vikor.py); to three decimals, of which the last may be off
    figures = np.array(
        [
            [4184.3, 2914.0, 407.2, 251.0, 195, 244, 15, 2.41],
            [5211.9, 3630.0, 501.7, 308.3, 282, 346, 21, 1.41],
            [5021.3, 3920.5, 504.0, 278.6, 12, 56, 3, 4.42],
            [5566.1, 3957.9, 559.5, 335.3, 167, 268, 16, 3.36],
            [5060.5, 3293.5, 514.1, 284.2, 69, 90, 7, 4.04],
            [4317.9, 2925.9, 432.8, 239.3, 12, 55, 3, 4.36],
        ]
    )
    values = figures * [1, -1, 1, 1, -1, -1, -1, 1]
    found = vikor_measures(values, np.array(points) / np.sum(points))
    np.testing.assert_allclose(found.group_utility, utility, rtol=0, atol=1e-3)
    np.testing.assert_allclose(found.individual_regret, regret, rtol=0, atol=1e-3)
    np.testing.assert_allclose(found.compromise, compromise, rtol=0, atol=1e-3)


def test_need_is_1_less_the_index_by_hand() -> None:
    # distances to (1, 1), halved: S = 0, 1, 0.5, 0.5; R = 0, 0.5, 0.25, 0.5
    values = np.array([[1.0, 1], [0, 0], [0.5, 0.5], [1, 0]])
    np.testing.assert_allclose(vikor(values, HALVES), [1, 0, 0.5, 0.25])
    np.testing.assert_allclose(vikor(values, HALVES, strategy=1), [1, 0, 0.5, 0.5])
    np.testing.assert_allclose(vikor(values, HALVES, strategy=0), [1, 0, 0.5, 0])


def test_what_does_not_vary_adds_no_distance() -> None:
    # all alike; then S alike, 0.5 and 0.5, and so are the largest distances, 0.5 and 0.5
    for values in ([[0.3, 0.3], [0.3, 0.3]], [[1.0, 0], [0, 1]]):
        np.testing.assert_array_equal(vikor(np.array(values), HALVES), [1, 1])
    # the second member does not vary: S = R = 0, 0.5
    found = vikor_measures(np.array([[1.0, 0.3], [0, 0.3]]), HALVES)
    np.testing.assert_allclose(found, [[0, 0.5], [0, 0.5], [0, 1]])
    # S alike, 0.5 all; R is 0.5, 0.5, 0.25
    values = np.array([[1.0, 0], [0, 1], [0.5, 0.5]])
    np.testing.assert_allclose(vikor(values, HALVES), [0.5, 0.5, 1])


def test_areas_without_weights_have_no_need_and_set_no_range() -> None:
    values = np.array([[1.0, 1], [0, 0], [0.5, 0.5], [5, NAN]])
    weights = np.array([HALVES, HALVES, HALVES, [NAN, NAN]])
    np.testing.assert_allclose(vikor(values, weights), [1, 0, 0.5, NAN])


@given(
    arrays(float, (5, 3), elements=st.integers(0, 64).map(lambda n: n / 64)),
    arrays(int, (5, 3), elements=st.integers(1, 9)),
)
def test_an_area_alone_among_all_has_the_need_that_it_has_with_them(
    values: np.ndarray, points: np.ndarray
) -> None:
    weights = points / points.sum(axis=1, keepdims=True)
    together = vikor(values, weights)
    alone = vikor(values[2:3], weights[2:3], among=values, among_weights=weights)
    np.testing.assert_allclose(alone, together[2:3], rtol=0, atol=1e-12)


@given(
    arrays(float, (5, 3), elements=st.integers(0, 64).map(lambda n: n / 64)),
    arrays(int, 3, elements=st.integers(1, 9)),
    st.integers(0, 4).map(lambda n: n / 4),
)
def test_it_is_that_of_scikit_criteria_and_pymcdm(
    values: np.ndarray, points: np.ndarray, strategy: float
) -> None:
    assume((np.ptp(values, axis=0) > 0).all())
    weights = points / points.sum()
    found = vikor_measures(values, weights, strategy)
    assume(np.ptp(found.group_utility) > 1e-9 and np.ptp(found.individual_regret) > 1e-9)
    matrix = skcriteria.mkdm(values, [max] * 3, weights=weights)
    theirs = VIKOR_OF_SCIKIT_CRITERIA(v=strategy).evaluate(matrix).e_
    np.testing.assert_allclose(found, [theirs.s_k, theirs.r_k, theirs.q_k], rtol=0, atol=1e-9)
    theirs = VIKOR(v=strategy)(values, weights, np.ones(3), validation=False)
    np.testing.assert_allclose(found.compromise, theirs, rtol=0, atol=1e-9)
