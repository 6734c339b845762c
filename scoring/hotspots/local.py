"""Local Moran and Getis-Ord Gi*: whether a unit's surroundings are higher or lower than chance."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from esda import G_Local, Moran_Local
from numpy.typing import NDArray
from scipy.stats import false_discovery_control

from scoring.graph import Linked
from scoring.hotspots.chance import surroundings, two_sided

Numbers = NDArray[np.float64]

MORAN = ("high-high", "low-low", "high-low", "low-high")
"""A unit and its surroundings; all but the first two are odd ones out."""
GI = ("hot", "cold")


def local(
    values: pd.Series[float],
    linked: Linked,
    *,
    permutations: int,
    rate: float,
    random: np.random.Generator,
) -> pd.DataFrame:
    """Return for each unit how it and its neighbours lie, and whether that is more than chance.

    Parameters
    ----------
    values
        By unit, finite, not all the same.
    linked
        The same units with their neighbours; each has at least one.
    permutations
        How many draws p-values rest on.
    rate
        Share of false ones that is put up with among those found.
    random
        Where draws come from.

    Returns
    -------
    pandas.DataFrame
        On the index of ``values``. ``value``; ``lag``, the mean of the neighbours, in the same
        unit; ``i``, local Moran with weights that sum to 1 in each row; ``z``, Gi* with the unit
        among its own neighbours, in standard deviations, NaN where all others are neighbours;
        ``p``, two-sided; ``q``, p-value adjusted for testing all units; ``moran``, one of `MORAN`,
        and ``gi``, one of `GI`, where ``q`` is at most the rate, else empty; ``neighbours``, how
        many; ``island``, whether it had none of its own.

    Notes
    -----
    With the unit held in place, both statistics rise and fall with the sum of its neighbours alone.
    So permutation gives both the same p-value, and there is one here: Gi* does not confirm what
    local Moran finds. They differ in what they show: a low unit amid high ones is "low-high" to one
    and part of a hot spot to the other.

    A class wants the far side of chance and the sign of the statistic to agree. For Gi* they need
    not: a unit that is so high that it lifts its low surroundings above the mean is no hot spot.

    The adjustment holds where tests go together, as those of neighbours do (Benjamini & Yekutieli
    2001); for maps: Caldas de Castro & Singer 2006.

    References
    ----------
    Anselin, L. (1995), Local indicators of spatial association - LISA. Geographical Analysis 27(2),
    93-115. Ord, J. K. and Getis, A. (1995), Local spatial autocorrelation statistics. Geographical
    Analysis 27(4), 286-306. Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery
    rate. Journal of the Royal Statistical Society B 57(1), 289-300.
    """
    deviations = standard(np.asarray(values, dtype=np.float64))
    at_least, at_most = surroundings(deviations, linked.matrix, permutations, random)
    p = two_sided(at_least, at_most, permutations)
    q = np.asarray(false_discovery_control(p, method="bh"))
    counts = np.diff(linked.matrix.indptr)
    around = linked.matrix.astype(np.float64) @ deviations / counts
    z = gi_star(deviations, linked)
    # what is the rate exactly is found, however floats are rounded
    far, upper = q <= rate * (1 + 1e-12), at_least < at_most
    high, low = far & upper & (around > 0), far & ~upper & (around < 0)
    own = deviations > 0
    moran = np.select([own & high, ~own & low, own & low, ~own & high], MORAN, "")
    gi = np.select([far & upper & (z > 0), far & ~upper & (z < 0)], GI, "")
    return pd.DataFrame(
        {
            "value": values,
            "lag": linked.matrix.astype(np.float64) @ np.asarray(values, dtype=np.float64) / counts,
            "i": Moran_Local(deviations, linked.graph, permutations=0).Is,
            "z": z,
            "p": p,
            "q": q,
            "moran": pd.array(moran, dtype="str"),
            "gi": pd.array(gi, dtype="str"),
            "neighbours": counts.astype(np.int64),
            "island": values.index.isin(linked.islands),
        },
        index=values.index,
    )


def standard(values: Numbers) -> Numbers:
    """Return values in standard deviations of all of them from their mean."""
    # squares of very large or small ones are no floats
    scaled = values / np.abs(values).max()
    return np.asarray((scaled - scaled.mean()) / scaled.std())


def gi_star(deviations: Numbers, linked: Linked) -> Numbers:
    """Return Gi* in standard deviations, binary weights, the unit among its own neighbours.

    It is the same for figures moved or stretched, so they are moved to where all are positive: with
    a sum below 0, by which esda divides, hot would become cold.
    """
    positive = deviations - deviations.min() + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        z = G_Local(positive, linked.graph, transform="B", star=True, permutations=0).Zs
    everyone = np.diff(linked.matrix.indptr) == len(deviations) - 1
    return np.where(everyone, np.nan, np.asarray(z, dtype=np.float64))


def least_together(units: int, permutations: int, rate: float) -> int:
    """Return how many units must have the least p-value before the adjustment lets any be found."""
    # rounding must not make one more of what is whole
    return max(math.ceil(units * 2 / (permutations + 1) / rate - 1e-9), 1)
