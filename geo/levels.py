"""Figures carried from one level of administration to another."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from geo.areas import Areas, Level
from geo.codes import named
from geo.errors import GeoError

Quantity = Literal["count", "rate"]
"""A count adds up over areas; a rate is averaged, weighted by people."""

LEAST_COVERAGE: dict[Quantity, float] = {"count": 1.0, "rate": 0.5}
"""Share of people that must live in areas with a figure: a sum over some parts is no total."""

_FINEST_FIRST: tuple[Level, ...] = ("tambon", "district", "province")


def up(
    values: pd.Series[float],
    standard_errors: pd.Series[float],
    people: pd.Series[float],
    groups: pd.Series[str],
    quantity: Quantity,
    least_coverage: float | None = None,
) -> tuple[pd.Series[float], pd.Series[float], pd.Series[float]]:
    """Aggregate figures, such as those of tambons to districts.

    Parameters
    ----------
    values
        By area code, in any order; NaN where unknown.
    standard_errors
        In the same units; NaN where unknown.
    people
        How many live in each area. A rate whose own base is another, such as households, is
        weighted only roughly so. An area where their number is unknown weighs nothing.
    groups
        The code of the district or province that each area lies in.
    quantity
        A count is summed, a rate averaged weighted by people.
    least_coverage
        0 to 1: with a lower coverage there is no figure. `LEAST_COVERAGE` of the quantity if not
        given. At 1 every area must have a figure, even one where nobody lives.

    Returns
    -------
    values, standard_errors, coverage : pandas.Series
        float64, by the code of the group, sorted. The coverage is the share of the group's people
        who live in areas with a figure, 1 where no area lacks one. Below ``least_coverage`` values
        are NaN; a rate is also NaN where nobody lives in an area with a figure. Standard errors are
        NaN where one of the figures in the aggregate has none.

    Raises
    ------
    KeyError
        If an area of ``values`` is missing in another argument.

    Notes
    -----
    sqrt(Σ se²) for a sum and sqrt(Σ w² se²) / Σ w for a mean (Cochran 1977, *Sampling Techniques*,
    5.3), which holds where the areas' errors are independent. Figures that repeat the one of a
    larger unit are not: take that one as it is, as `at_level` does.
    """
    # in one order, so that the order given makes no difference to how the sums are rounded
    codes = values.index.sort_values()
    known = values.loc[codes].notna().to_numpy()
    weight = people.loc[codes].to_numpy("float64", na_value=np.nan)
    weight = np.where(np.isnan(weight), 0.0, weight)
    figures = np.where(known, values.loc[codes].to_numpy("float64"), 0.0)
    errors = standard_errors.loc[codes].to_numpy("float64")
    factor = np.where(known, weight if quantity == "rate" else 1.0, 0.0)
    sums = (
        pd.DataFrame(
            {
                "figure": factor * figures,
                # what weighs nothing needs no standard error
                "variance": np.where(factor > 0, (factor * errors) ** 2, 0.0),
                "factor": factor,
                "weight": weight,
                "weight_known": weight * known,
                "lacking": ~known,
            },
            index=codes,
        )
        .groupby(groups.loc[codes].to_numpy())
        .sum(skipna=False)
    )
    complete = sums["lacking"] == 0
    total = sums["weight"].where(sums["weight"] > 0)
    coverage = (sums["weight_known"] / total).fillna(0.0).where(~complete, 1.0)
    least = LEAST_COVERAGE[quantity] if least_coverage is None else least_coverage
    enough = (complete | ((coverage >= least) & (least < 1))) & (sums["factor"] > 0)
    divisor = sums["factor"] if quantity == "rate" else 1.0
    value = (sums["figure"] / divisor).where(enough)
    error = (np.sqrt(sums["variance"]) / divisor).where(enough)
    return value, error, coverage


def down(
    values: pd.Series[float],
    standard_errors: pd.Series[float],
    groups: pd.Series[str],
    quantity: Quantity,
    people: pd.Series[float] | None = None,
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Put the figures of larger units, such as provinces, on the areas in them.

    Parameters
    ----------
    values, standard_errors
        By the code of the unit; NaN where unknown.
    groups
        For each area, by its code, the code of the unit that it lies in.
    quantity
        A rate stands at every area of its unit, with its standard error. A count cannot: it is
        shared out by ``people``.
    people
        How many live in each area.

    Returns
    -------
    values, standard_errors : pandas.Series
        float64, indexed as ``groups``; NaN where the unit has no figure. A rate that is repeated
        says nothing about how areas of a unit differ. A count that is shared out is an
        allocation and no measurement: it assumes that people are alike everywhere in the unit. How
        far it is off nobody knows, so it has no standard error; and it is NaN in a whole unit
        where the people of one area are unknown, or nobody lives.

    Raises
    ------
    GeoError
        If a count is to be put on areas without ``people``.
    """
    repeated, errors = (
        groups.map(figures.astype("float64")).astype("float64")
        for figures in (values, standard_errors)
    )
    if quantity == "rate":
        return repeated, errors
    if people is None:
        raise GeoError(
            "A count cannot be repeated at every area of a larger unit, since the areas would add "
            "up to a multiple of it. Units with a count: {units}. Give it as a rate, or have it "
            "shared out by people.",
            units=named(values.dropna().index.astype("str")),
        )
    weight = people.loc[groups.index].astype("float64")
    total = weight.groupby(groups).transform(lambda part: part.sum(skipna=False))
    return repeated * weight / total.where(total > 0), errors * np.nan


