"""Connected regions of areas that are alike, each with enough people for a programme."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
import pandas as pd
from esda.silhouettes import boundary_silhouette, path_silhouette
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.sparse import csr_array

from geo.errors import ScoringError
from scoring.features import Features
from scoring.graph import Neighbours, bridged, linked
from scoring.types.kinds import Kind, kinds, ordered
from scoring.types.methods import Labels

SAMPLE = 1_500
"""Areas, about, on which it is measured how ragged regions are: paths between all pairs."""


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
        Indexed by code: the region of each area, from 1; by need, most first.
    kinds
        What each region is like.
    within
        Share of the squared distances from the mean that lies inside regions, 0-1: 0 where all
        areas of a region are the same.
    most
        How many regions there could be at most: all people over the floor.
    bridges
        Links over water, or between parts that do not touch, that join areas into one map.
    sampled
        Areas on which the silhouettes were measured.
    path
        Mean path silhouette there, -1 to 1: how much nearer an area is to its own region than to
        the next, along ways from neighbour to neighbour. NaN where there are fewer than two regions
        among them.
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
    by the silhouettes of Wolf, Knaap & Rey (2021) on connected regions round one that the seed
    picks.
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
    touching = linked(found.areas, found.rows, Neighbours()).matrix
    matrix = bridged(found.areas, found.rows, touching)
    labels = ordered(found, merged(points, living, matrix, people))
    sample = _round(labels, matrix, np.random.default_rng(found.scenario.seed))
    path, boundary = _raggedness(points, labels, matrix, sample)
    return Regions(
        features=found,
        floor=people,
        region=pd.Series(labels + 1, found.codes, name="region"),
        kinds=kinds(found, points, labels, told_apart=False),
        within=_within(points, labels),
        most=int(living.sum() // people),
        bridges=(matrix.nnz - touching.nnz) // 2,
        sampled=len(sample),
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
        grows = [sizes[one] * sizes[o] / (sizes[one] + sizes[o]) * far
                 for o, far in zip(beside, apart, strict=True)]  # fmt: skip
        other = beside[int(np.argmin(grows))]
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


def _round(labels: Labels, matrix: csr_array, rng: np.random.Generator) -> Labels:
    """Return the positions of whole regions, one at random and those about it, `SAMPLE` areas."""
    one, other = labels[matrix.nonzero()[0]], labels[matrix.nonzero()[1]]
    sizes = np.bincount(labels)
    waiting = [int(rng.integers(len(sizes)))]
    seen, taken = set(waiting), list[int]()
    while waiting and sizes[taken].sum() < SAMPLE:
        region = waiting.pop(0)
        taken.append(region)
        beyond = np.unique(other[one == region])
        waiting += [int(r) for r in beyond if r not in seen]
        seen |= set(map(int, beyond))
    return np.flatnonzero(np.isin(labels, taken))


def _raggedness(
    points: NDArray[np.float64], labels: Labels, matrix: csr_array, sample: Labels
) -> tuple[float, float]:
    """Return the mean path silhouette, and that of borders, of some areas."""
    own = labels[sample]
    if len(np.unique(own)) < 2:
        return float("nan"), float("nan")
    inside = matrix[sample][:, sample]
    graph = Graph.from_sparse(csr_array(inside, dtype=np.float64))
    # esda makes numpy raise on what it divides by, and leaves it so
    with np.errstate():
        along = path_silhouette(points[sample], own, graph)
        across = boundary_silhouette(points[sample], own, graph)
    one, other = inside.nonzero()
    at_border = np.unique(one[own[one] != own[other]])
    return float(np.mean(along)), float(np.ravel(across)[at_border].mean())


def _within(points: NDArray[np.float64], labels: Labels) -> float:
    sizes = np.bincount(labels)
    means = (
        np.array([np.bincount(labels, weights=column) for column in points.T]).T / sizes[:, None]
    )
    inside = float(((points - means[labels]) ** 2).sum())
    return inside / float(((points - points.mean(axis=0)) ** 2).sum())
