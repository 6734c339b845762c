"""Who is a neighbour of whom, on squares in a row and on islands."""

import numpy as np
import pytest

from geo.areas import Areas
from geo.errors import ScoringError
from scoring.graph import ISLAND_NEIGHBOURS, Linked, Neighbours, bridged, linked
from tests.making import make_areas

QUEEN = Neighbours()


def row_of(count: int, **more: object) -> Areas:
    return make_areas({"x": [float(n) for n in range(count)]}, **more)  # type: ignore[arg-type]


def pairs(found: Linked) -> set[tuple[int, int]]:
    one, other = found.matrix.nonzero()
    return {(int(a), int(b)) for a, b in zip(one, other, strict=True)}


def test_squares_in_a_row_touch_the_next() -> None:
    found = linked(row_of(4), np.arange(4), QUEEN)
    assert pairs(found) == {(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2)}
    assert (found.islands, found.parts) == ((), 1)
    assert list(found.graph.unique_ids) == ["100101", "100102", "100103", "100104"]
    assert found.graph["100102"].to_dict() == {"100101": 1.0, "100103": 1.0}


def test_who_is_left_out_links_nobody() -> None:
    found = linked(row_of(6), np.array([0, 1, 3, 4, 5]), QUEEN)
    assert pairs(found) == {(0, 1), (1, 0), (2, 3), (3, 2), (3, 4), (4, 3)}
    assert found.parts == 2


def test_an_island_and_its_nearest_become_neighbours() -> None:
    points = [(100 + 0.009 * n, 14.0) for n in range(5)] + [(100.5, 14.0)]
    found = linked(row_of(6, points=points), np.arange(6), QUEEN)
    assert found.islands == ("100106",)
    assert set(found.graph["100106"].index) == {"100103", "100104", "100105"}
    assert len(found.graph["100106"]) == ISLAND_NEIGHBOURS
    assert "100106" in found.graph["100103"].index
    assert found.parts == 1


def test_the_nearest_are_as_many_as_asked_for() -> None:
    points = [(100.0, 14.0), (100.1, 14.0), (100.3, 14.0), (100.7, 14.0)]
    found = linked(row_of(4, points=points), np.arange(4), Neighbours("nearest", count=2))
    assert [set(found.graph[c].index) for c in ("100101", "100104")] == [
        {"100102", "100103"},
        {"100102", "100103"},
    ]


def test_who_stands_at_the_same_point_is_no_neighbour_of_its_own() -> None:
    points = [(100.0, 14.0)] * 3 + [(100.1, 14.0)]
    found = linked(row_of(4, points=points), np.arange(4), Neighbours("nearest", count=2))
    assert not (found.matrix.diagonal()).any()
    assert np.diff(found.matrix.indptr).tolist() == [2, 2, 2, 2]


def test_within_a_distance_of_the_reference_points() -> None:
    points = [(100.0, 0.0), (100.1, 0.0), (100.2, 0.0), (100.35, 0.0), (100.45, 0.0)]
    # 0.1° at the equator are 11.13 km, 0.15° are 16.70 km
    found = linked(row_of(5, points=points), np.arange(5), Neighbours("within", km=12))
    assert pairs(found) == {(0, 1), (1, 0), (1, 2), (2, 1), (3, 4), (4, 3)}
    assert (found.islands, found.parts) == ((), 2)


def test_bridges_join_parts_where_they_are_nearest() -> None:
    points = [(100.0, 14.0), (100.009, 14.0), (100.2, 14.0), (100.209, 14.0)]
    areas = row_of(4, points=points)
    apart = linked(areas, np.arange(4), QUEEN)
    assert apart.parts == 2
    whole = bridged(areas, np.arange(4), apart.matrix)
    one, other = (whole - apart.matrix.astype(int)).nonzero()
    assert sorted(zip(one.tolist(), other.tolist(), strict=True)) == [(1, 2), (2, 1)]
    assert bridged(areas, np.arange(4), whole) is whole


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"kind": "rook"}, '"rook". Use one of queen, nearest, within'),
        ({"kind": "nearest", "count": 0}, "its 0 nearest"),
        ({"kind": "within"}, "above 0; it is None"),
        ({"kind": "within", "km": float("nan")}, "it is nan"),
        ({"kind": "within", "km": -1.0}, "it is -1.0"),
    ],
)
def test_impossible_neighbours_are_refused(how: dict[str, object], told: str) -> None:
    with pytest.raises(ScoringError, match=told):
        Neighbours(**how)  # type: ignore[arg-type]


def test_too_few_areas_for_so_many_neighbours() -> None:
    with pytest.raises(ScoringError, match="There are 3 areas, too few for 3 neighbours"):
        linked(row_of(3), np.arange(3), Neighbours("nearest", count=3))
