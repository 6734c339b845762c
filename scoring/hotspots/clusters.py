"""Hot and cold units that hang together, for a planner to read as places."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

from scoring.hotspots.local import GI
from scoring.hotspots.units import Units


@dataclass(frozen=True)
class Cluster:
    """Hot units, or cold ones, of which each is a neighbour of another.

    Parameters
    ----------
    kind
        Which of the two.
    codes
        Of the units, sorted.
    areas, people
        How many are in them; people whose number is unknown count as none.
    mean
        Plain mean of the units' values.
    provinces, districts
        How many of its units lie in each, by code, most first; provinces lie in no district.
    """

    kind: Literal["hot", "cold"]
    codes: tuple[str, ...]
    areas: int
    people: int
    mean: float
    provinces: tuple[tuple[str, int], ...]
    districts: tuple[tuple[str, int], ...]


def clusters(found: Units, spots: pd.DataFrame) -> tuple[Cluster, ...]:
    """Return clusters, that with the most units first, then by kind and code.

    Parameters
    ----------
    spots
        What `scoring.hotspots.local.local` says of the units.
    """
    every = []
    for kind in GI:
        at = np.flatnonzero(spots["gi"] == kind)
        parts, part = connected_components(found.linked.matrix[at][:, at], directed=False)
        every += [_cluster(found, kind, at[part == n]) for n in range(parts)]
    return tuple(sorted(every, key=lambda one: (-len(one.codes), one.kind != GI[0], one.codes)))


def _cluster(found: Units, kind: str, at: np.ndarray) -> Cluster:
    table = found.table.iloc[at]
    return Cluster(
        kind="hot" if kind == GI[0] else "cold",
        codes=tuple(map(str, found.values.index[at])),
        areas=int(table["areas"].sum()),
        people=int(table["people"].sum()),
        mean=float(found.values.iloc[at].mean()),
        provinces=_most_first(table["province_code"]),
        districts=() if found.level == "province" else _most_first(table["district_code"]),
    )


def _most_first(codes: pd.Series[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(map(str, codes)).items(), key=lambda one: (-one[1], one[0])))
