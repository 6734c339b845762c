"""Several rows of a table about one area: which of them says what holds for it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.codes import named
from geo.layers.layout import Layout
from geo.layers.matching import Matching, taken


def own_rows_first(matching: Matching, values: NDArray[np.float64]) -> Matching:
    """Return a matching in which no former area speaks for one that has a figure of its own.

    Parameters
    ----------
    matching
        As `geo.layers.matching.match_rows` returns it.
    values
        Shape (rows of the table,); NaN where unknown.

    Notes
    -----
    A table that has a former tambon beside its successor is of two vintages, or holds what is left
    of the former one. To count both would count people twice.
    """
    links = matching.links
    row = links["row"].to_numpy(int)
    status: NDArray[np.object_] = matching.status[row]
    own = np.isin(status.astype(str), ("code", "name")) & ~np.isnan(values[row])
    carried = np.isin(status.astype(str), ("successor", "crosswalk"))
    beside = carried & links["unit"].isin(links["unit"][own]).to_numpy()
    if not beside.any():
        return matching
    left = links[~beside]
    gone = np.setdiff1d(row[beside], left["row"].to_numpy(int))
    states, notes = matching.status.copy(), matching.note.copy()
    states[gone] = "former"
    notes[gone] = [f"{note}, with rows of their own" for note in notes[gone]]
    return replace(matching, status=states, note=notes, links=left)


def once_each(
    matching: Matching, values: NDArray[np.float64], errors: NDArray[np.float64], layout: Layout
) -> tuple[Matching, list[str]]:
    """Leave out rows that say the same again.

    Parameters
    ----------
    matching
        As `geo.layers.matching.match_rows` returns it.
    values, errors
        Shape (rows of the table,), figures and their standard errors; NaN where unknown.
    layout
        The table.

    Returns
    -------
    matching, problems
        The matching without those rows, and in words which areas have rows that say something else.
        Points and polygons are no areas: several in one are as it should be.
    """
    single = taken(matching.status) & ~np.isin(matching.status.astype(str), ("place", "polygon"))
    rows = np.flatnonzero(single)
    frame = pd.DataFrame(
        {"unit": matching.unit[rows], "value": values[rows], "error": errors[rows]}, index=rows
    )
    again = frame.index[frame.duplicated()]
    left = frame.drop(again)
    status = matching.status.copy()
    status[again] = "repeated"
    links = matching.links[~matching.links["row"].isin(again)]
    other = left[left["unit"].duplicated(keep=False)]
    return replace(matching, status=status, links=links), _different(layout, other)


def _different(layout: Layout, rows: pd.DataFrame) -> list[str]:
    """Return in words which areas have rows with different figures."""
    if rows.empty:
        return []
    said = [
        f"line {layout.grid.lines[row]}: {'none' if value != value else format(value, 'g')}"
        for row, value in zip(rows.index, rows["value"], strict=True)
    ]
    by_unit = pd.Series(said, dtype="str").groupby(rows["unit"].to_numpy()).agg(list)
    cases = named(f"{unit} ({named(found)})" for unit, found in by_unit.items())
    return [
        f"{len(by_unit):,} areas have several rows with different figures: {cases}. "
        "Choose one each with --where or --year, or bring them together with --combine"
    ]
