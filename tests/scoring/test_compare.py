from collections.abc import Mapping
from types import SimpleNamespace
from typing import cast

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from geo.errors import ScoringError
from scoring.compare import compare
from scoring.scores import Scores

A, B, C, D, E = "100101", "100102", "100103", "100104", "100105"


def scored(score: Mapping[str, float | None]) -> Scores:
    values = pd.Series(score, dtype="float64")
    rank = values.rank(method="min", ascending=False).astype("Int64")
    return cast(Scores, SimpleNamespace(score=values, rank=rank))


# ranks 1 2 2 4 – and 4 2 3 1 5
FIRST = scored({A: 90, B: 80, C: 80, D: 70, E: None})
SECOND = scored({A: 60, B: 80, C: 70, D: 90, E: 50})


def test_two_scores_side_by_side_by_hand() -> None:
    found = compare(FIRST, SECOND, 2)
    expected = pd.DataFrame(
        {
            "rank_first": pd.array([1, 2, 2, 4, None], dtype="Int64"),
            "rank_second": pd.array([4, 2, 3, 1, 5], dtype="Int64"),
            "change": pd.array([-3, 0, -1, 3, None], dtype="Int64"),
            "score_first": [90, 80, 80, 70, np.nan],
            "score_second": [60.0, 80, 70, 90, 50],
        },
        index=[A, B, C, D, E],
    )
    pd.testing.assert_frame_equal(found.ranks, expected)
    # tops: A and, of B and C that share rank 2, the lower code B; then D and B
    assert (found.entered, found.left, found.stayed) == ((D,), (A,), (B,))
    assert found.overlap == 1 / 2
    assert found.jaccard == 1 / 3
    # changes 3, 0, 1, 3 in size
    assert found.mean_shift == 7 / 4
    assert found.largest_shift == 3
    assert (found.only_first, found.only_second) == ((), (E,))
    # ranks 1, 2.5, 2.5, 4 and 4, 2, 3, 1: deviations -1.5, 0, 0, 1.5 and 1.5, -0.5, 0.5, -1.5
    # products -4.5, squares 4.5 and 5
    assert found.spearman == pytest.approx(-4.5 / np.sqrt(4.5 * 5))


def test_nobody_moves_because_others_are_left_out() -> None:
    # the second leaves out A, which was first; B and C keep their order and D overtakes both
    found = compare(scored({A: 9, B: 8, C: 7, D: 6}), scored({A: None, B: 5, C: 4, D: 6}), 2)
    assert found.ranks["rank_second"].fillna(0).tolist() == [0, 2, 3, 1]
    assert found.ranks["change"].fillna(99).tolist() == [99, -1, -1, 2]
    assert found.mean_shift == pytest.approx(4 / 3)
    assert found.largest_shift == 2
    # of A and B, and of D and B, only B is in both; among B, C and D it is B and C, and D and B
    assert found.stayed == found.stayed_in_common == (B,)
    found = compare(scored({A: 9, B: 8, C: 7, D: 6}), scored({A: None, B: 5, C: 6, D: 1}), 2)
    assert (found.stayed, found.stayed_in_common) == ((B,), (B, C))


def test_a_tie_on_the_border_goes_by_code_and_not_by_the_order_of_rows() -> None:
    tied = scored({D: 5, C: 5, B: 5, A: 1})
    other = scored({D: 9, C: 8, B: 1, A: 7})
    # of B, C and D with rank 1, B and C; in the other D and C
    found = compare(tied, other, 2)
    assert (found.entered, found.left, found.stayed) == ((D,), (B,), (C,))


def test_rows_may_stand_in_another_order() -> None:
    found = compare(FIRST, scored({E: 50, D: 90, C: 70, B: 80, A: 60}), 2)
    pd.testing.assert_frame_equal(found.ranks, compare(FIRST, SECOND, 2).ranks)
    assert found.entered == (D,)


def test_rank_correlation_ranks_anew_the_areas_that_have_both() -> None:
    # over A, B and C the order is the same, though the ranks are 1, 3, 5 and 1, 2, 3
    first = scored({A: 90, B: 70, C: 50, D: 80, E: 60})
    second = scored({A: 9, B: 8, C: 7, D: None, E: None})
    found = compare(first, second, 1)
    assert found.spearman == pytest.approx(1)
    assert (found.mean_shift, found.largest_shift) == (0, 0)
    assert (found.only_first, found.only_second) == ((D, E), ())


@pytest.mark.parametrize(
    "second",
    [
        # two areas in common
        {A: 1, B: 2, C: None, D: None},
        # all share one rank
        {A: 5, B: 5, C: 5, D: 5},
    ],
)
def test_rank_correlation_is_unknown_for_few_areas_or_one_rank(
    second: dict[str, float | None],
) -> None:
    assert np.isnan(compare(scored({A: 1, B: 2, C: 3, D: 4}), scored(second), 1).spearman)


