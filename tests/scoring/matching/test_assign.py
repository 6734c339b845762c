"""The best assignment, against every other there is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.matching.assign import assigned
from scoring.matching.match import greedy
from tests.scoring.matching.exhaustive import best, standing

Case = tuple[NDArray[np.float64], NDArray[np.bool_], int]


@st.composite
def cases(draw: st.DrawFn, *, tied: bool) -> Case:
    """Few sites and areas, some of them unfit; distances that tie, or that hardly do."""
    count = draw(st.integers(1, 3))
    sites = draw(st.integers(1, 4 if count == 1 else 3 if count == 2 else 2))
    areas = draw(st.integers(1, 6))
    number = st.integers(0, 3) if tied else st.floats(0, 20, allow_subnormal=False)
    pairs = sites * areas
    distances = draw(st.lists(number, min_size=pairs, max_size=pairs))
    allowed = draw(st.lists(st.booleans(), min_size=pairs, max_size=pairs))
    shape = (sites, areas)
    return np.array(distances, dtype=float).reshape(shape), np.reshape(allowed, shape), count


def _way(found: NDArray[np.intp]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(area) for area in own if area >= 0) for own in found)


@given(cases(tied=True))
def test_it_is_the_first_of_the_best_of_all_ways(case: Case) -> None:
    distances, allowed, count = case
    found = assigned(distances, allowed, count)
    assert found.shape == (len(distances), count)
    assert _way(found) == best(distances, allowed, count)


@given(cases(tied=False))
def test_no_way_is_better_whatever_the_distances(case: Case) -> None:
    distances, allowed, count = case
    way = _way(assigned(distances, allowed, count))
    *counts, total = standing(way, distances, count)
    *most, least = standing(best(distances, allowed, count), distances, count)
    assert counts == most
    # distances are rounded to a billionth
    assert total == pytest.approx(least, abs=1e-7)
    taken = [area for own in way for area in own]
    assert len(set(taken)) == len(taken)
    assert all(allowed[site, area] for site, own in enumerate(way) for area in own)


def test_a_site_with_none_comes_before_another_with_a_second() -> None:
    # the nearest two are both the first site's, but one of them is all that the second can have
    distances = np.array([[0.1, 0.2, 9.0], [5.0, 5.0, 5.0]])
    allowed = np.array([[True, True, False], [False, True, False]])
    assert assigned(distances, allowed, 2).tolist() == [[0, -1], [1, -1]]


def test_as_many_as_can_be_come_before_the_nearest() -> None:
    distances = np.array([[0.0, 100.0], [0.1, 1.0]])
    allowed = np.array([[True, True], [True, False]])
    assert assigned(distances, allowed, 1).tolist() == [[1], [0]]
    assert greedy(distances, allowed, 1).tolist() == [[0], [-1]]


def test_where_all_areas_are_alike_codes_decide() -> None:
    found = assigned(np.zeros((3, 50)), np.ones((3, 50), dtype=bool), 2)
    assert found.tolist() == [[0, 1], [2, 3], [4, 5]]


def test_nobody_is_fit() -> None:
    assert assigned(np.ones((2, 3)), np.zeros((2, 3), dtype=bool), 2).tolist() == [[-1, -1]] * 2
    assert assigned(np.ones((2, 0)), np.ones((2, 0), dtype=bool), 1).tolist() == [[-1], [-1]]
    assert greedy(np.ones((2, 0)), np.ones((2, 0), dtype=bool), 1).tolist() == [[-1], [-1]]


def test_weights_hide_no_distance_where_sites_are_many() -> None:
    # distances that differ in the sixth decimal, under weights for 200 rows of costs
    rng = np.random.default_rng(3)
    distances = rng.random((100, 260)) * 20
    allowed = rng.random((100, 260)) < 0.5
    found = assigned(distances, allowed, 2)
    assert (found >= 0).all()
    total = np.take_along_axis(distances, found, axis=1).sum()
    for site in range(100):
        free = allowed[site] & ~np.isin(np.arange(260), found)
        own = distances[site, found[site]].max()
        # no area left over is nearer to a site than the farther of its own
        assert not free.any() or distances[site, free].min() > own - 1e-6
    passed = greedy(distances, allowed, 2)
    assert total < np.take_along_axis(distances, passed, axis=1).sum()
