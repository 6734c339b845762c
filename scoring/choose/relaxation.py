"""The linear relaxation of a choice, and what its prices prove."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from scoring.choose.cliques import Clique, left_over, violated
from scoring.choose.programme import Programme
from scoring.choose.restricted import Restricted

_STALLED_AFTER = 8
_STALLED = 1e-5
"""Cuts stop when so many rounds of them lower the bound by less than this share: what is left is
closed faster by branching."""


@dataclass(frozen=True, eq=False)
class Relaxed:
    """An upper bound on every list, with the prices that prove it.

    Parameters
    ----------
    share
        Shape (columns,), how much of each column the best relaxed list takes.
    cliques
        Sets of candidates of which a list can hold one at most.
    prices
        Shape (rows,), what one unit of each row is worth: above 0 it is its upper bound that
        holds the gain down, below 0 its lower one.
    clique_prices
        Shape (cliques,), not negative.
    bound
        No list has a greater gain.
    reduced
        Shape (columns,). A list with candidate i gains at most ``bound + min(reduced[i], 0)``, one
        without it at most ``bound - max(reduced[i], 0)``.
    """

    share: NDArray[np.float64]
    cliques: tuple[Clique, ...]
    prices: NDArray[np.float64]
    clique_prices: NDArray[np.float64]
    bound: float
    reduced: NDArray[np.float64]


def relaxed(
    programme: Programme, known: Sequence[Clique] = (), until: float = np.inf
) -> Relaxed | None:
    """Return the bound of the linear relaxation, or None if not even that has a solution.

    Pairs that may not both be chosen enter as cliques, and only those that the relaxed list breaks
    (Padberg 1973; cutting planes as in Dantzig, Fulkerson, Johnson 1954).

    Parameters
    ----------
    known
        Cliques to begin with.
    until
        When to stop, on the clock of `time.monotonic`. The bound holds at any time, though before
        the first relaxed list is found it is no good one; ``share`` is then 0.
    """
    n = programme.candidates
    restricted = Restricted(programme)
    cliques: list[Clique] = []
    new = list(known)
    bounds: list[float] = []
    before: Callable[[], Relaxed] | None = None
    while True:
        restricted.add(new)
        cliques += new
        answer = restricted.solved(until)
        if answer.status == "infeasible":
            return None
        share = np.zeros(len(programme.gain))
        if answer.status == "stopped":
            # any prices prove a bound, those on the way as well, though not always as good a one
            rows = len(programme.lower) + len(cliques)
            on_the_way = answer.prices if len(answer.prices) == rows else np.zeros(rows)
            late = _proven(programme, share, cliques, on_the_way)
            return late if before is None or late.bound < before().bound else before()
        share[restricted.columns] = answer.values
        before = partial(_proven, programme, share, list(cliques), answer.prices)
        bounds.append(float(programme.gain @ share))
        stalled = len(bounds) > _STALLED_AFTER and (
            bounds[-1 - _STALLED_AFTER] - bounds[-1] <= _STALLED * abs(bounds[-1])
        )
        new = violated(share[:n], programme.apart) if programme.apart.asked else []
        if not new or stalled or time.monotonic() > until:
            return before()


def lagrangian(
    programme: Programme, prices: NDArray[np.float64], cliques: Sequence[Clique],
    clique_prices: NDArray[np.float64],
) -> tuple[float, NDArray[np.float64]]:  # fmt: skip
    """Return the bound that prices prove, and the reduced gain of every column.

    It is plain arithmetic on the programme and holds whatever the prices are and wherever they
    come from: the rows are moved into the gain at their prices, and each column then takes the
    end that is better for it (Geoffrion 1974, Lagrangean relaxation for integer programming).
    Columns with a reduced gain below 0 cost that much if taken (Dantzig, Fulkerson, Johnson 1954).

    Parameters
    ----------
    prices
        Shape (rows,); one that speaks of a bound which is not there counts as 0.
    cliques, clique_prices
        Sets of which a list can hold one at most, and the price of each, not negative.
    """
    held = np.where(prices > 0, programme.upper, programme.lower)
    prices = np.where(np.isfinite(held), prices, 0.0)
    held = np.where(np.isfinite(held), held, 0.0)
    reduced = left_over(programme.gain, programme.rows, prices, cliques, clique_prices)
    ends = np.where(reduced > 0, programme.high, programme.low)
    bound = float(prices @ held) + float(clique_prices.sum()) + float(reduced @ ends)
    return bound, reduced


def _proven(
    programme: Programme,
    share: NDArray[np.float64],
    cliques: list[Clique],
    prices: NDArray[np.float64],
) -> Relaxed:
    rows = len(programme.lower)
    of_cliques = np.maximum(prices[rows:], 0.0)
    priced = np.flatnonzero(of_cliques)
    kept = tuple(cliques[n] for n in priced)
    bound, reduced = lagrangian(programme, prices[:rows], kept, of_cliques[priced])
    return Relaxed(share, kept, prices[:rows], of_cliques[priced], bound, reduced)
