import numpy as np

from scoring import treat

NAN = np.nan


def test_winsorise_draws_what_lies_beyond_the_percentiles_in_to_them() -> None:
    # of 0 … 40 the 2.5th percentile is 1 and the 97.5th 39
    given = np.array([*range(40, -1, -1), NAN], dtype=float)
    expected = [39, *range(39, 0, -1), 1, NAN]
    np.testing.assert_allclose(treat.winsorise(given), expected)


def test_winsorise_interpolates_between_two_figures() -> None:
    # of 0, 10, 100 the percentiles lie 5 % of the way from an end to the middle
    np.testing.assert_allclose(treat.winsorise(np.array([0.0, 10, 100])), [0.5, 10, 95.5])
