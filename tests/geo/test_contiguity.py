"""Areas that meet in at least a point are neighbours, and no area is its own."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.contiguity import neighbours
from tests.making import make_areas


def lists(shapes: list[shapely.Polygon]) -> list[list[int]]:
    found = neighbours(np.array(shapes, dtype=object))
    assert found.shape == (len(shapes), len(shapes))
    assert found.dtype == bool
    return [found[[n]].indices.tolist() for n in range(len(shapes))]


def test_in_a_grid_a_corner_counts_so_that_the_middle_has_all_eight_as_neighbours() -> None:
    # 6 7 8
    # 3 4 5
    # 0 1 2
    grid = [shapely.box(x, y, x + 1, y + 1) for y in range(3) for x in range(3)]
    assert lists(grid) == [
        [1, 3, 4], [0, 2, 3, 4, 5], [1, 4, 5],
        [0, 1, 4, 6, 7], [0, 1, 2, 3, 5, 6, 7, 8], [1, 2, 4, 7, 8],
        [3, 4, 7], [3, 4, 5, 6, 8], [4, 5, 7],
    ]  # fmt: skip


def test_an_island_has_no_neighbour() -> None:
    row = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2.001, 0, 3, 1)]
    assert lists(row) == [[1], [0], []]


def test_areas_that_overlap_a_little_are_neighbours() -> None:
    assert lists([shapely.box(0, 0, 1.01, 1), shapely.box(1, 0, 2, 1)]) == [[1], [0]]


def test_an_area_inside_a_hole_of_another_is_its_neighbour() -> None:
    town = shapely.box(1, 1, 2, 2)
    around = shapely.box(0, 0, 3, 3) - town
    assert lists([around, town, shapely.box(5, 5, 6, 6)]) == [[1], [0], []]


def test_one_of_many_parts_that_meets_another_is_enough() -> None:
    islands = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(9, 9, 10, 10)])
    assert lists([islands, shapely.box(10, 10, 11, 11)]) == [[1], [0]]


def test_boxes_that_surround_each_others_bounds_need_not_meet() -> None:
    # two L-shapes hooked into each other without contact
    low = shapely.box(0, 0, 4, 1) | shapely.box(0, 0, 1, 4)
    high = shapely.box(2, 4, 6, 5) | shapely.box(5, 2, 6, 5) | shapely.box(2, 2, 3, 5)
    assert low.envelope.intersects(high.envelope)
    assert lists([low, high]) == [[], []]


def test_one_area_alone_and_none_at_all() -> None:
    assert lists([shapely.box(0, 0, 1, 1)]) == [[]]
    assert lists([]) == []


corner = st.integers(0, 6)
size = st.integers(1, 3)


@settings(deadline=None)
@given(st.lists(st.tuples(corner, corner, size, size), min_size=1, max_size=10))
def test_neighbours_are_those_that_comparing_each_pair_of_edges_finds(
    boxes: list[tuple[int, int, int, int]],
) -> None:
    def meet(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
        return all(a[i] <= b[i] + b[i + 2] and b[i] <= a[i] + a[i + 2] for i in (0, 1))

    expected = [
        [m for m, b in enumerate(boxes) if m != n and meet(a, b)] for n, a in enumerate(boxes)
    ]
    assert lists([shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes]) == expected


def test_areas_are_neighbours_by_their_positions_in_the_order_of_codes() -> None:
    # unit squares in a row, the first given the last code
    areas = make_areas({"a": [1, 2, 3, 4]}, codes=["800101", "100101", "100102", "100103"])
    assert areas.neighbours.toarray().tolist() == [
        [False, True, False, True],
        [True, False, True, False],
        [False, True, False, False],
        [True, False, False, False],
    ]


def test_what_one_asker_got_cannot_be_changed_for_the_next() -> None:
    areas = make_areas({"a": [1, 2]})
    with pytest.raises(ValueError, match="read-only"):
        areas.neighbours[0, 1] = False
    assert areas.neighbours.toarray().tolist() == [[False, True], [True, False]]
