"""The relaxation's bound, and the cliques that make it tight."""

from dataclasses import replace
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo.areas import Areas
from scoring.choose.apart import Apart
from scoring.choose.cliques import covering, violated
from scoring.choose.highs import Answer
from scoring.choose.programme import Programme
from scoring.choose.relaxation import lagrangian, relaxed
from scoring.choose.restricted import Restricted
from scoring.choose.solve import solve
from scoring.choose.stated import Stated, state
from scoring.index import score_areas
from scoring.scenario import Scenario
from tests.making import make_areas
from tests.scoring.choose.exhaustive import every_list
from tests.scoring.lists import DRAWN, cases, scenario_with, stated_if_it_can_be

Case = tuple[Areas, Scenario]
SLOW = settings(DRAWN, max_examples=40)
RULES = cases("limits") | cases("limits", "distance", "locks") | cases("totals", "neighbours")


def scored(case: Case) -> tuple[Stated, Programme]:
    """Return the choice of most score as a programme."""
    areas, scenario = case
    stated = stated_if_it_can_be(areas, scenario)
    return stated, programme_of(stated)


def programme_of(stated: Stated) -> Programme:
    programme = stated.programme()
    programme.gain[:] = stated.gain(stated.aims[0])
    return programme


def lists(case: Case, stated: Stated) -> list[list[int]]:
    """Return every list as the places of its candidates."""
    every = every_list(case[0], stated.scores, case[1])
    return [[int(n) for n in stated.score.index.get_indexer(codes)] for codes in map(list, every)]


@SLOW
@given(RULES)
def test_the_relaxation_bounds_every_list_with_and_without_each_candidate(case: Case) -> None:
    stated, programme = scored(case)
    root = relaxed(programme)
    if root is None:
        assert not lists(case, stated)
        return
    low = programme.low[: programme.candidates]
    for own in lists(case, stated):
        total = float(programme.gain[own].sum())
        # of those that are locked in or out nothing is left open
        for candidate in np.flatnonzero(programme.free & (low == 0)):
            worth = float(root.reduced[candidate])
            change = min(worth, 0) if candidate in own else -max(worth, 0)
            assert total <= root.bound + change + 1e-7


@SLOW
@given(RULES, st.data())
def test_any_prices_prove_a_bound(case: Case, data: st.DataObject) -> None:
    stated, programme = scored(case)
    rows = len(programme.lower)
    numbers = st.integers(-50, 50).map(float)
    prices = np.array(data.draw(st.lists(numbers, min_size=rows, max_size=rows)))
    bound, reduced = lagrangian(programme, prices, [], np.empty(0))
    assert len(reduced) == len(programme.gain)
    for own in lists(case, stated):
        assert float(programme.gain[own].sum()) <= bound + 1e-9


# three in a row, of which each keeps the others off, and two far away
FIVE = make_areas(
    {"a": [10, 9, 8, 1, 0]},
    points=[(100, 14), (100.01, 14), (100.02, 14), (101, 14), (102, 14)],
)


def test_the_relaxation_would_take_halves_but_for_cliques() -> None:
    scenario = scenario_with(2, min_distance_km=3.0)
    stated = state(FIVE, score_areas(FIVE, scenario), scenario)
    programme = programme_of(stated)
    root = relaxed(programme)
    assert root is not None
    # one of the three and one of the others: 100 + 10; halves of pairs would be worth more
    assert root.bound == pytest.approx(110)
    assert [clique.tolist() for clique in root.cliques] == [[0, 1, 2]]
    found = solve(programme)
    assert found is not None
    assert found.proven
    assert np.flatnonzero(found.chosen).tolist() == [0, 3]
    assert found.nodes == 0