def test_a_top_longer_than_the_scored_areas_holds_them_all() -> None:
    found = compare(FIRST, SECOND, 50)
    # four of five
    assert (found.stayed, found.entered, found.left) == ((A, B, C, D), (E,), ())
    assert (found.overlap, found.jaccard) == (4 / 5, 4 / 5)


def test_scores_without_a_common_area_share_nothing() -> None:
    found = compare(scored({A: 1, B: None}), scored({A: None, B: 1}), 1)
    assert (found.overlap, found.jaccard) == (0, 0)
    assert np.isnan([found.spearman, found.mean_shift, found.largest_shift]).all()
    assert (found.only_first, found.only_second) == ((A,), (B,))


def test_where_nothing_is_scored_no_share_is_known() -> None:
    nothing = scored({A: None, B: None})
    found = compare(nothing, nothing, 1)
    assert np.isnan([found.overlap, found.jaccard]).all()
    assert found.stayed == ()


def test_scores_of_other_areas_cannot_be_compared() -> None:
    with pytest.raises(ScoringError) as caught:
        compare(scored({A: 1, B: 2, C: 3}), scored({B: 1, D: 2}), 1)
    assert caught.value.details == {
        "only_first": 2,
        "only_second": 1,
        "codes": f"{A}, {C}, {D}",
    }


@pytest.mark.parametrize("count", [0, -1])
def test_a_list_has_at_least_one_area(count: int) -> None:
    with pytest.raises(ScoringError) as caught:
        compare(FIRST, SECOND, count)
    assert caught.value.details == {"count": count}


SCORES = st.lists(st.none() | st.integers(0, 5), min_size=7, max_size=7).map(
    lambda values: {f"1001{n:02d}": value for n, value in enumerate(values, start=1)}
)


@given(SCORES, SCORES, st.integers(1, 8))
def test_the_roles_are_symmetric(
    one: dict[str, float | None], two: dict[str, float | None], count: int
) -> None:
    there = compare(scored(one), scored(two), count)
    back = compare(scored(two), scored(one), count)
    assert (there.entered, there.left, there.stayed) == (back.left, back.entered, back.stayed)
    assert (there.only_first, there.only_second) == (back.only_second, back.only_first)
    for share in ("overlap", "jaccard", "spearman", "mean_shift", "largest_shift"):
        expected = pytest.approx(getattr(back, share), abs=1e-12, nan_ok=True)
        assert getattr(there, share) == expected
    assert there.ranks["change"].equals(-back.ranks["change"])


@given(SCORES, SCORES, st.integers(1, 8), st.permutations(range(7)))
def test_the_order_of_areas_does_not_matter(
    one: dict[str, float | None], two: dict[str, float | None], count: int, order: list[int]
) -> None:
    there = compare(scored(one), scored(two), count)
    codes = [list(one)[n] for n in order]
    turned = [scored({code: score[code] for code in codes}) for score in (one, two)]
    again = compare(*turned, count)
    assert (again.entered, again.left, again.stayed) == (there.entered, there.left, there.stayed)
    assert again.spearman == pytest.approx(there.spearman, abs=1e-12, nan_ok=True)
    assert again.mean_shift == pytest.approx(there.mean_shift, nan_ok=True)
    pd.testing.assert_frame_equal(again.ranks.sort_index(), there.ranks)


@given(SCORES, SCORES, st.integers(1, 8))
def test_the_tops_and_the_rank_correlation_agree_with_plain_python_and_scipy(
    one: dict[str, float | None], two: dict[str, float | None], count: int
) -> None:
    found = compare(scored(one), scored(two), count)
    tops = [
        {
            code
            for _, code in sorted(
                (-value, code) for code, value in score.items() if value is not None
            )[:count]
        }
        for score in (one, two)
    ]
    assert set(found.stayed) | set(found.left) == tops[0]
    assert set(found.stayed) | set(found.entered) == tops[1]
    both = [code for code in one if one[code] is not None and two[code] is not None]
    pairs = np.array([[one[code], two[code]] for code in both], dtype=float).reshape(-1, 2)
    if len(both) < 3 or (pairs == pairs[0]).all(axis=0).any():
        assert np.isnan(found.spearman)
    else:
        assert found.spearman == pytest.approx(spearmanr(pairs).statistic, abs=1e-9)


@given(SCORES, st.integers(1, 8))
def test_a_score_compared_with_itself_stays(score: dict[str, float | None], count: int) -> None:
    found = compare(scored(score), scored(score), count)
    assert (found.entered, found.left, found.only_first, found.only_second) == ((), (), (), ())
    if any(value is not None for value in score.values()):
        assert (found.overlap, found.jaccard) == (1, 1)
        assert (found.mean_shift, found.largest_shift) == (0, 0)
