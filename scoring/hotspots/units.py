"""Tambons, districts or provinces as units with one figure each, and who their neighbours are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from libpysal.graph import Graph
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array, lil_array
from scipy.stats import norm

from geo.areas import Areas, Level
from geo.errors import ScoringError
from scoring.graph import ISLAND_NEIGHBOURS, Linked, Neighbours, linked, nearest_pair

FINEST_FIRST: tuple[Level, ...] = ("tambon", "district", "province")
LEAST = 30
"""Units; with fewer, results are not reliable (Esri, ArcGIS Pro, "Hot Spot Analysis")."""
_ROUNDING = 1e-9
"""Share of the largest figure up to which others differ by how floats are rounded."""
LEAST_COVERAGE = 0.5
"""Share of a unit's people who live in areas with a figure, as in `geo.levels`."""


@dataclass(frozen=True, eq=False)
class Units:
    """Units of one level with a figure each.

    Parameters
    ----------
    level
        What they are.
    values
        By their codes, sorted; all finite.
    table
        On the same index: ``province_code``, ``district_code`` (empty for provinces), ``areas`` and
        ``people``, how many are in it; those whose number is unknown count as none.
    linked
        The same units with their neighbours.
    without
        How many units take no part for want of a figure.
    """

    level: Level
    values: pd.Series[float]
    table: pd.DataFrame
    linked: Linked
    without: int


def units(
    areas: Areas,
    figures: pd.Series[float],
    native: Level,
    level: Level,
    how: Neighbours,
    of: str,
) -> Units:
    """Return the units of a level with their figures and neighbours.

    Parameters
    ----------
    figures
        By the codes of the areas to be looked at, NaN where there is none.
    native
        The level that they are known at.
    level
        Of the units. Their figures are brought to it as `geo.levels.at_level` does with rates: a
        unit's own figure where it is known, repeated where only that of a larger one is, else the
        mean of its areas, weighted by people, where half of them or more live in areas with one.
    how
        Who is a neighbour. Districts and provinces are neighbours if any of their areas are, and
        one without any gets the `ISLAND_NEIGHBOURS` to which it comes nearest.
    of
        What figures are called in messages.

    Raises
    ------
    ScoringError
        If fewer than `LEAST` units have a figure, or each is a neighbour of all others.
    """
    table = areas.table.loc[figures.index]
    people = pd.Series(table["population"].to_numpy("float64", na_value=0.0), table.index)
    groups = pd.Series(
        table.index if level == "tambon" else table[f"{level}_code"], table.index, name="unit"
    )
    if level == "tambon":
        brought = figures.astype("float64")
    elif FINEST_FIRST.index(native) >= FINEST_FIRST.index(level):
        brought = figures.groupby(groups.to_numpy()).first()
    else:
        brought = _mean(figures, people, groups)
    values = brought.dropna().sort_index()
    if len(values) < LEAST:
        raise ScoringError(
            'There are {units} units with a figure of "{of}", too few for hot spots; {least} are '
            "needed. Compare more areas, or look at a finer level.",
            units=len(values),
            of=of,
            least=LEAST,
        )
    rows = np.flatnonzero(areas.codes.isin(groups.index[groups.isin(values.index)]))
    members = groups.loc[areas.codes[rows]]
    found = linked(areas, rows, how)
    if level != "tambon":
        found = _joined(
            areas, rows, values.index.get_indexer(pd.Index(members)), values.index, found
        )
    if found.matrix.nnz == len(values) * (len(values) - 1):
        raise ScoringError(
            "Each of the {units} units is a neighbour of all others, so that no surroundings stand "
            "out. Use fewer neighbours, or a shorter distance.",
            units=len(values),
        )
    own = table.loc[members.index].assign(people=people, areas=1).groupby(members.to_numpy())
    columns = own.agg({"province_code": "first", "district_code": "first",
                       "areas": "sum", "people": "sum"})  # fmt: skip
    if level == "province":
        columns["district_code"] = ""
    index = values.index.rename("area_code" if level == "tambon" else f"{level}_code")
    return Units(
        level,
        values.set_axis(index),
        columns.astype({"people": "int64"}).set_axis(index),
        found,
        len(brought) - len(values),
    )


