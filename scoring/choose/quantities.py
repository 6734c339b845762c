"""The numbers and groups of areas that rules are about."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.areas import TEXT_COLUMNS, Areas
from geo.errors import ScoringError
from scoring.fields import about, nearest
from scoring.scenario import Scenario

_COLUMN = {"province": "province_code", "district": "district_code"}
_SUMS = ("population", "households", "area_km2")
"""Columns of numbers that can be added up."""
_PERCENT = 100.0


def groups(areas: Areas, by: str) -> pd.Series[str]:
    """Return each area's group, on the areas' index; missing where it has none.

    Parameters
    ----------
    by
        ``province`` and ``district`` (their codes), ``region``, ``track``, any other column of
        text, or an indicator whose figures number groups.

    Raises
    ------
    ScoringError
        If there is no such column.
    """
    column = _COLUMN.get(by, by)
    if column in TEXT_COLUMNS:
        return areas.table[column].astype("str")
    if by in areas.values:
        figures = areas.values[by]
        return figures.map("{:g}".format).where(figures.notna())
    raise ScoringError(
        'There is no column "{column}" to group areas by{nearest}. There are province, district, '
        "{texts}, and the indicators {indicators}.",
        column=by,
        nearest=nearest(by, (*_COLUMN, *TEXT_COLUMNS, *(i.id for i in areas.indicators))),
        texts=", ".join(c for c in TEXT_COLUMNS if not c.startswith(("province", "district"))),
        indicators=", ".join(i.id for i in areas.indicators),
    )


def amounts(areas: Areas, scenario: Scenario, of: str) -> NDArray[np.float64]:
    """Return how much each area has of something, in its own unit; NaN where unknown.

    Parameters
    ----------
    of
        A quantity of the scenario, a column of numbers, or an indicator.

    Returns
    -------
    numpy.ndarray
        Shape (areas,).

    Raises
    ------
    ScoringError
        If there is nothing of that name, or if something would be counted below 0.
    """
    for number, quantity in enumerate(scenario.choose.quantities or (), start=1):
        if quantity.id != of:
            continue
        with about(f"choose.quantity.{number}.of"):
            whole = _counted(areas, scenario, quantity.of)
        if quantity.share is None:
            return whole
        with about(f"choose.quantity.{number}.share"):
            return whole * _counted(areas, scenario, quantity.share) / _PERCENT
    return _counted(areas, scenario, of)


def _counted(areas: Areas, scenario: Scenario, of: str) -> NDArray[np.float64]:
    if of in _SUMS:
        return areas.table[of].to_numpy("float64", na_value=np.nan)
    if of not in areas.values:
        quantities = [quantity.id for quantity in scenario.choose.quantities or ()]
        indicators = [indicator.id for indicator in areas.indicators]
        raise ScoringError(
            'There is nothing called "{of}" to count{nearest}. There are population, households, '
            "area_km2, the scenario's quantities ({quantities}), and the indicators {indicators}.",
            of=of,
            nearest=nearest(of, (*_SUMS, *quantities, *indicators)),
            quantities=", ".join(quantities) or "none",
            indicators=", ".join(indicators),
        )
    figures = areas.values[of].to_numpy("float64")
    below = areas.codes[figures < 0]
    if len(below):
        raise ScoringError(
            '"{of}" is below 0 in {n} areas, {first} among them, and what is counted cannot be.',
            of=of,
            n=len(below),
            first=below[0],
        )
    return figures
