"""Tables of figures by tambon."""

from __future__ import annotations

import csv
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from geo.catalog import Measure, Reading, TableRatio, TableSum
from geo.codes import CODE, code_problems, named, normalised
from geo.errors import GeoError, visible

_SHOWN = 3
_RULES = {
    "coerce_dtype('float64')": "is not a number",
    "field_uniqueness": "stands twice",
    "not_nullable": "is empty",
}


def columns_of(measure: Measure) -> tuple[str, ...]:
    """Return the columns of a tambon table that an indicator is made from; none for others."""
    if isinstance(measure, TableSum):
        return measure.columns
    if isinstance(measure, TableRatio):
        return (measure.numerator, measure.denominator)
    return ()


def measured(measure: TableSum | TableRatio, table: pd.DataFrame) -> pd.Series:
    """Return an indicator from a tambon table.

    Returns
    -------
    pandas.Series
        float64, indexed as the table; NaN where a figure it needs is missing or the denominator 0.
    """
    if isinstance(measure, TableSum):
        return table[list(measure.columns)].sum(axis="columns", skipna=False)
    denominator = table[measure.denominator]
    return table[measure.numerator] / denominator.where(denominator != 0)


def read_table(
    path: Path, reading: Reading, columns: list[str], in_force: Collection[str]
) -> pd.DataFrame:
    """Read some columns of figures from a CSV file with one row a tambon.

    Parameters
    ----------
    path
        The file; its first line names the columns.
    reading
        What the catalogue says of it: code column, prefix of the codes, encoding, expected rows,
        and how many of their codes are no longer in force.
    columns
        Columns of figures: numbers that are finite and not negative, or empty where unknown.
    in_force
        Codes of today.

    Returns
    -------
    pandas.DataFrame
        float64, indexed by ``area_code``, sorted.

    Raises
    ------
    GeoError
        If the file can't be read, columns are missing, a row has more or fewer fields than there
        are columns, codes are odd, twice or not in force, or figures are not such numbers; all
        problems are reported together, each with its first lines and values.
    """
    code = str(reading.code)
    text, problems = _text(path, reading)
    if code in text:
        text[code] = normalised(text[code], reading.code_prefix)
        codes = text.loc[text[code].str.fullmatch(CODE), code]
        problems += code_problems(codes.drop_duplicates(), in_force, reading.unknown_codes)
    try:
        table = _schema(code, columns).validate(text, lazy=True)
    except SchemaErrors as broken:
        problems += _in_words(broken)
    if problems:
        raise GeoError(
            'The table "{path}" cannot be used: {problems}. '
            "Take it again with `phuenthi data pull`, or mend the file.",
            path=path,
            problems="; ".join(problems),
        )
    return table.set_index(code).rename_axis("area_code").sort_index()


def _text(path: Path, reading: Reading) -> tuple[pd.DataFrame, list[str]]:
    """Return a table as text by line number, empty fields missing, and what is wrong with its rows.

    pandas' own reader takes a row that was cut short for one whose last fields are empty.
    """
    rows, lines, uneven = [], [], []
    try:
        with path.open(encoding=reading.encoding, newline="") as file:
            records = csv.reader(file, strict=True)
            header = next(records, [])
            line = records.line_num + 1
            for row in records:
                if len(row) == len(header):
                    rows.append(row)
                    lines.append(line)
                # a blank line is no row
                elif row:
                    uneven.append(f"line {line} has {len(row)}")
                line = records.line_num + 1
    except (UnicodeError, csv.Error) as cause:
        raise GeoError(
            '"{path}" is not a CSV table in {encoding}: {cause}. '
            "Take it again with `phuenthi data pull`.",
            path=path,
            encoding=reading.encoding,
            cause=visible(cause),
        ) from cause
    problems = []
    found = len(rows) + len(uneven)
    if found != reading.rows:
        problems.append(f"{found:,} rows where {reading.rows:,} belong")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        problems.append(f"columns that stand twice: {named(twice)}")
    if uneven:
        problems.append(f"rows without the {len(header)} fields of the header: {named(uneven)}")
    text = pd.DataFrame(rows, index=lines, columns=header, dtype="str")
    return text.loc[:, ~text.columns.duplicated()].replace("", pd.NA), problems


def _schema(code: str, columns: list[str]) -> pa.DataFrameSchema:
    number = pa.Column(
        "float64",
        [
            pa.Check(np.isfinite, error="is not finite"),
            pa.Check.ge(0, error="is below 0"),
        ],
        nullable=True,
        coerce=True,
    )
    six_digits = pa.Column(
        "str", pa.Check.str_matches(f"^{CODE}$", error="is not a code of six digits"), unique=True
    )
    return pa.DataFrameSchema({code: six_digits, **dict.fromkeys(columns, number)}, strict="filter")


def _in_words(broken: SchemaErrors) -> list[str]:
    """Return one phrase for each column and rule that was broken."""
    cases = broken.failure_cases
    absent = cases.loc[cases["check"] == "column_in_dataframe", "failure_case"]
    found = [f"columns are missing: {', '.join(absent)}"] if len(absent) else []
    # a column with text in it fails the checks of numbers as a whole too, which says nothing more
    rest = cases[cases["index"].notna() & ~cases["check"].str.startswith("dtype")]
    for (column, check), lines in rest.groupby(["column", "check"], sort=False):
        where = ", ".join(
            f'line {line:.0f}: "{visible(value)}"'
            for line, value in lines[["index", "failure_case"]].head(_SHOWN).to_numpy()
        )
        found.append(f'"{column}" {_RULES.get(check, check)} in {len(lines)} rows ({where})')
    return found
