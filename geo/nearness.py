"""Which points lie near each other: nearer than so many km, or nearest, on the ellipsoid."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import KDTree

from geo.distances import ELLIPSOID, geodesic, metres_from_centre, pairs

_SHARPEST = ELLIPSOID.b**2 / ELLIPSOID.a
"""Metres; the smallest radius of curvature on the ellipsoid, along the meridian at the equator."""
_SURE = 2 * np.pi * _SHARPEST - np.pi * ELLIPSOID.a
"""Metres; up to here, half round the Earth almost, a chord bounds the way from above."""


class Nearness:
    """Points and the others that lie nearer to them than a distance.

    Neighbours are looked up when asked for: of 100,000 points in Thailand 70 million pairs are
    nearer than 40 km, and nobody needs most of them.

    Parameters
    ----------
    lon, lat
        Degrees (WGS84), finite, one number a point.
    km
        Nearer means less than this along the geodesic.

    Notes
    -----
    A way of s metres along the surface spans a chord c of at most s. And nowhere does the surface
    bend sharper than a sphere of radius r = b²/a: along the meridian the radius of curvature is
    least at the equator, where it is b²/a, along the parallel it is at least a, and in any other
    direction between the two (Euler). So the chord is at least that of as long an arc of a circle
    of radius r, c ≥ 2r sin(s / 2r) (Schur's theorem, for s ≤ 2πr), and therefore either
    s ≤ 2r arcsin(c / 2r) or 2r arcsin(c / 2r) ≥ 2πr - s. No way needs more than πa, since a sphere
    of radius a shrinks to the ellipsoid without any way on it growing; below 2πr - πa = 19,769 km
    the first is left. Only pairs between the two bounds, which differ by less than a millionth at
    20 km, are measured (Karney 2013, *Algorithms for geodesics*).
    """

    def __init__(self, lon: ArrayLike, lat: ArrayLike, km: float) -> None:
        self._points = pairs(lon, lat)
        self._seats = metres_from_centre(self._points)
        self._tree = KDTree(self._seats)
        self._limit, self._metres = km, km * 1000
        self._known: dict[int, NDArray[np.intp]] = {}

    def of(self, point: int) -> NDArray[np.intp]:
        """Return the positions of the points nearer than that to one, in order and without it."""
        if point not in self._known:
            # a millimetre more than the chord can be, against rounding
            found = self._tree.query_ball_point(self._seats[point], self._metres + 1e-3)
            others = np.sort(np.array(found, dtype=np.intp))
            others = others[others != point]
            near = others[self._nearer(np.full(len(others), point), others)]
            # all who ask get the same array
            near.flags.writeable = False
            self._known[point] = near
        return self._known[point]

    def pairs_among(self, points: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return which of some points are nearer than that to each other.

        Parameters
        ----------
        points
            Positions, in any order.

        Returns
        -------
        numpy.ndarray
            Shape (pairs, 2), positions in order; the lower one of a pair comes first.
        """
        among = np.unique(np.asarray(points, dtype=np.intp))
        tree = KDTree(self._seats[among])
        pairs = among[tree.query_pairs(self._metres + 1e-3, output_type="ndarray")]
        pairs = pairs[self._nearer(pairs[:, 0], pairs[:, 1])]
        return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]

    def km_between(self, point: int, others: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the km along the geodesic from one point to others, by their positions."""
        return self._km(np.full(len(others), point), others)

    def _nearer(self, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.bool_]:
        chord = np.linalg.norm(self._seats[one] - self._seats[other], axis=1)
        half = np.minimum((chord + 1e-3) / (2 * _SHARPEST), 1.0)
        near = 2 * _SHARPEST * np.arcsin(half) < min(self._metres, _SURE)
        unsure = np.flatnonzero(~near)
        near[unsure] = self._km(one[unsure], other[unsure]) < self._limit
        return near

    def _km(self, one: NDArray[np.intp], other: NDArray[np.intp]) -> NDArray[np.float64]:
        return geodesic(self._points[one], self._points[other]) / 1000


def nearest(
    lon: ArrayLike, lat: ArrayLike, ask: NDArray[np.intp], among: NDArray[np.intp], count: int
) -> NDArray[np.intp]:
    """Return the nearest of some points to others of them.

    Parameters
    ----------
    lon, lat
        Degrees (WGS84), finite, one number a point.
    ask
        Positions of the points for which they are wanted.
    among
        Positions of those that can be them; a point is never its own.
    count
        How many for each, at most as many as there are besides it.

    Returns
    -------
    numpy.ndarray
        Shape (ask, count), positions, nearest first by the straight line through the ground. Over
        the length of Thailand, that orders points as the way on the surface does but where they
        are equally far to a few metres.
    """
    seats = metres_from_centre(pairs(lon, lat))
    tree = KDTree(seats[among])
    # one more, as a point that is among them finds itself
    more = min(count + 1, len(among))
    found = among[tree.query(seats[ask], k=np.arange(1, more + 1))[1]]
    itself = found == ask[:, None]
    # who did not find itself, for others stand at the same place, leaves out the last
    itself[~itself.any(axis=1), count:] = True
    return found[~itself].reshape(len(ask), count)
