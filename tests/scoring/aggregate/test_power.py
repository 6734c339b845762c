"""The power mean, against numbers by hand and what Hardy, Littlewood and Pólya prove of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.aggregate import arithmetic, geometric, power_mean

HALVES = np.array([0.5, 0.5])


@pytest.mark.parametrize(
    ("exponent", "expected"),
    [
        (2, 0.125**0.5),  # √((0.09 + 0.16) / 2)
        (-1, 0.24 / 0.7),  # 2 / (1/0.3 + 1/0.4)
        (0.5, (0.3 + 0.4 + 2 * 0.12**0.5) / 4),  # ((√0.3 + √0.4) / 2)²
    ],
)
def test_the_mean_by_hand(exponent: float, expected: float) -> None:
    means = power_mean(np.array([[0.3, 0.4]]), HALVES, exponent)
    np.testing.assert_allclose(means, [expected])


def test_weights_count() -> None:
    # √(0.75 · 0.04 + 0.25 · 0.36) = √0.12
    means = power_mean(np.array([[0.2, 0.6]]), np.array([0.75, 0.25]), 2)
    np.testing.assert_allclose(means, [0.12**0.5])


def test_values_of_0_have_the_mean_0() -> None:
    # √(0.5 · 0.36)
    means = power_mean(np.array([[0.0, 0.0], [0.0, 0.6]]), HALVES, 2)
    np.testing.assert_allclose(means, [0, 0.18**0.5])


@pytest.mark.parametrize(("exponent", "decisive"), [(100, 2e-5), (-100, 1e-5)])
def test_powers_too_small_or_too_large_for_a_float_do_no_harm(
    exponent: float, decisive: float
) -> None:
    # decisive · (0.5 · (1 + 2^-100))^(1/exponent)
    means = power_mean(np.array([[1e-5, 2e-5]]), HALVES, exponent)
    np.testing.assert_allclose(means, [decisive * 0.5 ** (1 / exponent)])


POSITIVE = arrays(float, (4, 3), elements=st.floats(0.001, 1))
POINTS = arrays(int, 3, elements=st.integers(1, 9))


@given(POSITIVE, POINTS)
def test_1_is_the_arithmetic_mean_and_nearly_0_nearly_the_geometric_one(
    values: np.ndarray, points: np.ndarray
) -> None:
    weights = points / points.sum()
    np.testing.assert_allclose(power_mean(values, weights, 1), arithmetic(values, weights))
    # the difference is about exponent / 2 · the variance of the logarithms, which is at most 12
    nearly = power_mean(values, weights, 1e-6)
    np.testing.assert_allclose(nearly, geometric(values, weights), rtol=1e-5)


@given(POSITIVE, POINTS)
def test_it_rises_with_the_exponent_and_stays_between_the_values(
    values: np.ndarray, points: np.ndarray
) -> None:
    # Hardy, Littlewood and Pólya (1934), chapter II; theorem 16 says that it rises
    weights = points / points.sum()
    means = [power_mean(values, weights, p) for p in (-100, -2, -1, 0.5, 1, 2, 100)]
    ladder = np.array([values.min(axis=1), *means, values.max(axis=1)])
    assert (np.diff(ladder, axis=0) >= -1e-12).all()