def at_level(areas: Areas, id: str, level: Level, quantity: Quantity) -> pd.DataFrame:
    """Return an indicator's figures at a level of administration.

    Parameters
    ----------
    areas
        The areas; a rate that is only known for larger units stands at each of their areas.
    id
        The indicator.
    level
        The level wanted. Figures that are only known for larger units are repeated, and those known
        for smaller ones aggregated as `up` does.
    quantity
        Whether the indicator is a count or a rate. A count known for larger units stands at areas
        as `down` shares it out, and is summed again.

    Returns
    -------
    pandas.DataFrame
        ``value``, ``standard_error`` and ``coverage``, the share of people who live in areas with
        a figure; float64, by area, district or province code, sorted. A figure that was
        measured at the level, or is repeated, comes as it is with the standard error that it has:
        averaging its repetitions would make it seem surer than it is.

    Raises
    ------
    GeoError
        If the areas have no such indicator.
    """
    native = areas.indicator(id).level
    # what was shared out over areas is known by area
    if quantity == "count":
        native = "tambon"
    table, values, errors = areas.table, areas.values[id], areas.standard_errors[id]
    people = table["population"].astype("float64")
    wanted = _units(table, level)
    if _FINEST_FIRST.index(native) >= _FINEST_FIRST.index(level):
        _, _, coverage = up(values, errors, people, wanted, "rate")
        value, error = _first(values, errors, wanted)
    elif native == "tambon":
        value, error, coverage = up(values, errors, people, wanted, quantity)
    else:
        units = _units(table, native)
        value, error, coverage = up(
            *_first(values, errors, units),
            people.groupby(units).sum(),
            wanted.groupby(units).first(),
            quantity,
        )
    return pd.DataFrame(
        {"value": value, "standard_error": error, "coverage": coverage}
    ).rename_axis("area_code" if level == "tambon" else f"{level}_code")


def _units(table: pd.DataFrame, level: Level) -> pd.Series[str]:
    """Return the code of the unit of a level that each area lies in."""
    return table.index.to_series() if level == "tambon" else table[f"{level}_code"]


def _first(
    values: pd.Series[float], errors: pd.Series[float], units: pd.Series[str]
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Return the first figure in each unit, and the standard error that stands beside it."""
    known = pd.DataFrame({"value": values, "error": errors, "unit": units}).dropna(subset="value")
    found = known.drop_duplicates("unit").set_index("unit").reindex(sorted(units.unique()))
    return found["value"], found["error"]
