"""How many people each site of a list trains."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scoring.choose.beneficiaries import shared_out
from scoring.choose.programme import Programme
from scoring.choose.stated import Stated


def places_of(
    question: Stated, programme: Programme, chosen: NDArray[np.bool_]
) -> dict[str, int] | None:
    """Share out as many places as the sites, the scenario's total and its budget have room for.

    Parameters
    ----------
    programme
        With all rules that count beneficiaries.
    chosen
        Shape (candidates,), a list that keeps the programme.

    Returns
    -------
    dict or None
        From each site to its places, in order of rank; None where the scenario says nothing of
        beneficiaries.
    """
    if question.room is None:
        return None
    own = question.room.at(np.flatnonzero(chosen))
    low, high = own.low.astype(np.int64), own.high.astype(np.int64)
    _, most = programme.beneficiaries(chosen)
    need = question.score[chosen].to_numpy("float64") if own.need is None else own.need
    shares = shared_out(int(most), np.maximum(need, 0), low, high)
    return dict(zip(map(str, question.score.index[chosen]), shares.tolist(), strict=True))
