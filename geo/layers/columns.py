"""A column of figures, read and held against what it is said to mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.codes import named
from geo.errors import visible
from geo.layers.cells import Decimal, Numbers, numbers, year
from geo.layers.grid import Guess
from geo.layers.layout import Layout

_YEAR_WORD = re.compile(r"^(?:ปี|พ\.?ศ|ค\.?ศ)|(?<![a-z])(?:year|yr)(?![a-z])", re.I)
_PERCENT_UNIT = re.compile(r"^\s*(?:%|ร้อยละ|per ?cent|เปอร์เซ็นต์)", re.I)
_FULL = 100.0


@dataclass(frozen=True, eq=False)
class Figures:
    """The figures of a column, with what is wrong with them."""

    values: NDArray[np.float64]
    """One a row of the table, NaN where the cell has none or the row is not read."""
    problems: tuple[str, ...]
    guesses: tuple[Guess, ...]


@dataclass(frozen=True)
class Bounds:
    """The least and the greatest figure that can be right; None where there is no such bound."""

    lowest: float | None = 0.0
    highest: float | None = None


def bounds_for(unit: str, lowest: float | None, highest: float | None) -> Bounds:
    """Return the bounds of figures in a unit, unless a person stated others.

    No figure is below 0, and none over 100 where the unit is per cent of something. A change in
    per cent can be both: then the bounds are for a person to state.
    """
    most = _FULL if _PERCENT_UNIT.match(unit) else None
    return Bounds(0.0 if lowest is None else lowest, most if highest is None else highest)


def figures(
    layout: Layout,
    column: int,
    rows: NDArray[np.bool_],
    *,
    bounds: Bounds,
    decimal: Decimal | None = None,
    missing: tuple[str, ...] = (),
    zero: tuple[str, ...] = (),
    scale: float = 1.0,
) -> Figures:
    """Read the figures of some rows.

    Parameters
    ----------
    layout, column
        The table and the position of the column in it.
    rows
        Shape (rows of the table,), which to read.
    bounds
        Of the figures after ``scale``.
    decimal, missing, zero
        As `geo.layers.cells.numbers` takes them.
    scale
        What every figure is multiplied by, 100 for shares that are to be per cent.
    """
    at = np.flatnonzero(rows)
    cells = layout.grid.cells[column].iloc[at]
    read = numbers(cells, decimal, missing, zero)
    lines = layout.grid.lines[at]
    name = layout.names[column]
    scaled = read.values * scale

    def where(wrong: NDArray[np.bool_]) -> str:
        shown = zip(lines[wrong], cells[wrong], strict=True)
        return named(f'line {line}: "{visible(text)}"' for line, text in shown)

    checks = [
        (read.odd, "is not a number"),
        (read.infinite, "is not finite"),
    ]
    if bounds.lowest is not None:
        checks.append((scaled < bounds.lowest, f"is below {bounds.lowest:g}"))
    if bounds.highest is not None:
        checks.append((scaled > bounds.highest, f"is above {bounds.highest:g}"))
    problems = [
        f'"{visible(name)}" {what} in {int(wrong.sum()):,} rows ({where(wrong)})'
        for wrong, what in checks
        if wrong.any()
    ]
    if read.both:
        point, comma = read.both
        problems.append(
            f'"{visible(name)}" has a decimal point in line {lines[point]} '
            f'("{visible(cells.iloc[point])}") and a decimal comma in line {lines[comma]} '
            f'("{visible(cells.iloc[comma])}"): say with --decimal which it is'
        )
    elif not problems and len(at) and np.isnan(scaled).all():
        problems.append(f'"{visible(name)}" has no figure in any of the {len(at):,} rows')
    values = np.full(len(rows), np.nan)
    values[at] = scaled
    return Figures(values, tuple(problems), tuple(_guesses(name, read, scaled, bounds, decimal)))


def _guesses(
    name: str, read: Numbers, scaled: NDArray[np.float64], bounds: Bounds, given: Decimal | None
) -> list[Guess]:
    found = []
    if given is None and (read.open or read.decimal == "comma"):
        why = (
            "“1,234” is a thousand and more in Thailand, and no cell speaks against it"
            if read.open
            else "cells such as “12,5” or “1.234,5”"
        )
        found.append(Guess(f'decimal sign of "{name}"', read.decimal, why, "--decimal"))
    if read.marks:
        listed = ", ".join(f"{mark} ({count:,})" for mark, count in read.marks.items())
        why = "marks for what is not known"
        found.append(Guess(f'no figure in "{name}"', listed, why, "--zero"))
    known = scaled[~np.isnan(scaled)]
    for count, what in (
        (read.percent, "percent signs"),
        (read.thai_digits, "Thai digits"),
        (read.grouped, "signs between thousands"),
    ):
        if count:
            found.append(Guess(f'"{name}"', f"{count:,} cells with {what}", "read as numbers", ""))
    if 0 < read.percent < len(known):
        others = f"{len(known) - read.percent:,} cells without a percent sign"
        found.append(Guess(f'"{name}"', f"per cent in {others} too", "others have one", ""))
    if bounds.highest == _FULL and len(known) and known.max() <= 1 and known.max() > 0:
        taken = "per cent as they stand, none above 1"
        found.append(Guess(f'"{name}"', taken, "the unit is per cent", "--scale 100"))
    return found


def standard_error_problems(
    name: str, values: NDArray[np.float64], errors: NDArray[np.float64], lines: NDArray[np.int64]
) -> list[str]:
    """Return in words where standard errors are larger than any figure and than their range.

    Among few areas that are much alike, errors beyond the range alone are nothing strange.
    """
    known = values[~np.isnan(values)]
    most = float(max(known.max() - known.min(), np.abs(known).max())) if len(known) else np.inf
    wrong = errors > most
    if not wrong.any():
        return []
    cells = named(f"line {n}: {e:g}" for n, e in zip(lines[wrong], errors[wrong], strict=True))
    return [
        f'standard errors in "{visible(name)}" are larger than every figure and than their range, '
        f"{most:g}, in {int(wrong.sum()):,} rows ({cells}): is it another column?"
    ]


def year_column(layout: Layout) -> int | None:
    """Return the column whose cells all name years, in either era; None if there is none."""
    rows = np.flatnonzero(layout.data)
    for n, name in enumerate(layout.names):
        if n in layout.key.columns or not _YEAR_WORD.search(name):
            continue
        filled = [text for text in layout.grid.cells[n].iloc[rows] if text]
        if filled and all(year(text) for text in dict.fromkeys(filled)):
            return n
    return None


def number_columns(layout: Layout) -> list[int]:
    """Return the columns beside the key most of whose filled cells are numbers."""
    data = layout.grid.cells[layout.data]
    found = []
    for n in range(len(layout.names)):
        column = data[n]
        filled = int((column != "").sum())
        if n in layout.key.columns or not filled:
            continue
        read = numbers(column)
        if (read.odd | read.infinite).sum() * 2 < filled and np.isfinite(read.values).any():
            found.append(n)
    return found