def test_where_the_relaxation_takes_halves_branching_closes_what_is_left() -> None:
    # each two of the first three share a group that holds one: half of each, and half of a fourth
    areas = make_areas({"a": [10, 9, 8, 0, 0]})
    scenario = scenario_with(2)
    stated = state(areas, score_areas(areas, scenario), scenario)
    plain = programme_of(stated)
    programme = plain
    for pair in combinations(range(3), 2):
        row = np.zeros(5)
        row[list(pair)] = 1
        programme = programme.and_bounded(row, upper=1.0)
    root = relaxed(programme)
    assert root is not None
    # scores 100, 90, 80, 0 and 0
    assert root.bound == pytest.approx(135)
    found = solve(programme)
    assert found is not None
    assert np.flatnonzero(found.chosen)[0] == 0
    assert (found.value, found.bound) == (pytest.approx(100), pytest.approx(100))
    assert found.proven


@settings(SLOW, max_examples=100)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=7, unique=True),
    st.data(),
)
def test_cliques_hold_areas_too_near_each_other_and_more_than_one_site(
    spots: list[tuple[int, int]], data: st.DataObject
) -> None:
    areas = make_areas(
        {"a": range(len(spots))}, points=[(100 + x / 128, 14 + y / 128) for x, y in spots]
    )
    near = Apart(areas, np.arange(len(areas)), 1.3, neighbours=False)
    shares = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
    share = np.array(data.draw(st.lists(shares, min_size=len(spots), max_size=len(spots))))
    off = near.among(np.arange(len(areas)))
    cliques = [
        set(own)
        for n in range(2, len(spots) + 1)
        for own in combinations(range(len(spots)), n)
        if all(off[a, b] for a, b in combinations(own, 2))
    ]
    found = [set(clique.tolist()) for clique in violated(share, near)]
    for clique in found:
        assert clique in cliques
        assert share[list(clique)].sum() > 1
        # nothing can be added to it
        assert not any(clique < other for other in cliques)
    # if any is broken, one is found
    assert bool(found) == any(share[list(own)].sum() > 1 + 1e-6 for own in cliques)


def test_lists_are_left_out_that_do_not_differ_enough() -> None:
    areas = make_areas({"a": [5, 4, 3, 2, 0]})
    scenario = scenario_with(2)
    programme = programme_of(state(areas, score_areas(areas, scenario), scenario))
    first = np.array([True, True, False, False, False])
    for least, expected in ((1, [0, 2]), (2, [2, 3])):
        found = solve(programme.differing(first, least))
        assert found is not None
        assert np.flatnonzero(found.chosen).tolist() == expected
    assert solve(programme.without(np.array([0, 1, 2, 3]))) is None
    assert isinstance(programme.rows, csr_array)


@SLOW
@given(cases("distance"))
def test_cliques_that_cover_name_every_pair_that_may_not_both_be_chosen(case: Case) -> None:
    _, programme = scored(case)
    some = np.flatnonzero(programme.free)
    off = programme.apart.among(some)
    named = np.zeros_like(off)
    for clique in covering(some, programme.apart):
        at = np.searchsorted(some, clique)
        assert off[np.ix_(at, at)].sum() == len(at) * (len(at) - 1)
        named[np.ix_(at, at)] = True
    np.fill_diagonal(named, val=False)
    np.testing.assert_array_equal(named, off)


def test_where_the_time_is_up_between_cuts_the_bound_before_them_stands() -> None:
    areas = make_areas({"a": [5, 4, 3, 2, 1]})
    spaced = scenario_with(2, min_distance_km=2.5)
    programme = programme_of(state(areas, score_areas(areas, spaced), spaced))
    whole = relaxed(programme)
    assert whole is not None
    assert whole.cliques
    real = Restricted.solved
    times = []

    def stopped_at_the_second(self: Restricted, until: float = np.inf) -> Answer:
        times.append(until)
        answer = real(self, until)
        if len(times) < 2:
            return answer
        return replace(answer, status="stopped", values=np.empty(0), prices=np.empty(0))

    with patch.object(Restricted, "solved", stopped_at_the_second):
        late = relaxed(programme)
    assert late is not None
    assert len(times) == 2
    # 100 + 75 of the two best, which are too near each other; with all prices 0 it would be 250
    assert late.bound == pytest.approx(175)
    assert whole.bound < late.bound
