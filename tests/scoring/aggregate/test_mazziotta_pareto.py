"""The Mazziotta-Pareto index, against numbers by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.aggregate import arithmetic, mazziotta_pareto, mazziotta_pareto_index

HALVES = np.array([0.5, 0.5])
THIRDS = np.full(3, 1 / 3)


@pytest.mark.parametrize(("sign", "expected"), [(-1, 100 - 8 / 3), (1, 100 + 8 / 3)])
def test_the_index_by_hand(sign: int, expected: float) -> None:
    # M = 100, S² = (400 + 0 + 400) / 3, the members being all there are; S · cv = S² / M = 8/3
    index = mazziotta_pareto_index(np.array([[80.0, 100, 120]]), THIRDS, sign)
    np.testing.assert_allclose(index, [expected])


def test_the_weighted_index_by_hand() -> None:
    # M = 0.1 · 130 + 0.9 · 70 = 76, S² = 0.1 · 54² + 0.9 · 6² = 324
    index = mazziotta_pareto_index(np.array([[130.0, 70]]), np.array([0.1, 0.9]), -1)
    np.testing.assert_allclose(index, [76 - 324 / 76])


def test_on_the_unit_scale_imbalance_adds_to_need() -> None:
    # 0 and 1 are 70 and 130: M = 100, S = 30, and 100 + 9 is 39/60; 0.5 twice stays 0.5
    values = np.array([[0.0, 1], [0.5, 0.5]])
    np.testing.assert_allclose(mazziotta_pareto(values, HALVES), [39 / 60, 0.5])


UNIT = arrays(float, (4, 3), elements=st.floats(0, 1))
POINTS = arrays(int, 3, elements=st.integers(1, 9))


@given(UNIT, POINTS)
def test_it_is_never_below_the_arithmetic_mean_and_equal_where_members_are(
    values: np.ndarray, points: np.ndarray
) -> None:
    weights = points / points.sum()
    index = mazziotta_pareto(values, weights)
    assert (index >= arithmetic(values, weights) - 1e-12).all()
    level = np.repeat(values[:, :1], 3, axis=1)
    np.testing.assert_allclose(mazziotta_pareto(level, weights), values[:, 0], atol=1e-12)


@given(UNIT, POINTS)
def test_a_weight_twice_as_large_counts_as_the_member_twice(
    values: np.ndarray, points: np.ndarray
) -> None:
    once = mazziotta_pareto(values, points / points.sum())
    several = np.repeat(values, points, axis=1)
    equal = np.full(points.sum(), 1 / points.sum())
    np.testing.assert_allclose(once, mazziotta_pareto(several, equal), atol=1e-12)


def test_outside_the_unit_scale_more_need_in_a_member_can_lower_it() -> None:
    # (10, 130): M = 70, S² = 3600; (22, 130): M = 76, S² = 2916
    lower, higher = mazziotta_pareto(np.array([[-1.0, 1], [-0.8, 1]]), HALVES)
    np.testing.assert_allclose([lower, higher], [(3600 / 70) / 60, (6 + 2916 / 76) / 60])
    assert higher < lower


def test_with_the_minus_sign_a_higher_value_can_lower_it_even_on_the_unit_scale() -> None:
    # (130, 70): 76 - 324/76 = 71.7; (120, 70): M = 75, S² = 0.1 · 45² + 0.9 · 5² = 225, 75 - 3
    values = np.array([[130.0, 70], [120, 70]])
    most, less = mazziotta_pareto_index(values, np.array([0.1, 0.9]), -1)
    assert most < less == pytest.approx(72)
