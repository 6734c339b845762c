"""A table of a user's own, from its file to figures on areas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.codes import named
from geo.errors import GeoError, visible
from geo.layers.columns import (
    Bounds,
    Figures,
    bounds_for,
    figures,
    standard_error_problems,
    year_column,
)
from geo.layers.crosswalks import Crosswalk
from geo.layers.filters import kept_rows
from geo.layers.grid import Guess
from geo.layers.layout import Layout, laid_out
from geo.layers.matching import Matching, match_rows, taken
from geo.layers.putting import put_on_units, repeated, weighted
from geo.layers.reading import read_grid
from geo.layers.record import About, TableForm, TableReading
from geo.layers.reference import Reference
from geo.layers.several_rows import once_each, own_rows_first

_UNKNOWN = "nobody knows how many people the rows are about"
_MOST_CONTRADICTIONS = 0.05
"""Share of the matched rows whose name may be another area's; more are a shifted column."""


@dataclass(frozen=True, eq=False)
class MatchedTable:
    """A table whose rows are matched to areas."""

    layout: Layout
    matching: Matching
    years: tuple[int, ...]
    """Years of the Common Era of the rows that were kept, where a column names them."""
    guesses: tuple[Guess, ...]


@dataclass(frozen=True, eq=False)
class LayerFigures:
    """A layer's figures, and what is known of them."""

    values: pd.Series[float]
    """float64 by area code, NaN where unknown; a district's or province's at each of its areas."""
    standard_errors: pd.Series[float]
    coverage: pd.Series[float]
    """Share of each area, or of its people, that there are figures for; NaN where nobody knows."""
    guesses: tuple[Guess, ...]
    table: MatchedTable | None = None
    """Of a table: what became of its rows once their figures were known."""
    by_row: NDArray[np.float64] | None = None
    """Of a table: the figure of each row, NaN where it has none."""


def match_table(
    path: Path,
    form: TableForm,
    reference: Reference,
    *,
    crosswalk: Crosswalk | None = None,
    carry: bool = False,
    places: bool = False,
) -> MatchedTable:
    """Read a table and find out which area every row is about.

    Parameters
    ----------
    path
        A file that `geo.layers.reading.read_grid` takes.
    form
        What a person says of the file; the rest is found out and told as guesses.
    reference
        Codes in force and who lives where.
    crosswalk, carry
        As `geo.layers.matching.match_rows` takes them.
    places
        As `geo.layers.layout.laid_out` takes it.

    Raises
    ------
    GeoError
        If the file cannot be read, no column names areas, or one that was named is not there.
    """
    layout = _read(path, form, crosswalk, places=places)
    kept, years, guesses = kept_rows(layout, form)
    matching = match_rows(layout, reference, kept, crosswalk=crosswalk, carry=carry, fill=form.fill)
    return MatchedTable(layout, matching, years, (*layout.guesses, *guesses, *matching.guesses))


def years_of(path: Path, form: TableForm, crosswalk: Crosswalk | None = None) -> tuple[int, ...]:
    """Return what `MatchedTable.years` would be, without matching any row.

    Raises
    ------
    GeoError
        As `match_table` does.
    """
    return kept_rows(_read(path, form, crosswalk), form)[1]


def _read(
    path: Path, form: TableForm, crosswalk: Crosswalk | None, *, places: bool = False
) -> Layout:
    grid = read_grid(path, encoding=form.encoding, delimiter=form.delimiter, sheet=form.sheet)
    also = frozenset(crosswalk.areas) if crosswalk is not None else frozenset()
    return laid_out(
        grid,
        header=form.header,
        key=form.key,
        level=form.level,
        keep=form.keep,
        also=also,
        places=places,
    )


