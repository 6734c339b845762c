"""Look-alikes: which areas are most like one, what they share and where they differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.errors import ScoringError
from scoring.features import Features
from scoring.mahalanobis import whitened

Distance = Literal["mahalanobis", "weighted"]
DISTANCES: tuple[Distance, ...] = ("mahalanobis", "weighted")

COUNT = 10
"""Look-alikes, if nobody says how many."""
ALIKE = 0.25
"""Standard deviations up to which two figures count as alike: the difference between matched groups
that is still said to be small (Rubin 2001; Stuart 2010)."""
DIFFERENT = 0.5
"""Standard deviations from which on they count as different."""


@dataclass(frozen=True, eq=False)
class Peer:
    """An area that is like another.

    Parameters
    ----------
    code
        Its code.
    distance
        From the other, in the space that was asked for.
    nearer
        Share of all areas compared that are at least as near, 0-1: how special the likeness is.
    figures
        Indexed by indicator: ``own`` (figure of the area asked for), ``peer`` (of this one), both
        as published and NaN where missing; ``difference`` (this one's treated figure less the
        other's, in standard deviations, above 0 where it is higher; NaN where one is missing);
        ``as_published`` (the same before treatment); ``level``; ``shared_source`` (whether both
        have it from the same province or district, and so cannot differ).
    """

    code: str
    distance: float
    nearer: float
    figures: pd.DataFrame

    @property
    def shares(self) -> tuple[str, ...]:
        """Indicators in which the two are alike though they could differ, most alike first.

        Of figures drawn in by a treatment, only those that are not different as published.
        """
        free = self.figures[~self.figures["shared_source"]]
        apart, published = free["difference"].abs(), free["as_published"].abs()
        alike = apart[(apart <= ALIKE) & (published < DIFFERENT)]
        return tuple(alike.sort_values(kind="stable").index)

    @property
    def differs(self) -> tuple[str, ...]:
        """Indicators in which the two differ, most different first."""
        apart = self.figures["difference"].abs()
        return tuple(apart[apart >= DIFFERENT].sort_values(ascending=False, kind="stable").index)

    @property
    def by_source(self) -> tuple[str, ...]:
        """Indicators in which the two are alike because they have them from the same place."""
        return tuple(self.figures.index[self.figures["shared_source"]])

    @property
    def unknown(self) -> tuple[str, ...]:
        """Indicators of which one of the two has no figure, so that nobody knows."""
        return tuple(self.figures.index[self.figures["difference"].isna()])


@dataclass(frozen=True, eq=False)
class Space:
    """Areas as points among which likeness is a short distance.

    Parameters
    ----------
    features
        The areas.
    distance
        ``mahalanobis``: what two indicators say alike counts once (`scoring.mahalanobis`).
        ``weighted``: standard deviations, each counting as much as it weighs in the score.
    points
        Shape (areas, dimensions).
    """

    features: Features
    distance: Distance
    points: NDArray[np.float64]


def space(features: Features, distance: Distance = "mahalanobis") -> Space:
    """Return the space in which areas are compared."""
    if distance == "mahalanobis":
        return Space(features, distance, whitened(features))
    roots = np.sqrt(features.weights * len(features.weights))
    return Space(features, distance, features.deviations * roots)


def look_alikes(
    among: Space,
    code: str,
    count: int = COUNT,
    *,
    without: Collection[str] = (),
    elsewhere: bool = False,
) -> tuple[Peer, ...]:
    """Return the areas that are most like one, nearest first and equally near ones by code.

    Parameters
    ----------
    among
        Where areas are compared.
    code
        Of the area asked for.
    count
        How many at most.
    without
        Codes of areas that are not wanted.
    elsewhere
        Whether areas of its own province are not wanted: they share the province's figures with it
        whatever they are like.

    Raises
    ------
    ScoringError
        If the area has no place among those compared, or the count is below 1.
    """
    if count < 1:
        raise ScoringError("There cannot be {count} look-alikes. Use 1 or more.", count=count)
    found = among.features
    own = found.position(code)
    away = np.linalg.norm(among.points - among.points[own], axis=1).round(9)
    wanted = ~found.codes.isin([code, *without])
    if elsewhere:
        provinces = found.table["province_code"].to_numpy()
        wanted &= provinces != provinces[own]
    candidates = np.flatnonzero(wanted)
    nearest = candidates[np.argsort(away[candidates], kind="stable")][:count]
    others = np.delete(away, own)
    return tuple(
        Peer(
            code=str(found.codes[n]),
            distance=float(away[n]),
            nearer=float((others <= away[n]).mean()),
            figures=_figures(found, own, int(n)),
        )
        for n in nearest
    )


def nearest_of_others(
    among: Space, codes: Collection[str], others: Collection[str], *, elsewhere: bool = False
) -> dict[str, tuple[str, float]]:
    """Return for each of some areas the most like one of some others, and how far it is.

    Parameters
    ----------
    codes, others
        Areas with a place among those compared; those without are left out. An area is not its own
        look-alike.
    elsewhere
        Whether only areas of other provinces count.
    """
    found = among.features
    rows, columns = (np.flatnonzero(found.codes.isin(list(some))) for some in (codes, others))
    if not len(columns):
        return {}
    provinces = found.table["province_code"].to_numpy()
    nearest = {}
    for row in rows:
        free = columns[columns != row]
        if elsewhere:
            free = free[provinces[free] != provinces[row]]
        if len(free):
            away = np.linalg.norm(among.points[free] - among.points[row], axis=1).round(9)
            first = int(np.argmin(away))
            nearest[str(found.codes[int(row)])] = (
                str(found.codes[free[first]]),
                float(away[first]),
            )
    return nearest


def _figures(found: Features, own: int, other: int) -> pd.DataFrame:
    levels = [indicator.level for indicator in found.indicators]
    table = found.table
    same = {
        level: bool(table[column].iloc[own] == table[column].iloc[other])
        for level, column in (("province", "province_code"), ("district", "district_code"))
    }
    known = ~np.isnan(found.figures[own] + found.figures[other])
    apart = (found.deviations[other] - found.deviations[own]) * found.directions
    published = (found.figures[other] - found.figures[own]) / np.nanstd(found.figures, axis=0)
    return pd.DataFrame(
        {
            "own": found.figures[own],
            "peer": found.figures[other],
            "difference": np.where(known, apart, np.nan),
            "as_published": published,
            "level": levels,
            "shared_source": [
                same.get(level, False) and there for level, there in zip(levels, known, strict=True)
            ],
        },
        index=[indicator.id for indicator in found.indicators],
    )
