import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.audit.reliability import cronbach_alpha
from tests.scoring.handbook import TAI, TAI_INDICATORS

NAN = np.nan

STANDARDISED_TAI = (TAI - TAI.mean(axis=0)) / TAI.std(axis=0)


def test_alpha_of_the_technology_achievement_index() -> None:
    # OECD/JRC (2008), p. 72: .70, of the standardised indicators
    assert cronbach_alpha(STANDARDISED_TAI) == pytest.approx(0.70, abs=0.005)


@pytest.mark.parametrize(
    ("without", "alpha"),
    [
        ("patents", 0.704),
        ("royalties", 0.645),
        ("internet", 0.636),
        ("exports", 0.774),
        ("telephones", 0.603),
        ("electricity", 0.624),
        ("schooling", 0.662),
        ("university", 0.706),
    ],
)
def test_alpha_without_one_indicator(without: str, alpha: float) -> None:
    # OECD/JRC (2008), p. 73, table 11
    others = np.delete(STANDARDISED_TAI, TAI_INDICATORS.index(without), axis=1)
    assert cronbach_alpha(others) == pytest.approx(alpha, abs=0.0015)


def test_alpha_by_hand_is_not_standardised() -> None:
    # variances 2/3 and 6; sums 0, 4, 8 with variance 32/3: 2·(1 - (20/3)/(32/3))
    # standardised, two that go together entirely would have 1
    assert cronbach_alpha(np.array([[0.0, 0], [1, 3], [2, 6]])) == pytest.approx(0.75)


def test_members_that_run_against_each_other_bring_alpha_below_0() -> None:
    # variances 2/3 and 2/9; sums 1, 1, 2 with variance 2/9: 2·(1 - (8/9)/(2/9))
    assert cronbach_alpha(np.array([[0.0, 1], [1, 0], [2, 0]])) == pytest.approx(-6)


def test_alpha_is_1_for_equal_members_and_0_for_uncorrelated_ones() -> None:
    assert cronbach_alpha(np.array([[0.0, 0, 0], [1, 1, 1], [5, 5, 5]])) == pytest.approx(1)
    crossed = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    assert cronbach_alpha(crossed) == pytest.approx(0)


def test_areas_without_all_members_are_left_out() -> None:
    values = np.array([[0.0, 0], [1, 3], [NAN, 9], [2, 6], [7, NAN]])
    assert cronbach_alpha(values) == pytest.approx(0.75)


@pytest.mark.parametrize(
    "values",
    [
        [[1.0], [2.0]],
        [[1.0, 2.0]],
        [[3.0, 4.0], [3.0, 4.0]],
        [[1.0, NAN], [NAN, 2.0]],
        # sums do not vary, though members do
        [[0.0, 1.0], [1.0, 0.0]],
    ],
)
def test_alpha_is_unknown_without_two_members_or_without_variation(
    values: list[list[float]],
) -> None:
    assert np.isnan(cronbach_alpha(np.array(values)))


@given(arrays(float, (8, 3), elements=st.integers(0, 9).map(float)))
def test_alpha_of_standardised_members_follows_from_their_mean_correlation(
    values: np.ndarray,
) -> None:
    # k r / (1 + (k - 1) r) with the mean r of the correlations
    assume((values.std(axis=0) > 0).all())
    mean = np.corrcoef(values.T)[np.triu_indices(3, 1)].mean()
    assume(abs(1 + 2 * mean) > 1e-3)
    standardised = (values - values.mean(axis=0)) / values.std(axis=0)
    expected = 3 * mean / (1 + 2 * mean)
    assert cronbach_alpha(standardised) == pytest.approx(expected, rel=1e-6, abs=1e-9)
