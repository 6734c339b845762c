"""Setting aside candidates that the best list can never hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.choose.programme import Programme


def undominated(programme: Programme) -> NDArray[np.bool_]:
    """Return the candidates that the first of the best lists may hold.

    Candidates that belong to the same groups can stand in for each other without touching any
    rule. If a list may hold k of such a kind, only the first k in order matter: a list with a
    later one lacks one of these, and the swap gives no smaller total and an earlier list. So the
    best list under bounds on groups is the same with and without the others.

    Returns
    -------
    numpy.ndarray
        Shape (candidates,).
    """
    member = programme.member.toarray().astype(bool)
    kinds = np.unique(np.packbits(member, axis=0), axis=1, return_inverse=True)[1].ravel()
    before = pd.Series(kinds).groupby(kinds).cumcount().to_numpy()
    rooms = np.where(member, programme.upper[:, None], np.inf).min(axis=0, initial=np.inf)
    kept: NDArray[np.bool_] = before < np.minimum(rooms, programme.count)
    return kept
