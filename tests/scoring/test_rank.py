import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from scoring.rank import ranks

NAN = np.nan


def test_equal_scores_share_the_better_rank_and_leave_the_next_free() -> None:
    scores = np.array([7.0, 9.0, NAN, 7.0, 1.0])
    np.testing.assert_array_equal(ranks(scores).competition, [2, 1, NAN, 2, 4])


def test_dense_ranks_leave_none_free() -> None:
    scores = np.array([7.0, 9.0, NAN, 7.0, 1.0])
    np.testing.assert_array_equal(ranks(scores).dense, [2, 1, NAN, 2, 3])


def test_ranks_of_the_handbook() -> None:
    # OECD/JRC (2008), p. 87, table 15: mean years of school of 23 countries and their ranks, where
    # the highest figure is at the end, so these are the ranks of what is missing to 12 years
    years = [
        *(10, 12, 11.4, 9.5, 10.8, 9.4, 9.4, 11.6, 10.9, 7.1, 10.2, 11.9),
        *(9.4, 9.3, 11.7, 8.4, 7.9, 9.6, 7.3, 7.2, 9.5, 9.1, 7.1),
    ]
    expected = [15, 23, 19, 12, 17, 9, 9, 20, 18, 1, 16, 22, 9, 8, 21, 6, 5, 14, 4, 3, 12, 7, 1]
    np.testing.assert_array_equal(ranks(-np.array(years)).competition, expected)


def test_without_scores_there_are_no_ranks() -> None:
    nobody = ranks(np.array([NAN, NAN]))
    assert np.isnan(nobody.competition).all()
    assert np.isnan(nobody.dense).all()
    assert (nobody.ranked, nobody.distinct) == (0, 0)
    assert len(ranks(np.array([])).dense) == 0


def test_only_exactly_equal_scores_are_tied() -> None:
    scores = np.array([0.3, 0.1 + 0.2, -0.0, 0.0])
    np.testing.assert_array_equal(ranks(scores).competition, [2, 1, 3, 3])
    np.testing.assert_array_equal(ranks(scores).dense, [2, 1, 3, 3])
    assert (ranks(scores).ranked, ranks(scores).distinct) == (4, 3)


@given(st.lists(st.one_of(st.integers(-5, 5), st.just(NAN)), min_size=1, max_size=30))
def test_they_are_the_ranks_of_pandas_and_of_scipy(numbers: list[float]) -> None:
    scores = np.array(numbers, dtype=float)
    series = pd.Series(scores)
    found = ranks(scores)
    for own, method in ((found.competition, "min"), (found.dense, "dense")):
        expected = series.rank(method=method, ascending=False)
        np.testing.assert_array_equal(own, expected)
        theirs = rankdata(-scores, method=method, nan_policy="omit")
        np.testing.assert_array_equal(own, theirs)
