import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.treat import is_outlying, kurtosis, skewness

NAN = np.nan

figures = st.lists(st.integers(-1000, 1000), min_size=4, max_size=20).filter(
    lambda numbers: len(set(numbers)) > 1
)


def test_skewness_and_kurtosis_by_hand() -> None:
    # mean 1, deviations -1 -1 -1 3, with sums of powers 12, 24, 84
    # g1 = 2·24/12^1.5 = 2/√3, and G1 = g1·√(4·3)/2 = 2
    # g2 = 4·84/144 - 3 = -2/3, and G2 = (5·(-2/3) + 6)·3/(2·1) = 4
    values = np.array([0.0, 4, NAN, 0, 0])
    assert skewness(values) == pytest.approx(2, abs=1e-12)
    assert kurtosis(values) == pytest.approx(4, abs=1e-12)


def test_they_are_what_a_spreadsheet_gives() -> None:
    # Microsoft's own example in the help on SKEW and on KURT
    values = np.array([3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7])
    assert skewness(values) == pytest.approx(0.359543, abs=5e-7)
    assert kurtosis(values) == pytest.approx(-0.151800, abs=5e-7)


@given(figures)
def test_they_are_what_scipy_gives_corrected_for_bias(numbers: list[int]) -> None:
    values = np.array(numbers, dtype=float)
    expected = stats.skew(values, bias=False), stats.kurtosis(values, bias=False)
    np.testing.assert_allclose((skewness(values), kurtosis(values)), expected, rtol=1e-9, atol=1e-9)


@given(figures, st.sampled_from([-1e150, -1e-3, 1e-150, 7.0]), st.sampled_from([0.0, 3.0]))
def test_a_change_of_unit_turns_the_sign_at_most(
    numbers: list[int], factor: float, offset: float
) -> None:
    values = np.array(numbers, dtype=float)
    changed = factor * (values + offset)
    sign = np.sign(factor)
    assert skewness(changed) == pytest.approx(sign * skewness(values), rel=1e-9, abs=1e-9)
    assert kurtosis(changed) == pytest.approx(kurtosis(values), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    "values", [[], [NAN, NAN], [5.0], [1.0, 2.0], [2.0] * 9, [0.1 + 0.2, 0.3, 0.3, 0.3]]
)
def test_they_are_unknown_where_there_is_too_little_or_nothing_varies(values: list[float]) -> None:
    assert np.isnan(skewness(np.array(values)))
    assert np.isnan(kurtosis(np.array(values)))
    assert not is_outlying(np.array(values))


def test_three_figures_have_a_skewness_but_no_kurtosis() -> None:
    # deviations -1 -1 2: g1 = √3·6/6^1.5 = 1/√2, and G1 = g1·√6/1 = √3
    values = np.array([0.0, 0, 3])
    assert skewness(values) == pytest.approx(np.sqrt(3))
    assert np.isnan(kurtosis(values))
    assert not is_outlying(values)


def test_one_far_figure_among_eleven_is_an_outlier_on_either_side() -> None:
    # COINr, tests/testthat/test-treat.R: 1 … 10 and 100 do not pass, 1 … 10 and 10 do
    far = np.array([*range(1, 11), 100], dtype=float)
    assert is_outlying(far)
    assert is_outlying(-far)
    assert not is_outlying(np.array([*range(1, 11), 10], dtype=float))


def test_skewness_alone_or_kurtosis_alone_is_no_outlier() -> None:
    lopsided = np.repeat([0.0, 1.0], [87, 13])
    assert skewness(lopsided) > 2
    assert kurtosis(lopsided) < 3.5
    assert not is_outlying(lopsided)
    even = np.repeat([-9.0, 0.0, 9.0], [2, 96, 2])
    assert skewness(even) == pytest.approx(0, abs=1e-12)
    assert kurtosis(even) > 3.5
    assert not is_outlying(even)


@pytest.mark.parametrize(("shape", "outlying"), [(0.94, True), (0.96, False)])
def test_the_limit_of_skewness_is_2(shape: float, outlying: bool) -> None:
    # of a gamma distribution it is 2/√shape, and a little less where the tail is cut off
    values = stats.gamma.ppf((np.arange(1000) + 0.5) / 1000, shape)
    assert skewness(values) == pytest.approx(2, abs=0.02)
    assert kurtosis(values) > 5
    assert is_outlying(values) is outlying
    assert is_outlying(-values) is outlying


@pytest.mark.parametrize(("ones", "outlying"), [(119, True), (120, False)])
def test_the_limit_of_kurtosis_is_3_and_a_half(ones: int, outlying: bool) -> None:
    # of two figures it is the square of skewness less 2
    values = np.repeat([0.0, 1.0], [1000 - ones, ones])
    assert kurtosis(values) == pytest.approx(3.5, abs=0.07)
    assert skewness(values) > 2.3
    assert is_outlying(values) is outlying
