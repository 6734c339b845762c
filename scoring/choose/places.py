"""How many people each site of a list trains."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scoring.choose.beneficiaries import shared_out
from scoring.choose.stated import Stated

_HAIR = 1e-12
"""Share of a sum that rounding may take or add."""


def places_of(question: Stated, chosen: NDArray[np.bool_]) -> dict[str, int] | None:
    """Share out as many places as the sites, the scenario's total and its budget have room for.

    Parameters
    ----------
    chosen
        Shape (candidates,), a list that keeps the rules.

    Returns
    -------
    dict or None
        From each site to its places, in order of rank; None where the scenario says nothing of
        beneficiaries.
    """
    room, asked = question.room, question.scenario.choose.beneficiaries
    if room is None or asked is None:
        return None
    own = room.at(np.flatnonzero(chosen))
    low, high = own.low.astype(np.int64), own.high.astype(np.int64)
    places = min(int(high.sum()), asked.total_max if asked.total_max is not None else high.sum())
    cost = next((one for one in question.counted if one.rule.kind == "cost"), None)
    codes = question.score.index[chosen]
    if cost is not None and cost.rule.maximum is not None and cost.per_beneficiary:
        sites = float(cost.amounts[question.areas.codes.get_indexer(codes)].sum())
        # sums round by their order: what the search let through by a hair is paid for in full
        hair = _HAIR * max(sites, cost.rule.maximum)
        afforded = (cost.rule.maximum - sites + hair) / cost.per_beneficiary
        least = max(int(low.sum()), asked.total_min or 0)
        places = max(least, min(places, math.floor(afforded + _HAIR)))
    need = question.score[chosen].to_numpy("float64") if own.need is None else own.need
    shares = shared_out(places, np.maximum(need, 0), low, high)
    return dict(zip(map(str, codes), shares.tolist(), strict=True))
