"""What every kind of table is read into: cells of text, with the lines they stand in."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geo.errors import GeoError

MOST_BYTES = 2**29
MOST_COLUMNS = 2_000
MOST_ROWS = 2_000_000
MOST_CELLS = 20_000_000
"""A table is a rectangle in memory, however few of its cells the file fills."""


@dataclass(frozen=True)
class Guess:
    """Something that the file does not say, what was taken for it, and how to overrule that."""

    what: str
    """Such as ``encoding``."""
    taken: str
    """Such as ``cp874``."""
    because: str
    """What in the file speaks for it, in a few words."""
    option: str
    """The option of `phuenthi data check` and `phuenthi data add` that says otherwise; empty where
    nothing else makes sense."""


@dataclass(frozen=True, eq=False)
class Grid:
    """A table as it stands in its file, before anybody knows what is a header and what a figure."""

    cells: pd.DataFrame
    """Text (dtype ``str``), "" where empty; rows and columns numbered from 0. A number is written
    so that reading it back gives the same float."""
    lines: NDArray[np.int64]
    """For each row the number that a person sees beside it: line of a text file, row of a sheet,
    feature counted from 1."""
    names: tuple[str, ...] | None = None
    """Names of the columns where the format itself has them (Parquet, GeoPackage, GeoJSON)."""
    shapes: gpd.GeoSeries | None = None
    """Geometry in EPSG:4326, one a row, where the format has it."""
    repaired: tuple[int, ...] = ()
    """Lines whose polygon crossed itself and was mended."""
    guesses: tuple[Guess, ...] = ()


def refuse_too_large(path: Path, rows: int, columns: int) -> None:
    """Refuse a table beyond what is taken, before it is made.

    Raises
    ------
    GeoError
        If it has more rows, columns or cells than `MOST_ROWS`, `MOST_COLUMNS` and `MOST_CELLS`.
    """
    if rows > MOST_ROWS or columns > MOST_COLUMNS or rows * columns > MOST_CELLS:
        raise GeoError(
            '"{path}" holds a table of at least {rows:,} rows and {columns:,} columns. Allowed are '
            "{most_rows:,} rows, {most_columns:,} columns and {most_cells:,} cells. "
            "Save the rows and columns that matter to a file of their own.",
            path=path,
            rows=rows,
            columns=columns,
            most_rows=MOST_ROWS,
            most_columns=MOST_COLUMNS,
            most_cells=MOST_CELLS,
        )


def cells_from(columns: Sequence[pa.Array | pa.ChunkedArray], rows: int) -> pd.DataFrame:
    """Return cells from columns of Arrow text without nulls, each ``rows`` long."""
    arrays = {number: pd.array(column, dtype="str") for number, column in enumerate(columns)}
    return pd.DataFrame(arrays, index=pd.RangeIndex(rows), columns=pd.RangeIndex(len(arrays)))


def as_text(value: object) -> str:
    """Return one value of a workbook or a typed column as it stands in a cell.

    Whole numbers are without ``.0``, other floats as short as they can be without becoming another
    number, moments in ISO 8601 and without a clock at midnight, booleans as a spreadsheet shows
    them, and nothing as "".
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        at_midnight = value.time() == datetime.time() and value.tzinfo is None
        return value.date().isoformat() if at_midnight else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)
