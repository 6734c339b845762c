"""What a search for hot and cold spots found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from geo.areas import Level
from scoring.graph import Neighbours
from scoring.hotspots.clusters import Cluster
from scoring.hotspots.local import GI, MORAN
from scoring.hotspots.overall import Overall
from scoring.steps import Remark


@dataclass(frozen=True, eq=False)
class HotSpots:
    """Where high figures, or low ones, lie together more than by chance.

    Parameters
    ----------
    of
        ``score``, or the id of the indicator.
    level
        What the units are.
    known_at
        Levels of the figures that it rests on, the finest first: one for an indicator, those of the
        indicators that count for the score.
    within_provinces
        Whether values are normal scores of ranks inside the province.
    need
        Which of the two is where need gathers: ``hot``, or ``cold`` where a low figure means need.
    units
        As `scoring.hotspots.local.local` returns it, with ``cluster``, the number in ``clusters``
        from 1, missing where the unit is in none, and ``areas`` and ``people``, how many of those
        compared are in it.
    overall
        Of the map as a whole.
    clusters
        Hot and cold units that hang together, the largest first.
    neighbours
        Who counts as one.
    permutations, rate, seed
        How many draws p-values rest on, which share of false ones is put up with, and where the
        draws begin.
    least_together
        So many units must have the least p-value there can be before any is found.
    islands
        Codes of units that had no neighbour and got their nearest ones.
    parts
        How many parts hang together in themselves and not with each other.
    without
        How many units take no part for want of a figure.
    between_provinces
        Share of the variance of the units' figures, before ranks inside provinces are taken, that
        lies between provinces; NaN for provinces.
    from_province_figures
        Share of all variance of the score from figures known only by province; NaN for indicators.
    remarks
        What a reader should know before trusting it, the gravest first.
    """

    of: str
    level: Level
    known_at: tuple[Level, ...]
    within_provinces: bool
    need: Literal["hot", "cold"]
    units: pd.DataFrame
    overall: Overall
    clusters: tuple[Cluster, ...]
    neighbours: Neighbours
    permutations: int
    rate: float
    seed: int
    least_together: int
    islands: tuple[str, ...]
    parts: int
    without: int
    between_provinces: float
    from_province_figures: float
    remarks: tuple[Remark, ...]

    def counts(self) -> dict[str, int]:
        """Return how many units are of each class of Gi*, and of local Moran."""
        return {
            name: int((self.units[column] == name).sum())
            for column, names in (("gi", GI), ("moran", MORAN))
            for name in names
        }
