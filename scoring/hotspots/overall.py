"""Global Moran: whether like lies beside like on the map as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from esda import Moran

from scoring.graph import Linked
from scoring.hotspots.chance import SAME, maps, two_sided
from scoring.hotspots.local import standard

FAR_OUT = 0.05
"""P-value up to which a pattern is told."""


@dataclass(frozen=True)
class Overall:
    """How figures lie on the map as a whole.

    Parameters
    ----------
    i
        Moran's I: how neighbours' figures go together, about -1 to 1.
    expected
        What it is on average where chance deals the figures out.
    spread
        Standard deviation of these.
    p
        Of chance being as far out to either side.
    """

    i: float
    expected: float
    spread: float
    p: float

    @property
    def pattern(self) -> Literal["alike", "unlike", "none"]:
        """Whether neighbours are more alike than by chance, less so, or neither."""
        if self.p > FAR_OUT:
            return "none"
        return "alike" if self.i > self.expected else "unlike"


def overall(
    values: pd.Series[float], linked: Linked, permutations: int, random: np.random.Generator
) -> Overall:
    """Return global Moran, each unit's neighbours weighing 1 together.

    Parameters
    ----------
    values
        By unit, finite, not all the same.
    linked
        The same units with their neighbours; each has at least one.
    permutations
        How many maps chance is judged by. esda draws its own from the random numbers that all of
        numpy shares, so that what ran before would decide them.
    random
        Where they come from.

    References
    ----------
    Moran, P. A. P. (1950), Notes on continuous stochastic phenomena. Biometrika 37, 17-23; Cliff,
    A. D. and Ord, J. K. (1981), Spatial Processes, ch. 2.
    """
    deviations = standard(np.asarray(values, dtype=np.float64))
    weights = linked.graph.transform("r").sparse
    i = float(Moran(deviations, linked.graph, permutations=0).I)
    drawn = maps(deviations, weights, permutations, random)
    p = two_sided(
        np.array((drawn >= i - SAME).sum()), np.array((drawn <= i + SAME).sum()), permutations
    )
    return Overall(i, -1 / (len(values) - 1), float(drawn.std()), float(p))
