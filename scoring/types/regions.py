"""Connected regions of areas that are alike, each with enough people for a programme."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.errors import ScoringError
from scoring.features import Features
from scoring.graph import Neighbours, bridged, linked
from scoring.types.kinds import Kind, kinds, ordered
from scoring.types.methods import Labels
from scoring.types.ragged import raggedness


@dataclass(frozen=True, eq=False)
class Regions:
    """Connected regions.

    Parameters
    ----------
    features
        The areas and what they are like.
    floor
        People that each region has at least.
    region
        Indexed by code: the region of each area, from 1; the highest mean score first.
    kinds
        What each region is like.
    within
        Share of the squared distances from the mean that lies inside regions, 0-1: 0 where all
        areas of a region are the same.
    most
        How many regions there could be at most, by the people alone.
    bridges
        Links between areas that do not touch, as over water, that join all into one map.
    sampled
        Areas on which the silhouettes were measured, all regions of which lie inside their patch.
    path
        Mean path silhouette there, -1 to 1: how much less the differences add up to, along ways
        from neighbour to neighbour, to areas of its own region than to those of the next. NaN where
        regions are too large to measure it.
    boundary
        Mean boundary silhouette of the areas at a border there, -1 to 1: whether they are more like
        their own region than like the one beyond.
    """

    features: Features
    floor: int
    region: pd.Series[int]
    kinds: tuple[Kind, ...]
    within: float
    most: int
    bridges: int
    sampled: int
    path: float
    boundary: float


def regions_of(found: Features, people: int, *, weighed: bool = False) -> Regions:
    """Return connected regions of at least so many people, whose areas are as alike as may be.

    Parameters
    ----------
    found
        The areas, by what the scenario says.
    people
        The floor. Areas whose people nobody knows count as without any.
    weighed
        Whether a figure counts as much as it weighs in the score, or as any other.

    Raises
    ------
    ScoringError
        If the floor is below 1, or above all people.

    Notes
    -----
    The smallest region that is below the floor joins the neighbour with which the sum of squared
    distances grows least (Ward 1963, among neighbours), until none is below. That is a heuristic of
    the max-p-regions problem (Duque, Anselin & Rey 2012). How ragged the regions are is measured
    by the silhouettes of Wolf, Knaap & Rey (2021) in some patches of whole regions, round ones that
    the seed picks. Of two neighbours as alike the one with fewer people is joined.
    """
    points = found.weighed() if weighed else found.values
    living = found.table["population"].fillna(0).to_numpy("float64")
    if people < 1 or living.sum() < people:
        raise ScoringError(
            "Regions of {people} people each cannot be made of areas with {all} people in all. "
            "Use a floor from 1 to that.",
            people=f"{people:,}",
            all=f"{int(living.sum()):,}",
        )
    touching = linked(found.areas, found.rows, Neighbours())
    matrix = bridged(found.areas, found.rows, touching.matrix)
    labels = ordered(found, merged(points, living, matrix, people))
    sampled, path, boundary = raggedness(points, labels, matrix, found.scenario.seed)
    return Regions(
        features=found,
        floor=people,
        region=pd.Series(labels + 1, found.codes, name="region"),
        kinds=kinds(found, points, labels, told_apart=False),
        within=_within(points, labels),
        most=min(int(living.sum() // people), int((living > 0).sum())),
        bridges=(matrix.nnz - touching.own.nnz) // 2,
        sampled=sampled,
        path=path,
        boundary=boundary,
    )


def merged(
    points: NDArray[np.float64],
    people: NDArray[np.float64],
    matrix: csr_array,
    floor: float,
) -> Labels:
    """Return each area's region, numbered from 0 in no order.

    Parameters
    ----------
    points
        Shape (areas, dimensions).
    people
        Shape (areas,).
    matrix
        Which areas are neighbours; they hang together.
    floor
        People that each region has at least, no more than there are in all.
    """
    near = {n: set(map(int, matrix.indices[matrix.indptr[n] : matrix.indptr[n + 1]]))
            for n in range(len(points))}  # fmt: skip
    sums = {n: points[n].copy() for n in near}
    sizes, living = dict.fromkeys(near, 1), dict(enumerate(people.tolist()))
    members = {n: [n] for n in near}
    waiting = [(living[n], n) for n in near if living[n] < floor]
    heapq.heapify(waiting)
    while waiting:
        counted, one = heapq.heappop(waiting)
        if living.get(one) != counted:
            continue
        beside = sorted(near[one])
        centre = sums[one] / sizes[one]
        apart = [float(((sums[o] / sizes[o] - centre) ** 2).sum()) for o in beside]
        grows = [round(sizes[one] * sizes[o] / (sizes[one] + sizes[o]) * far, 12)
                 for o, far in zip(beside, apart, strict=True)]  # fmt: skip
        other = min(zip(grows, (living[o] for o in beside), beside, strict=True))[2]
        kept, gone = (one, other) if len(near[one]) >= len(near[other]) else (other, one)
        for beyond in near.pop(gone):
            near[beyond].discard(gone)
            if beyond != kept:
                near[beyond].add(kept)
                near[kept].add(beyond)
        sums[kept] += sums.pop(gone)
        sizes[kept] += sizes.pop(gone)
        living[kept] += living.pop(gone)
        members[kept] += members.pop(gone)
        if living[kept] < floor:
            heapq.heappush(waiting, (living[kept], kept))
    labels = np.empty(len(points), dtype=np.intp)
    for n, own in enumerate(members.values()):
        labels[own] = n
    return labels


def _within(points: NDArray[np.float64], labels: Labels) -> float:
    sizes = np.bincount(labels)
    means = (
        np.array([np.bincount(labels, weights=column) for column in points.T]).T / sizes[:, None]
    )
    inside = float(((points - means[labels]) ** 2).sum())
    return inside / float(((points - points.mean(axis=0)) ** 2).sum())
