"""Every way there is to give sites areas of their own, tried one by one."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

Way = tuple[tuple[int, ...], ...]
"""For each site the positions of its areas, in order."""


def every_way(allowed: NDArray[np.bool_], count: int) -> Iterator[Way]:
    yield from _from(allowed, count, 0, frozenset())


def _from(
    allowed: NDArray[np.bool_], count: int, site: int, taken: frozenset[int]
) -> Iterator[Way]:
    if site == len(allowed):
        yield ()
        return
    free = [int(area) for area in np.flatnonzero(allowed[site]) if area not in taken]
    for many in range(count + 1):
        for own in combinations(free, many):
            for others in _from(allowed, count, site + 1, taken | set(own)):
                yield (own, *others)


def standing(way: Way, distances: NDArray[np.float64], count: int) -> tuple[float, ...]:
    """Return what decides between two ways, the smaller the better; equal ones need a code."""
    matches = -sum(map(len, way))
    with_so_many = [-sum(len(own) >= many for own in way) for many in range(1, count + 1)]
    total = sum(distances[site, area] for site, own in enumerate(way) for area in own)
    return (matches, *with_so_many, total)


def order(way: Way, areas: int, count: int) -> tuple[int, ...]:
    """Return what decides between equals: the first site's first area, and so on; none is last."""
    return tuple(
        place for own in way for place in (*own, *[areas] * (count - len(own)))
    )  # fmt: skip


def best(distances: NDArray[np.float64], allowed: NDArray[np.bool_], count: int) -> Way:
    return min(
        every_way(allowed, count),
        key=lambda way: (
            standing(way, distances, count),
            order(way, allowed.shape[1], count),
        ),
    )