def table_figures(
    table: MatchedTable, reading: TableReading, about: About, reference: Reference
) -> LayerFigures:
    """Put a column of a table on the areas.

    Parameters
    ----------
    table
        As `match_table` returns it.
    reading
        Which column, and what to make of its cells.
    about
        What the figures mean.
    reference
        As `match_table` took it.

    Raises
    ------
    GeoError
        With all that is wrong with the rows and the figures: cells that are no numbers, figures out
        of bounds, several rows about one area, names that belong to other codes, a count of
        districts or provinces, which none of their areas can have.
    """
    layout, matching = table.layout, table.matching
    rows = taken(matching.status)
    bounds = bounds_for(about.unit_en, reading.lowest, reading.highest)
    main = _column(layout, reading.column, "--column", rows, reading, bounds, reading.scale)
    errors = _optional(layout, reading.standard_error, "--se", rows, reading, reading.scale)
    people = _optional(layout, reading.people, "--people", rows, reading)
    read = [figures for figures in (main, errors, people) if figures is not None]
    problems = [problem for figures in read for problem in figures.problems]
    problems += matching.problems + _contradicted(matching, rows)
    if not rows.any():
        problems.append("no row leads to an area: `phuenthi data check` says what became of each")
        problems += matching.misplaced
    if errors is not None and reading.standard_error is not None:
        problems += standard_error_problems(
            reading.standard_error, main.values, errors.values, layout.grid.lines
        )
    problems += _misunderstood(table, reading, about)
    if about.quantity == "count" and layout.key.level != "tambon":
        problems.append(
            f"a count of a {layout.key.level} is no count of its tambons: bring a rate instead, "
            "such as a share of the people"
        )
    unknown = np.full(len(rows), np.nan)
    error_values = unknown if errors is None else errors.values
    matching = own_rows_first(matching, main.values)
    if not reading.combine:
        matching, twice = once_each(matching, main.values, error_values, layout)
        problems += twice
    if problems:
        raise GeoError(
            "The figures cannot be used: {problems}. Mend the file, or say with the options how "
            "it is meant; nothing was stored.",
            problems="; ".join(problems),
        )
    links = weighted(
        matching.links, matching.status, reference, None if people is None else people.values
    )
    put = put_on_units(links, main.values, error_values, about.quantity)
    codes, level = reference.table.index, layout.key.level
    guesses = [*table.guesses, *(guess for figures in read for guess in figures.guesses)]
    if set(matching.status) & {"municipality", "municipality_name"} and people is None:
        guesses.append(_people_of_municipalities(reference))
    if put.unweighted:
        guesses.append(
            Guess("weights", f"all rows alike in {named(put.unweighted)}", _UNKNOWN, "--people")
        )
    alike = _shared_alike(matching) if about.quantity == "count" else []
    if alike:
        guesses.append(
            Guess("shares", f"the same for every area of {named(alike)}", _UNKNOWN, "--crosswalk")
        )
    values = repeated(put.values, codes, level)
    return LayerFigures(
        values=values,
        standard_errors=repeated(put.standard_errors, codes, level),
        coverage=repeated(put.coverage, codes, level).where(values.notna()),
        guesses=tuple(guesses),
        table=replace(table, matching=matching),
        by_row=main.values,
    )


def _misunderstood(table: MatchedTable, reading: TableReading, about: About) -> list[str]:
    """Return in words where a column is no column of figures, or of another time than was said."""
    layout, found = table.layout, []
    column = layout.column(reading.column, "--column")
    if column in layout.key.columns:
        found.append(f'"{visible(reading.column)}" says which area a row is about: no figure')
    if column == year_column(layout):
        found.append(f'"{visible(reading.column)}" says of which year a row is: no figure')
    first, *_, last = about.years * 2
    if len(table.years) == 1 and not first <= table.years[0] <= last:
        found.append(
            f"the rows are of {table.years[0]}, and --period says {about.period}: say with --year "
            "which rows are meant, or with --period of when they are"
        )
    if layout.overflow:
        found.append(layout.overflow)
    return found


def _people_of_municipalities(reference: Reference) -> Guess:
    """Say whose numbers of people weigh municipalities: without the register others come out."""
    if reference.of_municipality:
        taken_for = "of DOPA's register, where the crosswalk has none"
        return Guess("people of municipalities", taken_for, "it has been fetched", "--people")
    taken_for = "all municipal people of the tambon, where the crosswalk has none"
    because = "DOPA's register is not here: `phuenthi data pull dopa_2021` fetches it"
    return Guess("people of municipalities", taken_for, because, "--people")


def _column(
    layout: Layout,
    name: str,
    option: str,
    rows: NDArray[np.bool_],
    form: TableForm,
    bounds: Bounds,
    scale: float = 1.0,
) -> Figures:
    return figures(
        layout,
        layout.column(name, option),
        rows,
        bounds=bounds,
        decimal=form.decimal,
        missing=form.missing,
        zero=form.zero,
        scale=scale,
    )


def _optional(
    layout: Layout,
    name: str | None,
    option: str,
    rows: NDArray[np.bool_],
    form: TableForm,
    scale: float = 1.0,
) -> Figures | None:
    """Return a column of standard errors or of people, which cannot be below 0."""
    if name is None:
        return None
    return _column(layout, name, option, rows, form, Bounds(), scale)


def _shared_alike(matching: Matching) -> list[str]:
    """Return the units whose counts are shared out without knowing who lives where."""
    links = matching.links
    rows = links["row"][links["people"].isna() & (links["share"] < 1)]
    return [str(unit) for unit in dict.fromkeys(matching.unit[rows.to_numpy(int)])]


def _contradicted(matching: Matching, rows: NDArray[np.bool_]) -> tuple[str, ...]:
    wrong = matching.contradictions
    if len(wrong) <= _MOST_CONTRADICTIONS * rows.sum():
        return ()
    return (
        f"{len(wrong):,} of {int(rows.sum()):,} rows name another area than the one they are put "
        f"on, as if a column had slipped ({named(wrong)})",
    )