def inside_provinces(found: Units, of: str) -> Units:
    """Return the same units with where each stands among those of its province.

    That is the normal score of its rank there (van der Waerden 1952), less the mean of the
    province's. Chance deals out figures of all provinces together: deviations themselves would give
    more spots to provinces that vary more, and where one unit is far out, all others of its
    province would be low.

    Raises
    ------
    ScoringError
        If no unit differs from the others of its province.
    """
    values, provinces = found.values, found.table["province_code"]
    # what differs by how floats are rounded is equal
    rounded = (values / (_ROUNDING * values.abs().max())).round()
    own = rounded.groupby(provinces)
    places = (own.rank() - 0.5) / own.transform("size")
    scores = pd.Series(norm.ppf(places), values.index)
    scores -= scores.groupby(provinces).transform("mean")
    if not varies(scores, scores + 1):
        raise ScoringError(
            '"{of}" is the same in all units of each province, so that none stands out inside '
            "its own. Look at provinces as units, or at a figure that is known by tambon.",
            of=of,
        )
    return Units(found.level, scores, found.table, found.linked, found.without)


def varies(values: pd.Series[float], beside: pd.Series[float]) -> bool:
    """Return whether values differ by more than how floats as large as others are rounded."""
    return bool(values.max() - values.min() > _ROUNDING * beside.abs().max())


def _mean(
    figures: pd.Series[float], people: pd.Series[float], groups: pd.Series[str]
) -> pd.Series[float]:
    known = figures.notna()
    sums = (
        pd.DataFrame(
            {
                "figure": (figures * people).where(known, 0.0),
                "known": people.where(known, 0.0),
                "people": people,
                "lacking": ~known,
            }
        )
        .groupby(groups.to_numpy())
        .sum()
    )
    enough = (sums["lacking"] == 0) | (sums["known"] >= LEAST_COVERAGE * sums["people"])
    return (sums["figure"] / sums["known"]).where(enough & (sums["known"] > 0))


def _joined(
    areas: Areas, rows: NDArray[np.intp], unit: NDArray[np.intp], codes: pd.Index, of: Linked
) -> Linked:
    """Return units as neighbours of those that any of their areas are neighbours of.

    Parameters
    ----------
    rows
        Positions of their areas, sorted.
    unit
        Shape (rows,), which unit each is in.
    codes
        Of the units.
    of
        The areas with their neighbours.
    """
    # not by what islands got: an island district has neighbours of its own only if it touches some
    one, other = (unit[ends] for ends in of.own.nonzero())
    apart = one != other
    there = np.ones(int(apart.sum()), dtype=bool)
    matrix = csr_array(coo_array((there, (one[apart], other[apart])), shape=(len(codes),) * 2))
    own = matrix
    alone = np.flatnonzero(np.diff(matrix.indptr) == 0)
    if len(alone):
        more = lil_array(matrix)
        for each in alone:
            for near in _nearest(areas, rows, unit, int(each)):
                more[each, near] = more[near, each] = True
        matrix = csr_array(more)
    matrix.sort_indices()
    return Linked(
        graph=Graph.from_sparse(csr_array(matrix, dtype=np.float64), ids=list(codes)),
        matrix=matrix,
        own=own,
        islands=tuple(codes[alone]),
    )


def _nearest(areas: Areas, rows: NDArray[np.intp], unit: NDArray[np.intp], alone: int) -> list[int]:
    """Return the units to whose areas' reference points those of one come nearest."""
    inside, found = rows[unit == alone], [alone]
    while len(found) <= min(ISLAND_NEIGHBOURS, len(np.unique(unit)) - 1):
        _, other = nearest_pair(areas, inside, rows[~np.isin(unit, found)])
        found.append(int(unit[np.searchsorted(rows, other)]))
    return found[1:]
