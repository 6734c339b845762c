"""Regions hang together, keep their floor, and are few less than there could be."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from geo.errors import ScoringError
from scoring.features import features
from scoring.types.ragged import raggedness
from scoring.types.regions import merged, regions_of
from tests.making import make_areas, make_scenario
from tests.scoring.types.test_methods import in_a_row

Points = NDArray[np.float64]


def test_two_alike_halves_of_a_row_are_two_regions() -> None:
    points = np.array([[0.0], [0.1], [0.0], [5.0], [5.1], [5.0]])
    labels = merged(points, np.full(6, 10.0), in_a_row(6), 30)
    assert labels.tolist() == [0, 0, 0, 1, 1, 1]


def test_the_floor_comes_before_likeness() -> None:
    points = np.array([[0.0], [0.1], [5.0], [5.1]])
    labels = merged(points, np.array([5.0, 20.0, 4.0, 30.0]), in_a_row(4), 25)
    assert labels.tolist() == [0, 0, 1, 1]
    all_one = merged(points, np.array([5.0, 20.0, 4.0, 30.0]), in_a_row(4), 40)
    assert len(set(all_one)) == 1


@given(
    st.lists(st.integers(0, 5), min_size=4, max_size=9),
    st.integers(3, 12),
    st.integers(0, 100),
)
@settings(max_examples=150, deadline=None)
def test_every_region_keeps_the_floor_and_hangs_together(
    people: list[int], floor: int, seed: int
) -> None:
    living = np.array(people, dtype="float64")
    if living.sum() < floor:
        return
    points, row = np.random.default_rng(seed).normal(size=(len(people), 2)), in_a_row(len(people))
    labels = merged(points, living, row, floor)
    for label in np.unique(labels):
        own = np.flatnonzero(labels == label)
        assert living[own].sum() >= floor
        assert connected_components(row[own][:, own], directed=False)[0] == 1
    # of all ways to cut the row, the most regions that keep the floor
    best = max(
        len(parts)
        for cuts in range(len(people))
        for where in itertools.combinations(range(1, len(people)), cuts)
        if all((parts := np.array([s.sum() for s in np.split(living, where)])) >= floor)
    )
    assert 1 <= len(np.unique(labels)) <= best


def test_areas_that_are_all_alike_make_as_many_regions_as_there_can_be() -> None:
    labels = merged(np.zeros((30, 1)), np.full(30, 100.0), in_a_row(30), 200)
    assert np.bincount(labels).tolist() == [2] * 15


def made_regions(floor: int, **more: object) -> object:
    figures = [0.0] * 20 + [10.0] * 20
    rng = np.random.default_rng(0)
    noisy = [value + float(rng.normal(0, 0.5)) for value in figures]
    places = [(100 + 0.009 * n, 14.0) for n in range(40)]
    areas = make_areas({"a": noisy}, points=places, population=[100] * 40)
    return regions_of(features(areas, make_scenario({"p": {"a": 1}})), floor, **more)  # type: ignore[arg-type]


def test_regions_of_areas_are_told_with_their_people_and_how_ragged_they_are() -> None:
    found = made_regions(400)
    assert found.most == 10  # type: ignore[attr-defined]
    assert all(kind.people >= 400 for kind in found.kinds)  # type: ignore[attr-defined]
    numbers = found.region.to_numpy()  # type: ignore[attr-defined]
    assert len(set(numbers[:20]) & set(numbers[20:])) == 0
    assert found.within < 0.1  # type: ignore[attr-defined]
    two = made_regions(2000)
    assert len(two.kinds) == 2  # type: ignore[attr-defined]
    assert two.sampled == 40  # type: ignore[attr-defined]
    assert two.path > 0.8  # type: ignore[attr-defined]
    assert two.boundary > 0.8  # type: ignore[attr-defined]
    assert np.isnan(made_regions(4000).path)  # type: ignore[attr-defined]


@pytest.mark.parametrize("floor", [1, 100, 4000])
def test_where_regions_are_single_areas_or_all_of_them_nothing_is_ragged(floor: int) -> None:
    found = made_regions(floor)
    assert np.isnan(found.path)  # type: ignore[attr-defined]
    assert found.sampled == 0  # type: ignore[attr-defined]


def test_regions_at_the_rim_of_a_patch_are_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scoring.types.ragged.PATCH", 12)
    monkeypatch.setattr("scoring.types.ragged.PATCHES", 1)
    # ten regions of four in a row; a patch of three of them has one inside, or two at an end
    labels = np.repeat(np.arange(10), 4)
    points = labels[:, None] + np.random.default_rng(0).normal(0, 0.01, (40, 1))
    sampled = {raggedness(points, labels, in_a_row(40), seed)[0] for seed in range(20)}
    assert sampled <= {4, 8}
    assert 4 in sampled


def test_links_over_water_are_counted_with_those_of_islands() -> None:
    places = [(100 + 0.009 * n, 14.0) for n in range(5)] + [(100.5, 14.0)]
    areas = make_areas({"a": [1.0, 2, 3, 4, 5, 6]}, points=places, population=[100] * 6)
    found = regions_of(features(areas, make_scenario({"p": {"a": 1}})), 200)
    assert found.bridges == 3


@pytest.mark.parametrize("floor", [0, -5, 4001])
def test_floors_that_no_region_can_have_are_refused(floor: int) -> None:
    with pytest.raises(ScoringError, match="areas with 4,000 people in all"):
        made_regions(floor)
