"""Places in many draws, by hand and against plain sorting."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.uncertainty import places
from scoring.uncertainty.places import RankTable, competition_ranks, memberships

Numbers = NDArray[np.float64]
NAN = np.nan


def _everywhere(scores: Numbers, count: int) -> Numbers:
    within, shares = memberships(scores, count)
    found = np.zeros(scores.shape)
    found[:, within] = shares
    return found


def test_the_highest_scores_have_the_places() -> None:
    scores = np.array([[0.1, 0.9, 0.5, 0.7]])
    assert _everywhere(scores, 2).tolist() == [[0, 1, 0, 1]]


def test_equal_scores_share_the_places_that_are_left() -> None:
    scores = np.array([[0.9, 0.5, 0.5, 0.5, 0.1]])
    np.testing.assert_allclose(_everywhere(scores, 2), [[1, 1 / 3, 1 / 3, 1 / 3, 0]])


def test_differences_that_a_score_does_not_know_are_none() -> None:
    scores = np.array([[0.5, 0.5 + 1e-13, 0.1]])
    np.testing.assert_allclose(_everywhere(scores, 1), [[0.5, 0.5, 0]])
    order, ranks = competition_ranks(scores)
    assert ranks.tolist() == [[1, 1, 3]]
    assert order[0, 2] == 2


def test_scores_are_equal_where_the_ninth_decimal_of_a_point_is() -> None:
    # 7e-12 apart on the unit scale, but 30.799654235 and 30.799654234 points
    apart = np.array([[0.30799654235119, 0.30799654234383]])
    assert competition_ranks(apart)[1].tolist() == [[1, 2]]
    assert _everywhere(apart, 1).tolist() == [[1, 0]]
    together = np.array([[0.30799654234419, 0.30799654234383]])
    assert competition_ranks(together)[1].tolist() == [[1, 1]]
    assert _everywhere(together, 1).tolist() == [[0.5, 0.5]]


def test_who_has_no_score_has_no_place_even_where_places_are_left() -> None:
    scores = np.array([[0.5, NAN, 0.2], [NAN, NAN, 0.2]])
    assert _everywhere(scores, 2).tolist() == [[1, 0, 1], [0, 0, 1]]
    order, ranks = competition_ranks(scores)
    assert ranks.tolist() == [[1, 2, 3], [1, 2, 2]]
    assert order[:, 0].tolist() == [0, 2]


def test_draws_in_which_nobody_has_a_score() -> None:
    scores = np.full((2, 3), NAN)
    assert not _everywhere(scores, 2).any()
    assert competition_ranks(scores)[1].tolist() == [[1, 1, 1]] * 2


@given(st.integers(0, 10_000), st.integers(1, 30), st.integers(1, 400), st.booleans())
def test_places_and_ranks_are_those_of_plain_sorting(
    seed: int, count: int, areas: int, coarse: bool
) -> None:
    random = np.random.default_rng(seed)
    scores = random.random((8, areas)) + 0.1 * random.random(areas)
    if coarse:
        scores = np.round(scores, 1)
    scores[random.random(scores.shape) < 0.05] = NAN
    order, ranks = competition_ranks(scores)
    mine = np.empty(scores.shape)
    np.put_along_axis(mine, order, ranks, axis=1)
    expected = pd.DataFrame(-scores).rank(axis=1, method="min").to_numpy()
    # those without a score come after all others
    without = (~np.isnan(scores)).sum(axis=1, keepdims=True) + 1
    np.testing.assert_array_equal(mine, np.where(np.isnan(scores), without, expected))
    shares = _everywhere(scores, count)
    np.testing.assert_allclose(
        shares.sum(axis=1), np.minimum(count, (~np.isnan(scores)).sum(axis=1))
    )
    tied = pd.DataFrame(-scores).rank(axis=1, method="max").to_numpy()
    assert (shares[tied <= count] == 1).all()
    assert (shares[expected > count] == 0).all()


def test_numbers_nearer_than_the_first_sorting_sees_are_put_in_order() -> None:
    # twice 16 bits tell apart 2⁻³² of the range only
    scores = np.array([[0.0, 1.0, 0.5, 0.5 + 4e-11, 0.5 - 4e-11]])
    order, ranks = competition_ranks(scores)
    assert order.tolist() == [[1, 3, 2, 4, 0]]
    assert ranks.tolist() == [[1, 2, 3, 4, 5]]


def test_quantiles_are_the_inverse_of_the_empirical_distribution() -> None:
    random = np.random.default_rng(5)
    scores = random.random((37, 300))
    table = RankTable.empty(300, 37)
    order, ranks = competition_ranks(scores)
    table.add(order[:20], ranks[:20])
    other = RankTable.empty(300, 37)
    other.add(order[20:], ranks[20:])
    mine = np.empty(scores.shape)
    np.put_along_axis(mine, order, ranks, axis=1)
    expected = np.quantile(mine, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    found = table.joined(other).quantiles((0.05, 0.5, 0.95))
    np.testing.assert_array_equal(found, expected)


def test_with_very_many_areas_neighbouring_ranks_share_a_cell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(places, "_CELLS", 300 * 50)
    scores = np.random.default_rng(5).random((40, 300))
    coarse = RankTable.empty(300, 40)
    assert coarse.counts.size <= 300 * 50
    order, ranks = competition_ranks(scores)
    coarse.add(order, ranks)
    mine = np.empty(scores.shape)
    np.put_along_axis(mine, order, ranks, axis=1)
    exact = np.quantile(mine, [0.05, 0.5, 0.95], axis=0, method="inverted_cdf")
    assert np.abs(coarse.quantiles((0.05, 0.5, 0.95)) - exact).max() <= coarse.width / 2
    assert coarse.width == 6
