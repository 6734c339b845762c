import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.treat import (
    Treated,
    box_cox,
    is_outlying,
    kurtosis,
    shifted_log,
    skewness,
    treat_outliers,
    winsorise_points,
)

NAN = np.nan

NORMAL = stats.norm.ppf((np.arange(1000) + 0.5) / 1000)


def shape_fits(treated: Treated, given_figures: np.ndarray) -> bool:
    before = treated.skewness_before, treated.kurtosis_before
    after = treated.skewness_after, treated.kurtosis_after
    return (
        before == (skewness(given_figures), kurtosis(given_figures))
        and after == (skewness(treated.values), kurtosis(treated.values))
        and treated.passed == (not is_outlying(treated.values))
    )


def test_figures_without_outliers_stay_as_they_are() -> None:
    figures = np.array([*NORMAL, NAN])
    treated = treat_outliers(figures)
    np.testing.assert_array_equal(treated.values, figures)
    assert (treated.method, treated.points, treated.exponent) == ("none", 0, None)
    assert treated.passed
    assert shape_fits(treated, figures)


def test_a_few_far_figures_are_drawn_in() -> None:
    # COINr, tests/testthat/test-treat.R: of 1 … 10 and 100 only 100 changes, to 10
    figures = np.array([*range(1, 11), 100], dtype=float)
    treated = treat_outliers(figures)
    np.testing.assert_array_equal(treated.values, [*range(1, 11), 10])
    assert (treated.method, treated.points, treated.exponent) == ("winsorise", 1, None)
    assert treated.passed
    assert shape_fits(treated, figures)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_long_tail_goes_to_the_logarithm_of_the_figures_as_they_were(sign: int) -> None:
    figures = sign * np.exp(NORMAL)
    assert is_outlying(winsorise_points(figures)[0])
    treated = treat_outliers(figures)
    np.testing.assert_array_equal(treated.values, shifted_log(figures))
    assert (treated.method, treated.points, treated.exponent) == ("log", 0, None)
    assert treated.passed
    assert shape_fits(treated, figures)


def test_a_longer_tail_goes_to_box_cox() -> None:
    figures = np.exp(2 * NORMAL)
    assert is_outlying(shifted_log(figures))
    treated = treat_outliers(figures)
    powers, exponent = box_cox(figures)
    np.testing.assert_array_equal(treated.values, powers)
    assert (treated.method, treated.points, treated.exponent) == ("box_cox", 0, exponent)
    assert treated.passed
    assert shape_fits(treated, figures)


@pytest.mark.parametrize("sign", [1, -1])
def test_where_nothing_suffices_the_least_lopsided_is_kept(sign: int) -> None:
    # nearly all areas have none of it, and no power makes them differ
    few = sign * np.array([*[0.0] * 990, *range(1, 11)])
    fewer = sign * np.array([*[0.0] * 980, *10.0 ** np.arange(20)])
    for figures, method in ((few, "box_cox"), (fewer, "winsorise")):
        others = (
            figures,
            winsorise_points(figures)[0],
            shifted_log(figures),
            box_cox(figures)[0],
        )
        assert all(is_outlying(other) for other in others)
        treated = treat_outliers(figures)
        assert treated.method == method
        assert not treated.passed
        assert abs(treated.skewness_after) == min(abs(skewness(other)) for other in others)
        assert shape_fits(treated, figures)


def test_where_nothing_helps_nothing_is_done() -> None:
    # two different figures have the same skewness whatever they are
    presence = np.repeat([0.0, 1.0], [1016, 8])
    treated = treat_outliers(presence)
    np.testing.assert_array_equal(treated.values, presence)
    assert treated.method == "none"
    assert not treated.passed
    assert shape_fits(treated, presence)


@pytest.mark.parametrize("figures", [[], [NAN], [1.0, 900.0], [5.0] * 20])
def test_too_few_figures_or_equal_ones_are_left_alone(figures: list[float]) -> None:
    treated = treat_outliers(np.array(figures))
    np.testing.assert_array_equal(treated.values, figures)
    assert treated.method == "none"
    assert treated.passed


@given(
    st.lists(st.integers(0, 50), min_size=10, max_size=40),
    st.lists(st.integers(-10_000, 10_000), max_size=8),
)
def test_the_order_is_kept_and_the_given_figures_too(near: list[int], far: list[int]) -> None:
    figures = np.array(near + far, dtype=float)
    before = figures.copy()
    treated = treat_outliers(figures)
    np.testing.assert_array_equal(figures, before)
    assert treated.values is not figures
    order = np.argsort(figures, kind="stable")
    assert (np.diff(treated.values[order]) >= 0).all()
    assert shape_fits(treated, figures)


def test_what_was_found_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        treat_outliers(NORMAL).passed = False
