"""Which rows of a table are wanted: those of one year, those with a text in a column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geo.codes import named
from geo.errors import GeoError, visible
from geo.layers.cells import cleaned, each, year
from geo.layers.columns import year_column
from geo.layers.grid import Guess
from geo.layers.layout import Layout, refuse_absent
from geo.layers.record import TableForm


def kept_rows(
    layout: Layout, form: TableForm
) -> tuple[NDArray[np.bool_], tuple[int, ...], list[Guess]]:
    """Find out which rows of a table the filters leave.

    Parameters
    ----------
    layout
        The table.
    form
        Its ``where``, ``year`` and ``skip``. Where a column names several years and none was said,
        it is the latest.

    Returns
    -------
    kept : array of bool, shape (rows,)
        Which rows are left, among those that hold no figures too.
    years : tuple of int
        Years of the Common Era of the rows that are left, where a column names them.
    guesses : list of Guess
        What was not said.

    Raises
    ------
    GeoError
        If no row is left by one of the filters, or a line to skip is not there; the message lists
        what there is.
    """
    refuse_absent(layout.grid, form.skip, "--skip")
    kept = ~np.isin(layout.grid.lines, form.skip)
    for name, wanted in form.where.items():
        column = layout.grid.cells[layout.column(name, "--where")]
        same = np.array(each(column, cleaned), object) == cleaned(wanted)
        if not (same & layout.data).any():
            values = dict.fromkeys(text for text in column[layout.data] if text)
            raise GeoError(
                'No row has "{wanted}" in "{column}". It holds {values}.',
                wanted=visible(wanted),
                column=visible(name),
                values=named(values),
            )
        kept &= same
    return _of_one_year(layout, form, kept)


def _of_one_year(
    layout: Layout, form: TableForm, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], tuple[int, ...], list[Guess]]:
    place = year_column(layout)
    if place is None:
        if form.year is not None:
            raise GeoError(
                "No column names years, so rows of {year} cannot be told.", year=form.year
            )
        return kept, (), []
    found = each(layout.grid.cells[place], year)
    of_row = np.array([pair[0] if pair else 0 for pair in found])
    years = sorted({int(y) for y in of_row[layout.data & kept]} - {0})
    name = layout.names[place]
    guesses = []
    if any(pair and pair[1] for pair in found):
        guesses.append(Guess(f'years in "{name}"', "Buddhist era", "they lie 543 years ahead", ""))
    if form.year is not None and form.year not in years:
        raise GeoError(
            'No row is of {year}. "{column}" has {years} (Common Era).',
            year=form.year,
            column=visible(name),
            years=named(map(str, years)),
        )
    if len(years) < 2:
        return kept, tuple(years), guesses
    wanted = form.year or years[-1]
    if form.year is None:
        taken_for = f"{wanted}, of {named(map(str, years))}"
        guesses.append(Guess("year", taken_for, f'the latest in "{name}"', "--year"))
    return kept & (of_row == wanted), (wanted,), guesses
