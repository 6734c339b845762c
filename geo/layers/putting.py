"""Figures of rows put on the areas, districts or provinces that the rows are about."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import Level
from geo.layers.links import Status
from geo.layers.reference import Reference
from geo.levels import Quantity

LEAST: dict[Quantity, float] = {"count": 0.99, "rate": 0.5}
"""Share of an area's people whose figure must be known: for a sum to be called a total, for a rate
to stand for all of them."""

_MUNICIPAL: tuple[Status, ...] = ("municipality", "municipality_name")


@dataclass(frozen=True, eq=False)
class Put:
    """Figures by unit."""

    values: pd.Series[float]
    standard_errors: pd.Series[float]
    coverage: pd.Series[float]
    """Share of the unit's people for whom the rows have figures; NaN where the rows are about a
    part of them and nobody knows how large it is. A municipality's row, say, tells nothing about
    those who live in the tambon outside of it."""
    unweighted: tuple[str, ...]
    """Units whose rate is of rows that were averaged alike, or that are about a part of the people
    only, since nobody knows how many people the rows are about."""


def put_on_units(
    links: pd.DataFrame,
    values: NDArray[np.float64],
    standard_errors: NDArray[np.float64],
    quantity: Quantity,
) -> Put:
    """Bring the figures of rows together by unit.

    Parameters
    ----------
    links
        As `weighted` completes them.
    values, standard_errors
        Shape (rows of the table,); NaN where unknown.
    quantity
        ``count``: a row's figure is shared out and the shares are summed. ``rate``: rows are
        averaged, weighted by people.

    Returns
    -------
    Put
        For every unit with a link, sorted by code. A standard error takes the rows for independent
        of each other, and is NaN where one of them is unknown.
    """
    units, place = np.unique(links["unit"].to_numpy(str), return_inverse=True)
    row, share = links["row"].to_numpy(int), links["share"].to_numpy()
    weight, alike = _weights(links["weight"].to_numpy(), place, len(units))
    part = share if quantity == "count" else weight
    figure, error = values[row], standard_errors[row]
    known = ~np.isnan(figure)

    def total(of: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.bincount(place, of, len(units)).astype("float64")

    coverage = _coverage(links, place, len(units), weight, known)
    over = np.ones(len(units)) if quantity == "count" else total(np.where(known, weight, 0))
    with np.errstate(invalid="ignore", divide="ignore"):
        put = total(np.where(known, part * figure, 0)) / over
        # what weighs nothing needs no standard error
        spread = np.sqrt(total(np.where(known & (part > 0), (part * error) ** 2, 0))) / over
    # a part stands for all where nobody knows better, but is no total of theirs
    enough = np.where(np.isnan(coverage), quantity == "rate", coverage >= LEAST[quantity])
    put[~enough], spread[~enough] = np.nan, np.nan
    index = pd.Index(units, name="area_code", dtype="str")
    several = np.bincount(place, minlength=len(units)) > 1
    return Put(
        pd.Series(put, index),
        pd.Series(spread, index),
        pd.Series(coverage, index),
        tuple(index[(alike & several) | np.isnan(coverage)]) if quantity == "rate" else (),
    )


def weighted(
    links: pd.DataFrame,
    status: NDArray[np.object_],
    reference: Reference,
    people: NDArray[np.float64] | None = None,
) -> pd.DataFrame:
    """Return links with what their rows weigh, and people completed as far as anybody knows.

    Parameters
    ----------
    links
        As `geo.layers.links.links` returns them.
    status
        Shape (rows of the table,), a `Status` each.
    reference
        Who lives where.
    people
        Shape (rows of the table,), persons of each row's unit as the table has them.

    Returns
    -------
    pandas.DataFrame
        The links with ``weight`` (float64) beside: the table's own persons if it has them, else
        ``people``. What a table counts, the surveyed say, may be fewer than live there, so how much
        of an area rows cover is told by ``people``.

    Notes
    -----
    Where municipalities lie in a tambon that has a row of its own too, that row is about the rest
    of it: the people who live in none of them. Where the register has none such, their number is
    unknown.
    """
    done = links.copy()
    row = links["row"].to_numpy(int)
    municipal = np.isin(status[row].astype(str), _MUNICIPAL)
    inside = done["people"].where(municipal).groupby(done["unit"]).sum(min_count=1).dropna()
    beside = ~municipal & done["unit"].isin(inside.index)
    own_rows = done["unit"][beside].value_counts()
    rest = (reference.people.reindex(inside.index) - inside) / own_rows
    # the table speaks of people outside of municipalities where nobody else knows of any
    rest = rest.where(rest > 0)
    if beside.any():
        done["people"] = done["people"].where(~beside, done["unit"].map(rest))
    done["weight"] = done["people"] if people is None else people[row] * done["share"]
    return done


def repeated(by_unit: pd.Series[float], codes: pd.Index, level: Level) -> pd.Series[float]:
    """Return every area's own figure, or that of its district or province."""
    digits = {"tambon": 6, "district": 4, "province": 2}[level]
    units = codes.str[:digits]
    return by_unit.reindex(units).set_axis(codes)


def _coverage(
    links: pd.DataFrame,
    place: NDArray[np.intp],
    count: int,
    weight: NDArray[np.float64],
    known: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return the share of each unit's people whose figure is known."""
    people, unknown = _weights(links["people"].to_numpy(), place, count)
    people = np.where(unknown[place], weight, people)
    of = links["of"].to_numpy()
    everybody = np.zeros(count)
    np.maximum.at(everybody, place, np.where(unknown[place], 0, np.nan_to_num(of)))
    in_parts = np.bincount(place, np.isnan(of), count) == 0
    seen = np.bincount(place, np.where(known, people, 0), count).astype("float64")
    coverage: NDArray[np.float64] = seen / np.maximum(np.bincount(place, people, count), everybody)
    coverage[unknown & in_parts & (seen > 0)] = np.nan
    return coverage


def _weights(
    people: NDArray[np.float64], place: NDArray[np.intp], count: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return weights, all alike in a unit where somebody's people are unknown or nobody lives."""
    unknown = np.bincount(place, np.isnan(people), count) > 0
    unknown |= np.bincount(place, np.nan_to_num(people), count) <= 0
    weights = np.where(unknown[place], 1.0, np.nan_to_num(people)).astype("float64")
    return weights, unknown
