"""Whether any list keeps some of the rules."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from scoring.choose.highs import Model
from scoring.choose.programme import Programme
from scoring.choose.rules import Rule
from scoring.choose.solve import NothingFoundError, solve
from scoring.choose.start import good_list
from scoring.choose.stated import Stated


def feasible(stated: Stated, rules: Iterable[Rule] | None = None, until: float = np.inf) -> bool:
    """Return whether there is a list that keeps rules.

    Without distances, candidates that count alike under all rules are as good as each other. Then
    only how many of each kind are chosen is asked, and 7,436 columns become some hundred.

    Parameters
    ----------
    rules
        Those to keep, all if not given.
    until
        When to stop, on the clock of `time.monotonic`.

    Raises
    ------
    NothingFoundError
        If the time was up before it was known.
    """
    # to state the question takes longer than to see that there is no time for it
    if time.monotonic() > until:
        raise NothingFoundError
    programme = stated.programme(None if rules is None else frozenset(rules))
    if programme.apart.asked:
        # with nothing to gain a solver has nothing to go by, and takes far longer to any list
        gain = np.zeros(len(programme.gain))
        gain[: programme.candidates] = stated.score.to_numpy("float64")
        asked = replace(programme, gain=gain)
        if good_list(asked, until=time.monotonic()) is not None:
            return True
        return solve(asked, until=until, any_will_do=True) is not None
    answer = _by_kind(programme).solved(until - time.monotonic())
    if answer.status == "stopped" and not len(answer.values):
        raise NothingFoundError
    return answer.status != "infeasible"


def _by_kind(programme: Programme) -> Model:
    n = programme.candidates
    held = np.isfinite(programme.lower) | np.isfinite(programme.upper)
    # places are there for objectives only, and would make every candidate a kind of its own
    places = 0 if programme.covers is None else programme.covers.shape[0]
    held[len(held) - places :] = False
    amounts = programme.rows[held].toarray()
    free = np.flatnonzero(programme.high[:n] > 0)
    # what is locked in is no longer one of its kind
    columns = np.vstack([amounts[:, free], programme.low[free]])
    _, first, sizes = np.unique(columns, axis=1, return_index=True, return_counts=True)
    rest = np.arange(n + places, len(programme.gain))
    chosen = np.concatenate([free[first], rest])
    low, high = programme.low[chosen].copy(), programme.high[chosen].copy()
    low[: len(first)] *= sizes
    high[: len(first)] *= sizes
    return Model(
        np.zeros(len(chosen)),
        csr_array(amounts[:, chosen]),
        programme.lower[held],
        programme.upper[held],
        low,
        high,
        programme.whole[chosen],
    )
