import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from scoring.choose.dominance import undominated
from scoring.choose.programme import Programme, relaxation, solve
from scoring.choose.ties import best


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Draw up to nine candidates from the best score down, in groups that may overlap."""
    n, groups = draw(st.integers(1, 9)), draw(st.integers(0, 3))
    scores = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n))
    member = draw(st.lists(st.lists(st.booleans(), min_size=n, max_size=n),
                           min_size=groups, max_size=groups))  # fmt: skip
    lower = draw(st.lists(st.sampled_from([-np.inf, 0, 1]), min_size=groups, max_size=groups))
    upper = draw(st.lists(st.sampled_from([np.inf, 1, 2]), min_size=groups, max_size=groups))
    return Programme(
        score=np.array(sorted(scores, reverse=True), dtype=float),
        member=csr_array(np.array(member, dtype=float).reshape(groups, n)),
        lower=np.array(lower, dtype=float),
        upper=np.array(upper, dtype=float),
        count=draw(st.integers(1, min(n, 4))),
    )


def choices(programme: Programme) -> list[tuple[int, ...]]:
    """Return every choice that keeps the bounds."""
    found = []
    for choice in combinations(range(len(programme.score)), programme.count):
        counts = programme.member[:, list(choice)].sum(axis=1)
        if (counts >= programme.lower).all() and (counts <= programme.upper).all():
            found.append(choice)
    return found


def total(programme: Programme, choice: tuple[int, ...]) -> float:
    return math.fsum(programme.score[list(choice)])


@given(programmes())
def test_the_solver_finds_the_greatest_total_there_is(programme: Programme) -> None:
    totals = [total(programme, choice) for choice in choices(programme)]
    found = solve(programme)
    if found is None:
        assert not totals
    else:
        assert programme.total(found.chosen) == max(totals)
        assert found.bound >= max(totals) - 1e-6


@given(programmes())
def test_the_relaxation_bounds_every_choice_with_and_without_each_candidate(
    programme: Programme,
) -> None:
    relaxed = relaxation(programme)
    if relaxed is None:
        assert not choices(programme)
        return
    bound, reduced = relaxed
    for choice in choices(programme):
        for candidate, worth in enumerate(reduced):
            change = min(worth, 0) if candidate in choice else -max(worth, 0)
            assert total(programme, choice) <= bound + change + 1e-9


@given(programmes())
def test_the_first_of_the_best_is_never_among_what_is_set_aside(programme: Programme) -> None:
    all_of_them = choices(programme)
    found = best(programme)
    if not all_of_them:
        assert found is None
        return
    greatest = max(total(programme, choice) for choice in all_of_them)
    first = min(choice for choice in all_of_them if total(programme, choice) == greatest)
    assert found is not None
    assert tuple(np.flatnonzero(found.chosen)) == first
    assert undominated(programme)[list(first)].all()


# three candidates of which each two share a group that holds one, and two in no group
TRIANGLE = Programme(
    score=np.array([10.0, 9, 8, 0, 0]),
    member=csr_array(np.array([[1.0, 1, 0, 0, 0], [0, 1, 1, 0, 0], [1, 0, 1, 0, 0]])),
    lower=np.full(3, -np.inf),
    upper=np.ones(3),
    count=2,
)


def test_the_relaxation_takes_halves_and_bounds_no_more_loosely_than_they_do() -> None:
    # half of each of the three and half of another: (10 + 9 + 8 + 0)/2
    relaxed = relaxation(TRIANGLE)
    assert relaxed is not None
    assert relaxed[0] == pytest.approx(13.5)


def test_the_bound_is_the_best_total_and_not_that_of_the_relaxation() -> None:
    # only one of the three fits
    assert max(total(TRIANGLE, choice) for choice in choices(TRIANGLE)) == 10
    found = best(TRIANGLE)
    assert found is not None
    assert TRIANGLE.total(found.chosen) == 10
    assert found.bound == pytest.approx(10)


@pytest.mark.parametrize("seed", [94, 240, 723])
def test_the_solver_does_not_stop_at_a_list_within_a_hundredth_of_the_best(seed: int) -> None:
    # twenty scores between 90 and 99 in overlapping groups: many lists lie within 1 %
    rng = np.random.default_rng(seed)
    groups = rng.integers(6, 12)
    programme = Programme(
        member=csr_array((rng.random((groups, 20)) < 0.35).astype(float)),
        score=np.sort(rng.integers(90, 100, 20).astype(float))[::-1],
        lower=np.full(groups, -np.inf),
        upper=np.full(groups, float(rng.integers(1, 4))),
        count=int(rng.integers(4, 7)),
    )
    totals = {total(programme, choice) for choice in choices(programme)}
    near = [t for t in totals if 0.99 * max(totals) <= t < max(totals)]
    assert near
    found = solve(programme)
    assert found is not None
    assert programme.total(found.chosen) == max(totals)
    assert found.bound == pytest.approx(max(totals), abs=1e-6)


def test_of_totals_within_a_millionth_the_first_is_taken_and_the_bound_covers_the_greatest() -> (
    None
):
    # one of each column, one of each row: the first with the last, or the two between, which
    # together have half a millionth more
    programme = Programme(
        score=np.array([10.0, 9, 7 + 5e-7, 6]),
        member=csr_array(np.array([[1.0, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]])),
        lower=np.ones(4),
        upper=np.ones(4),
        count=2,
    )
    found = best(programme)
    assert found is not None
    assert np.flatnonzero(found.chosen).tolist() == [0, 3]
    assert found.bound >= 16 + 5e-7


def test_of_candidates_with_the_same_groups_only_as_many_stay_as_a_list_may_hold() -> None:
    # group of the first five holds at most 2; the last two are in no group and count is 3
    programme = Programme(
        score=np.arange(7.0, 0, -1),
        member=csr_array(np.array([[1.0, 1, 1, 1, 1, 0, 0]])),
        lower=np.array([-np.inf]),
        upper=np.array([2.0]),
        count=3,
    )
    assert undominated(programme).tolist() == [True, True, False, False, False, True, True]
