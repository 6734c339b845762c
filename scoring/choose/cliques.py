"""Sets of candidates of which a list can hold one at most, found where a relaxation needs them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from scoring.choose.apart import Apart

Clique = NDArray[np.intp]

_TINY = 1e-6
"""Less of a candidate is none of it."""
_MOST_A_ROUND = 60
"""More cuts at once make the relaxation slower than they make it tighter."""
_STEPS = 300
"""Steps of the search for the heaviest clique around one candidate."""


def violated(share: NDArray[np.float64], apart: Apart) -> list[Clique]:
    """Return cliques of which a relaxed list takes more than one, the most violated first.

    For every candidate in the relaxed list the heaviest clique around it is searched for by branch
    and bound; those found are filled up with candidates outside until none fits any more, the
    first in order first. If there is no clique among those found, no two candidates that are both
    chosen in full are too near each other.

    Parameters
    ----------
    share
        Shape (candidates,), how much of each the relaxed list takes, 0 to 1.

    References
    ----------
    Padberg, M. W. (1973), On the facial structure of set packing polyhedra. Mathematical
    Programming 5, 199-215: only cliques that nothing can be added to are facets.
    """
    some = np.flatnonzero(share > _TINY)
    off = apart.among(some)
    weight = share[some]
    found: dict[tuple[int, ...], float] = {}
    for n in np.flatnonzero(off.any(axis=1)):
        total, members = _heaviest(int(n), weight, off)
        if total > 1 + _TINY:
            found[tuple(sorted(some[members].tolist()))] = total
    order = sorted(found, key=lambda members: (-found[members], members))
    whole = {tuple(_filled(members, apart).tolist()): None for members in order[:_MOST_A_ROUND]}
    return [np.array(members, dtype=np.intp) for members in whole]


def covering(candidates: NDArray[np.intp], apart: Apart) -> list[Clique]:
    """Return cliques of some candidates that hold all pairs of them that may not both be chosen.

    One after the other, each as large as it gets by taking whom a pair is still open with, the
    first in order first.
    """
    off = apart.among(candidates)
    open_ = off.copy()
    found = []
    for first in range(len(candidates)):
        while open_[first].any():
            members = [first]
            fitting = off[first].copy()
            while fitting.any():
                wanted = fitting & open_[first]
                member = int((wanted if wanted.any() else fitting).argmax())
                members.append(member)
                fitting &= off[member]
            open_[np.ix_(members, members)] = False
            found.append(np.sort(candidates[members]))
    return found


def as_rows(cliques: Sequence[Clique], columns: int) -> csr_array:
    """Return cliques as rows of ones over a programme's columns."""
    lengths = [len(clique) for clique in cliques]
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    members = np.concatenate([*cliques, np.empty(0, dtype=np.intp)])
    return csr_array((np.ones(len(members)), members, starts), shape=(len(cliques), columns))


def left_over(
    gain: NDArray[np.float64],
    rows: csr_array | csc_array,
    prices: NDArray[np.float64],
    cliques: Sequence[Clique],
    clique_prices: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return what is left of each column's gain once its rows and cliques are paid for."""
    left: NDArray[np.float64] = gain - rows.T @ prices
    left -= as_rows(cliques, len(gain)).T @ clique_prices
    return left


def _heaviest(
    first: int, weight: NDArray[np.float64], off: NDArray[np.bool_]
) -> tuple[float, list[int]]:
    """Return the heaviest clique with a candidate, as far as a bounded search finds it."""
    best: tuple[float, list[int]] = (float(weight[first]), [first])
    steps = 0

    def grow(members: list[int], total: float, others: NDArray[np.intp]) -> None:
        nonlocal best, steps
        steps += 1
        if total > best[0]:
            best = (total, members)
        left = float(weight[others].sum())
        for n, other in enumerate(others):
            if steps > _STEPS or total + left <= best[0] + _TINY:
                return
            left -= float(weight[other])
            after = others[n + 1 :]
            grow([*members, int(other)], total + float(weight[other]), after[off[other, after]])

    around = np.flatnonzero(off[first])
    grow([first], best[0], around[np.argsort(-weight[around], kind="stable")])
    return best


def _filled(members: Sequence[int], apart: Apart) -> Clique:
    """Return a clique that holds these and that nothing can be added to."""
    fitting = apart.of(members[0])
    for member in members[1:]:
        fitting = np.intersect1d(fitting, apart.of(member), assume_unique=True)
    whole = list(members)
    while len(fitting):
        added = int(fitting[0])
        whole.append(added)
        fitting = np.intersect1d(fitting, apart.of(added), assume_unique=True)
    return np.sort(np.array(whole, dtype=np.intp))
